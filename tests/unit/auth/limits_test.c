/* limits_take: exactly the allowance, for each caller of its own, among all processes. */
#include "auth/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "../children.h"
#include "../scratch.h"

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * 1000000;
static const int64_t NOW_US = INT64_C(1000) * 1000 * 1000;

static char directory[PATH_MAX];

static int start(void **state)
{
	static int turn;
	char name[16];
	(void)state;
	snprintf(name, sizeof(name), "run%d", turn++);
	snprintf(directory, sizeof(directory), "%s", scratch_path(name));
	return mkdir(directory, 0700) != 0 || limits_open(directory) != 0;
}

static struct limits_verdict take(const char *identity, int64_t limit, int64_t now_us)
{
	return limits_take(LIMITS_GLOBAL, limit, identity, strlen(identity), now_us);
}

static int64_t allowed_of(const char *identity, int64_t limit, int64_t now_us)
{
	int64_t count = 0;
	while (count <= limit && take(identity, limit, now_us).allowed)
		count++;
	return count;
}

static void exactly_the_allowance(void **state)
{
	(void)state;
	static const int64_t limits[] = {
		1, 2, 3, 7, 10, 20, 60, 99, 100, 200, 997, 7919, 60000, 70000, 99991};
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		char identity[16];
		snprintf(identity, sizeof(identity), "caller%zu", i);
		assert_true(allowed_of(identity, limits[i], NOW_US) == limits[i]);
		assert_false(take(identity, limits[i], NOW_US).allowed);
	}
}

/* Looking tells what the last one who took was told, and takes nothing. */
static void looking_takes_nothing(void **state)
{
	(void)state;
	static const int64_t limits[] = {1, 7, 10, 60, 997, 7919, 60000};
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		char identity[16];
		snprintf(identity, sizeof(identity), "looker%zu", i);
		size_t length = strlen(identity);
		struct limits_verdict seen =
			limits_look(LIMITS_GLOBAL, limits[i], identity, length, NOW_US);
		assert_true(seen.applies && seen.allowed && seen.remaining == limits[i] &&
			    seen.full_in_us == 0);
		for (int64_t left = limits[i]; left > 0; left--) {
			struct limits_verdict told = take(identity, limits[i], NOW_US);
			seen = limits_look(
				LIMITS_GLOBAL, limits[i], identity, length, NOW_US);
			assert_true(seen.allowed && seen.remaining == told.remaining &&
				    seen.remaining == left - 1 &&
				    seen.full_in_us == told.full_in_us);
		}
		assert_false(take(identity, limits[i], NOW_US).allowed);
	}
	assert_false(limits_look(LIMITS_GLOBAL, 0, "x", 1, NOW_US).applies);
}

static void the_verdict_tells_what_is_left(void **state)
{
	(void)state;
	const int64_t step_us = 6 * SECOND_US;
	for (int i = 1; i <= 10; i++) {
		struct limits_verdict verdict = take("caller", 10, NOW_US);
		assert_true(verdict.applies && verdict.allowed);
		assert_true(verdict.limit == 10);
		assert_true(verdict.remaining == 10 - i);
		assert_true(verdict.full_in_us == i * step_us);
		assert_true(verdict.retry_in_us == 0);
	}
	struct limits_verdict verdict = take("caller", 10, NOW_US + SECOND_US);
	assert_true(verdict.applies && !verdict.allowed);
	assert_true(verdict.remaining == 0);
	assert_true(verdict.retry_in_us == 5 * SECOND_US);
	assert_true(verdict.full_in_us == 59 * SECOND_US);
}

static void it_fills_evenly(void **state)
{
	(void)state;
	assert_true(allowed_of("caller", 10, NOW_US) == 10);
	assert_true(allowed_of("caller", 10, NOW_US + 6 * SECOND_US - 1) == 0);
	assert_true(allowed_of("caller", 10, NOW_US + 6 * SECOND_US) == 1);
	assert_true(allowed_of("caller", 10, NOW_US + 30 * SECOND_US) == 4);
	assert_true(allowed_of("caller", 10, NOW_US + 30 * SECOND_US + MINUTE_US) == 10);
	/* However long it waits, it holds no more than its allowance. */
	assert_true(allowed_of("caller", 10, NOW_US + 100 * MINUTE_US) == 10);
}

static void a_retry_when_told_is_allowed(void **state)
{
	(void)state;
	int64_t now_us = NOW_US;
	assert_true(allowed_of("caller", 7, now_us) == 7);
	for (int i = 0; i < 50; i++) {
		struct limits_verdict refused = take("caller", 7, now_us);
		assert_false(refused.allowed);
		assert_true(refused.retry_in_us > 0);
		assert_false(take("caller", 7, now_us + refused.retry_in_us - 1).allowed);
		now_us += refused.retry_in_us;
		assert_true(take("caller", 7, now_us).allowed);
	}
}

