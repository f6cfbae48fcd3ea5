/*
 * Migrations: compiled from sql/migrations, applied and taken back in order,
 * each in one transaction that also notes it in schema_migrations. One run at
 * a time holds an advisory lock. A migration whose text is not the one that
 * was applied, or one that this version does not know, stops everything.
 */
#ifndef DB_MIGRATIONS_H
#define DB_MIGRATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "db/control_names.h"

struct arena;

struct migration {
	int version;
	const char *name;
	const char *up;
	const char *down;
};

extern const struct migration migrations_table[];
extern const size_t migrations_count;

/* What migrations and doctor run besides: sql/control, by name. */
extern const char *const migrations_control[CONTROL_COUNT];

enum migration_state {
	MIGRATION_PENDING, /* known, not applied */
	MIGRATION_APPLIED,
	MIGRATION_CHANGED, /* applied, but from another text */
	MIGRATION_UNKNOWN  /* applied by another version of the program */
};

struct migration_status {
	int version;
	const char *name;
	enum migration_state state;
	const char *applied_at; /* NULL when pending */
};

struct migration_report {
	struct migration_status *list;
	size_t count;
	int current; /* the newest applied, 0 for none */
};

/* The newest version this program knows. */
int migrations_latest(void);

/* "pending", "applied", "changed", "unknown". */
const char *migrations_state_name(enum migration_state state);

/* What is applied and what is not. -1 and `error` when it cannot be told. */
int migrations_status(PGconn *connection, struct arena *arena,
	struct migration_report *report, const char **error)
	__attribute__((warn_unused_result));

/* Goes up or down to `target`, calling `step` before each. -1 and `error` at
 * the first that fails: that one left no trace, those before it stay; and when
 * `target` lies in the other direction, maybe since another run was faster. */
int migrations_go(PGconn *connection, struct arena *arena, bool up, int target,
	void (*step)(const struct migration *migration, int up), const char **error)
	__attribute__((warn_unused_result));

#endif
