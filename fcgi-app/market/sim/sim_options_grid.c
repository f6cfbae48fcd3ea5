#include "market/sim/sim_options_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "market/holiday.h"
#include "market/sim/sim_split.h"

enum { FRIDAY = 5, WEEK = 7 };

/* For how many days contracts are listed before they expire. */
enum { DAILY_TERM = 14, WEEKLY_TERM = 56, MONTHLY_TERM = 364 };

static const double CENTS_E4 = 10000;

/* What strikes are apart, from fine to coarse, and from which price on. */
static const struct {
	double below;
	double step;
} ladder[] = {
	{25, 0.5},
	{75, 1},
	{300, 2.5},
	{1000, 5},
	{3000, 10},
	{10000, 25},
	{40000, 100},
	{HUGE_VAL, 250},
};

enum { RUNGS = sizeof(ladder) / sizeof(*ladder) };

bool sim_options_grid_is_dense(const struct sim_share *share)
{
	const char *symbol = share->listing->symbol;
	return strcmp(symbol, "SPY") == 0 || strcmp(symbol, "QQQ") == 0 ||
	       strcmp(symbol, "IWM") == 0;
}

static bool is_closed(int32_t day)
{
	struct holiday holiday;
	int weekday = calendar_weekday(day);
	return weekday == 0 || weekday == 6 ||
	       (holiday_on(day, &holiday) && !holiday.is_half);
}

/* For how long the contracts of a Friday are listed. */
static int32_t term_of(int32_t friday)
{
	int year, month, day;
	clock_date_of(friday, &year, &month, &day);
	if (day < 15 || day > 21)
		return WEEKLY_TERM;
	return month == 1 ? SIM_OPTIONS_GRID_REACH_DAYS : MONTHLY_TERM;
}

int32_t sim_options_grid_listed(const struct sim_share *share, int32_t expiration_day)
{
	if (!share->listing->has_options || is_closed(expiration_day))
		return 0;
	int32_t friday = expiration_day + FRIDAY - calendar_weekday(expiration_day);
	int32_t last = friday;
	while (last > expiration_day && is_closed(last))
		last--;
	if (last == expiration_day)
		return friday - term_of(friday);
	return sim_options_grid_is_dense(share) ? expiration_day - DAILY_TERM : 0;
}

size_t sim_options_grid_expirations(const struct sim_share *share, int32_t day,
	int32_t days[SIM_OPTIONS_GRID_EXPIRATIONS])
{
	size_t count = 0;
	for (int32_t at = day; at < day + SIM_OPTIONS_GRID_REACH_DAYS + WEEK; at++) {
		int32_t listed = sim_options_grid_listed(share, at);
		if (listed != 0 && listed <= day && count < SIM_OPTIONS_GRID_EXPIRATIONS)
			days[count++] = at;
	}
	return count;
}

/* Strikes being collected, as many as there is room for. */
struct collection {
	int64_t *strikes;
	size_t count;
};

static void add(struct collection *collection, double strike, double factor)
{
	/* A split leaves strikes in thousandths, as symbols have them. */
	int64_t thousandths = llround(strike * 1000 / factor);
	if (thousandths > 0 && thousandths <= 99999999 &&
		collection->count < SIM_OPTIONS_GRID_STRIKES)
		collection->strikes[collection->count++] = thousandths * 1000;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void unite(struct collection *collection)
{
	size_t kept = 0;
	qsort(collection->strikes, collection->count, sizeof(int64_t), by_size);
	for (size_t i = 0; i < collection->count; i++)
		if (kept == 0 || collection->strikes[kept - 1] != collection->strikes[i])
			collection->strikes[kept++] = collection->strikes[i];
	collection->count = kept;
}

static int rung_of(const struct sim_share *share, double price, double years)
{
	int rung = 0;
	if (sim_options_grid_is_dense(share) && years < 0.2)
		return 1;
	while (rung < RUNGS - 1 && price >= ladder[rung].below)
		rung++;
	rung += years > 1.2;
	return rung < RUNGS ? rung : RUNGS - 1;
}

/* Lays strikes around a price: fine ones near it, and further out, where there is time
 * to get there, every one of the next coarser kind. */
static void lay(const struct sim_share *share, double price, double years, double factor,
	struct collection *collection)
{
	double deviation = share->listing->volatility_bp / 10000.0 * sqrt(years);
	int rung = rung_of(share, price, years);
	double fine = ladder[rung].step;
	double coarse = ladder[rung + 1 < RUNGS ? rung + 1 : rung].step;
	double near = fmin(0.15, 0.02 + 1.2 * deviation) * price + 3 * fine;
	double far = (0.03 + 3 * deviation) * price + 3 * fine;
	double least = fmax(price - far, 0.3 * price),
	       most = fmin(price + far, 2.2 * price);
	for (double k = ceil((price - near) / fine); k * fine <= price + near; k++)
		add(collection, k * fine, factor);
	for (double k = ceil(least / coarse); k * coarse <= most; k++)
		add(collection, k * coarse, factor);
}

/* The last session that is over before a day. */
static int32_t session_before(int32_t day)
{
	return calendar_number(sim_world()->calendar, day) - 1;
}

static void lay_at(const struct sim_share *share, int32_t anchor_day,
	int32_t expiration_day, double now_factor, struct collection *collection)
{
	int32_t number = session_before(anchor_day);
	if (number < 0)
		return;
	double price = (double)sim_split_close(share, number) / CENTS_E4;
	double factor = sim_split_factor(share, number);
	lay(share, price, (double)(expiration_day - anchor_day) / 365.0,
		now_factor <= 0 ? 1 : factor / now_factor, collection);
	unite(collection);
}

static bool is_anchor(int32_t day, int32_t expiration_day)
{
	int year, month, day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	return day_of_month == 1 || day >= expiration_day - WEEKLY_TERM;
}

size_t sim_options_grid_strikes(const struct sim_share *share, int32_t expiration_day,
	int32_t day, int64_t strikes[SIM_OPTIONS_GRID_STRIKES])
{
	struct collection collection = {strikes, 0};
	int32_t listed = sim_options_grid_listed(share, expiration_day);
	if (listed == 0 || listed > day || day > expiration_day)
		return 0;
	double factor =
		sim_split_factor(share, calendar_number(sim_world()->calendar, day));
	lay_at(share, listed, expiration_day, factor, &collection);
	for (int32_t at = listed + 1; at <= day; at++)
		if (is_anchor(at, expiration_day))
			lay_at(share, at, expiration_day, factor, &collection);
	return collection.count;
}
