/* The depth behind a quote, and the queue in it. */
#include "trade.h"

#include "trading/depth_rules.h"
#include "trading/queue_rules.h"
#include "trading/tick_rules.h"

static struct depth a_depth(enum terms_side side)
{
	return (struct depth){.side = side,
		.base = P(side == TERMS_BUY ? "100.02" : "99.98"),
		.step = P("0.01"),
		.displayed = 300,
		.day_volume = 1000000,
		.multiplier = 1,
		.key = depth_rules_mix(7, 1)};
}

static void steps(void **state)
{
	(void)state;
	static const struct {
		const char *bid, *ask;
		int64_t multiplier;
		const char *step;
	} table[] = {
		{"99.98", "100.02", 1, "0.01"},
		{"99.5", "100.5", 1, "0.25"},
		{"99.5", "100.51", 1, "0.26"},
		{"100", "100", 1, "0.01"},
		{"0", "100", 1, "0.01"},
		{"0.5", "0.5003", 1, "0.0001"},
		{"0.05", "0.1", 100, "0.02"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct price step;
		assert_true(depth_rules_step(
			P(table[i].bid), P(table[i].ask), table[i].multiplier, &step));
		price_is(step, table[i].step);
	}
}

/* Level 0 is the quote; behind it prices go one way, on ticks, sizes within their rule.
 */
static void levels(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct depth depth = a_depth(i % 2 ? TERMS_BUY : TERMS_SELL);
		struct price before = depth.base;
		struct depth_level found;
		int64_t taken = 0;
		depth.key = depth_rules_mix(3, (uint64_t)i);
		depth.displayed = 1 + i % 700;
		depth.day_volume = i % 3 ? 1 + i * 100 : 0;
		for (int level = 0; level < DEPTH_LEVELS; level++) {
			assert_true(depth_rules_level(&depth, level, taken, &found));
			assert_true(tick_rules_compare(depth.side, found.price, before) >=
				    (level == 0 ? 0 : 1));
			assert_int_equal(found.price.e6 % 10000, 0);
			int64_t grown = depth.displayed * (100 + 25 * level) / 100;
			assert_true(found.shares >= 1);
			assert_true(found.shares >= grown / 2);
			assert_true(found.shares <= grown + grown / 2);
			assert_true(level > 0 || found.shares == depth.displayed);
			assert_true(found.impact_e6 >= 0 && found.impact_e6 <= 100000);
			before = found.price;
			taken += found.shares;
		}
	}
}

