/*
 * Transactions against a real server: what is stored and what is not, in how
 * many round trips, and what remains of them on the connection.
 */
#include "database.h"

#include "db/statement.h"

static void all_statements_are_prepared(void **state)
{
	struct database *database = *state;
	PGconn *handle = connection_handle(database->connection);
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		assert_int_equal(
			PQsendDescribePrepared(handle, statement_table[i].name), 1);
		assert_int_equal(PQpipelineSync(handle), 1);
		PGresult *result = PQgetResult(handle);
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			fail_msg("%s", PQresultErrorMessage(result));
		assert_int_equal(PQnparams(result), statement_table[i].parameters);
		bool returns = PQnfields(result) > 0;
		assert_int_equal(returns, statement_table[i].shape != STATEMENT_NONE);
		PQclear(result);
		assert_null(PQgetResult(handle));
		result = PQgetResult(handle);
		assert_int_equal(PQresultStatus(result), PGRES_PIPELINE_SYNC);
		PQclear(result);
	}
	assert_usable(database);
}

/* The connection's own view of its user, asked beside the transaction. */
static void assert_user_is(struct database *database, const char *expected)
{
	PGconn *handle = connection_handle(database->connection);
	assert_int_equal(
		PQsendQueryParams(handle, "select coalesce(current_user_id()::text, '-')",
			0, NULL, NULL, NULL, NULL, 0),
		1);
	assert_int_equal(PQpipelineSync(handle), 1);
	PGresult *result = PQgetResult(handle);
	assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	assert_string_equal(PQgetvalue(result, 0, 0), expected);
	PQclear(result);
	assert_null(PQgetResult(handle));
	result = PQgetResult(handle);
	assert_int_equal(PQresultStatus(result), PGRES_PIPELINE_SYNC);
	PQclear(result);
}

/* Makes what list returns depend on the user, for one test. */
static void show_rows_by_user(struct database *database)
{
	plain_do(database->plain,
		"alter table telemetry_events enable row level security;"
		"create policy test on telemetry_events using (page = "
		"current_user_id()::text);"
		"insert into telemetry_events (name, page) values ('a', '7'), ('b', "
		"'8')");
}

static int show_all_rows(void **state)
{
	struct database *database = *state;
	plain_do(database->plain,
		"drop policy if exists test on telemetry_events;"
		"alter table telemetry_events disable row level security");
	return database_close(state);
}

static int list(struct transaction *transaction, struct rows *rows)
{
	static const char *const newest[] = {"9223372036854775807", "100"};
	return transaction_run(transaction, STATEMENT_TELEMETRY_LIST, 2, newest, rows);
}

static void each_flight_of_a_reader_names_its_user(void **state)
{
	struct database *database = *state;
	struct rows rows;
	show_rows_by_user(database);
	struct transaction transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_READ, "7");
	for (int flight = 0; flight < 2; flight++) {
		assert_int_equal(list(&transaction, &rows), 0);
		assert_int_equal(rows.count, 1);
		assert_string_equal(rows_text(&rows, 0, "page"), "7");
		assert_user_is(database, "-");
	}
	assert_int_equal(transaction_commit(&transaction), 0);

	transaction = reading(database);
	assert_int_equal(list(&transaction, &rows), 0);
	assert_int_equal(rows.count, 0);
	assert_int_equal(transaction_commit(&transaction), 0);
}

static void a_writer_is_named_once_and_forgotten(void **state)
{
	struct database *database = *state;
	struct rows rows;
	show_rows_by_user(database);
	struct transaction transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "8");
	for (int flight = 0; flight < 2; flight++) {
		assert_int_equal(list(&transaction, &rows), 0);
		assert_int_equal(rows.count, 1);
		assert_string_equal(rows_text(&rows, 0, "page"), "8");
		assert_user_is(database, "8");
	}
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_user_is(database, "-");

	transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "7");
	assert_int_equal(list(&transaction, &rows), 0);
	transaction_rollback(&transaction);
	assert_user_is(database, "-");
}

static void commit_stores_and_rollback_does_not(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(rows_integer(&rows, 0, "kept"), 1);
	transaction_rollback(&transaction);
	assert_int_equal(stored(database), 0);
	assert_usable(database);

	transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	transaction_rollback(&transaction);
	assert_int_equal(stored(database), 0);
	assert_usable(database);

	transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(stored(database), 1);
	assert_usable(database);
}

static void ending_nothing_is_well(void **state)
{
	struct database *database = *state;
	struct transaction transaction = writing(database);
	assert_int_equal(transaction_commit(&transaction), 0);
	transaction = writing(database);
	transaction_rollback(&transaction);
	transaction = reading(database);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_usable(database);
}

static void two_flights_are_one_transaction(void **state)
{
	struct database *database = *state;
	struct rows rows;
	for (int commits = 0; commits < 2; commits++) {
		struct transaction transaction = writing(database);
		assert_int_equal(queue_event(&transaction), 0);
		assert_int_equal(transaction_fetch(&transaction, &rows), 0);
		assert_int_equal(stored(database), 0);
		assert_int_equal(queue_event(&transaction), 0);
		assert_int_equal(transaction_fetch(&transaction, &rows), 0);
		assert_int_equal(stored(database), 0);
		if (commits)
			assert_int_equal(transaction_commit(&transaction), 0);
		else
			transaction_rollback(&transaction);
		assert_int_equal(stored(database), commits ? 2 : 0);
	}
}

