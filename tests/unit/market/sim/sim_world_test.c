/* The simulated market is a function of its seed: the same at every time it is opened,
 * in every process, on every machine. */
#include "exchange.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "market/sim/sim_math.h"

static uint64_t mix(uint64_t sum, int64_t value)
{
	return sim_math_bits(sum, (uint64_t)value, 0);
}

static uint64_t mix_bar(uint64_t sum, const struct bar *bar)
{
	sum = mix(mix(sum, bar->open.e6), bar->high.e6);
	sum = mix(mix(sum, bar->low.e6), bar->close.e6);
	return mix(mix(sum, bar->volume), bar->trades);
}

/* One number made of many prices of many symbols. */
static uint64_t fingerprint(enum calendar_hours hours, uint64_t seed)
{
	static const char *const lengths[] = {"1Day", "1Month", "1Hour", "1Min"};
	exchange_open(hours, seed);
	int64_t now_us = exchange_at(exchange_day("2026-07-15"), 13, 22, 51);
	exchange.call.now_us = now_us;
	uint64_t sum = 0;
	for (int place = 0; place < listing_count(); place += 10) {
		const char *symbol = listing_at(place)->symbol;
		for (size_t i = 0; i < COUNT(lengths); i++) {
			struct bar_query query =
				exchange_query(symbol, lengths[i], 0, INT64_MAX / 4);
			query.descending = true;
			query.limit = 20;
			query.adjustment = BAR_ALL;
			struct bars bars = exchange_ask(&query);
			for (size_t j = 0; j < bars.count; j++)
				sum = mix_bar(sum, &bars.items[j]);
		}
		struct snapshot now = exchange_snapshot(symbol, now_us);
		sum = mix(mix(sum, now.quote.bid.e6), now.quote.ask.e6);
		sum = mix(mix(sum, now.quote.bid_size), now.trade.time_us);
		sum = mix_bar(mix_bar(sum, &now.minute), &now.previous_day);
	}
	return sum;
}

static void the_same_again(void **state)
{
	(void)state;
	uint64_t first = fingerprint(CALENDAR_NYSE, EXCHANGE_SEED);
	uint64_t always = fingerprint(CALENDAR_ALWAYS, EXCHANGE_SEED);
	assert_true(first != fingerprint(CALENDAR_NYSE, EXCHANGE_SEED + 1));
	assert_true(first != always);
	assert_true(first == fingerprint(CALENDAR_NYSE, EXCHANGE_SEED));
	assert_true(always == fingerprint(CALENDAR_ALWAYS, EXCHANGE_SEED));
}

static void the_same_in_every_process(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* Asks something else first: nothing may depend on what was asked. */
		fingerprint(CALENDAR_ALWAYS, 99);
		uint64_t told = fingerprint(CALENDAR_NYSE, EXCHANGE_SEED);
		_exit(write(ends[1], &told, sizeof(told)) != sizeof(told));
	}
	uint64_t told = 0, own = fingerprint(CALENDAR_NYSE, EXCHANGE_SEED);
	assert_int_equal(read(ends[0], &told, sizeof(told)), sizeof(told));
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(told == own);
	close(ends[0]);
	close(ends[1]);
}

/* Change these numbers only when the market is meant to become another one. */
static void the_same_on_every_machine(void **state)
{
	(void)state;
	uint64_t nyse = fingerprint(CALENDAR_NYSE, EXCHANGE_SEED);
	uint64_t always = fingerprint(CALENDAR_ALWAYS, EXCHANGE_SEED);
	if (nyse != 0x86ba6cc35405b435 || always != 0x0111c98443efdc3b)
		fail_msg("fingerprints 0x%016lx and 0x%016lx", (unsigned long)nyse,
			(unsigned long)always);
}

/* The order of questions changes no answer. */
static void order_does_not_matter(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct bars days = exchange_bars("GE", "1Day", 0, INT64_MAX / 4);
	for (size_t i = 0; i < days.count; i += 101) {
		size_t at = days.count - 1 - i;
		int64_t from_us = days.items[at].time_us;
		struct bars one = exchange_bars("GE", "1Day", from_us, from_us + 1);
		assert_int_equal(one.count, 1);
		assert_memory_equal(one.items, &days.items[at], sizeof(struct bar));
	}
}

static void anchored_at_the_listing(void **state)
{
	(void)state;
	for (int hours = CALENDAR_NYSE; hours <= CALENDAR_ALWAYS; hours++) {
		exchange_open((enum calendar_hours)hours, 5);
		int64_t anchor_us = exchange_at(exchange_day("2026-01-02"), 0, 0, 0);
		for (int place = 0; place < listing_count(); place++) {
			const struct listing *listing = listing_at(place);
			struct bars bars = exchange_bars(
				listing->symbol, "1Day", anchor_us, anchor_us + 1);
			assert_int_equal(bars.count, 1);
			if (strcmp(listing->symbol, "$VIX") != 0)
				assert_int_equal(bars.items[0].close.e6,
					(int64_t)listing->price_cents * 10000);
			arena_reset(exchange.arena);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_again),
		cmocka_unit_test(the_same_in_every_process),
		cmocka_unit_test(the_same_on_every_machine),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(anchored_at_the_listing),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
