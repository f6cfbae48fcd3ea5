/*
 * What a way down would lose. The migrations are taken back in a transaction
 * that is rolled back; what the tables could hold before and cannot after is
 * then searched for rows.
 */
#ifndef DB_MIGRATION_LOSS_H
#define DB_MIGRATION_LOSS_H

#include <libpq-fe.h>

struct arena;

/* What going from `current` down to `target` would lose: `loss` becomes one line such as
 * "orders (12 rows), users.nickname (3 rows)", or NULL when nothing would be.
 * A table with rows, a column with anything but its default, rows that the
 * way down deletes or rewrites count. -1 and `error` when it cannot be told. */
int migration_loss_find(PGconn *connection, struct arena *arena, int current, int target,
	const char **loss, const char **error) __attribute__((warn_unused_result));

#endif
