/* line_rules: quotas, waits and the breaker, with a clock and a randomness of the
 * test's own. */
#include "market/line_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const int64_t HOUR_US = INT64_C(3600) * 1000000;
static const int64_t DAY_US = INT64_C(86400) * 1000000;

/* 2026-01-30T12:00:00Z. */
static const int64_t NOW_US = INT64_C(1769774400) * 1000000;

static const struct line_limits unlimited = {0, 0};
static const struct line_result good = {.outcome = LINE_GOOD, .duration_us = 1000};
static const struct line_result failed = {
	.outcome = LINE_FAILED, .duration_us = 1000, .problem = "no answer"};
static const struct line_result refused = {
	.outcome = LINE_REFUSED, .duration_us = 1000, .problem = "wrong key"};
static const struct line_result limited = {
	.outcome = LINE_LIMITED, .duration_us = 1000, .problem = "too often"};

static struct line_verdict take(struct line_record *record, int64_t now_us)
{
	return line_rules_take(record, &unlimited, now_us);
}

/* However the calls lie, no minute holds more than the allowance. */
static void no_minute_sees_more_than_allowed(void **state)
{
	static const int64_t allowances[] = {2, 3, 5, 25, 60, 120, 200, 1000};
	(void)state;
	for (size_t i = 0; i < COUNT(allowances); i++) {
		static int64_t times[4000];
		struct line_limits limits = {allowances[i], 0};
		struct line_record record = {0};
		size_t count = 0;
		for (int64_t at = 0; at < 3 * MINUTE_US && count < COUNT(times);) {
			struct line_verdict verdict =
				line_rules_take(&record, &limits, NOW_US + at);
			if (verdict.reason == LINE_FREE) {
				times[count++] = at;
			} else {
				assert_int_equal(verdict.reason, LINE_MINUTE_SPENT);
				assert_true(verdict.retry_in_us > 0);
				at += verdict.retry_in_us;
			}
		}
		/* As fast as it may, it makes nearly all the calls there are. */
		assert_true(count >= (size_t)allowances[i] * 3 / 2);
		for (size_t first = 0, last = 0; last < count; last++) {
			while (times[last] - times[first] >= MINUTE_US)
				first++;
			assert_true(last - first + 1 <= (size_t)allowances[i]);
		}
	}
}

static void the_first_calls_need_not_wait(void **state)
{
	(void)state;
	struct line_limits limits = {200, 0};
	struct line_record record = {0};
	for (int i = 0; i < 50; i++) {
		assert_int_equal(
			line_rules_minute_left(&record, &limits, NOW_US), 50 - i);
		assert_int_equal(
			line_rules_take(&record, &limits, NOW_US).reason, LINE_FREE);
	}
	assert_int_equal(
		line_rules_take(&record, &limits, NOW_US).reason, LINE_MINUTE_SPENT);
	assert_int_equal(line_rules_minute_left(&record, &limits, NOW_US), 0);
	assert_int_equal(
		line_rules_minute_left(&record, &limits, NOW_US + MINUTE_US), 50);
	assert_int_equal(record.calls, 50);
	assert_int_equal(line_rules_minute_left(&record, &unlimited, NOW_US), -1);
}

static void a_day_has_its_calls(void **state)
{
	(void)state;
	struct line_limits limits = {0, 25};
	struct line_record record = {0};
	for (int i = 0; i < 25; i++)
		assert_int_equal(
			line_rules_take(&record, &limits, NOW_US + i).reason, LINE_FREE);
	struct line_verdict verdict = line_rules_take(&record, &limits, NOW_US + HOUR_US);
	assert_int_equal(verdict.reason, LINE_DAY_SPENT);
	assert_true(verdict.retry_in_us == 11 * HOUR_US);
	assert_int_equal(line_rules_day_left(&record, &limits, NOW_US), 0);
	assert_int_equal(line_rules_take(&record, &limits, NOW_US + 12 * HOUR_US).reason,
		LINE_FREE);
	assert_int_equal(
		line_rules_day_left(&record, &limits, NOW_US + 12 * HOUR_US), 24);
}

