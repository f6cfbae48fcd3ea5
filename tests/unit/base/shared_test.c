/* shared_map: one memory for all processes, of one layout. */
#include "base/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "../children.h"
#include "../scratch.h"

enum { SIZE = 64 * 1024, LAYOUT = 7, CREATORS = 8, ROUNDS = 20 };

static _Atomic int *words;
static char name[32];

static int start(void **state)
{
	static int turn;
	(void)state;
	snprintf(name, sizeof(name), "region%d", turn++);
	words = shared_map(scratch, name, SIZE, LAYOUT);
	return words == NULL;
}

static void fresh_memory_is_zero(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZE / sizeof(*words); i++)
		assert_int_equal(words[i], 0);
	assert_int_equal((uintptr_t)words % 64, 0);
}

static void a_file_is_not_for_everyone(void **state)
{
	(void)state;
	struct stat status;
	assert_int_equal(stat(scratch_path(name), &status), 0);
	assert_int_equal(status.st_mode & 07, 0);
}

static long answer(int number)
{
	(void)number;
	_Atomic int *theirs = shared_map(scratch, name, SIZE, LAYOUT);
	if (theirs == NULL || theirs[1] != 41)
		return 1;
	theirs[2] = 42;
	while (theirs[3] == 0)
		usleep(50);
	return 0;
}

static long ask(int number)
{
	if (number == 0)
		return answer(number);
	while (words[2] != 42)
		usleep(50);
	words[3] = 1;
	return 0;
}

static void two_processes_see_each_other(void **state)
{
	(void)state;
	words[1] = 41;
	assert_int_equal(children_sum(2, ask), 0);
	assert_int_equal(words[2], 42);
}

static void what_was_written_is_found_again(void **state)
{
	(void)state;
	words[5] = 99;
	_Atomic int *again = shared_map(scratch, name, SIZE, LAYOUT);
	assert_non_null(again);
	assert_int_equal(again[5], 99);
	again[6] = 100;
	assert_int_equal(words[6], 100);
}

static void another_layout_gets_a_fresh_file(void **state)
{
	(void)state;
	words[5] = 99;
	_Atomic int *other = shared_map(scratch, name, SIZE, LAYOUT + 1);
	assert_non_null(other);
	assert_int_equal(other[5], 0);
	other[5] = 1;
	assert_int_equal(words[5], 99);

	_Atomic int *larger = shared_map(scratch, name, SIZE * 2, LAYOUT + 1);
	assert_non_null(larger);
	assert_int_equal(larger[5], 0);
	assert_int_equal(larger[SIZE * 2 / sizeof(*larger) - 1], 0);
}

static void a_broken_file_is_replaced(void **state)
{
	(void)state;
	static const char *const contents[] = {"", "x", "papertrade-mem1"};
	words[5] = 99;
	for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++) {
		unlink(scratch_path(name));
		scratch_file(name, contents[i]);
		_Atomic int *fresh = shared_map(scratch, name, SIZE, LAYOUT);
		assert_non_null(fresh);
		assert_int_equal(fresh[5], 0);
	}
	/* Of the right size, but cut short in between. */
	assert_int_equal(truncate(scratch_path(name), 32), 0);
	assert_int_equal(truncate(scratch_path(name), SIZE + 64), 0);
	_Atomic int *fresh = shared_map(scratch, name, SIZE, LAYOUT);
	assert_non_null(fresh);
	assert_int_equal(fresh[5], 0);
}

static long create(int number)
{
	(void)number;
	_Atomic int *theirs = shared_map(scratch, name, SIZE, LAYOUT);
	if (theirs == NULL)
		return -1000;
	return atomic_fetch_add(&theirs[9], 1);
}

static void creation_by_many_at_once_gives_one_file(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		snprintf(name, sizeof(name), "crowd%d", round);
		/* In one memory they draw 0, 1, … 7. */
		assert_int_equal(
			children_sum(CREATORS, create), CREATORS * (CREATORS - 1) / 2);
		_Atomic int *mine = shared_map(scratch, name, SIZE, LAYOUT);
		assert_int_equal(mine[9], CREATORS);
	}
}

static void a_place_that_cannot_be_written_is_refused(void **state)
{
	(void)state;
	int kept = dup(STDERR_FILENO);
	assert_non_null(freopen("/dev/null", "w", stderr));
	assert_null(shared_map(scratch_path("nowhere"), "x", SIZE, LAYOUT));
	static char endless[PATH_MAX * 2];
	memset(endless, 'x', sizeof(endless) - 1);
	assert_null(shared_map(endless, "x", SIZE, LAYOUT));
	/* A name that leads elsewhere is not followed. */
	assert_int_equal(symlink("/dev/null", scratch_path("link.lock")), 0);
	assert_null(shared_map(scratch, "link", SIZE, LAYOUT));
	dup2(kept, STDERR_FILENO);
	close(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(fresh_memory_is_zero, start),
		cmocka_unit_test_setup(a_file_is_not_for_everyone, start),
		cmocka_unit_test_setup(two_processes_see_each_other, start),
		cmocka_unit_test_setup(what_was_written_is_found_again, start),
		cmocka_unit_test_setup(another_layout_gets_a_fresh_file, start),
		cmocka_unit_test_setup(a_broken_file_is_replaced, start),
		cmocka_unit_test(creation_by_many_at_once_gives_one_file),
		cmocka_unit_test(a_place_that_cannot_be_written_is_refused),
	};
	return cmocka_run_group_tests_name(
		"base/shared", tests, scratch_make, scratch_remove);
}
