#include "db/connection.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEM_SIZE = 256, OPTIONS_SIZE = 240 };

/* A first retry at once, then ever later up to two seconds. */
static const int64_t BACKOFF_FIRST_US = 50 * 1000;
static const int64_t BACKOFF_LAST_US = 2000 * 1000;
static const int64_t ATTEMPT_US = 3000 * 1000;

enum state { WAITING, CONNECTING, PREPARING, READY };

struct connection {
	const char *url;
	const char *application;
	int timeout_ms;
	enum state state;
	PGconn *handle;
	bool wants_write;
	int prepared;
	int64_t due_us;
	int64_t backoff_us;
	uint64_t number;
	char problem[PROBLEM_SIZE];
};

struct connection *connection_new(
	const char *url, const char *application, int timeout_ms)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	if (connection == NULL)
		return NULL;
	connection->url = url;
	connection->application = application;
	connection->timeout_ms = timeout_ms;
	connection->backoff_us = BACKOFF_FIRST_US;
	snprintf(connection->problem, PROBLEM_SIZE, "not connected yet");
	return connection;
}

void connection_lose(struct connection *connection, const char *why)
{
	bool news = connection->state == READY || connection->problem[0] == '\0' ||
		    strncmp(connection->problem, why, strcspn(why, "\n")) != 0;
	snprintf(connection->problem, PROBLEM_SIZE, "%.*s", (int)strcspn(why, "\n"), why);
	if (news)
		LOG(LOG_ERROR, "database lost", LOG_TEXT("error", connection->problem));
	PQfinish(connection->handle);
	connection->handle = NULL;
	connection->state = WAITING;
	connection->wants_write = false;
	connection->due_us = clock_monotonic_us() + connection->backoff_us;
	connection->backoff_us *= 2;
	if (connection->backoff_us > BACKOFF_LAST_US)
		connection->backoff_us = BACKOFF_LAST_US;
}

