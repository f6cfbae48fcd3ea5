/*
 * A worker's one connection to PostgreSQL. It connects, prepares every
 * statement and reconnects after a loss by itself, with backoff, and never
 * blocks while doing so: the owner watches `connection_descriptor` and calls
 * `connection_advance` when it is ready or when `connection_due_us` is past.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct connection;

/* `url` is a libpq connection string; `application` names the worker in
 * pg_stat_activity; no statement may run longer than `timeout_ms`. The texts
 * must outlive the connection. NULL when there is no memory. */
struct connection *connection_new(
	const char *url, const char *application, int timeout_ms);

/* Takes the connection as far as it gets without waiting. */
void connection_advance(struct connection *connection, int64_t monotonic_us);

/* Is it connected, with all statements prepared? */
bool connection_ready(const struct connection *connection);

/* Which of its connections this is: another number after each loss. */
uint64_t connection_number(const struct connection *connection);

/* What the server last said against it; empty when ready. */
const char *connection_problem(const struct connection *connection);

/* Has news of changed access come since this was last asked? */
bool connection_notified(struct connection *connection);

/* The socket to watch, -1 when there is none; and whether for writing too. */
int connection_descriptor(const struct connection *connection);
bool connection_wants_write(const struct connection *connection);

/* When to advance again even if the socket stays silent. */
int64_t connection_due_us(const struct connection *connection);

/* The open connection, in pipeline mode, for db/transaction.c. */
PGconn *connection_handle(struct connection *connection);
int connection_timeout_ms(const struct connection *connection);

/* Gives the connection up for lost: it is closed and made anew. */
void connection_lose(struct connection *connection, const char *why);

void connection_free(struct connection *connection);

#endif
