/*
 * A line in the log for statements that took long, with the request that sent them.
 */
#ifndef DB_SLOW_LOG_H
#define DB_SLOW_LOG_H

#include "db/statement.h"

#include <stddef.h>
#include <stdint.h>

/* Tells of a flight of `count` statements that took so long, if that is longer than
 * DATABASE_SLOW_LOG_MS; `pid` is PostgreSQL's process, whose own log has more. */
void slow_log_note(
	const enum statement_name *names, size_t count, int64_t took_us, int pid);

#endif
