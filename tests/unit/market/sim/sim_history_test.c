/* Decades of the simulated market: they look like those of a market. The market is a
 * function of its seed, so that these figures are the same in every run. */
#include "exchange.h"

#include <stdlib.h>

#include "market/sim/sim_level.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_split.h"

enum { YEARS_SESSIONS = 5040, FIRST = 1500 };

static const uint64_t seeds[] = {1, 2, 3};

/* Moves of twenty years of sessions, without splits. */
struct moves {
	double of[YEARS_SESSIONS];
};

static struct moves *moves_of(const char *symbol)
{
	struct moves *moves = arena_alloc(exchange.arena, sizeof(*moves));
	assert_non_null(moves);
	const struct sim_share *share = sim_world_share(listing_find(symbol));
	double before = sim_level_close(share, FIRST - 1);
	for (int32_t i = 0; i < YEARS_SESSIONS; i++) {
		double close = sim_level_close(share, FIRST + i);
		moves->of[i] = close - before;
		before = close;
	}
	return moves;
}

static double mean_of(const double *values)
{
	double sum = 0;
	for (int i = 0; i < YEARS_SESSIONS; i++)
		sum += values[i];
	return sum / YEARS_SESSIONS;
}

/* The covariance of values with those of another, `lag` later. */
static double covariance(const double *values, const double *others, int lag)
{
	double mean = mean_of(values), other_mean = mean_of(others), sum = 0;
	for (int i = 0; i + lag < YEARS_SESSIONS; i++)
		sum += (values[i] - mean) * (others[i + lag] - other_mean);
	return sum / (YEARS_SESSIONS - lag);
}

static double correlation(const struct moves *moves, const struct moves *others)
{
	double own = covariance(moves->of, moves->of, 0);
	double other = covariance(others->of, others->of, 0);
	return covariance(moves->of, others->of, 0) / sim_math_sqrt(own * other);
}

static struct moves *squares_of(const struct moves *moves)
{
	struct moves *squares = arena_alloc(exchange.arena, sizeof(*squares));
	assert_non_null(squares);
	for (int i = 0; i < YEARS_SESSIONS; i++)
		squares->of[i] = moves->of[i] * moves->of[i];
	return squares;
}

static double volatility(const struct moves *moves)
{
	return sim_math_sqrt(covariance(moves->of, moves->of, 0) * 252);
}

static double kurtosis(const struct moves *moves)
{
	double variance = covariance(moves->of, moves->of, 0), mean = mean_of(moves->of);
	double sum = 0;
	for (int i = 0; i < YEARS_SESSIONS; i++) {
		double off = moves->of[i] - mean;
		sum += off * off * off * off;
	}
	return sum / YEARS_SESSIONS / (variance * variance);
}

static void moves_are_those_of_a_market(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(seeds); i++) {
		exchange_open(CALENDAR_NYSE, seeds[i]);
		const struct moves *spy = moves_of("SPY");
		const struct moves *squares = squares_of(spy);
		assert_true(volatility(spy) > 0.10 && volatility(spy) < 0.30);
		assert_true(kurtosis(spy) > 4);
		assert_true(kurtosis(moves_of("AAPL")) > 4);
		double variance = covariance(squares->of, squares->of, 0);
		static const int lags[] = {1, 2, 5, 10};
		for (size_t j = 0; j < COUNT(lags); j++)
			assert_true(covariance(squares->of, squares->of, lags[j]) >
				    0.02 * variance);
		/* What has been says little of where it goes. */
		double again = covariance(spy->of, spy->of, 1);
		double all = covariance(spy->of, spy->of, 0);
		assert_true(again < 0.06 * all && again > -0.06 * all);
	}
}

/* As volatile as the listing says, about. */
static void as_volatile_as_listed(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	for (int place = 0; place < listing_count(); place += 7) {
		const struct listing *listing = listing_at(place);
		double listed = listing->volatility_bp / 10000.0;
		double found = volatility(moves_of(listing->symbol));
		if (strcmp(listing->symbol, "$VIX") != 0)
			assert_true(found > 0.75 * listed && found < 1.3 * listed);
		arena_reset(exchange.arena);
	}
}

static void neighbours_move_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(seeds); i++) {
		exchange_open(CALENDAR_NYSE, seeds[i]);
		double sector = correlation(moves_of("XOM"), moves_of("CVX"));
		double sectors = correlation(moves_of("XOM"), moves_of("KO"));
		assert_true(sector > sectors + 0.05);
		assert_true(sectors > 0.05);
		assert_true(correlation(moves_of("JPM"), moves_of("BAC")) >
			    correlation(moves_of("JPM"), moves_of("PFE")) + 0.05);
		assert_true(correlation(moves_of("SPY"), moves_of("$SPX")) > 0.999);
		assert_true(correlation(moves_of("QQQ"), moves_of("SQQQ")) < -0.999);
		assert_true(correlation(moves_of("QQQ"), moves_of("SPY")) > 0.7);
		double fear = correlation(moves_of("$VIX"), moves_of("$SPX"));
		assert_true(fear < -0.5 && fear > -0.95);
	}
}

