/* option_*: what must hold whatever the numbers, and the edges. */
#include "quant/option.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ROUNDS = 4000 };

static uint64_t bits_state;

static double within(double least, double most)
{
	uint64_t z = bits_state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return least + (most - least) * (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int begin(void **state)
{
	(void)state;
	bits_state = 7;
	return 0;
}

/* Any option on something at 100. */
static struct option any(enum option_right right, enum option_style style)
{
	return (struct option){.right = right,
		.style = style,
		.spot = 100,
		.strike = within(40, 200),
		.years = within(0.002, 3),
		.rate = within(-0.02, 0.1),
		.yield = within(0, 1) < 0.3 ? 0 : within(0, 0.12),
		.volatility = within(0.05, 1.2)};
}

static const char *told(const struct option *option)
{
	static char text[200];
	snprintf(text, sizeof(text), "%s %s K %.6f T %.6f r %.6f q %.6f v %.6f",
		option->style == OPTION_AMERICAN ? "american" : "european",
		option->right == OPTION_CALL ? "call" : "put", option->strike,
		option->years, option->rate, option->yield, option->volatility);
	return text;
}

#define HOLDS(condition, option)                                                         \
	do {                                                                             \
		if (!(condition))                                                        \
			fail_msg("not so: " #condition ": %s", told(option));            \
	} while (0)

/* Call - put = what the forward is worth. */
static void parity(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct option call = any(OPTION_CALL, OPTION_EUROPEAN), put = call;
		put.right = OPTION_PUT;
		struct option_value c = option_value(&call), p = option_value(&put);
		double share = exp(-call.yield * call.years);
		double forward = 100 * share - call.strike * exp(-call.rate * call.years);
		HOLDS(fabs(c.price - p.price - forward) < 1e-9, &call);
		HOLDS(fabs(c.delta - p.delta - share) < 1e-12, &call);
		HOLDS(fabs(c.gamma - p.gamma) < 1e-12, &call);
		HOLDS(fabs(c.vega - p.vega) < 1e-12, &call);
	}
}

/* The right to exercise earlier costs nothing less; and no option is worth less than
 * exercising it now, nor more than what it can ever pay. */
static void bounds(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct option early =
			any(i % 2 ? OPTION_CALL : OPTION_PUT, OPTION_AMERICAN);
		struct option late = early;
		late.style = OPTION_EUROPEAN;
		double american = option_price(&early), european = option_price(&late);
		HOLDS(american >= european - 1e-12, &early);
		HOLDS(american >= option_intrinsic(&early), &early);
		HOLDS(american <= (i % 2 ? 100 : early.strike) + 2e-4, &early);
		HOLDS(european >= 0, &early);
		struct option_value value = option_value(&early);
		double sign = i % 2 ? 1 : -1;
		HOLDS(value.price == american, &early);
		HOLDS(sign * value.delta >= -1e-4 && sign * value.delta <= 1 + 1e-4,
			&early);
		HOLDS(value.gamma >= 0, &early);
		HOLDS(value.vega >= -1e-4, &early);
	}
}

/* More time and more volatility are worth more; a higher strike is worth less to a
 * call and more to a put, by no more than the difference, paid when it is dearest. */
static void monotony(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct option option =
			any(i % 2 ? OPTION_CALL : OPTION_PUT, OPTION_AMERICAN);
		double price = option_price(&option), slack = 2e-4;
		struct option more = option;
		more.years *= 1.1;
		HOLDS(option_price(&more) >= price - slack, &option);
		more = option;
		more.volatility *= 1.1;
		HOLDS(option_price(&more) >= price - slack, &option);
		more = option;
		more.strike += 2;
		double grown = exp(fmax(0, -option.rate) * option.years);
		double gained = (option_price(&more) - price) * (i % 2 ? -1 : 1);
		HOLDS(gained >= -slack && gained <= 2 * grown + slack, &option);
	}
}

