#ifndef TESTS_DB_DATABASE_H
#define TESTS_DB_DATABASE_H

/*
 * What the tests of db share: the connection under test, driven as a worker
 * drives it, beside a plain one that arranges the world and looks at what was
 * stored. The database is that of the instance that PT_HOME names.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "db/connection.h"
#include "db/transaction.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TIMEOUT_MS = 400, LONGEST_ADVANCE_MS = 200, PATIENCE_MS = 3000 };

struct database {
	struct connection *connection;
	struct arena *arena;
	PGconn *plain;
	char url[256];
	int log;       /* what the code under test wrote to standard error */
	int error_log; /* standard error itself, put aside */
};

/* Sanitizers write past the log of the code under test, where they exist. */
extern void __sanitizer_set_report_fd(void *descriptor) __attribute__((weak));

static inline void catch_log(struct database *database)
{
	database->error_log = dup(STDERR_FILENO);
	database->log = memfd_create("log", MFD_CLOEXEC);
	assert_true(database->error_log >= 0 && database->log >= 0);
	if (__sanitizer_set_report_fd != NULL)
		__sanitizer_set_report_fd((void *)(intptr_t)database->error_log);
	dup2(database->log, STDERR_FILENO);
}

/* The caller frees what was logged so far. */
static inline char *logged(const struct database *database)
{
	off_t size = lseek(database->log, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(pread(database->log, text, (size_t)size, 0), size);
	return text;
}

/* Gives standard error back. Whatever happened, each line was a JSON object:
 * libpq has not written there by itself. */
static inline void release_log(struct database *database)
{
	char *text = logged(database);
	dup2(database->error_log, STDERR_FILENO);
	close(database->error_log);
	close(database->log);
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (*line != '\0' && *line != '{')
			fail_msg("not a line of the log: %s", line);
	free(text);
}

static inline void plain_do(PGconn *plain, const char *sql)
{
	PGresult *result = PQexec(plain, sql);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQresultErrorMessage(result));
	PQclear(result);
}

/* The one value that the statement selects. */
static inline long long plain_number(PGconn *plain, const char *sql)
{
	PGresult *result = PQexec(plain, sql);
	if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
		fail_msg("%s: %s", sql, PQresultErrorMessage(result));
	long long value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return value;
}

static inline PGconn *plain_connect(void)
{
	char url[256];
	if (getenv("PT_HOME") == NULL) {
		puts("Bail out! These tests are started by tests/run.");
		exit(1);
	}
	snprintf(url, sizeof(url), "host=%s/run dbname=papertrade user=postgres",
		getenv("PT_HOME"));
	PGconn *plain = PQconnectdb(url);
	if (PQstatus(plain) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(plain));
	return plain;
}

/* One turn of a worker's loop: waits as it is told, then advances, which must
 * take no time. */
static inline void drive_once(struct connection *connection)
{
	short events = connection_wants_write(connection) ? POLLIN | POLLOUT : POLLIN;
	struct pollfd watched = {connection_descriptor(connection), events, 0};
	int64_t wait_us = connection_due_us(connection) - clock_monotonic_us();
	wait_us = wait_us < 0 ? 0 : wait_us > 50000 ? 50000 : wait_us;
	poll(&watched, 1, (int)(wait_us / 1000) + 1);
	int64_t before_us = clock_monotonic_us();
	connection_advance(connection, before_us);
	int64_t took_us = clock_monotonic_us() - before_us;
	assert_true(took_us < LONGEST_ADVANCE_MS * 1000);
}

/* Drives until it is (or is no longer) ready; false after `patience_ms`. */
static inline bool drive_until(
	struct connection *connection, bool ready, int64_t patience_ms)
{
	int64_t end_us = clock_monotonic_us() + patience_ms * 1000;
	while (connection_ready(connection) != ready) {
		if (clock_monotonic_us() > end_us)
			return false;
		drive_once(connection);
	}
	return true;
}

/* Setup and teardown of each test; the table of usage events serves as the one
 * to write to. */
static inline int database_open(void **state)
{
	struct database *database = calloc(1, sizeof(*database));
	assert_non_null(database);
	database->plain = plain_connect();
	plain_do(database->plain, "truncate telemetry_events");
	snprintf(database->url, sizeof(database->url),
		"host=%s/run dbname=papertrade user=papertrade_app", getenv("PT_HOME"));
	database->arena = arena_new(64 * 1024, 16 * 1024 * 1024);
	database->connection = connection_new(database->url, "db-test", TIMEOUT_MS);
	assert_non_null(database->arena);
	assert_non_null(database->connection);
	*state = database;
	catch_log(database);
	return 0;
}

static inline int database_open_ready(void **state)
{
	database_open(state);
	struct database *database = *state;
	return drive_until(database->connection, true, PATIENCE_MS) ? 0 : -1;
}

static inline int database_close(void **state)
{
	struct database *database = *state;
	connection_free(database->connection);
	arena_free(database->arena);
	plain_do(database->plain, "truncate telemetry_events");
	PQfinish(database->plain);
	release_log(database);
	free(database);
	return 0;
}

static inline long long stored(const struct database *database)
{
	return plain_number(database->plain, "select count(*) from telemetry_events");
}

static inline struct transaction writing(const struct database *database)
{
	return transaction_of(
		database->connection, database->arena, TRANSACTION_WRITE, NULL);
}

static inline struct transaction reading(const struct database *database)
{
	return transaction_of(
		database->connection, database->arena, TRANSACTION_READ, NULL);
}

static const char *const GOOD_EVENT[] = {"{\"events\":[{\"name\":\"seen\"}]}"};
static const char *const NAMELESS_EVENT[] = {"{\"events\":[{\"page\":\"/\"}]}"};

static inline int queue_event(struct transaction *transaction)
{
	return transaction_queue(transaction, STATEMENT_TELEMETRY_INSERT, 1, GOOD_EVENT);
}

static inline int queue_nameless_event(struct transaction *transaction)
{
	return transaction_queue(
		transaction, STATEMENT_TELEMETRY_INSERT, 1, NAMELESS_EVENT);
}

/* Whatever went before: the connection answers, and answers this question. */
static inline void assert_usable(const struct database *database)
{
	struct rows rows;
	struct transaction transaction = reading(database);
	assert_true(connection_ready(database->connection));
	assert_int_equal(
		transaction_run(&transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL, &rows),
		0);
	assert_int_equal(PQnfields(rows.result), 1);
	assert_true(rows_integer(&rows, 0, "version") > 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	assert_int_equal(PQtransactionStatus(connection_handle(database->connection)),
		PQTRANS_IDLE);
}

#endif