static void commit_takes_what_was_not_fetched(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(stored(database), 2);

	/* One of three fetched: the others are still on their way. */
	transaction = writing(database);
	for (int i = 0; i < 3; i++)
		assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(stored(database), 5);
	assert_usable(database);
}

static void answers_come_in_the_order_of_the_questions(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = writing(database);
	assert_int_equal(
		transaction_queue(&transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL), 0);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(
		transaction_queue(&transaction, STATEMENT_HEALTH_DATABASE, 0, NULL), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_true(rows_integer(&rows, 0, "version") > 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(rows_integer(&rows, 0, "kept"), 1);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_true(rows_integer(&rows, 0, "size_bytes") > 0);
	/* There is no fourth. */
	assert_int_equal(transaction_fetch(&transaction, &rows), -1);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(stored(database), 1);
}

static void a_full_flight_flies_and_one_more_does_not(void **state)
{
	struct database *database = *state;
	struct rows rows;
	struct transaction transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "7");
	for (int i = 0; i < TRANSACTION_FLIGHT; i++)
		assert_int_equal(queue_event(&transaction), 0);
	for (int i = 0; i < TRANSACTION_FLIGHT; i++)
		assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	/* Begin, the name and commit ride along with a full flight. */
	for (int i = 0; i < TRANSACTION_FLIGHT; i++)
		assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(stored(database), 2 * TRANSACTION_FLIGHT);

	transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "7");
	for (int i = 0; i < TRANSACTION_FLIGHT; i++)
		assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(queue_event(&transaction), -1);
	assert_int_equal(transaction_commit(&transaction), -1);
	assert_int_equal(stored(database), 2 * TRANSACTION_FLIGHT);
	assert_true(drive_until(database->connection, true, PATIENCE_MS));
	assert_usable(database);
}

/* How many flights left while `trace` was kept. */
static int flights(FILE *trace)
{
	char line[512];
	int count = 0;
	rewind(trace);
	while (fgets(line, sizeof(line), trace) != NULL)
		count += line[0] == 'F' && strstr(line, "\tSync") != NULL;
	fclose(trace);
	return count;
}

static FILE *trace_flights(struct database *database)
{
	FILE *trace = tmpfile();
	assert_non_null(trace);
	PQtrace(connection_handle(database->connection), trace);
	PQsetTraceFlags(
		connection_handle(database->connection), PQTRACE_SUPPRESS_TIMESTAMPS);
	return trace;
}

static void queue_schema(struct transaction *transaction)
{
	assert_int_equal(
		transaction_queue(transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL), 0);
}

static void queue_list(struct transaction *transaction)
{
	static const char *const newest[] = {"9223372036854775807", "100"};
	assert_int_equal(
		transaction_queue(transaction, STATEMENT_TELEMETRY_LIST, 2, newest), 0);
}

static void a_write_takes_two_round_trips(void **state)
{
	struct database *database = *state;
	struct rows rows;
	FILE *trace = trace_flights(database);
	struct transaction transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "7");
	queue_schema(&transaction);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	for (int i = 0; i < 5; i++)
		queue_list(&transaction);
	assert_int_equal(transaction_commit(&transaction), 0);
	PQuntrace(connection_handle(database->connection));
	assert_int_equal(flights(trace), 2);
	assert_int_equal(stored(database), 1);
}

/* Its row has to be seen before the commit may leave. */
static void a_row_that_was_not_fetched_costs_a_flight(void **state)
{
	struct database *database = *state;
	FILE *trace = trace_flights(database);
	struct transaction transaction = writing(database);
	assert_int_equal(queue_event(&transaction), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	PQuntrace(connection_handle(database->connection));
	assert_int_equal(flights(trace), 2);
	assert_int_equal(stored(database), 1);
}

static void a_blind_write_and_a_read_take_one_round_trip(void **state)
{
	struct database *database = *state;
	struct rows rows;
	FILE *trace = trace_flights(database);
	struct transaction transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, "7");
	queue_list(&transaction);
	assert_int_equal(transaction_commit(&transaction), 0);
	PQuntrace(connection_handle(database->connection));
	assert_int_equal(flights(trace), 1);

	trace = trace_flights(database);
	transaction = transaction_of(
		database->connection, database->arena, TRANSACTION_READ, "7");
	queue_schema(&transaction);
	queue_list(&transaction);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_fetch(&transaction, &rows), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	PQuntrace(connection_handle(database->connection));
	assert_int_equal(flights(trace), 1);
}

#define LIVE(test)                                                                       \
	cmocka_unit_test_setup_teardown(test, database_open_ready, database_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(all_statements_are_prepared),
		cmocka_unit_test_setup_teardown(each_flight_of_a_reader_names_its_user,
			database_open_ready, show_all_rows),
		cmocka_unit_test_setup_teardown(a_writer_is_named_once_and_forgotten,
			database_open_ready, show_all_rows),
		LIVE(commit_stores_and_rollback_does_not),
		LIVE(ending_nothing_is_well),
		LIVE(two_flights_are_one_transaction),
		LIVE(commit_takes_what_was_not_fetched),
		LIVE(answers_come_in_the_order_of_the_questions),
		LIVE(a_full_flight_flies_and_one_more_does_not),
		LIVE(a_write_takes_two_round_trips),
		LIVE(a_row_that_was_not_fetched_costs_a_flight),
		LIVE(a_blind_write_and_a_read_take_one_round_trip),
	};
	return cmocka_run_group_tests_name("db/transaction", tests, NULL, NULL);
}
