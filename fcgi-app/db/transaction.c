#include "db/transaction.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/connection.h"
#include "db/slow_log.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { COMMAND_SIZE = 64 };

/* The server cancels a statement at its own timeout; past that and this much
 * more it is taken for dead. */
static const int64_t GRACE_US = 1000 * 1000;

/* "cached plan must not change result type", and nothing else of what is sent here. */
static const char PLAN_OUTDATED[] = "0A000";

struct transaction transaction_of(struct connection *connection, struct arena *arena,
	enum transaction_mode mode, const char *user_id)
{
	return (struct transaction){.connection = connection,
		.arena = arena,
		.mode = mode,
		.user_id = user_id};
}

static int lose(struct transaction *transaction, const char *why)
{
	transaction->failed = true;
	transaction->flying = false;
	transaction->open = false;
	transaction->queued = transaction->answered = 0;
	transaction->sqlstate[0] = '\0';
	if (connection_ready(transaction->connection))
		connection_lose(transaction->connection, why);
	return -1;
}

static int send(struct transaction *transaction, enum statement_name name, size_t count,
	const char *const *parameters)
{
	PGconn *handle = connection_handle(transaction->connection);
	assert(count == (size_t)statement_table[name].parameters);
	assert(transaction->queued < TRANSACTION_FLIGHT + TRANSACTION_OWN);
	if (PQsendQueryPrepared(handle, statement_table[name].name, (int)count,
		    parameters, NULL, NULL, 0) != 1)
		return lose(transaction, PQerrorMessage(handle));
	transaction->queue[transaction->queued++] = name;
	return 0;
}

/* Waits until libpq has a result at hand; -1 when the connection is lost. */
static int await(struct transaction *transaction)
{
	PGconn *handle = connection_handle(transaction->connection);
	int64_t deadline_us =
		clock_monotonic_us() + GRACE_US +
		(int64_t)connection_timeout_ms(transaction->connection) * 1000;

	while (PQisBusy(handle) != 0) {
		int unsent = PQflush(handle);
		int64_t left_us = deadline_us - clock_monotonic_us();
		if (unsent < 0)
			return lose(transaction, PQerrorMessage(handle));
		if (left_us <= 0)
			return lose(transaction, "the database does not answer");
		short events = unsent == 1 ? POLLIN | POLLOUT : POLLIN;
		struct pollfd watched = {PQsocket(handle), events, 0};
		if (poll(&watched, 1, (int)(left_us / 1000) + 1) < 0 && errno != EINTR)
			return lose(transaction, strerror(errno));
		if ((watched.revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
			PQconsumeInput(handle) != 1)
			return lose(transaction, PQerrorMessage(handle));
	}
	return 0;
}

/* The next result, which is the caller's; NULL when the connection is lost. */
static PGresult *next_result(struct transaction *transaction)
{
	/* libpq puts one NULL between the results of two statements. */
	for (int pause = 0; pause < 2; pause++) {
		if (await(transaction) != 0)
			return NULL;
		PGresult *result =
			PQgetResult(connection_handle(transaction->connection));
		if (result != NULL)
			return result;
	}
	lose(transaction, "the connection broke");
	return NULL;
}

static int depart(struct transaction *transaction)
{
	PGconn *handle = connection_handle(transaction->connection);
	if (PQpipelineSync(handle) != 1 || PQflush(handle) < 0)
		return lose(transaction, PQerrorMessage(handle));
	transaction->flying = true;
	transaction->answered = 0;
	transaction->departed_us = clock_monotonic_us();
	return 0;
}

/* Reads the mark at the end of a flight. */
static int land(struct transaction *transaction)
{
	PGresult *result = next_result(transaction);
	if (result == NULL)
		return -1;
	bool mark = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
	PQclear(result);
	if (!mark)
		return lose(transaction, "an answer is out of step");
	slow_log_note(transaction->queue, transaction->queued,
		clock_monotonic_us() - transaction->departed_us,
		PQbackendPID(connection_handle(transaction->connection)));
	transaction->flying = false;
	transaction->queued = transaction->answered = 0;
	return 0;
}

static bool has_shape(const struct statement *statement, const PGresult *result)
{
	int count = PQntuples(result);
	bool tuples = PQresultStatus(result) == PGRES_TUPLES_OK;
	switch (statement->shape) {
	case STATEMENT_NONE:
		return !tuples;
	case STATEMENT_ONE:
		return tuples && count <= 1;
	case STATEMENT_ROW:
		return tuples && count == 1;
	case STATEMENT_ROWS:
		return tuples;
	}
	return false;
}

static void note_failure(
	struct transaction *transaction, enum statement_name name, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED || transaction->failed)
		return;
	transaction->failed = true;
	if (state == NULL)
		state = "";
	snprintf(transaction->sqlstate, sizeof(transaction->sqlstate), "%s", state);
	/* Class 23 is a constraint: most often the caller's to explain. */
	LOG(text_starts(state, "23") ? LOG_DEBUG : LOG_ERROR, "statement failed",
		LOG_TEXT("statement", statement_table[name].name),
		LOG_TEXT("sqlstate", state),
		LOG_TEXT("error", PQresultErrorMessage(result)));
	/* A plan of before a migration is of no use any more: what is prepared has to
	 * be prepared anew, which a new connection does. */
	if (strcmp(state, PLAN_OUTDATED) == 0)
		lose(transaction, "the schema has changed");
}