static void callers_and_classes_are_independent(void **state)
{
	(void)state;
	assert_true(allowed_of("one", 10, NOW_US) == 10);
	assert_true(allowed_of("two", 10, NOW_US) == 10);
	assert_true(allowed_of("on", 10, NOW_US) == 10);
	assert_true(allowed_of("", 10, NOW_US) == 10);
	for (int class = LIMITS_GLOBAL + 1; class < LIMITS_CLASSES; class ++) {
		int count = 0;
		while (limits_take((enum limits_class) class, 5, "one", 3, NOW_US)
				.allowed)
			count++;
		assert_int_equal(count, 5);
	}
	assert_false(take("one", 10, NOW_US).allowed);
}

static void no_limit_never_refuses(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct limits_verdict verdict = take("caller", 0, NOW_US);
		assert_true(!verdict.applies && verdict.allowed);
	}
	assert_true(allowed_of("caller", 10, NOW_US) == 10);
}

enum { PROCESSES = 16, TRIES = 200, ALLOWANCE = 100, ROUNDS = 200 };

static char crowd[16];

static long take_many(int number)
{
	(void)number;
	long count = 0;
	for (int i = 0; i < TRIES; i++)
		count += take(crowd, ALLOWANCE, NOW_US).allowed;
	return count;
}

static void processes_share_one_allowance(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		snprintf(crowd, sizeof(crowd), "crowd%d", round);
		assert_int_equal(children_sum(PROCESSES, take_many), ALLOWANCE);
		assert_false(take(crowd, ALLOWANCE, NOW_US).allowed);
	}
}

static long open_and_take(int number)
{
	return limits_open(directory) != 0 ? -1000 : take_many(number);
}

static void processes_that_opened_it_themselves_too(void **state)
{
	(void)state;
	snprintf(crowd, sizeof(crowd), "crowd");
	assert_int_equal(children_sum(PROCESSES, open_and_take), ALLOWANCE);
}

/* The clock starts anew at boot; what the file says of before is void. */
static void times_of_before_a_reboot_lock_nobody_out(void **state)
{
	(void)state;
	const int64_t long_ago_us = NOW_US * 1000, booted_us = 5 * SECOND_US;
	assert_true(allowed_of("caller", 10, long_ago_us) == 10);
	assert_int_equal(limits_open(directory), 0);
	assert_true(allowed_of("caller", 10, booted_us) == 10);
	assert_false(take("caller", 10, booted_us).allowed);
	assert_true(allowed_of("caller", 10, booted_us + MINUTE_US) == 10);
}

/* Many more callers than buckets: those that come now keep theirs. */
static void stale_buckets_make_way_for_the_living(void **state)
{
	(void)state;
	char identity[16];
	for (int i = 0; i < LIMITS_BUCKETS * 2; i++) {
		snprintf(identity, sizeof(identity), "old%d", i);
		assert_true(take(identity, 10, NOW_US * 1000 + i).allowed);
	}
	const int64_t booted_us = 5 * SECOND_US;
	for (int i = 0; i < 1000; i++) {
		snprintf(identity, sizeof(identity), "new%d", i);
		assert_true(allowed_of(identity, 3, booted_us + i) == 3);
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(identity, sizeof(identity), "new%d", i);
		assert_false(take(identity, 3, booted_us + 1000).allowed);
	}
}

static void a_full_table_still_lets_newcomers_in(void **state)
{
	(void)state;
	char identity[16];
	for (int i = 0; i < LIMITS_BUCKETS * 3; i++) {
		snprintf(identity, sizeof(identity), "caller%d", i);
		assert_true(take(identity, 1, NOW_US).allowed);
	}
	assert_true(allowed_of("late", 10, NOW_US) == 10);
}

static void it_cannot_open_what_is_not_there(void **state)
{
	(void)state;
	int kept = dup(STDERR_FILENO);
	assert_non_null(freopen("/dev/null", "w", stderr));
	assert_int_equal(limits_open(scratch_path("nowhere")), -1);
	dup2(kept, STDERR_FILENO);
	close(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(exactly_the_allowance, start),
		cmocka_unit_test_setup(looking_takes_nothing, start),
		cmocka_unit_test_setup(the_verdict_tells_what_is_left, start),
		cmocka_unit_test_setup(it_fills_evenly, start),
		cmocka_unit_test_setup(a_retry_when_told_is_allowed, start),
		cmocka_unit_test_setup(callers_and_classes_are_independent, start),
		cmocka_unit_test_setup(no_limit_never_refuses, start),
		cmocka_unit_test_setup(processes_share_one_allowance, start),
		cmocka_unit_test_setup(processes_that_opened_it_themselves_too, start),
		cmocka_unit_test_setup(times_of_before_a_reboot_lock_nobody_out, start),
		cmocka_unit_test_setup(stale_buckets_make_way_for_the_living, start),
		cmocka_unit_test_setup(a_full_table_still_lets_newcomers_in, start),
		cmocka_unit_test(it_cannot_open_what_is_not_there),
	};
	return cmocka_run_group_tests_name(
		"auth/limits", tests, scratch_make, scratch_remove);
}
