/*
 * Transactions that go wrong: what the caller learns, that nothing of them is
 * stored, and that the next one finds the connection as if nothing had been.
 */
#include "database.h"

#include "relay.h"

static void assert_nothing_stored(const struct database *database)
{
	assert_int_equal(stored(database), 0);
	assert_usable(database);
}

static void a_violated_constraint_has_its_sqlstate(void **state)
{
	static const char *const negative[] = {
		"{\"events\":[{\"name\":\"a\",\"duration_ms\":-1}]}"};
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(queue_nameless_event(&transaction), 0);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_string_equal(transaction.sqlstate, "23502");
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_string_equal(transaction.sqlstate, "23502");
	assert_int_equal(queue_event(&transaction), -1);
	transaction_rollback(&transaction);
	assert_nothing_stored(database);

	transaction = writing(database);
	assert_int_equal(transaction_run(&transaction, STATEMENT_TELEMETRY_INSERT, 1,
				 negative, &rows),
		-1);
	assert_string_equal(transaction.sqlstate, "23514");
	transaction_rollback(&transaction);
	assert_nothing_stored(database);
}

static void an_expected_violation_is_no_error_of_the_log(void **state)
{
	struct database *database = *state;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_nameless_event(&transaction), 0);
	assert_int_equal(transaction_commit(&transaction), -1);
	char *log = logged(database);
	assert_null(strstr(log, "\"error\""));
	free(log);
}

