/*
 * The board: whole snapshots only, whoever reads, and whenever its writer dies.
 */
#include "market/board.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../scratch.h"

enum { PLACE = 7, DEATHS = 40, READS = 2000 };

static int start(void **state)
{
	return scratch_make(state) != 0 || board_open(scratch) != 0;
}

/* A snapshot that says the same number in every word. */
static struct snapshot uniform(int64_t number)
{
	struct snapshot snapshot;
	int64_t words[sizeof(snapshot) / sizeof(number)];
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		words[i] = number;
	memcpy(&snapshot, words, sizeof(snapshot));
	return snapshot;
}

static bool is_whole(const struct snapshot *snapshot)
{
	struct snapshot same = uniform(snapshot->received_us);
	return memcmp(&same, snapshot, sizeof(same)) == 0;
}

static void an_empty_place_has_nothing(void **state)
{
	(void)state;
	struct snapshot snapshot;
	assert_false(board_read(PLACE, &snapshot));
	assert_int_equal(board_wanted_us(PLACE), 0);
	assert_int_equal(board_beat_us(), 0);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	struct snapshot read, written = uniform(41);
	board_write(PLACE, &written);
	assert_true(board_read(PLACE, &read));
	assert_memory_equal(&read, &written, sizeof(read));
	assert_false(board_read(PLACE + 1, &read));
	board_want(PLACE, 5);
	assert_int_equal(board_wanted_us(PLACE), 5);
	board_beat(6);
	assert_int_equal(board_beat_us(), 6);
}

static void write_until_killed(int64_t from)
{
	if (board_take() != 0)
		_exit(1);
	for (int64_t number = from;; number++) {
		struct snapshot snapshot = uniform(number);
		board_write(PLACE, &snapshot);
	}
}

/* Reads while a writer writes, is killed in the middle of it, and another takes
 * its place: never is anything torn, never is there nothing, never does it go back. */
static void a_writer_may_die(void **state)
{
	(void)state;
	int64_t newest = 100;
	struct snapshot first = uniform(newest), snapshot = first;
	board_write(PLACE, &first);
	for (int death = 0; death < DEATHS; death++) {
		pid_t writer = fork();
		if (writer == 0)
			write_until_killed(newest + 1);
		for (int64_t begun = newest; snapshot.received_us < begun + READS;) {
			assert_true(board_read(PLACE, &snapshot));
			assert_true(is_whole(&snapshot));
			assert_true(snapshot.received_us >= newest);
			newest = snapshot.received_us;
		}
		kill(writer, SIGKILL);
		assert_int_equal(waitpid(writer, NULL, 0), writer);
		assert_true(board_read(PLACE, &snapshot));
		assert_true(is_whole(&snapshot));
		newest = snapshot.received_us;
	}
}

static void there_is_one_writer(void **state)
{
	(void)state;
	int status;
	assert_int_equal(board_take(), 0);
	pid_t second = fork();
	if (second == 0)
		_exit(board_take() == 0 ? 0 : 3);
	assert_int_equal(waitpid(second, &status, 0), second);
	assert_int_equal(WEXITSTATUS(status), 3);
}

static void the_markets_time(void **state)
{
	(void)state;
	static const struct {
		struct board_clock clock;
		int64_t wall_us, market_us;
	} table[] = {
		{{1000, 1000, 1000, 0}, 5000, 5000},
		{{1000, 50000, 1000, 0}, 1000, 50000},
		{{1000, 50000, 1000, 0}, 3000, 52000},
		{{1000, 50000, 60000, 0}, 3000, 170000},
		{{1000, 50000, 500, 0}, 3000, 51000},
		{{0, 0, 100000000, 0}, INT64_C(864000000000), INT64_C(86400000000000000)},
	};
	/* Where no clock was set it is the wall clock's. */
	assert_int_equal(board_market_us(123456), 123456);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		board_set_clock(&table[i].clock);
		assert_int_equal(board_market_us(table[i].wall_us), table[i].market_us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_place_has_nothing),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_writer_may_die),
		cmocka_unit_test(the_markets_time),
		cmocka_unit_test(there_is_one_writer),
	};
	return cmocka_run_group_tests_name("board", tests, start, scratch_remove);
}