static void clear_result(void *result)
{
	PQclear(result);
}

/* Is it what was asked for? */
static int judge(
	struct transaction *transaction, enum statement_name name, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
		note_failure(transaction, name, result);
		return -1;
	}
	if (!has_shape(&statement_table[name], result)) {
		transaction->failed = true;
		transaction->sqlstate[0] = '\0';
		LOG(LOG_ERROR, "answer of another shape",
			LOG_TEXT("statement", statement_table[name].name));
		return -1;
	}
	return 0;
}

/* The answer to the next statement of the flight, whichever it is. */
static int answer(struct transaction *transaction, struct rows *rows)
{
	enum statement_name name = transaction->queue[transaction->answered];
	PGresult *result = next_result(transaction);
	if (result == NULL)
		return -1;
	transaction->answered++;
	if (arena_cleanup(transaction->arena, clear_result, result) != 0)
		return lose(transaction, "out of memory");
	*rows = (struct rows){result, PQntuples(result)};
	return judge(transaction, name, result);
}

/* The same for one whose rows nobody reads. It takes no memory of the request: what may
 * be committed already must not fail for want of it. `command`: what was done. */
static int pass(struct transaction *transaction, char command[COMMAND_SIZE])
{
	enum statement_name name = transaction->queue[transaction->answered];
	PGresult *result = next_result(transaction);
	if (result == NULL)
		return -1;
	transaction->answered++;
	int judged = judge(transaction, name, result);
	snprintf(command, COMMAND_SIZE, "%s", PQcmdStatus(result));
	PQclear(result);
	return judged;
}

/* Begin and the user's name go ahead of the first statement; for a reader,
 * whose every flight is a transaction, the name goes ahead of each flight. */
static int queue_opening(struct transaction *transaction)
{
	if (transaction->mode == TRANSACTION_WRITE && !transaction->open &&
		send(transaction, STATEMENT_TRANSACTION_BEGIN, 0, NULL) != 0)
		return -1;
	bool named = transaction->mode == TRANSACTION_WRITE && transaction->open;
	transaction->open = true;
	if (transaction->user_id == NULL || named)
		return 0;
	const char *const who[] = {
		transaction->user_id, transaction->admin ? "on" : "off"};
	return send(transaction, STATEMENT_TRANSACTION_IDENTIFY, 2, who);
}

static bool is_opening(enum statement_name name)
{
	return name == STATEMENT_TRANSACTION_BEGIN ||
	       name == STATEMENT_TRANSACTION_IDENTIFY;
}

/* Answers that nobody asked for: failures count, rows do not. */
static int drain(struct transaction *transaction)
{
	char ignored[COMMAND_SIZE];
	if (!transaction->flying)
		return 0;
	while (transaction->answered < transaction->queued) {
		/* A failed statement is noted; only a lost connection ends it. */
		if (pass(transaction, ignored) != 0 && !transaction->flying)
			return -1;
	}
	return land(transaction);
}

int transaction_queue(struct transaction *transaction, enum statement_name name,
	size_t count, const char *const *parameters)
{
	if (transaction->failed)
		return -1;
	if (!connection_ready(transaction->connection))
		return lose(transaction, "not connected");
	assert(!transaction->flying);
	if (transaction->queued == 0 && queue_opening(transaction) != 0)
		return -1;
	/* A place is kept for the end. */
	if (transaction->queued >= TRANSACTION_FLIGHT + TRANSACTION_OWN - 1)
		return lose(transaction, "too many statements in one flight");
	return send(transaction, name, count, parameters);
}