/* libpq would write it to standard error as it is. */
static void log_notice(void *context, const PGresult *notice)
{
	(void)context;
	LOG(LOG_WARNING, "database notice",
		LOG_TEXT("sqlstate", PQresultErrorField(notice, PG_DIAG_SQLSTATE)),
		LOG_TEXT("message", PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

static void start(struct connection *connection, int64_t now_us)
{
	char options[OPTIONS_SIZE];
	/* Statements are short, and what they look for lies in memory or on a disk that
	 * does not spin: compiling them never pays, and an index is as good as the table.
	 */
	snprintf(options, sizeof(options),
		"-c statement_timeout=%d -c idle_in_transaction_session_timeout=%d "
		"-c timezone=UTC -c datestyle=ISO -c jit=off -c random_page_cost=1.1",
		connection->timeout_ms, connection->timeout_ms + 10000);
	const char *const keys[] = {"dbname", "fallback_application_name", "options",
		"client_encoding", NULL};
	const char *const words[] = {
		connection->url, connection->application, options, "UTF8", NULL};

	connection->handle = PQconnectStartParams(keys, words, 1);
	if (connection->handle == NULL ||
		PQstatus(connection->handle) == CONNECTION_BAD) {
		connection_lose(connection, connection->handle == NULL
						    ? "out of memory"
						    : PQerrorMessage(connection->handle));
		return;
	}
	PQsetNoticeReceiver(connection->handle, log_notice, NULL);
	connection->state = CONNECTING;
	connection->wants_write = true;
	connection->due_us = now_us + ATTEMPT_US;
}

/* Sends all statements for preparation in one go. */
static void prepare(struct connection *connection)
{
	PGconn *handle = connection->handle;
	bool sent = PQsetnonblocking(handle, 1) == 0 && PQenterPipelineMode(handle) == 1;
	for (int i = 0; sent && i < STATEMENT_COUNT; i++)
		sent = PQsendPrepare(handle, statement_table[i].name,
			       statement_table[i].sql, 0, NULL) == 1;
	sent = sent && PQsendQueryPrepared(handle,
			       statement_table[STATEMENT_TRANSACTION_LISTEN].name, 0,
			       NULL, NULL, NULL, 0) == 1;
	if (!sent || PQpipelineSync(handle) != 1) {
		connection_lose(connection, PQerrorMessage(handle));
		return;
	}
	connection->state = PREPARING;
	connection->prepared = 0;
}

static void poll_connecting(struct connection *connection)
{
	switch (PQconnectPoll(connection->handle)) {
	case PGRES_POLLING_OK:
		prepare(connection);
		return;
	case PGRES_POLLING_WRITING:
		connection->wants_write = true;
		return;
	case PGRES_POLLING_READING:
	case PGRES_POLLING_ACTIVE:
		connection->wants_write = false;
		return;
	case PGRES_POLLING_FAILED:
		connection_lose(connection, PQerrorMessage(connection->handle));
		return;
	}
}

static void become_ready(struct connection *connection)
{
	connection->state = READY;
	connection->number++;
	connection->wants_write = false;
	connection->problem[0] = '\0';
	connection->backoff_us = BACKOFF_FIRST_US;
	LOG(LOG_INFO, "database connected", LOG_NUMBER("statements", STATEMENT_COUNT));
}

/* One result of the preparation; false when the connection was lost. */
static bool note_prepared(struct connection *connection, PGresult *result)
{
	char why[PROBLEM_SIZE];
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_COMMAND_OK) {
		connection->prepared++;
	} else if (status == PGRES_PIPELINE_SYNC) {
		become_ready(connection);
	} else {
		snprintf(why, sizeof(why), "statement %s: %s",
			statement_table[connection->prepared % STATEMENT_COUNT].name,
			PQresultErrorMessage(result));
		PQclear(result);
		connection_lose(connection, why);
		return false;
	}
	PQclear(result);
	return true;
}

static void poll_preparing(struct connection *connection)
{
	PGconn *handle = connection->handle;
	int unsent = PQflush(handle);
	if (unsent < 0 || PQconsumeInput(handle) != 1) {
		connection_lose(connection, PQerrorMessage(handle));
		return;
	}
	connection->wants_write = unsent == 1;
	while (connection->state == PREPARING && PQisBusy(handle) == 0) {
		PGresult *result = PQgetResult(handle);
		if (result != NULL && !note_prepared(connection, result))
			return;
	}
}

/* A ready connection that becomes readable by itself has news: most often
 * that the server is going away. */
static void poll_ready(struct connection *connection)
{
	PGconn *handle = connection->handle;
	if (PQconsumeInput(handle) != 1 || PQstatus(handle) == CONNECTION_BAD) {
		connection_lose(connection, PQerrorMessage(handle));
		return;
	}
}

bool connection_notified(struct connection *connection)
{
	bool any = false;
	PGnotify *notice;
	while (connection->state == READY &&
		(notice = PQnotifies(connection->handle)) != NULL) {
		any = true;
		PQfreemem(notice);
	}
	return any;
}

void connection_advance(struct connection *connection, int64_t monotonic_us)
{
	switch (connection->state) {
	case WAITING:
		if (monotonic_us >= connection->due_us)
			start(connection, monotonic_us);
		return;
	case CONNECTING:
	case PREPARING:
		if (monotonic_us >= connection->due_us)
			connection_lose(connection, "the database does not answer");
		else if (connection->state == CONNECTING)
			poll_connecting(connection);
		if (connection->state == PREPARING)
			poll_preparing(connection);
		return;
	case READY:
		poll_ready(connection);
		return;
	}
}

bool connection_ready(const struct connection *connection)
{
	return connection->state == READY;
}

uint64_t connection_number(const struct connection *connection)
{
	return connection->number;
}

const char *connection_problem(const struct connection *connection)
{
	return connection->problem;
}

int connection_descriptor(const struct connection *connection)
{
	return connection->handle == NULL ? -1 : PQsocket(connection->handle);
}

bool connection_wants_write(const struct connection *connection)
{
	return connection->wants_write;
}

int64_t connection_due_us(const struct connection *connection)
{
	return connection->state == READY ? INT64_MAX : connection->due_us;
}

PGconn *connection_handle(struct connection *connection)
{
	return connection->handle;
}

int connection_timeout_ms(const struct connection *connection)
{
	return connection->timeout_ms;
}

void connection_free(struct connection *connection)
{
	if (connection == NULL)
		return;
	PQfinish(connection->handle);
	free(connection);
}
