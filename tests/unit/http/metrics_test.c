/* metrics_*: sums over slots and processes, and the text that Prometheus reads. */
#include "http/metrics.h"
#include "http/metrics_text.h"

#include "base/arena.h"
#include "base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "../children.h"
#include "../scratch.h"

static const struct route table[] = {
	{.method = ROUTE_GET, .path = "/api/health"},
	{.method = ROUTE_POST, .path = "/v2/orders"},
};

static struct arena *arena;

static int start(void **state)
{
	static int turn;
	char directory[16];
	(void)state;
	arena = arena_new(64 * 1024, 16 * 1024 * 1024);
	snprintf(directory, sizeof(directory), "run%d", turn++);
	const char *path = scratch_path(directory);
	route_table_set(table, 2);
	return mkdir(path, 0700) != 0 || metrics_open(path) != 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *written(void)
{
	struct text out = text_in(arena);
	metrics_text_write(&out, "1.2.3", "abcdef");
	const char *text = text_done(&out);
	assert_non_null(text);
	return text;
}

/* Is that a line of the text? */
static void has_line(const char *line)
{
	const char *text = written(), *found = text;
	size_t length = strlen(line);
	while ((found = strstr(found, line)) != NULL) {
		if ((found == text || found[-1] == '\n') && found[length] == '\n')
			return;
		found++;
	}
	fail_msg("no line %s in\n%s", line, text);
}

static void requests_are_counted_by_route_and_status(void **state)
{
	(void)state;
	metrics_take_slot(METRICS_FAST, 0);
	metrics_request(&table[0], 200, 10);
	metrics_request(&table[0], 200, 10);
	metrics_request(&table[0], 503, 10);
	metrics_take_slot(METRICS_SLOW, METRICS_SLOW_SLOTS - 1);
	metrics_request(&table[1], 422, 10);
	metrics_request(&table[1], 299, 10);
	metrics_request(NULL, 404, 10);
	struct metrics_summary sum = metrics_sum();
	assert_int_equal(sum.requests, 6);
	assert_int_equal(sum.errors, 1);
	assert_int_equal(sum.duration_us, 60);
	has_line("papertrade_http_requests_total{method=\"GET\",route=\"/api/health\","
		 "status=\"200\"} 2");
	has_line("papertrade_http_requests_total{method=\"GET\",route=\"/api/health\","
		 "status=\"503\"} 1");
	has_line("papertrade_http_requests_total{method=\"POST\",route=\"/v2/orders\","
		 "status=\"422\"} 1");
	has_line("papertrade_http_requests_total{method=\"POST\",route=\"/v2/orders\","
		 "status=\"0\"} 1");
	has_line("papertrade_http_requests_total{method=\"any\",route=\"unmatched\","
		 "status=\"404\"} 1");
}

static void durations_fall_into_their_buckets(void **state)
{
	(void)state;
	static const int64_t durations_us[] = {
		0, 100, 101, 250, 500000, 500001, 2500000, 2500001, 60000000};
	for (size_t i = 0; i < sizeof(durations_us) / sizeof(*durations_us); i++)
		metrics_request(&table[0], 200, durations_us[i]);
	static const struct {
		const char *bound;
		int count;
	} buckets[] = {
		{"0.0001", 2},
		{"0.00025", 4},
		{"0.0005", 4},
		{"0.25", 4},
		{"0.5", 5},
		{"1", 6},
		{"2.5", 7},
		{"+Inf", 9},
	};
	char line[160];
	for (size_t i = 0; i < sizeof(buckets) / sizeof(*buckets); i++) {
		snprintf(line, sizeof(line),
			"papertrade_http_request_seconds_bucket{method=\"GET\","
			"route=\"/api/health\",le=\"%s\"} %d",
			buckets[i].bound, buckets[i].count);
		has_line(line);
	}
	has_line("papertrade_http_request_seconds_count{method=\"GET\","
		 "route=\"/api/health\"} 9");
	has_line("papertrade_http_request_seconds_sum{method=\"GET\","
		 "route=\"/api/health\"} 66.000453");
	assert_null(strstr(written(), "request_seconds_sum{method=\"POST\""));
}

static void workers_live_and_die(void **state)
{
	(void)state;
	metrics_pool_started(METRICS_FAST, 3, 1700000000123456);
	metrics_pool_started(METRICS_SLOW, 1, 1600000000000000);
	metrics_take_slot(METRICS_FAST, 1);
	assert_false(metrics_worker_started(METRICS_FAST, 1));
	metrics_started();
	assert_true(metrics_worker_started(METRICS_FAST, 1));
	metrics_database(METRICS_DATABASE_UP);
	metrics_connections(4);
	metrics_busy(777);
	assert_true(metrics_worker_busy_us(METRICS_FAST, 1) == 777);
	metrics_take_slot(METRICS_FAST, 2);
	metrics_started();
	metrics_connections(2);

	struct metrics_summary sum = metrics_sum();
	assert_int_equal(sum.workers[METRICS_FAST], 3);
	assert_int_equal(sum.alive[METRICS_FAST], 2);
	assert_int_equal(sum.busy[METRICS_FAST], 1);
	assert_int_equal(sum.database_up[METRICS_FAST], 1);
	assert_int_equal(sum.alive[METRICS_SLOW], 0);
	assert_int_equal(sum.connections, 6);
	assert_int_equal(metrics_open_connections(), 6);
	has_line("papertrade_start_time_seconds 1700000000.123456");
	has_line("papertrade_workers{pool=\"fast\",state=\"busy\"} 1");
	has_line("papertrade_workers{pool=\"fast\",state=\"idle\"} 1");
	has_line("papertrade_workers{pool=\"fast\",state=\"missing\"} 1");
	has_line("papertrade_workers{pool=\"slow\",state=\"missing\"} 1");
	has_line("papertrade_connections 6");

	metrics_worker_gone(METRICS_FAST, 1);
	metrics_pool_replaced(METRICS_FAST);
	sum = metrics_sum();
	assert_int_equal(sum.alive[METRICS_FAST], 1);
	assert_int_equal(sum.busy[METRICS_FAST], 0);
	assert_int_equal(sum.connections, 2);
	assert_true(metrics_worker_busy_us(METRICS_FAST, 1) == 0);
	has_line("papertrade_worker_replacements_total{pool=\"fast\"} 1");
}

static void a_lost_database_is_counted_once(void **state)
{
	(void)state;
	metrics_take_slot(METRICS_FAST, 0);
	metrics_database(METRICS_DATABASE_DOWN);
	metrics_database(METRICS_DATABASE_UP);
	metrics_database(METRICS_DATABASE_UP);
	metrics_database(METRICS_DATABASE_DOWN);
	metrics_database(METRICS_DATABASE_DOWN);
	has_line("papertrade_database_losses_total 1");
}

static void counters_go_on_when_a_worker_is_replaced(void **state)
{
	(void)state;
	for (int life = 0; life < 3; life++) {
		metrics_take_slot(METRICS_FAST, 5);
		metrics_started();
		metrics_idle();
		metrics_count(METRICS_RATE_LIMITED_KEY);
		metrics_count(METRICS_CONNECTIONS_ADOPTED);
		metrics_request(&table[1], 200, 5);
		metrics_worker_gone(METRICS_FAST, 5);
	}
	assert_int_equal(metrics_sum().requests, 3);
	has_line("papertrade_rate_limited_total{class=\"key\"} 3");
	has_line("papertrade_rate_limited_total{class=\"global\"} 0");
	has_line("papertrade_connections_total{how=\"adopted\"} 3");
}

enum { COUNTERS = 2, EACH = 20000 };

static long count_much(int number)
{
	/* Both write the same slot, which is worse than what workers do. */
	(void)number;
	metrics_take_slot(METRICS_FAST, 9);
	for (int i = 0; i < EACH; i++) {
		metrics_request(&table[0], 200, 7);
		metrics_count(METRICS_CONNECTIONS_ACCEPTED);
	}
	return 0;
}

static void two_processes_at_once_lose_nothing(void **state)
{
	(void)state;
	assert_int_equal(children_sum(COUNTERS, count_much), 0);
	struct metrics_summary sum = metrics_sum();
	assert_int_equal(sum.requests, COUNTERS * EACH);
	assert_int_equal(sum.duration_us, COUNTERS * EACH * 7);
	assert_int_equal(sum.counters[METRICS_CONNECTIONS_ACCEPTED], COUNTERS * EACH);
	has_line("papertrade_http_request_seconds_count{method=\"GET\","
		 "route=\"/api/health\"} 40000");
}

static void another_table_counts_from_zero(void **state)
{
	(void)state;
	metrics_request(&table[0], 200, 7);
	assert_int_equal(metrics_open(scratch_path("run0")), 0);
	metrics_request(&table[0], 200, 7);
	uint64_t before = metrics_sum().requests;
	assert_int_equal(metrics_open(scratch_path("run0")), 0);
	assert_int_equal(metrics_sum().requests, before);
	route_table_set(table, 1);
	assert_int_equal(metrics_open(scratch_path("run0")), 0);
	assert_int_equal(metrics_sum().requests, 0);
}

static void promtool_accepts_it(void **state)
{
	(void)state;
	extern char **environ;
	pid_t child;
	int status;
	metrics_pool_started(METRICS_FAST, 3, 1700000000123456);
	metrics_request(&table[0], 200, 7);
	metrics_request(&table[1], 500, 70000);
	const char *input = scratch_file("metrics.txt", written());
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input, O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	char *const arguments[] = {"promtool", "check", "metrics", NULL};
	int spawned = posix_spawnp(&child, "promtool", &files, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&files);
	if (spawned != 0)
		skip();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			requests_are_counted_by_route_and_status, start, stop),
		cmocka_unit_test_setup_teardown(
			durations_fall_into_their_buckets, start, stop),
		cmocka_unit_test_setup_teardown(workers_live_and_die, start, stop),
		cmocka_unit_test_setup_teardown(
			a_lost_database_is_counted_once, start, stop),
		cmocka_unit_test_setup_teardown(
			counters_go_on_when_a_worker_is_replaced, start, stop),
		cmocka_unit_test_setup_teardown(
			two_processes_at_once_lose_nothing, start, stop),
		cmocka_unit_test_setup_teardown(
			another_table_counts_from_zero, start, stop),
		cmocka_unit_test_setup_teardown(promtool_accepts_it, start, stop),
	};
	return cmocka_run_group_tests_name(
		"http/metrics", tests, scratch_make, scratch_remove);
}