static void commit_of_a_failed_transaction_stores_nothing(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(queue_nameless_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_nothing_stored(database);

	/* The failure is met by the commit itself, first or last of its flight. */
	for (int first = 0; first < 2; first++) {
		transaction = writing(database);
		if (first)
			assert_int_equal(queue_nameless_event(&transaction), 0);
		assert_int_equal(queue_event(&transaction), 0);
		if (!first)
			assert_int_equal(queue_nameless_event(&transaction), 0);
		assert_int_equal(transaction_commit(&transaction), -1);
		assert_string_equal(transaction.sqlstate, "23502");
		assert_nothing_stored(database);
	}

	/* The first flight went well, the second did not. */
	transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(queue_nameless_event(&transaction), 0);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_nothing_stored(database);
}

/* A constraint that is looked at when the transaction commits. */
static void commit_itself_may_be_refused(void **state)
{
	struct database *database = *state;
	plain_do(database->plain,
		"create function refuse() returns trigger language plpgsql as "
		"$$begin raise exception using errcode = '23514'; end$$;"
		"create constraint trigger refusal after insert on telemetry_events "
		"deferrable initially deferred for each row execute function refuse()");
	struct transaction transaction = writing(database);
	int queued = queue_event(&transaction);
	int committed = transaction_commit(&transaction);
	plain_do(database->plain,
		"drop trigger refusal on telemetry_events; drop function refuse()");
	assert_int_equal(queued, 0);
	assert_int_equal(committed, -1);
	assert_string_equal(transaction.sqlstate, "23514");
	assert_nothing_stored(database);
}

static void a_failed_read_leaves_the_connection_usable(void **state)
{
	static const char *const nonsense[] = {"not a number", "10"};
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = reading(database);
	assert_int_equal(
		transaction_queue(&transaction, STATEMENT_TELEMETRY_LIST, 2, nonsense),
		0);
	assert_int_equal(
		transaction_queue(&transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_string_equal(transaction.sqlstate, "22P02");
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_usable(database);
}

static void a_statement_that_takes_too_long_is_cancelled(void **state)
{
	struct database *database = *state;
	struct rows rows;
	plain_do(database->plain, "begin; lock table telemetry_events");
	struct transaction transaction = writing(database);
	int64_t before_us = clock_monotonic_us();
	int result = queue_event(&transaction);
	assert_int_equal(result, 0);
	result = transaction_fetch(&transaction, &rows);
	int64_t took_ms = (clock_monotonic_us() - before_us) / 1000;
	transaction_rollback(&transaction);
	plain_do(database->plain, "rollback");
	assert_int_equal(result, -1);
	assert_string_equal(transaction.sqlstate, "57014");
	assert_in_range(took_ms, TIMEOUT_MS - 50, TIMEOUT_MS + 800);
	assert_nothing_stored(database);
}

/* The statement of that name returns something else from now on. */
static void prepare_otherwise(
	struct database *database, enum statement_name name, const char *sql)
{
	char forget[128];
	PGconn *handle = connection_handle(database->connection);
	snprintf(forget, sizeof(forget), "deallocate %s", statement_table[name].name);
	assert_int_equal(
		PQsendQueryParams(handle, forget, 0, NULL, NULL, NULL, NULL, 0), 1);
	assert_int_equal(
		PQsendPrepare(handle, statement_table[name].name, sql, 0, NULL), 1);
	assert_int_equal(PQpipelineSync(handle), 1);
	ExecStatusType status = PGRES_COMMAND_OK;
	for (int nulls = 0; status != PGRES_PIPELINE_SYNC && nulls < 4;) {
		PGresult *result = PQgetResult(handle);
		nulls += result == NULL;
		status = result == NULL ? status : PQresultStatus(result);
		assert_int_not_equal(status, PGRES_FATAL_ERROR);
		PQclear(result);
	}
}

static void an_answer_of_another_shape_is_an_error(void **state)
{
	static const struct {
		enum statement_name name;
		const char *sql;
	} cases[] = {
		{STATEMENT_HEALTH_SCHEMA, "select 1 as version where false"},
		{STATEMENT_HEALTH_SCHEMA, "select generate_series(1, 2) as version"},
		{STATEMENT_HEALTH_SCHEMA, "set application_name to db_test"},
	};
	struct database *database = *state;
	struct rows rows;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		prepare_otherwise(database, cases[i].name, cases[i].sql);
		struct transaction transaction = writing(database);
		assert_int_equal(queue_event(&transaction), 0);
		assert_int_equal(transaction_fetch(&transaction, &rows), 0);
		assert_int_equal(
			transaction_run(&transaction, cases[i].name, 0, NULL, &rows), -1);
		assert_string_equal(transaction.sqlstate, "");
		assert_int_equal(transaction_commit(&transaction), -1);
		assert_int_equal(stored(database), 0);
		assert_true(connection_ready(database->connection));
	}
	prepare_otherwise(database, STATEMENT_HEALTH_SCHEMA, "select 1 as version");
	assert_usable(database);
}

/* An answer that nobody fetched before the commit counts as well. */
static void an_unseen_answer_of_another_shape_stops_the_commit(void **state)
{
	struct database *database = *state;
	prepare_otherwise(
		database, STATEMENT_HEALTH_SCHEMA, "select 1 as version where false");
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(
		transaction_queue(&transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL), 0);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_int_equal(stored(database), 0);
}

static void terminate_backend(struct database *database)
{
	char sql[128];
	int pid = PQbackendPID(connection_handle(database->connection));
	snprintf(sql, sizeof(sql), "select pg_terminate_backend(%d, 2000)::int", pid);
	assert_int_equal(plain_number(database->plain, sql), 1);
}

static void a_broken_connection_ends_the_transaction_and_heals(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	terminate_backend(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_string_equal(transaction.sqlstate, "");
	assert_false(connection_ready(database->connection));
	assert_string_not_equal(connection_problem(database->connection), "");

	transaction = writing(database);
	assert_int_equal(queue_event(&transaction), -1);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_nothing_stored(database);
}

static void a_connection_broken_before_the_commit_stores_nothing(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	terminate_backend(database);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_nothing_stored(database);
}

/* The server is there but does not answer: bounded in time. */
static void a_frozen_server_is_given_up(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	relay_signal(SIGSTOP);
	assert_int_equal(queue_event(&transaction), 0);
	int64_t before_us = clock_monotonic_us();
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	int64_t took_ms = (clock_monotonic_us() - before_us) / 1000;
	assert_in_range(took_ms, TIMEOUT_MS, TIMEOUT_MS + 2000);
	assert_false(connection_ready(database->connection));
	transaction_rollback(&transaction);

	/* It stays frozen over a whole attempt to connect, then wakes up. */
	assert_false(drive_until(database->connection, true, 3500));
	assert_string_equal(
		connection_problem(database->connection), "the database does not answer");
	relay_signal(SIGCONT);
	assert_true(drive_until(database->connection, true, 2 * PATIENCE_MS));
	assert_nothing_stored(database);
}

static int open_through_relay(void **state)
{
	database_open(state);
	struct database *database = *state;
	relay_start(database->url, sizeof(database->url));
	return drive_until(database->connection, true, PATIENCE_MS) ? 0 : -1;
}

static int close_relay(void **state)
{
	relay_stop();
	return database_close(state);
}

#define LIVE(test)                                                                       \
	cmocka_unit_test_setup_teardown(test, database_open_ready, database_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(a_violated_constraint_has_its_sqlstate),
		LIVE(an_expected_violation_is_no_error_of_the_log),
		LIVE(commit_of_a_failed_transaction_stores_nothing),
		LIVE(commit_itself_may_be_refused),
		LIVE(a_failed_read_leaves_the_connection_usable),
		LIVE(a_statement_that_takes_too_long_is_cancelled),
		LIVE(an_answer_of_another_shape_is_an_error),
		LIVE(an_unseen_answer_of_another_shape_stops_the_commit),
		LIVE(a_broken_connection_ends_the_transaction_and_heals),
		LIVE(a_connection_broken_before_the_commit_stores_nothing),
		cmocka_unit_test_setup_teardown(
			a_frozen_server_is_given_up, open_through_relay, close_relay),
	};
	return cmocka_run_group_tests_name("db/transaction failures", tests, NULL, NULL);
}