/* Also from minute to minute. */
static void minutes_move_together(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	static const char *const symbols[] = {"SPY", "XLK", "SQQQ"};
	struct moves *moves[3];
	int32_t day = exchange_day("2026-03-09");
	for (size_t i = 0; i < 3; i++) {
		moves[i] = arena_alloc(exchange.arena, sizeof(struct moves));
		struct bar_query query = exchange_query(symbols[i], "1Min",
			exchange_at(day, 4, 0, 0), exchange_at(day + 7, 20, 0, 0));
		query.limit = YEARS_SESSIONS;
		struct bars bars = exchange_ask(&query);
		assert_int_equal(bars.count, YEARS_SESSIONS);
		for (size_t j = 1; j < bars.count; j++)
			moves[i]->of[j] = (double)(bars.items[j].close.e6 -
						   bars.items[j - 1].close.e6);
	}
	assert_true(correlation(moves[0], moves[1]) > 0.5);
	assert_true(correlation(moves[0], moves[2]) < -0.5);
}

static void prices_are_plausible(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(seeds); i++) {
		exchange_open(i == 2 ? CALENDAR_ALWAYS : CALENDAR_NYSE, seeds[i]);
		int32_t sessions = calendar_sessions(exchange.call.calendar);
		for (int place = 0; place < listing_count(); place++) {
			const struct sim_share *share = sim_world_share(place);
			if (share->listing->kind == INSTRUMENT_INDEX)
				continue;
			for (int32_t j = 0; j < sessions; j += 5) {
				int64_t close = sim_split_close(share, j);
				assert_true(close >= 5000 && close <= 1000000000);
			}
		}
	}
}

static void fear_stays_in_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(seeds); i++) {
		exchange_open(CALENDAR_NYSE, seeds[i]);
		struct bars days = exchange_bars("$VIX", "1Day", 0, INT64_MAX / 4);
		int64_t highest = 0, sum = 0;
		for (size_t j = 0; j < days.count; j++) {
			assert_true(days.items[j].low.e6 >= 9000000);
			assert_true(days.items[j].high.e6 <= 80000000);
			sum += days.items[j].close.e6;
			if (days.items[j].close.e6 > highest)
				highest = days.items[j].close.e6;
		}
		int64_t mean = sum / (int64_t)days.count;
		assert_true(mean > 12000000 && mean < 20000000);
		assert_true(highest > 30000000);
	}
}

/* The $VIX is high when the market has been restless for a month. */
static void fear_follows_variance(void **state)
{
	(void)state;
	enum { MONTH = 21 };
	const struct sim_share *fear = sim_world_share(listing_find("$VIX"));
	for (size_t i = 0; i < COUNT(seeds); i++) {
		exchange_open(CALENDAR_NYSE, seeds[i]);
		struct moves *squares = squares_of(moves_of("$SPX"));
		struct moves *month = squares_of(squares), *levels = squares_of(squares);
		for (int j = 0; j < YEARS_SESSIONS; j++) {
			month->of[j] = 0;
			for (int k = j < MONTH ? 0 : j - MONTH; k <= j; k++)
				month->of[j] += squares->of[k];
			month->of[j] = sim_math_sqrt(month->of[j]);
			levels->of[j] = sim_level_close(fear, FIRST + j);
		}
		assert_true(correlation(month, levels) > 0.5);
	}
}

/* Trading is busy after the open and before the close. */
static void volume_is_u_shaped(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t first = 0, middle = 0, last = 0, outside = 0;
	for (int32_t day = exchange_day("2026-03-01"), i = 0; i < 60; i++) {
		struct calendar_session session;
		if (!calendar_session(exchange.call.calendar, day + i, &session))
			continue;
		struct bars bars =
			exchange_bars("MSFT", "30Min", session.pre_us, session.post_us);
		assert_int_equal(bars.count, 32);
		for (size_t j = 0; j < bars.count; j++) {
			int64_t volume = bars.items[j].volume;
			first += j == 11 ? volume : 0;
			middle += j == 17 ? volume : 0;
			last += j == 23 ? volume : 0;
			outside += j < 11 || j > 23 ? volume : 0;
		}
	}
	assert_true(first > 2 * middle);
	assert_true(last > 2 * middle);
	assert_true(outside < first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_are_those_of_a_market),
		cmocka_unit_test(as_volatile_as_listed),
		cmocka_unit_test(neighbours_move_together),
		cmocka_unit_test(minutes_move_together),
		cmocka_unit_test(prices_are_plausible),
		cmocka_unit_test(fear_stays_in_bounds),
		cmocka_unit_test(fear_follows_variance),
		cmocka_unit_test(volume_is_u_shaped),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
