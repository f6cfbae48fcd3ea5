#include "market/sim/sim_dividend.h"

#include "base/clock.h"
#include "market/sim/sim_level.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_split.h"

enum purpose { HABIT = 400 };

static bool pays_in(const struct sim_share *share, int month)
{
	uint64_t habit = sim_math_bits(share->key, 0, HABIT);
	bool is_fund = share->listing->kind == INSTRUMENT_FUND;
	return share->listing->dividend_bp > 0 &&
	       month % 3 == (is_fund ? 0 : (int)(habit % 3));
}

int32_t sim_dividend_session(const struct sim_share *share, int year, int month)
{
	if (!pays_in(share, month) || year < CALENDAR_FIRST_YEAR ||
		year > CALENDAR_LAST_YEAR)
		return -1;
	uint64_t habit = sim_math_bits(share->key, 0, HABIT);
	int32_t day = clock_day_of(year, month, 4 + (int)((habit >> 8) % 16));
	return calendar_number(sim_world()->calendar, day);
}

static int64_t amount_cents(const struct sim_share *share, int year, int32_t number)
{
	int32_t first = calendar_number(sim_world()->calendar, clock_day_of(year, 1, 1));
	double price = sim_math_exp(sim_level_close(share, first)) *
		       sim_split_factor(share, number);
	/* A hundredth of a percent of a dollar is a hundredth of a cent. */
	return sim_math_round(price * share->listing->dividend_bp / 100.0 / 4);
}

int64_t sim_dividend_cents(const struct sim_share *share, int32_t number)
{
	const struct calendar *calendar = sim_world()->calendar;
	if (share->listing->dividend_bp <= 0 || number < 0 ||
		number >= calendar_sessions(calendar))
		return 0;
	int year, month, of_month;
	int32_t day = calendar_numbered(calendar, number).day;
	clock_date_of(day, &year, &month, &of_month);
	if (sim_dividend_session(share, year, month) != number)
		return 0;
	return amount_cents(share, year, number);
}
