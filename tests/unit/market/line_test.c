/*
 * line_get: what is kept, when the network is used and when not, and that our keys are
 * told to the provider alone. And the processes that share a line.
 */
#include "market/line.h"

#include "market/line_book.h"
#include "market/providers/ask.h"
#include "market/providers/fred.h"

#include "../children.h"
#include "providers/served.h"

enum { KEPT_SIZE = 4096 };

/* A cache of one answer. */
static struct {
	bool there;
	bool fresh;
	int finds;
	int puts;
	int ttl_s;
	int64_t fetched_us;
	enum source source;
	char key[512];
	char body[KEPT_SIZE];
} kept;

static bool find(void *context, const char *key, const char **body, size_t *length,
	int64_t *fetched_us, bool *fresh)
{
	assert_ptr_equal(context, &kept);
	snprintf(kept.key, sizeof(kept.key), "%s", key);
	kept.finds++;
	*body = kept.body;
	*length = strlen(kept.body);
	*fetched_us = kept.fetched_us;
	*fresh = kept.fresh;
	return kept.there;
}

static void put(void *context, const char *key, enum source source, const char *body,
	size_t length, int ttl_s)
{
	assert_ptr_equal(context, &kept);
	assert_true(length < KEPT_SIZE && strlen(body) == length);
	snprintf(kept.key, sizeof(kept.key), "%s", key);
	snprintf(kept.body, sizeof(kept.body), "%s", body);
	kept.source = source;
	kept.ttl_s = ttl_s;
	kept.puts++;
}

static const struct provider_cache cache = {&kept, find, put};

static const char AN_ANSWER[] = "{\"observations\":[{\"date\":\"2026-01-28\",\"value\":"
				"\"1.25\"}]}";

/* What the call does with this in the cache, in this case, and with a network or none:
 * the fault, and the newest figure. */
static enum provider_fault run(
	const char *name, const char *body, bool fresh, bool network, int64_t *value_e6)
{
	struct macro_points points;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 14, SERVED_TODAY, 100};
	struct provider_call *call = served_as(name);
	memset(&kept, 0, sizeof(kept));
	kept.there = body != NULL;
	kept.fresh = fresh;
	kept.fetched_us = SERVED_NOW_US - 5000000;
	snprintf(kept.body, sizeof(kept.body), "%s", body == NULL ? "" : body);
	call->kept = &cache;
	call->network = network;
	enum provider_fault fault = fred_provider.macro(call, &query, &points);
	*value_e6 = points.count == 0 ? 0 : points.items[points.count - 1].value_e6;
	return fault;
}

static int64_t calls(void)
{
	struct line_state line;
	line_state(SOURCE_FRED, SERVED_NOW_US, &line);
	return line.record.calls;
}

static void what_is_fresh_needs_no_call(void **state)
{
	(void)state;
	int64_t value_e6;
	for (int network = 0; network < 2; network++) {
		served_expect(run("good", AN_ANSWER, true, network == 1, &value_e6),
			PROVIDER_OK);
		assert_true(value_e6 == 1250000);
		assert_true(served_call.fetched_us == SERVED_NOW_US - 5000000);
		assert_false(served_call.stale);
		assert_int_equal(calls(), 0);
		assert_int_equal(kept.puts, 0);
	}
}

static void what_is_fetched_is_kept_without_the_key(void **state)
{
	(void)state;
	int64_t value_e6;
	served_expect(run("good", NULL, false, true, &value_e6), PROVIDER_OK);
	assert_true(value_e6 == 4210000);
	assert_int_equal(kept.puts, 1);
	assert_int_equal(kept.ttl_s, 21600);
	assert_int_equal(kept.source, SOURCE_FRED);
	assert_non_null(strstr(kept.body, "4.21"));
	assert_int_equal(
		strncmp(kept.key, "fred /fred/series/observations?series_id=DGS10", 46),
		0);
	for (size_t i = 0; i < SERVED_COUNT(served_keys); i++)
		assert_null(strstr(kept.key, served_keys[i]));
	assert_true(served_call.fetched_us == 0 && !served_call.stale);
	assert_int_equal(calls(), 1);
}

static void without_a_network_what_is_stale_will_do(void **state)
{
	(void)state;
	int64_t value_e6;
	served_expect(run("good", AN_ANSWER, false, false, &value_e6), PROVIDER_OK);
	assert_true(value_e6 == 1250000 && served_call.stale);
	assert_int_equal(run("good", NULL, false, false, &value_e6), PROVIDER_AWAY);
	assert_int_equal(calls(), 0);
	assert_int_equal(kept.puts, 0);
}

static void with_one_what_is_stale_is_fetched_anew(void **state)
{
	(void)state;
	int64_t value_e6;
	served_expect(run("good", AN_ANSWER, false, true, &value_e6), PROVIDER_OK);
	assert_true(value_e6 == 4210000 && !served_call.stale);
	assert_int_equal(kept.puts, 1);
}

static void a_stale_answer_is_better_than_a_failure(void **state)
{
	(void)state;
	static const char *const names[] = {
		"broken", "unauthorized", "limited", "cut", "garbage"};
	for (size_t i = 0; i < SERVED_COUNT(names); i++) {
		int64_t value_e6;
		served_expect(
			run(names[i], AN_ANSWER, false, true, &value_e6), PROVIDER_OK);
		assert_true(value_e6 == 1250000 && served_call.stale);
		assert_int_equal(kept.puts, 0);
		assert_int_equal(calls(), 1);
	}
	/* That it knows no such series is an answer. */
	int64_t value_e6;
	assert_int_equal(
		run("unknown", AN_ANSWER, false, true, &value_e6), PROVIDER_UNKNOWN);
}

