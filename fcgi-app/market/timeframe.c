#include "market/timeframe.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "market/bar.h"

static const int64_t SECOND_US = 1000000;

struct unit {
	enum timeframe_unit unit;
	const char *word;
	const char *whole; /* which also stands alone */
	const char *letters;
	int most;
};

static const struct unit units[] = {
	{TIMEFRAME_MINUTE, "Min", "minute", "Tm", 59},
	{TIMEFRAME_HOUR, "Hour", "hour", "Hh", 23},
	{TIMEFRAME_DAY, "Day", "day", "Dd", 1},
	{TIMEFRAME_WEEK, "Week", "week", "Ww", 1},
	{TIMEFRAME_MONTH, "Month", "month", "M", 12},
};

/* Does a word, without its number, name the unit? */
static bool names(const struct unit *unit, const char *word)
{
	if (word[0] != '\0' && word[1] == '\0')
		return strchr(unit->letters, word[0]) != NULL;
	return strcasecmp(word, unit->word) == 0 || strcasecmp(word, unit->whole) == 0 ||
	       (unit->unit == TIMEFRAME_MONTH && strcmp(word, "mo") == 0);
}

static bool fits(const struct unit *unit, int count)
{
	return count >= 1 && count <= unit->most &&
	       (unit->unit != TIMEFRAME_MONTH || 12 % count == 0);
}

/* Reads the number, of at most two digits, and moves on; 0 when there is none. */
static int take_count(const char **text)
{
	int count = 0;
	for (int i = 0; i < 2 && **text >= '0' && **text <= '9'; i++, (*text)++) {
		if (count == 0 && **text == '0')
			return 0;
		count = count * 10 + (**text - '0');
	}
	return count;
}

bool timeframe_parse(const char *text, struct timeframe *timeframe)
{
	const char *word = text;
	int count = take_count(&word);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		bool alone = count == 0 && strcasecmp(text, units[i].whole) == 0;
		if (!alone && (!names(&units[i], word) || !fits(&units[i], count)))
			continue;
		*timeframe = (struct timeframe){
			.unit = units[i].unit, .count = alone ? 1 : count};
		return true;
	}
	return false;
}

void timeframe_format(struct timeframe timeframe, char text[TIMEFRAME_TEXT_SIZE])
{
	snprintf(text, TIMEFRAME_TEXT_SIZE, "%d%s", timeframe.count,
		units[timeframe.unit].word);
}

/* Where the bar begins that holds an instant, or the one that is `further` on. */
static int64_t within_day(
	const struct calendar *calendar, int64_t length_us, int64_t time_us, int further)
{
	int32_t day = calendar_day_of(calendar, time_us);
	int64_t midnight_us = calendar_midnight_us(calendar, day);
	int64_t next_us = calendar_midnight_us(calendar, day + 1);
	int64_t passed = (time_us - midnight_us) / length_us + further;
	int64_t start_us = midnight_us + passed * length_us;
	return start_us < next_us ? start_us : next_us;
}

static int64_t by_month(
	const struct calendar *calendar, int months, int64_t time_us, int further)
{
	int year, month, of_month;
	clock_date_of(calendar_day_of(calendar, time_us), &year, &month, &of_month);
	int first = (month - 1) / months * months + further * months;
	int32_t day = clock_day_of(year + first / 12, first % 12 + 1, 1);
	return calendar_midnight_us(calendar, day);
}

static int64_t boundary_us(const struct calendar *calendar, struct timeframe timeframe,
	int64_t time_us, int further)
{
	int32_t day = calendar_day_of(calendar, time_us);
	switch (timeframe.unit) {
	case TIMEFRAME_MINUTE:
		return within_day(
			calendar, timeframe.count * 60 * SECOND_US, time_us, further);
	case TIMEFRAME_HOUR:
		return within_day(
			calendar, timeframe.count * 3600 * SECOND_US, time_us, further);
	case TIMEFRAME_DAY:
		return calendar_midnight_us(calendar, day + further);
	case TIMEFRAME_WEEK:
		day -= (calendar_weekday(day) + 6) % 7;
		return calendar_midnight_us(calendar, day + 7 * further);
	case TIMEFRAME_MONTH:
		return by_month(calendar, timeframe.count, time_us, further);
	}
	return time_us;
}

int64_t timeframe_start_us(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us)
{
	return boundary_us(calendar, timeframe, time_us, 0);
}

int64_t timeframe_next_us(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us)
{
	return boundary_us(calendar, timeframe, time_us, 1);
}

/* Joins bars[0] with those of the next `count` that begin before an instant;
 * returns how many were joined, 0 on overflow. */
static size_t join_until(struct bar *bars, size_t count, int64_t until_us)
{
	struct bar joined = bars[0];
	size_t taken = 1;
	for (; taken < count && bars[taken].time_us < until_us; taken++) {
		if (!bar_join(&joined, &bars[taken]))
			return 0;
	}
	/* Rounded once, from the parts. */
	if (taken > 1)
		joined.vwap = bar_average(bars, taken);
	bars[0] = joined;
	return taken;
}

int64_t timeframe_gather(
	const struct calendar *calendar, struct timeframe timeframe, struct bars *bars)
{
	size_t left = 0, taken = 0;
	for (size_t i = 0; i < bars->count; i += taken) {
		struct bar *first = &bars->items[i];
		int64_t time_us = first->time_us;
		taken = join_until(first, bars->count - i,
			timeframe_next_us(calendar, timeframe, time_us));
		if (taken == 0)
			return -1;
		first->time_us = timeframe_start_us(calendar, timeframe, time_us);
		bars->items[left++] = *first;
	}
	bars->count = left;
	return (int64_t)left;
}