static void impact(void **state)
{
	(void)state;
	static const struct {
		int64_t taken, day_volume, impact_e6;
		const char *price; /* of level 1 */
	} table[] = {
		{0, 1000000, 0, "100.03"},
		{100, 1000000, 100, "100.05"},
		{10000, 1000000, 1000, "100.14"},
		{1000000, 1000000, 10000, "101.04"},
		{1000000000, 1000, 100000, "110.04"},
		{INT64_MAX, 1, 100000, "110.04"},
		{1000000, 0, 0, "100.03"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct depth depth = a_depth(TERMS_BUY);
		struct depth_level found;
		depth.day_volume = table[i].day_volume;
		assert_true(depth_rules_level(&depth, 1, table[i].taken, &found));
		assert_int_equal(found.impact_e6, table[i].impact_e6);
		price_is(found.price, table[i].price);
	}
}

static void no_such_level(void **state)
{
	(void)state;
	struct depth depth = a_depth(TERMS_SELL);
	struct depth_level found;
	depth.base = P("0.0003");
	depth.step = P("0.0001");
	assert_true(depth_rules_level(&depth, 2, 0, &found));
	price_is(found.price, "0.0001");
	assert_false(depth_rules_level(&depth, 3, 0, &found));
	depth = a_depth(TERMS_BUY);
	depth.base.e6 = INT64_MAX - INT64_MAX % 10000;
	assert_true(depth_rules_level(&depth, 0, 0, &found));
	assert_false(depth_rules_level(&depth, 1, 0, &found));
	depth = a_depth(TERMS_BUY);
	depth.displayed = INT64_MAX;
	assert_false(depth_rules_level(&depth, 15, 0, &found));
}

/* The same key meets the same depth, another key another one. */
static void chance(void **state)
{
	(void)state;
	int64_t one[DEPTH_LEVELS], other;
	struct depth depth = a_depth(TERMS_BUY);
	int differ = 0;
	for (int level = 0; level < DEPTH_LEVELS; level++)
		assert_true(depth_rules_shares(&depth, level, &one[level]));
	for (int level = 0; level < DEPTH_LEVELS; level++) {
		assert_true(depth_rules_shares(&depth, level, &other));
		assert_int_equal(other, one[level]);
	}
	depth.key = depth_rules_mix(7, 2);
	for (int level = 0; level < DEPTH_LEVELS; level++) {
		assert_true(depth_rules_shares(&depth, level, &other));
		differ += other != one[level];
	}
	assert_true(differ > DEPTH_LEVELS / 2);
}

static void joining(void **state)
{
	(void)state;
	struct terms_market market = a_market();
	struct queue queue = {.multiplier = 1};
	struct quantity ahead, deeper;
	for (int side = 0; side < 2; side++) {
		queue.side = side ? TERMS_BUY : TERMS_SELL;
		queue.limit = P("100");
		assert_true(queue_rules_join(&queue, &market, 5, &ahead));
		quantity_is(ahead, "0");
		queue.limit = side ? market.bid : market.ask;
		assert_true(queue_rules_join(&queue, &market, 5, &ahead));
		quantity_is(ahead, "300");
		queue.limit = side ? P("99.97") : P("100.03");
		assert_true(queue_rules_join(&queue, &market, 5, &ahead));
		assert_true(ahead.e9 >= Q("187").e9 && ahead.e9 <= Q("562").e9);
		queue.limit = side ? P("50") : P("150");
		assert_true(queue_rules_join(&queue, &market, 5, &ahead));
		queue.limit = side ? P("1") : P("500");
		assert_true(queue_rules_join(&queue, &market, 5, &deeper));
		assert_int_equal(ahead.e9, deeper.e9);
	}
	market.bid = (struct price){0};
	queue = (struct queue){TERMS_BUY, P("99"), Q("0"), 1};
	assert_true(queue_rules_join(&queue, &market, 5, &ahead));
	quantity_is(ahead, "0");
}

static void queues(void **state)
{
	(void)state;
	static const struct {
		enum terms_side side;
		const char *limit, *ahead, *low, *high;
		int64_t volume;
		enum queue_state reached;
		const char *after;
		int64_t counted;
		bool all_better;
	} table[] = {
		{TERMS_BUY, "100", "50", "100.01", "100.05", 900, QUEUE_NOT_REACHED, "50",
			0, false},
		{TERMS_BUY, "100", "50", "100", "100", 20, QUEUE_WAITING, "30", 0, false},
		{TERMS_BUY, "100", "50", "100", "100", 50, QUEUE_SERVED, "0", 0, false},
		{TERMS_BUY, "100", "50", "100", "100", 51, QUEUE_SERVED, "0", 1, false},
		{TERMS_BUY, "100", "50", "100", "100.04", 300, QUEUE_SERVED, "0", 10,
			false},
		{TERMS_BUY, "100", "50", "100", "100.04", 4, QUEUE_NOT_REACHED, "50", 0,
			false},
		{TERMS_BUY, "100", "50", "99.99", "100.01", 30, QUEUE_SERVED, "0", 20,
			false},
		{TERMS_BUY, "100", "50", "99", "99.99", 30, QUEUE_SERVED, "0", 30, true},
		{TERMS_BUY, "100", "50", "100", "100", 0, QUEUE_NOT_REACHED, "50", 0,
			false},
		{TERMS_SELL, "100", "50", "99.5", "99.99", 30, QUEUE_NOT_REACHED, "50", 0,
			false},
		{TERMS_SELL, "100", "50", "100", "100", 60, QUEUE_SERVED, "0", 10, false},
		{TERMS_SELL, "100", "50", "99.99", "100.01", 30, QUEUE_SERVED, "0", 20,
			false},
		{TERMS_SELL, "100", "50", "100.01", "101", 30, QUEUE_SERVED, "0", 30,
			true},
		{TERMS_SELL, "100", "0.5", "100", "100", 1, QUEUE_SERVED, "0", 0, false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_market market = a_market();
		struct queue queue = {
			table[i].side, P(table[i].limit), Q(table[i].ahead), 1};
		struct queue_look look;
		market.low = P(table[i].low);
		market.high = P(table[i].high);
		market.volume = table[i].volume;
		assert_true(queue_rules_look(&queue, &market, &look));
		assert_int_equal(look.state, table[i].reached);
		quantity_is(look.ahead, table[i].after);
		assert_int_equal(look.counted, table[i].counted);
		assert_int_equal(look.all_better, table[i].all_better);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(levels),
		cmocka_unit_test(impact),
		cmocka_unit_test(no_such_level),
		cmocka_unit_test(chance),
		cmocka_unit_test(joining),
		cmocka_unit_test(queues),
	};
	return cmocka_run_group_tests_name("trading/depth", tests, NULL, NULL);
}