static void what_is_not_good_is_not_kept(void **state)
{
	(void)state;
	static const char *const names[] = {"broken", "unauthorized", "limited",
		"garbage", "half", "nothing", "unknown"};
	for (size_t i = 0; i < SERVED_COUNT(names); i++) {
		int64_t value_e6;
		assert_int_not_equal(
			run(names[i], NULL, false, true, &value_e6), PROVIDER_OK);
		assert_int_equal(kept.puts, 0);
	}
}

/* The renewal of what is stale: nothing but the key is known of it. */
static void what_is_kept_can_be_fetched_again_by_its_key(void **state)
{
	(void)state;
	int64_t value_e6;
	char key[512];
	served_expect(run("good", NULL, false, true, &value_e6), PROVIDER_OK);
	snprintf(key, sizeof(key), "%s", kept.key);
	memset(&kept, 0, sizeof(kept));
	served_expect(ask_again(&served_call, key, 77), PROVIDER_OK);
	assert_int_equal(kept.puts, 1);
	assert_int_equal(kept.ttl_s, 77);
	assert_string_equal(kept.key, key);
	assert_non_null(strstr(kept.body, "4.21"));
	assert_int_equal(kept.finds, 0);
	static const char *const foreign[] = {"", "fred", "fred ", "sim /fred/series",
		"fred /etc/passwd", "fredx /fred/", "fred fred/series"};
	for (size_t i = 0; i < SERVED_COUNT(foreign); i++)
		assert_int_equal(
			ask_again(&served_call, foreign[i], 77), PROVIDER_NOT_OFFERED);
}

static void a_line_that_fails_is_left_alone(void **state)
{
	(void)state;
	struct macro_points points;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 14, SERVED_TODAY, 100};
	struct provider_call *call = served_as("broken");
	for (int i = 0; i < LINE_FAILURES; i++) {
		assert_int_equal(
			fred_provider.macro(call, &query, &points), PROVIDER_FAILED);
		call->wall_us += INT64_C(61) * 1000000;
	}
	call->wall_us -= INT64_C(61) * 1000000;
	assert_int_equal(calls(), LINE_FAILURES);
	assert_int_equal(fred_provider.macro(call, &query, &points), PROVIDER_FAILED);
	assert_int_equal(calls(), LINE_FAILURES);
	assert_non_null(strstr(call->problem, "fred is not asked for"));
	assert_in_range(call->retry_after_ms, 1, 31000);
	struct line_state line;
	line_state(SOURCE_FRED, call->wall_us, &line);
	assert_int_equal(line.breaker, LINE_OPEN);
	assert_int_equal(line.record.failures, LINE_FAILURES);
	assert_true(line.limits.per_minute == 120 && line.day_left == -1);
	assert_true(line.day_calls == LINE_FAILURES);
	assert_non_null(strstr(line.record.problem, "500"));
}

enum { PROCESSES = 8, TRIES = 60 };

static long take_many(int number)
{
	long taken = 0;
	(void)number;
	for (int i = 0; i < TRIES; i++)
		taken += line_book_take(SOURCE_FRED, SERVED_NOW_US).reason == LINE_FREE;
	return taken;
}

static void processes_share_one_quota(void **state)
{
	(void)state;
	served_as("good");
	/* A quarter of 120 a minute. */
	assert_int_equal(children_sum(PROCESSES, take_many), 30);
	assert_int_equal(calls(), 30);
}

static long settle_many(int number)
{
	struct line_result result = {.outcome = LINE_GOOD, .duration_us = number + 1};
	for (int i = 0; i < TRIES; i++) {
		struct line_record record;
		line_book_settle(SOURCE_TRADIER, &result, SERVED_NOW_US + i);
		line_book_read(SOURCE_TRADIER, &record);
		if (record.latency_us < 1 || record.latency_us > PROCESSES)
			return 1;
	}
	return 0;
}

static void processes_never_see_half_a_record(void **state)
{
	(void)state;
	served_as("good");
	assert_int_equal(children_sum(PROCESSES, settle_many), 0);
}

static void sources_have_names(void **state)
{
	(void)state;
	for (enum source source = SOURCE_SIM; source < SOURCES; source++)
		assert_int_equal(source_named(source_name(source)), source);
	assert_string_equal(source_name(SOURCE_NONE), "none");
	assert_int_equal(source_named("none"), SOURCE_NONE);
	assert_int_equal(source_named("Alpaca"), SOURCE_NONE);
	assert_true(source_is_simulated(SOURCE_SIM));
	assert_false(source_is_simulated(SOURCE_ALPACA));
	for (enum source source = SOURCE_ALPACA; source < SOURCES; source++)
		assert_int_equal(provider_of(source)->source, source);
	assert_null(provider_of(SOURCE_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_fresh_needs_no_call),
		cmocka_unit_test(what_is_fetched_is_kept_without_the_key),
		cmocka_unit_test(without_a_network_what_is_stale_will_do),
		cmocka_unit_test(with_one_what_is_stale_is_fetched_anew),
		cmocka_unit_test(a_stale_answer_is_better_than_a_failure),
		cmocka_unit_test(what_is_not_good_is_not_kept),
		cmocka_unit_test(what_is_kept_can_be_fetched_again_by_its_key),
		cmocka_unit_test(a_line_that_fails_is_left_alone),
		cmocka_unit_test(processes_share_one_quota),
		cmocka_unit_test(processes_never_see_half_a_record),
		cmocka_unit_test(sources_have_names),
	};
	return cmocka_run_group_tests_name(
		"market/line", tests, served_start, served_end);
}