/* The Greeks are the slopes of the price. */
static void slopes(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct option option = any(i % 2 ? OPTION_CALL : OPTION_PUT,
			i % 4 < 2 ? OPTION_AMERICAN : OPTION_EUROPEAN);
		struct option_value value = option_value(&option);
		struct option up = option, down = option;
		up.spot += 0.01;
		down.spot -= 0.01;
		double delta = (option_price(&up) - option_price(&down)) / 0.02;
		HOLDS(fabs(delta - value.delta) < 2e-3, &option);
		up = down = option;
		up.volatility += 1e-4;
		down.volatility -= 1e-4;
		double vega = (option_price(&up) - option_price(&down)) / 2e-4 / 100;
		HOLDS(fabs(vega - value.vega) < 2e-3, &option);
		up = down = option;
		up.years *= 1.001;
		down.years *= 0.999;
		double theta = (option_price(&down) - option_price(&up)) /
			       (0.002 * option.years) / 365;
		HOLDS(fabs(theta - value.theta) < 2e-3 + 0.02 * fabs(theta), &option);
	}
}

/* The volatility that a price implies is the one that it was made with, or another
 * that gives the same price. */
static void implied(void **state)
{
	(void)state;
	int found = 0;
	for (int i = 0; i < ROUNDS / 4; i++) {
		struct option option = any(i % 2 ? OPTION_CALL : OPTION_PUT,
			i % 4 < 2 ? OPTION_AMERICAN : OPTION_EUROPEAN);
		struct option_value value = option_value(&option);
		double volatility;
		bool told_one = option_volatility(&option, value.price, &volatility);
		/* Where volatility makes a hundredth of a cent, it can be told. */
		HOLDS(told_one || value.vega < 1e-4, &option);
		if (!told_one)
			continue;
		found++;
		struct option again = option;
		again.volatility = volatility;
		HOLDS(fabs(option_price(&again) - value.price) < 2e-5, &option);
		HOLDS(value.vega < 0.01 || fabs(volatility - option.volatility) < 1e-5,
			&option);
	}
	assert_true(found > ROUNDS / 8);
}

static void no_volatility_implied(void **state)
{
	(void)state;
	double volatility = 0.123;
	struct option call = {OPTION_CALL, OPTION_EUROPEAN, 100, 80, 1, 0.05, 0.02, 0};
	double least = 100 * exp(-0.02) - 80 * exp(-0.05), most = 100 * exp(-0.02);
	const double none[] = {-1, 0, least - 0.01, least, most, most + 1, NAN, INFINITY};
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_false(option_volatility(&call, none[i], &volatility));
	assert_true(volatility == 0.123);
	assert_true(option_volatility(&call, least + 0.5, &volatility));
	struct option put = {OPTION_PUT, OPTION_AMERICAN, 80, 100, 1, 0.05, 0, 0};
	assert_false(option_volatility(&put, 20, &volatility));
	assert_false(option_volatility(&put, 100, &volatility));
	assert_true(option_volatility(&put, 20.5, &volatility));
	put.years = 0;
	assert_false(option_volatility(&put, 20.5, &volatility));
}

