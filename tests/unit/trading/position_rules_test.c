/* position_rules_*: what positions are worth and have made. */
#include "trading/position_rules.h"

#include "trade.h"

/* Text of what is asked and of what comes, so that a row reads as a case. */
struct row {
	const char *quantity, *cost, *price, *close; /* the position */
	const char *fresh, *fresh_cost;
	const char *entry, *value, *profit, *part, *today, *today_part, *change;
};

static const struct row rows[] = {
	/* Held since before: all of the day's move counts. */
	{"10", "1000", "110", "100", "0", "0", "100", "1100", "100", "0.1", "100", "0.1",
		"0.1"},
	/* Bought today: from its cost on, not from the last close. */
	{"10", "1050", "110", "100", "10", "1050", "105", "1100", "50", "0.047619", "50",
		"0.047619", "0.1"},
	/* Both: 10 of yesterday at the close, 10 of today at their cost. */
	{"20", "2200", "130", "110", "10", "1200", "110", "2600", "400", "0.181818",
		"300", "0.130435", "0.181818"},
	/* Short: it gains as the price falls. */
	{"-10", "-1000", "90", "100", "0", "0", "100", "-900", "100", "0.1", "100", "0.1",
		"-0.1"},
	{"-4", "-480", "125", "100", "-4", "-480", "120", "-500", "-20", "-0.041667",
		"-20", "-0.041667", "0.25"},
	/* Parts of shares: values are rounded down, the average to the nearest. */
	{"0.333333333", "33.333333", "100.01", "99.99", "0", "0", "99.999999",
		"33.336666", "0.003333", "0.0001", "0.006667", "0.0002", "0.0002"},
	{"-0.333333333", "-33.333333", "100.01", "99.99", "0", "0", "99.999999",
		"-33.336667", "-0.003334", "-0.0001", "-0.006667", "-0.0002", "0.0002"},
	/* It came for nothing; its last close is not known. */
	{"5", "0", "3", "0", "0", "0", "0", "15", "15", "0", "15", "0", "0"},
};

static void is(size_t row, const char *what, int64_t value, const char *wanted)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(value, 6, 0, text);
	if (strcmp(text, wanted) != 0)
		fail_msg("row %zu: %s is %s, not %s", row, what, text, wanted);
}

static void figures_of_positions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct position_figures figures;
		const struct terms_holding holding = {.quantity = Q(row->quantity),
			.cost = M(row->cost),
			.price = P(row->price),
			.last_close = P(row->close)};
		const struct position_fresh fresh = {Q(row->fresh), M(row->fresh_cost)};
		assert_true(position_rules_figures(&holding, &fresh, &figures));
		is(i, "entry", figures.entry.e6, row->entry);
		is(i, "value", figures.value.e6, row->value);
		is(i, "profit", figures.profit.e6, row->profit);
		is(i, "its part", figures.profit_e6, row->part);
		is(i, "today", figures.today.e6, row->today);
		is(i, "its part", figures.today_e6, row->today_part);
		is(i, "change", figures.change_e6, row->change);
	}
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct position_figures figures = {.profit_e6 = 7};
	const struct position_fresh none = {0};
	const struct terms_holding large = {
		.quantity = {INT64_MAX}, .price = {INT64_MAX}, .last_close = {1}};
	const struct terms_holding poor = {.quantity = {INT64_C(1000000000)},
		.cost = {INT64_MIN},
		.price = {INT64_MAX},
		.last_close = {INT64_MAX}};
	assert_false(position_rules_figures(&large, &none, &figures));
	assert_false(position_rules_figures(&poor, &none, &figures));
	assert_int_equal(figures.profit_e6, 7);
}

static void parts_go_by_the_size_of_the_whole(void **state)
{
	(void)state;
	int64_t part;
	assert_true(position_rules_part((struct money){-1}, (struct money){-8}, &part));
	assert_int_equal(part, -125000);
	assert_true(position_rules_part((struct money){5}, (struct money){0}, &part));
	assert_int_equal(part, 0);
	assert_false(
		position_rules_part((struct money){INT64_MAX}, (struct money){1}, &part));
	assert_false(
		position_rules_part((struct money){1}, (struct money){INT64_MIN}, &part));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_of_positions),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(parts_go_by_the_size_of_the_whole),
	};
	return cmocka_run_group_tests_name("trading/position_rules", tests, NULL, NULL);
}