static void waits_double_and_are_scattered(void **state)
{
	(void)state;
	static const struct {
		uint32_t random;
		int64_t waits_us[4];
	} cases[] = {{0, {1000000, 2000000, 4000000, 8000000}},
		{UINT32_MAX, {501000, 1001000, 2001000, 4001000}},
		{UINT32_C(1) << 31, {750000, 1500000, 3000000, 6000000}}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct line_record record = {0};
		int64_t now_us = NOW_US;
		for (int n = 0; n < 4; n++) {
			assert_int_equal(take(&record, now_us).reason, LINE_FREE);
			line_rules_settle(&record, &failed, cases[i].random, now_us);
			struct line_verdict verdict = take(&record, now_us);
			assert_int_equal(verdict.reason, LINE_WAITING);
			if (verdict.retry_in_us != cases[i].waits_us[n])
				fail_msg("%lld", (long long)verdict.retry_in_us);
			now_us += verdict.retry_in_us;
		}
		/* A success ends it. */
		assert_int_equal(take(&record, now_us).reason, LINE_FREE);
		line_rules_settle(&record, &good, cases[i].random, now_us);
		assert_int_equal(take(&record, now_us).reason, LINE_FREE);
	}
}

/* Fails as often as opens the breaker, each time as soon as it may. */
static int64_t fail_until_open(struct line_record *record)
{
	int64_t now_us = NOW_US;
	for (int i = 0; i < LINE_FAILURES; i++) {
		now_us += take(record, now_us).retry_in_us;
		assert_int_equal(take(record, now_us).reason, LINE_FREE);
		assert_int_equal(line_rules_breaker(record, now_us), LINE_CLOSED);
		line_rules_settle(record, &failed, 0, now_us);
	}
	return now_us;
}

static void the_breaker_opens_and_closes(void **state)
{
	(void)state;
	struct line_record record = {0};
	int64_t now_us = fail_until_open(&record);
	assert_int_equal(line_rules_breaker(&record, now_us), LINE_OPEN);
	struct line_verdict verdict = take(&record, now_us);
	assert_int_equal(verdict.reason, LINE_BROKEN);
	assert_true(verdict.retry_in_us == 30 * SECOND_US);
	/* One call goes through, no second one beside it. */
	now_us += verdict.retry_in_us;
	assert_int_equal(line_rules_breaker(&record, now_us), LINE_HALF_OPEN);
	assert_int_equal(take(&record, now_us).reason, LINE_FREE);
	assert_int_equal(take(&record, now_us).reason, LINE_BROKEN);
	/* It fails: twice as long. */
	line_rules_settle(&record, &failed, 0, now_us);
	verdict = take(&record, now_us);
	assert_true(
		verdict.reason == LINE_BROKEN && verdict.retry_in_us == 60 * SECOND_US);
	now_us += verdict.retry_in_us;
	assert_int_equal(take(&record, now_us).reason, LINE_FREE);
	line_rules_settle(&record, &good, 0, now_us);
	assert_int_equal(line_rules_breaker(&record, now_us), LINE_CLOSED);
	assert_int_equal(take(&record, now_us).reason, LINE_FREE);
	assert_int_equal(take(&record, now_us).reason, LINE_FREE);
}

static void it_never_stays_away_for_ever(void **state)
{
	(void)state;
	struct line_record record = {0};
	int64_t now_us = fail_until_open(&record);
	for (int i = 0; i < 100; i++) {
		int64_t wait_us = take(&record, now_us).retry_in_us;
		assert_true(wait_us > 0 && wait_us <= 15 * MINUTE_US);
		now_us += wait_us;
		assert_int_equal(take(&record, now_us).reason, LINE_FREE);
		line_rules_settle(&record, &failed, 0, now_us);
	}
}

/* Whoever makes the trial call may die over it. */
static void a_trial_that_never_ends(void **state)
{
	(void)state;
	struct line_record record = {0};
	int64_t now_us = fail_until_open(&record) + 30 * SECOND_US;
	assert_int_equal(take(&record, now_us).reason, LINE_FREE);
	struct line_verdict verdict = take(&record, now_us);
	assert_int_equal(verdict.reason, LINE_BROKEN);
	assert_int_equal(take(&record, now_us + verdict.retry_in_us).reason, LINE_FREE);
}

static void a_refused_key_opens_it_for_longer(void **state)
{
	(void)state;
	struct line_record record = {0};
	for (int i = 0; i < LINE_REFUSALS; i++) {
		assert_int_equal(take(&record, NOW_US).reason, LINE_FREE);
		line_rules_settle(&record, &refused, 0, NOW_US);
	}
	struct line_verdict verdict = take(&record, NOW_US);
	assert_true(
		verdict.reason == LINE_BROKEN && verdict.retry_in_us == 15 * MINUTE_US);
	/* A plan that lacks one thing while others are fine opens nothing. */
	record = (struct line_record){0};
	for (int i = 0; i < 20; i++) {
		line_rules_settle(&record, &refused, 0, NOW_US);
		line_rules_settle(&record, &good, 0, NOW_US);
		assert_int_equal(take(&record, NOW_US).reason, LINE_FREE);
	}
}

