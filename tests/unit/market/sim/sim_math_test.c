/* The exchange's own arithmetic. */
#include "exchange.h"

#include "market/sim/sim_math.h"
#include "market/sim/sim_tick.h"

static bool is_near(double a, double b, double within)
{
	return a - b <= within && b - a <= within;
}

static void functions_are_exact_enough(void **state)
{
	(void)state;
	assert_true(is_near(sim_math_exp(1), 2.718281828459045, 1e-15));
	assert_true(is_near(sim_math_exp(-1), 0.36787944117144233, 1e-15));
	assert_true(is_near(sim_math_exp(10), 22026.465794806718, 1e-10));
	assert_true(is_near(sim_math_log(2), 0.6931471805599453, 1e-15));
	assert_true(is_near(sim_math_log(10), 2.302585092994046, 1e-15));
	assert_true(sim_math_exp(0) == 1 && sim_math_log(1) == 0);
	assert_true(sim_math_sqrt(2.25) == 1.5);
	for (int i = -2000; i <= 2000; i++) {
		double x = i / 100.0;
		assert_true(is_near(sim_math_log(sim_math_exp(x)), x, 1e-14));
	}
	assert_true(sim_math_exp(1e9) > 1e300 && sim_math_exp(-1e9) > 0);
}

static void randomness_is_even(void **state)
{
	(void)state;
	enum { DRAWS = 100000 };
	int counts[16] = {0};
	double sum = 0, squares = 0;
	for (uint64_t i = 0; i < DRAWS; i++) {
		uint64_t bits = sim_math_bits(EXCHANGE_SEED, i, 0);
		double unit = sim_math_unit(bits), normal = sim_math_normal(bits);
		assert_true(unit > 0 && unit < 1);
		counts[(int)(unit * 16)]++;
		sum += normal;
		squares += normal * normal;
	}
	for (int i = 0; i < 16; i++)
		assert_true(counts[i] > DRAWS / 17 && counts[i] < DRAWS / 15);
	assert_true(is_near(sum / DRAWS, 0, 0.01));
	assert_true(is_near(squares / DRAWS, 1, 0.02));
}

/* One bit more or less anywhere changes half of what comes out. */
static void all_of_a_place_counts(void **state)
{
	(void)state;
	for (int bit = 0; bit < 64; bit++) {
		uint64_t one = UINT64_C(1) << bit;
		int changed[3] = {0};
		for (uint64_t i = 0; i < 64; i++) {
			uint64_t bits = sim_math_bits(i, i * i, i % 7);
			changed[0] += __builtin_popcountll(
				bits ^ sim_math_bits(i ^ one, i * i, i % 7));
			changed[1] += __builtin_popcountll(
				bits ^ sim_math_bits(i, (i * i) ^ one, i % 7));
			changed[2] += __builtin_popcountll(
				bits ^ sim_math_bits(i, i * i, (i % 7) ^ one));
		}
		for (int j = 0; j < 3; j++)
			assert_in_range(changed[j], 64 * 28, 64 * 36);
	}
}

static void prices_lie_on_the_grid(void **state)
{
	(void)state;
	static const struct {
		double price_e4;
		int64_t on_grid;
	} prices[] = {
		{0, 1},
		{-5, 1},
		{0.4, 1},
		{1.5, 2},
		{4321.4, 4321},
		{9999.4, 9999},
		{9999.6, 10000},
		{10049, 10000},
		{10050, 10100},
		{1234567, 1234600},
	};
	for (size_t i = 0; i < COUNT(prices); i++)
		assert_int_equal(sim_tick(prices[i].price_e4), prices[i].on_grid);
	assert_int_equal(sim_tick_size(9999), 1);
	assert_int_equal(sim_tick_size(10000), 100);
	assert_int_equal(sim_tick_price(10100).e6, 1010000);
}

static void softened_within_reach(void **state)
{
	(void)state;
	double slope;
	assert_true(sim_math_soften(3, 3, 2, &slope) == 3 && slope == 1);
	assert_true(sim_math_soften(1000, 3, 2, &slope) < 5);
	assert_true(slope < 0.001);
	assert_true(sim_math_soften(-1000, 3, 2, &slope) > 1);
	double low = sim_math_soften(3.9999, 3, 2, &slope);
	double high = sim_math_soften(4.0001, 3, 2, &slope);
	assert_true(is_near((high - low) / 0.0002, slope, 1e-3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_exact_enough),
		cmocka_unit_test(randomness_is_even),
		cmocka_unit_test(all_of_a_place_counts),
		cmocka_unit_test(prices_lie_on_the_grid),
		cmocka_unit_test(softened_within_reach),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
