/*
 * The connection by itself: it connects, heals and never blocks, whatever is
 * at the other end of the socket.
 */
#include "relay.h"

#include <errno.h>
#include <fcntl.h>

static void it_connects_and_is_of_use(void **state)
{
	struct database *database = *state;
	assert_false(connection_ready(database->connection));
	assert_string_not_equal(connection_problem(database->connection), "");
	assert_int_equal(connection_descriptor(database->connection), -1);
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_string_equal(connection_problem(database->connection), "");
	assert_true(connection_descriptor(database->connection) >= 0);
	assert_true(connection_due_us(database->connection) == INT64_MAX);
	assert_int_equal(connection_timeout_ms(database->connection), TIMEOUT_MS);
	assert_usable(database);
}

static void the_server_knows_its_name_and_limits(void **state)
{
	struct database *database = *state;
	assert_int_equal(plain_number(database->plain,
				 "select count(*) from pg_stat_activity where "
				 "application_name = 'db-test' and usename = "
				 "'papertrade_app'"),
		1);
	PGconn *handle = connection_handle(database->connection);
	assert_string_equal(PQparameterStatus(handle, "TimeZone"), "UTC");
	assert_string_equal(PQparameterStatus(handle, "client_encoding"), "UTF8");
	assert_int_equal(PQpipelineStatus(handle), PQ_PIPELINE_ON);
}

static void an_idle_connection_that_is_ended_heals(void **state)
{
	struct database *database = *state;
	char sql[128];
	for (int i = 0; i < 3; i++) {
		int pid = PQbackendPID(connection_handle(database->connection));
		snprintf(sql, sizeof(sql), "select pg_terminate_backend(%d)::int", pid);
		assert_int_equal(plain_number(database->plain, sql), 1);
		assert_true(drive_until(database->connection, false, PATIENCE_MS));
		assert_string_not_equal(connection_problem(database->connection), "");
		assert_true(drive_until(database->connection, true, PATIENCE_MS));
		assert_int_not_equal(
			PQbackendPID(connection_handle(database->connection)), pid);
		assert_usable(database);
	}
}

static void a_loss_is_logged_once_however_often_it_is_tried(void **state)
{
	struct database *database = *state;
	snprintf(database->url, sizeof(database->url), "host=/nonexistent");
	assert_false(drive_until(database->connection, true, 1000));
	char *log = logged(database);
	char *first = strstr(log, "database lost");
	assert_non_null(first);
	assert_null(strstr(first + 1, "database lost"));
	assert_non_null(strstr(connection_problem(database->connection), "/nonexistent"));
	free(log);
}

static void attempts_become_rarer(void **state)
{
	struct database *database = *state;
	int64_t waits_us[9];
	snprintf(database->url, sizeof(database->url), "host=/nonexistent");
	for (size_t i = 0; i < 9; i++) {
		int64_t now_us = connection_due_us(database->connection);
		connection_advance(database->connection, now_us);
		waits_us[i] =
			connection_due_us(database->connection) - clock_monotonic_us();
	}
	assert_in_range(waits_us[0], 0, 50 * 1000);
	for (size_t i = 1; i < 9; i++)
		assert_true(waits_us[i] > waits_us[i - 1] - 20 * 1000);
	assert_in_range(waits_us[8], 1900 * 1000, 2000 * 1000);
}

static void a_bad_connection_string_is_a_problem_not_a_crash(void **state)
{
	static const char *const urls[] = {"host='", "nonsense=1", "postgresql://[",
		"host=/nonexistent port=99999999"};
	struct database *database = *state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct connection *connection =
			connection_new(urls[i], "db-test", TIMEOUT_MS);
		assert_non_null(connection);
		assert_false(drive_until(connection, true, 120));
		assert_string_not_equal(connection_problem(connection), "");
		assert_null(strchr(connection_problem(connection), '\n'));
		connection_free(connection);
	}
	assert_non_null(database);
}

/* A schema that lacks what a statement needs: not ready, and it says which. */
static void a_statement_that_cannot_be_prepared_is_named(void **state)
{
	struct database *database = *state;
	plain_do(
		database->plain, "alter table telemetry_events rename to telemetry_gone");
	bool ready = drive_until(database->connection, true, 500);
	char problem[256];
	snprintf(
		problem, sizeof(problem), "%s", connection_problem(database->connection));
	plain_do(
		database->plain, "alter table telemetry_gone rename to telemetry_events");
	assert_false(ready);
	assert_non_null(strstr(problem, "statement telemetry_"));
	assert_non_null(strstr(problem, "does not exist"));
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_usable(database);
}

