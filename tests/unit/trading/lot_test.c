/* Tax lots: told as a table of fills, and held against the cash for any sequence. */
#include "trade.h"

#include "trading/lot_rules.h"

enum { LOTS = 64 };

struct position {
	struct lot items[LOTS];
	struct lot_closing closed[LOTS];
	struct lots lots;
	struct lot_closings closings;
};

static void begin(struct position *position)
{
	*position = (struct position){0};
	position->lots = (struct lots){position->items, 0, LOTS};
	position->closings = (struct lot_closings){position->closed, 0, LOTS, {0}};
}

static enum lot_result trade(struct position *position, enum lot_method method,
	const char *quantity, const char *value, int64_t number)
{
	bool sells = quantity[0] == '-';
	struct lot_fill fill = {.side = sells ? TERMS_SELL : TERMS_BUY,
		.quantity = Q(quantity + sells),
		.value = M(value),
		.number = number,
		.time_us = number * 10};
	return lot_rules_fill(&position->lots, method, &fill, &position->closings);
}

struct story {
	enum lot_method method;
	const char *fills[5][2]; /* quantity and value */
	const char *closed;      /* by the last: number:quantity:cost:cash … */
	const char *realized;
	const char *left; /* number:quantity:cost … */
};

static const struct story stories[] = {
	{LOT_FIFO, {{"100", "1000"}, {"50", "600"}, {"-120", "1800"}},
		"1:100:1000:1500 2:20:240:300", "560", "2:30:360"},
	{LOT_LIFO, {{"100", "1000"}, {"50", "600"}, {"-120", "1800"}},
		"2:50:600:750 1:70:700:1050", "500", "1:30:300"},
	{LOT_HIGHEST, {{"10", "100"}, {"10", "130"}, {"10", "110"}, {"-15", "150"}},
		"2:10:130:100 3:5:55:50", "-35", "1:10:100 3:5:55"},
	{LOT_HIGHEST, {{"1", "100"}, {"2", "200"}, {"-2", "300"}},
		"1:1:100:150 2:1:100:150", "100", "2:1:100"},
	{LOT_FIFO, {{"-100", "1000"}, {"-50", "600"}, {"120", "1080"}},
		"1:-100:-1000:-900 2:-20:-240:-180", "160", "2:-30:-360"},
	{LOT_LIFO, {{"-100", "1000"}, {"-50", "600"}, {"150", "1500"}},
		"2:-50:-600:-500 1:-100:-1000:-1000", "100", ""},
	{LOT_HIGHEST, {{"-10", "100"}, {"-10", "90"}, {"5", "60"}}, "2:-5:-45:-60", "-15",
		"1:-10:-100 2:-5:-45"},
	/* A third of a cost, and a third of a value. */
	{LOT_FIFO, {{"3", "10"}, {"-1", "4"}}, "1:1:3.333333:4", "0.666667",
		"1:2:6.666667"},
	{LOT_FIFO, {{"1", "1"}, {"1", "1"}, {"1", "1"}, {"-3", "10"}},
		"1:1:1:3.333333 2:1:1:3.333333 3:1:1:3.333334", "7", ""},
	/* Nothing crosses; after zero the other side opens. */
	{LOT_FIFO, {{"5", "50"}, {"-5", "60"}, {"-5", "55"}}, "", "0", "3:-5:-55"},
};

static void append(char *text, size_t size, int64_t number, struct quantity quantity,
	struct money cost, const struct money *cash)
{
	char q[DECIMAL_TEXT_SIZE], c[DECIMAL_TEXT_SIZE], m[DECIMAL_TEXT_SIZE] = "";
	size_t used = strlen(text);
	quantity_format(quantity, 0, q);
	money_format(cost, 0, c);
	if (cash != NULL)
		money_format(*cash, 0, m);
	snprintf(text + used, size - used, "%s%d:%s:%s%s%s", used > 0 ? " " : "",
		(int)number, q, c, cash == NULL ? "" : ":", m);
}

static void tell(const struct story *story)
{
	struct position position;
	char closed[400] = "", left[400] = "";
	begin(&position);
	for (int i = 0; i < 5 && story->fills[i][0] != NULL; i++)
		assert_int_equal(trade(&position, story->method, story->fills[i][0],
					 story->fills[i][1], i + 1),
			LOT_OK);
	for (size_t i = 0; i < position.closings.count; i++) {
		const struct lot_closing *at = &position.closed[i];
		append(closed, sizeof(closed), at->number, at->quantity, at->cost,
			&at->cash);
		assert_int_equal(at->opened_us, at->number * 10);
	}
	for (size_t i = 0; i < position.lots.count; i++)
		append(left, sizeof(left), position.items[i].number,
			position.items[i].quantity, position.items[i].cost, NULL);
	assert_string_equal(closed, story->closed);
	assert_string_equal(left, story->left);
	money_is(position.closings.realized, story->realized);
}

static void told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(stories); i++)
		tell(&stories[i]);
}

