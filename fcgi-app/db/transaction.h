/*
 * The one transaction of a request. Statements are queued and travel together:
 * a flight leaves when a result is asked for, and brings all answers back in
 * one round trip. Opening the transaction and naming its user costs no flight
 * of its own; neither does committing, which joins the last statements.
 *
 * A transaction that only reads has no begin and commit: each flight is a
 * transaction by itself.
 */
#ifndef DB_TRANSACTION_H
#define DB_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/rows.h"
#include "db/statement.h"

struct arena;
struct connection;

enum transaction_mode { TRANSACTION_READ, TRANSACTION_WRITE };

/* A flight holds at least this many statements of the caller: begin, the user's
 * name and the end have places of their own. */
enum { TRANSACTION_FLIGHT = 64, TRANSACTION_OWN = 3 };

struct transaction {
	struct connection *connection;
	struct arena *arena;
	enum transaction_mode mode;
	const char *user_id;
	bool admin;          /* it administrates, if its user may */
	bool open;           /* begin has been queued */
	bool failed;         /* a statement failed; only the end is left to do */
	bool flying;         /* sent, answers are still to come */
	int64_t departed_us; /* when the flight was sent */
	size_t queued;
	size_t answered;
	enum statement_name queue[TRANSACTION_FLIGHT + TRANSACTION_OWN];
	char sqlstate[6];
};

/* A transaction on behalf of `user_id` (decimal text), NULL for nobody. */
struct transaction transaction_of(struct connection *connection, struct arena *arena,
	enum transaction_mode mode, const char *user_id);

/* Names another user, or a first one, from here on: whoever signed in. */
int transaction_identify(struct transaction *transaction, const char *user_id)
	__attribute__((warn_unused_result));

/* Queues a statement; parameters are texts, NULL is null. -1 when it cannot
 * be sent, which is logged. */
int transaction_queue(struct transaction *transaction, enum statement_name name,
	size_t count, const char *const *parameters) __attribute__((warn_unused_result));

/* The answer to the oldest statement not yet fetched. -1 when it failed or its
 * shape is wrong; `sqlstate` then says why, empty when the connection broke. */
int transaction_fetch(struct transaction *transaction, struct rows *rows)
	__attribute__((warn_unused_result));

/* Queues and fetches. */
int transaction_run(struct transaction *transaction, enum statement_name name,
	size_t count, const char *const *parameters, struct rows *rows)
	__attribute__((warn_unused_result));

/* Commits, answers not yet fetched included: 0 only when all of it is durable.
 * Either way the transaction is over. Those that have to be a row are looked at
 * before, for which they take a flight of their own; others share the commit's. */
int transaction_commit(struct transaction *transaction)
	__attribute__((warn_unused_result));

/* Drops everything; the transaction is over. */
void transaction_rollback(struct transaction *transaction);

#endif