int transaction_identify(struct transaction *transaction, const char *user_id)
{
	struct rows rows;
	assert(transaction->mode == TRANSACTION_WRITE);
	transaction->user_id = user_id;
	/* Before anything was sent the opening names the user. */
	if (!transaction->open)
		return 0;
	return transaction_run(
		transaction, STATEMENT_TRANSACTION_ACT_AS, 1, &user_id, &rows);
}

int transaction_fetch(struct transaction *transaction, struct rows *rows)
{
	if (transaction->queued == 0 || (!transaction->flying && transaction->failed))
		return -1;
	if (!transaction->flying && depart(transaction) != 0)
		return -1;
	while (transaction->answered < transaction->queued &&
		is_opening(transaction->queue[transaction->answered])) {
		struct rows ignored;
		if (answer(transaction, &ignored) != 0)
			return -1;
	}
	if (transaction->answered == transaction->queued)
		return -1;
	int result = answer(transaction, rows);
	if (transaction->flying && transaction->answered == transaction->queued &&
		land(transaction) != 0)
		return -1;
	return result;
}

int transaction_run(struct transaction *transaction, enum statement_name name,
	size_t count, const char *const *parameters, struct rows *rows)
{
	if (transaction_queue(transaction, name, count, parameters) != 0)
		return -1;
	return transaction_fetch(transaction, rows);
}

/* Did the server commit? On a failed transaction it answers "rollback". */
static int finish(struct transaction *transaction, enum statement_name name)
{
	char command[COMMAND_SIZE];
	if (send(transaction, name, 0, NULL) != 0 || depart(transaction) != 0)
		return -1;
	while (transaction->answered + 1 < transaction->queued)
		if (pass(transaction, command) != 0 && !transaction->flying)
			return -1;
	bool committed =
		pass(transaction, command) == 0 && strcmp(command, "COMMIT") == 0;
	if (transaction->flying && land(transaction) != 0)
		return -1;
	return committed ? 0 : -1;
}

/* Is the server waiting for the end of a failed transaction? Not when it was
 * the commit that failed. */
static bool is_aborted(const struct transaction *transaction)
{
	return connection_ready(transaction->connection) &&
	       PQtransactionStatus(connection_handle(transaction->connection)) ==
		       PQTRANS_INERROR;
}

static void close_aborted(struct transaction *transaction)
{
	int ignored = finish(transaction, STATEMENT_TRANSACTION_ROLLBACK);
	(void)ignored;
}

/* Would committing along with the queued statements be too early to refuse an
 * answer for its shape? */
static bool has_to_look(const struct transaction *transaction)
{
	for (size_t i = 0; i < transaction->queued; i++) {
		enum statement_shape shape = statement_table[transaction->queue[i]].shape;
		if (!is_opening(transaction->queue[i]) &&
			(shape == STATEMENT_ROW || shape == STATEMENT_ONE))
			return true;
	}
	return false;
}

int transaction_commit(struct transaction *transaction)
{
	if (!transaction->flying && has_to_look(transaction) && depart(transaction) != 0)
		return -1;
	if (transaction->flying && drain(transaction) != 0)
		return -1;
	if (!transaction->open)
		return transaction->failed ? -1 : 0;
	if (transaction->failed) {
		transaction_rollback(transaction);
		return -1;
	}
	transaction->open = false;
	if (transaction->mode == TRANSACTION_WRITE) {
		if (finish(transaction, STATEMENT_TRANSACTION_COMMIT) == 0)
			return 0;
		if (is_aborted(transaction))
			close_aborted(transaction);
		return -1;
	}
	if (transaction->queued == 0)
		return 0;
	return depart(transaction) == 0 && drain(transaction) == 0 && !transaction->failed
		       ? 0
		       : -1;
}

void transaction_rollback(struct transaction *transaction)
{
	if (!connection_ready(transaction->connection))
		return;
	/* Queued but never sent: the server has to see the end of the flight. */
	if (!transaction->flying && transaction->queued > 0 && depart(transaction) != 0)
		return;
	if (drain(transaction) != 0)
		return;
	if (transaction->open && transaction->mode == TRANSACTION_WRITE)
		close_aborted(transaction);
	transaction->open = false;
}