static void refused(void **state)
{
	(void)state;
	struct position position;
	begin(&position);
	assert_int_equal(trade(&position, LOT_FIFO, "10", "100", 1), LOT_OK);
	assert_int_equal(
		trade(&position, LOT_FIFO, "-10.000000001", "100", 2), LOT_CROSSES);
	assert_int_equal(
		trade(&position, LOT_FIFO, "9223372036", "100", 2), LOT_TOO_LARGE);
	assert_int_equal(
		trade(&position, LOT_FIFO, "1", "9223372036854", 2), LOT_TOO_LARGE);
	position.lots.limit = 1;
	assert_int_equal(trade(&position, LOT_FIFO, "1", "10", 2), LOT_FULL);
	position.closings.limit = 0;
	assert_int_equal(trade(&position, LOT_FIFO, "-1", "10", 2), LOT_FULL);
	assert_int_equal(position.lots.count, 1);
	quantity_is(position.items[0].quantity, "10");
	money_is(position.items[0].cost, "100");
	begin(&position);
	assert_int_equal(trade(&position, LOT_FIFO, "-10", "9223372036854", 1), LOT_OK);
	assert_int_equal(trade(&position, LOT_FIFO, "10", "0.5", 2), LOT_OK);
	money_is(position.closings.realized, "9223372036853.5");
	begin(&position);
	assert_int_equal(trade(&position, LOT_FIFO, "-10", "100", 1), LOT_OK);
	assert_int_equal(trade(&position, LOT_FIFO, "10.5", "100", 2), LOT_CROSSES);
}

static void sum_of(const struct position *position, int64_t *quantity, int64_t *cost)
{
	struct quantity q;
	struct money c;
	assert_true(lot_rules_sum(&position->lots, &q, &c));
	*quantity = q.e9;
	*cost = c.e6;
}

/* One random fill: what was realized, less the rise of open costs, is the cash. */
static void step(struct position *position, enum lot_method method, uint64_t *chance,
	int64_t number)
{
	int64_t before, before_cost, after, after_cost;
	struct lot_fill fill = {.side = chance_below(chance, 2) ? TERMS_BUY : TERMS_SELL,
		.number = number};
	fill.quantity.e9 =
		1 + chance_below(chance, INT64_C(1) << chance_below(chance, 40));
	fill.value.e6 = chance_below(chance, INT64_C(1) << chance_below(chance, 40));
	sum_of(position, &before, &before_cost);
	enum lot_result result =
		lot_rules_fill(&position->lots, method, &fill, &position->closings);
	sum_of(position, &after, &after_cost);
	int64_t sign = fill.side == TERMS_BUY ? 1 : -1;
	if (result != LOT_OK) {
		assert_true(result == LOT_CROSSES
				    ? (before > 0 ? -fill.quantity.e9 < -before
						  : fill.quantity.e9 > -before)
				    : result == LOT_FULL);
		assert_true(before == after && before_cost == after_cost);
		return;
	}
	assert_int_equal(after, before + sign * fill.quantity.e9);
	assert_int_equal(position->closings.realized.e6 - (after_cost - before_cost),
		-sign * fill.value.e6);
	int64_t realized = 0, closed = 0;
	for (size_t i = 0; i < position->closings.count; i++) {
		const struct lot_closing *at = &position->closed[i];
		assert_int_equal(at->realized.e6, at->cash.e6 - at->cost.e6);
		realized += at->realized.e6;
		closed += at->quantity.e9;
	}
	assert_int_equal(realized, position->closings.realized.e6);
	assert_true(closed == 0 || closed == -sign * fill.quantity.e9);
	for (size_t i = 0; i < position->lots.count; i++) {
		assert_true(position->items[i].quantity.e9 != 0);
		assert_true((position->items[i].quantity.e9 > 0) == (after > 0));
		assert_true(i == 0 ||
			    position->items[i].number > position->items[i - 1].number);
	}
}

static void cash_is_kept(void **state)
{
	(void)state;
	uint64_t chance = 42;
	for (int method = LOT_FIFO; method <= LOT_HIGHEST; method++) {
		for (int i = 0; i < 200; i++) {
			struct position position;
			begin(&position);
			for (int64_t number = 1; number <= 300; number++)
				step(&position, (enum lot_method)method, &chance, number);
		}
	}
}

static void averages(void **state)
{
	(void)state;
	struct price average;
	assert_true(lot_rules_average(Q("3"), M("10"), 1, &average));
	price_is(average, "3.333333");
	assert_true(lot_rules_average(Q("-3"), M("-20"), 1, &average));
	price_is(average, "6.666667");
	assert_true(lot_rules_average(Q("2"), M("1050"), 100, &average));
	price_is(average, "5.25");
	assert_true(lot_rules_average(Q("0"), M("0"), 1, &average));
	price_is(average, "0");
	assert_false(lot_rules_average(Q("9000000000"), M("1"), 100, &average));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told),
		cmocka_unit_test(refused),
		cmocka_unit_test(cash_is_kept),
		cmocka_unit_test(averages),
	};
	return cmocka_run_group_tests_name("trading/lot", tests, NULL, NULL);
}