static void a_server_that_went_away_comes_back(void **state)
{
	struct database *database = *state;
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	relay_stop();
	assert_true(drive_until(database->connection, false, PATIENCE_MS));
	assert_false(drive_until(database->connection, true, 300));
	assert_string_not_equal(connection_problem(database->connection), "");
	relay_start(database->url, sizeof(database->url));
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_usable(database);
}

static int open_through_relay(void **state)
{
	database_open(state);
	struct database *database = *state;
	relay_start(database->url, sizeof(database->url));
	return 0;
}

static int close_relay(void **state)
{
	relay_stop();
	return database_close(state);
}

/* What a thing that is no database may answer with. */
struct answer {
	const char *bytes;
	size_t length;
	bool hangs_up;
};

#define ANSWER(bytes, hangs_up)                                                          \
	{                                                                                \
		(bytes), sizeof(bytes) - 1, (hangs_up)                                   \
	}

static void serve_answer(int listener, const struct answer *answer, int taken[2])
{
	int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (descriptor < 0)
		return;
	if (answer->length > 0)
		assert_true(send(descriptor, answer->bytes, answer->length,
				    MSG_NOSIGNAL) == (ssize_t)answer->length);
	if (answer->hangs_up || taken[1] >= 0)
		close(descriptor);
	else
		taken[taken[0] >= 0] = descriptor;
}

static void talk_to(struct database *database, const struct answer *answer, int ms)
{
	int taken[2] = {-1, -1};
	int listener = relay_listen(database->url, sizeof(database->url));
	fcntl(listener, F_SETFL, O_NONBLOCK);
	struct connection *connection =
		connection_new(database->url, "db-test", TIMEOUT_MS);
	assert_non_null(connection);
	int64_t end_us = clock_monotonic_us() + ms * 1000;
	while (clock_monotonic_us() < end_us) {
		serve_answer(listener, answer, taken);
		drive_once(connection);
		assert_false(connection_ready(connection));
		assert_string_not_equal(connection_problem(connection), "");
	}
	connection_free(connection);
	for (int i = 0; i < 2; i++)
		if (taken[i] >= 0)
			close(taken[i]);
	close(listener);
	relay_forget();
}

static void what_is_no_database_is_never_ready(void **state)
{
	static const struct answer answers[] = {
		ANSWER("", true),
		ANSWER("HTTP/1.1 400 Bad Request\r\n\r\n", false),
		ANSWER("HTTP/1.1 400 Bad Request\r\n\r\n", true),
		ANSWER("E\0\0\0\7SFATAL", true),
		ANSWER("EFATAL:  no\n\0", true),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5?", true),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5I", true),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5ISSSSSSSSSSSSSSSSS", false),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5I1\0\0\0\4Z\0\0\0\5I", true),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5IE\0\0\0\5\0", false),
		ANSWER("R\0\0\0\10\0\0\0\0Z\0\0\0\5ID\377\377\377\377", false),
		ANSWER("R\0\0\0\10\0\0\0\3", false),
		ANSWER("R\377\377\377\377\0\0\0\0", false),
		ANSWER("\0\0\0\0\0\0\0\0", false),
	};
	struct database *database = *state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		talk_to(database, &answers[i], 200);
}

static void a_silent_server_is_given_up_after_three_seconds(void **state)
{
	static const struct answer silence = ANSWER("", false);
	struct database *database = *state;
	talk_to(database, &silence, 3500);
	char *log = logged(database);
	assert_non_null(strstr(log, "the database does not answer"));
	free(log);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, database_open, database_close)
#define LIVE(test)                                                                       \
	cmocka_unit_test_setup_teardown(test, database_open_ready, database_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(it_connects_and_is_of_use),
		LIVE(the_server_knows_its_name_and_limits),
		LIVE(an_idle_connection_that_is_ended_heals),
		FRESH(a_loss_is_logged_once_however_often_it_is_tried),
		FRESH(attempts_become_rarer),
		FRESH(a_bad_connection_string_is_a_problem_not_a_crash),
		FRESH(a_statement_that_cannot_be_prepared_is_named),
		cmocka_unit_test_setup_teardown(a_server_that_went_away_comes_back,
			open_through_relay, close_relay),
		FRESH(what_is_no_database_is_never_ready),
		FRESH(a_silent_server_is_given_up_after_three_seconds),
	};
	return cmocka_run_group_tests_name("db/connection", tests, NULL, NULL);
}