/* At expiry, and where nothing moves, the value is what is certain. */
static void certainty(void **state)
{
	(void)state;
	static const struct {
		struct option option;
		double price;
		double delta;
	} table[] = {
		{{OPTION_CALL, OPTION_EUROPEAN, 105, 100, 0, 0.05, 0, 0.3}, 5, 1},
		{{OPTION_CALL, OPTION_AMERICAN, 105, 100, 0, 0.05, 0.1, 0.3}, 5, 1},
		{{OPTION_PUT, OPTION_AMERICAN, 105, 100, 0, 0.05, 0, 0.3}, 0, 0},
		{{OPTION_PUT, OPTION_EUROPEAN, 95, 100, 0, 0.05, 0, 0.3}, 5, -1},
		{{OPTION_CALL, OPTION_EUROPEAN, 100, 100, 0, 0.05, 0, 0.3}, 0, 0},
		/* 100 - 100 e^-0.05 */
		{{OPTION_CALL, OPTION_EUROPEAN, 100, 100, 1, 0.05, 0, 0},
			4.877057549928598, 1},
		{{OPTION_PUT, OPTION_EUROPEAN, 100, 100, 1, 0.05, 0, 0}, 0, 0},
		/* Exercised at once, which the European one has to wait for. */
		{{OPTION_PUT, OPTION_AMERICAN, 80, 100, 1, 0.05, 0, 0}, 20, -1},
		{{OPTION_PUT, OPTION_EUROPEAN, 80, 100, 1, 0.05, 0, 0},
			15.122942450071402, -1},
		{{OPTION_CALL, OPTION_AMERICAN, 120, 100, 1, 0.05, 0.2, 0}, 20, 1},
		{{OPTION_CALL, OPTION_AMERICAN, 120, 100, 1, -0.05, 0, 0}, 20, 1},
		/* Best at the end: the dividends are yet to come off. */
		{{OPTION_PUT, OPTION_AMERICAN, 100, 100, 1, 0, 0.1, 0}, 9.516258196404048,
			-0.9048374180359595},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct option_value value = option_value(&table[i].option);
		HOLDS(fabs(value.price - table[i].price) < 1e-9, &table[i].option);
		HOLDS(fabs(value.delta - table[i].delta) < 1e-9, &table[i].option);
		assert_true(value.gamma == 0 && value.vega == 0);
	}
}

/* Just before the end, and with hardly any volatility, it comes close to that; and
 * every figure is a number. */
static void limits(void **state)
{
	(void)state;
	static const double strikes[] = {1, 60, 99.99, 100, 100.01, 150, 5000};
	static const double years[] = {0, 1e-9, 1e-6, 1e-3, 1, 50};
	static const double rates[] = {-0.5, -0.01, 0, 1e-12, 0.05, 1};
	static const double volatilities[] = {0, 1e-9, 1e-4, 0.01, 0.3, 20};
	struct option o = {.spot = 100};
	for (int all = 0; all < 7 * 6 * 6 * 6 * 3 * 4; all++) {
		int n = all;
		o.strike = strikes[n % 7];
		o.years = years[(n /= 7) % 6];
		o.rate = rates[(n /= 6) % 6];
		o.volatility = volatilities[(n /= 6) % 6];
		o.yield = (n /= 6) % 3 == 0 ? 0 : n % 3 == 1 ? 0.04 : 1;
		o.right = (n /= 3) % 2 ? OPTION_CALL : OPTION_PUT;
		o.style = n / 2 % 2 ? OPTION_AMERICAN : OPTION_EUROPEAN;
		HOLDS(option_is_sound(&o), &o);
		struct option_value value = option_value(&o);
		HOLDS(isfinite(value.price) && isfinite(value.delta) &&
				isfinite(value.gamma) && isfinite(value.theta) &&
				isfinite(value.vega) && isfinite(value.rho),
			&o);
		HOLDS(value.price >= 0, &o);
		HOLDS(o.style == OPTION_EUROPEAN || value.price >= option_intrinsic(&o),
			&o);
		if (o.volatility * sqrt(o.years) < 1e-8 && o.years < 1e-5)
			HOLDS(fabs(value.price - option_intrinsic(&o)) < 1e-2, &o);
	}
}

static void soundness(void **state)
{
	(void)state;
	const struct option sound = {
		OPTION_CALL, OPTION_AMERICAN, 100, 100, 1, 0.05, 0.01, 0.2};
	assert_true(option_is_sound(&sound));
	const double bad[] = {-1, NAN, INFINITY, -INFINITY, 1e9};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		for (int field = 0; field < 6; field++) {
			struct option option = sound;
			double *fields[] = {&option.spot, &option.strike, &option.years,
				&option.rate, &option.yield, &option.volatility};
			*fields[field] = bad[i];
			assert_false(option_is_sound(&option));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(parity, begin),
		cmocka_unit_test_setup(bounds, begin),
		cmocka_unit_test_setup(monotony, begin),
		cmocka_unit_test_setup(slopes, begin),
		cmocka_unit_test_setup(implied, begin),
		cmocka_unit_test(no_volatility_implied),
		cmocka_unit_test(certainty),
		cmocka_unit_test(limits),
		cmocka_unit_test(soundness),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
