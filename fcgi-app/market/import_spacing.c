#include "market/import_spacing.h"

#include <stddef.h>

static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const int64_t HOUR_US = INT64_C(3600) * 1000000;

/* One in so many may be stray. */
enum { STRAY = 20, HOUR_MINUTES = 60 };

static int64_t *counter_of(struct import_spacing *spacing, int64_t apart_us)
{
	/* The hour that summer takes or gives is within. */
	int64_t days = (apart_us + 12 * HOUR_US) / (24 * HOUR_US);
	if (apart_us < 23 * HOUR_US)
		return apart_us % MINUTE_US == 0 ? &spacing->minutes[apart_us / MINUTE_US]
						 : &spacing->others;
	if (days <= 4)
		return &spacing->days;
	if (days <= 10)
		return &spacing->weeks;
	if (days >= 26 && days <= 35)
		return &spacing->months;
	if (days >= 85 && days <= 97)
		return &spacing->quarters;
	if (days >= 355 && days <= 375)
		return &spacing->years;
	return &spacing->others;
}

void import_spacing_add(struct import_spacing *spacing, int64_t apart_us)
{
	(*counter_of(spacing, apart_us))++;
	spacing->all++;
}

static bool is_common(const struct import_spacing *spacing, int64_t count)
{
	return count > 0 && count > spacing->all / STRAY;
}

bool import_spacing_timeframe(
	const struct import_spacing *spacing, struct timeframe *timeframe)
{
	const struct {
		int64_t count;
		struct timeframe timeframe;
	} longer[] = {
		{spacing->days, {TIMEFRAME_DAY, 1}},
		{spacing->weeks, {TIMEFRAME_WEEK, 1}},
		{spacing->months, {TIMEFRAME_MONTH, 1}},
		{spacing->quarters, {TIMEFRAME_MONTH, 3}},
		{spacing->years, {TIMEFRAME_MONTH, 12}},
	};
	for (int minutes = 1; minutes < IMPORT_SPACING_MINUTES; minutes++) {
		if (!is_common(spacing, spacing->minutes[minutes]))
			continue;
		bool hours = minutes % HOUR_MINUTES == 0;
		*timeframe = (struct timeframe){hours ? TIMEFRAME_HOUR : TIMEFRAME_MINUTE,
			hours ? minutes / HOUR_MINUTES : minutes};
		return hours || minutes < HOUR_MINUTES;
	}
	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++) {
		if (!is_common(spacing, longer[i].count))
			continue;
		*timeframe = longer[i].timeframe;
		return true;
	}
	return false;
}