static void what_the_provider_says_is_kept_to(void **state)
{
	(void)state;
	struct line_record record = {0};
	struct line_result told = limited;
	told.retry_after_us = 7 * SECOND_US;
	line_rules_settle(&record, &told, 12345, NOW_US);
	struct line_verdict verdict = take(&record, NOW_US);
	assert_true(
		verdict.reason == LINE_PAUSED && verdict.retry_in_us == 7 * SECOND_US);
	/* A success of a call that began before ends no pause. */
	line_rules_settle(&record, &good, 0, NOW_US);
	assert_int_equal(take(&record, NOW_US).reason, LINE_PAUSED);
	assert_int_equal(take(&record, NOW_US + 7 * SECOND_US).reason, LINE_FREE);
	/* Nothing is waited for longer than a day. */
	told.retry_after_us = 1000 * DAY_US;
	line_rules_settle(&record, &told, 0, NOW_US + HOUR_US);
	assert_true(take(&record, NOW_US + HOUR_US).retry_in_us == DAY_US);
}

static void without_a_word_limits_pause_for_a_minute_and_longer(void **state)
{
	(void)state;
	static const int64_t minutes[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
	struct line_record record = {0};
	int64_t now_us = NOW_US;
	for (size_t i = 0; i < COUNT(minutes); i++) {
		line_rules_settle(&record, &limited, 0, now_us);
		struct line_verdict verdict = take(&record, now_us);
		assert_int_equal(verdict.reason, LINE_PAUSED);
		assert_true(verdict.retry_in_us == minutes[i] * MINUTE_US);
		now_us += verdict.retry_in_us;
	}
	/* That is no failure: the breaker stays closed. */
	assert_int_equal(line_rules_breaker(&record, now_us), LINE_CLOSED);
	assert_int_equal(record.limited, (int64_t)COUNT(minutes));
	assert_int_equal(record.failures, 0);
}

/* The wall clock may be set back: what was noted of the future is void. */
static void a_clock_that_was_set_back(void **state)
{
	(void)state;
	struct line_limits limits = {4, 0};
	struct line_record record = {0};
	int64_t now_us = fail_until_open(&record);
	line_rules_settle(&record, &limited, 0, now_us);
	(void)line_rules_take(&record, &limits, now_us + 2 * MINUTE_US);
	assert_int_equal(line_rules_take(&record, &limits, now_us - 30 * DAY_US).reason,
		LINE_FREE);
}

static void what_is_shown(void **state)
{
	(void)state;
	struct line_record record = {0};
	char endless[1000];
	struct line_result result = failed;
	memset(endless, 'x', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	result.problem = endless;
	(void)take(&record, NOW_US);
	line_rules_settle(&record, &result, 0, NOW_US);
	assert_int_equal(strlen(record.problem), LINE_PROBLEM_SIZE - 1);
	assert_true(record.last_failure_us == NOW_US && record.last_success_us == 0);
	assert_true(record.calls == 1 && record.failures == 1);
	result = good;
	result.duration_us = 9000;
	line_rules_settle(&record, &result, 0, NOW_US + 1);
	assert_true(record.last_success_us == NOW_US + 1);
	assert_true(record.latency_us == 9000 && record.latency_average_us == 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_minute_sees_more_than_allowed),
		cmocka_unit_test(the_first_calls_need_not_wait),
		cmocka_unit_test(a_day_has_its_calls),
		cmocka_unit_test(waits_double_and_are_scattered),
		cmocka_unit_test(the_breaker_opens_and_closes),
		cmocka_unit_test(it_never_stays_away_for_ever),
		cmocka_unit_test(a_trial_that_never_ends),
		cmocka_unit_test(a_refused_key_opens_it_for_longer),
		cmocka_unit_test(what_the_provider_says_is_kept_to),
		cmocka_unit_test(without_a_word_limits_pause_for_a_minute_and_longer),
		cmocka_unit_test(a_clock_that_was_set_back),
		cmocka_unit_test(what_is_shown),
	};
	return cmocka_run_group_tests_name("market/line_rules", tests, NULL, NULL);
}
