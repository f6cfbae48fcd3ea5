#include "db/migrations.h"

#include "base/arena.h"
#include "base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_SIZE = crypto_hash_sha256_BYTES * 2 + 1 };

int migrations_latest(void)
{
	return migrations_count == 0 ? 0 : migrations_table[migrations_count - 1].version;
}

const char *migrations_state_name(enum migration_state state)
{
	switch (state) {
	case MIGRATION_PENDING:
		return "pending";
	case MIGRATION_APPLIED:
		return "applied";
	case MIGRATION_CHANGED:
		return "changed";
	case MIGRATION_UNKNOWN:
		return "unknown";
	}
	return "";
}

static void checksum(const struct migration *migration, char hex[CHECKSUM_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(
		hash, (const unsigned char *)migration->up, strlen(migration->up));
	sodium_bin2hex(hex, CHECKSUM_SIZE, hash, sizeof(hash));
}

static const struct migration *migration_of(int version)
{
	for (size_t i = 0; i < migrations_count; i++)
		if (migrations_table[i].version == version)
			return &migrations_table[i];
	return NULL;
}

static void clear_result(void *result)
{
	PQclear(result);
}

static int fail(
	struct arena *arena, const char **error, const char *what, const char *detail)
{
	struct text message = text_in(arena);
	text_format(&message, "%s: %.*s", what, (int)strcspn(detail, "\n"), detail);
	const char *done = text_done(&message);
	*error = done == NULL ? what : done;
	return -1;
}

/* Runs one of our own statements. */
static int control(PGconn *connection, struct arena *arena, enum control_name name,
	int count, const char *const *parameters, PGresult **result, const char **error)
{
	PGresult *answer = PQexecParams(connection, migrations_control[name], count, NULL,
		parameters, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(answer);
	if (arena_cleanup(arena, clear_result, answer) != 0)
		return fail(arena, error, "migrations", "out of memory");
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return fail(arena, error, "migrations", PQresultErrorMessage(answer));
	if (result != NULL)
		*result = answer;
	return 0;
}

static const char *column(const PGresult *result, int row, const char *name)
{
	return PQgetvalue(result, row, PQfnumber(result, name));
}

static int row_of_version(const PGresult *history, int version)
{
	for (int row = 0; history != NULL && row < PQntuples(history); row++)
		if (atoi(column(history, row, "version")) == version)
			return row;
	return -1;
}

static struct migration_status status_of(
	const struct migration *migration, const PGresult *history)
{
	char hex[CHECKSUM_SIZE];
	int row = row_of_version(history, migration->version);
	struct migration_status status = {
		migration->version, migration->name, MIGRATION_PENDING, NULL};
	if (row < 0)
		return status;
	checksum(migration, hex);
	bool same = strcmp(column(history, row, "checksum"), hex) == 0;
	status.state = same ? MIGRATION_APPLIED : MIGRATION_CHANGED;
	status.applied_at = column(history, row, "applied_at");
	return status;
}

static int fill(
	struct arena *arena, struct migration_report *report, const PGresult *history)
{
	size_t applied = history == NULL ? 0 : (size_t)PQntuples(history);
	report->current = 0;
	report->count = 0;
	report->list =
		arena_alloc(arena, (migrations_count + applied) * sizeof(*report->list));
	if (report->list == NULL)
		return -1;
	for (size_t i = 0; i < migrations_count; i++)
		report->list[report->count++] = status_of(&migrations_table[i], history);
	for (int row = 0; row < (int)applied; row++) {
		int version = atoi(column(history, row, "version"));
		if (version > report->current)
			report->current = version;
		if (migration_of(version) == NULL)
			report->list[report->count++] = (struct migration_status){version,
				column(history, row, "name"), MIGRATION_UNKNOWN,
				column(history, row, "applied_at")};
	}
	return 0;
}

int migrations_status(PGconn *connection, struct arena *arena,
	struct migration_report *report, const char **error)
{
	PGresult *result = NULL;
	if (control(connection, arena, CONTROL_HISTORY_EXISTS, 0, NULL, &result, error) !=
		0)
		return -1;
	bool exists = strcmp(column(result, 0, "found"), "t") == 0;
	result = NULL;
	if (exists && control(connection, arena, CONTROL_HISTORY_LIST, 0, NULL, &result,
			      error) != 0)
		return -1;
	if (fill(arena, report, result) != 0)
		return fail(arena, error, "migrations", "out of memory");
	return 0;
}

/* Refuses a history that this program cannot continue. */
static int check(
	struct arena *arena, const struct migration_report *report, const char **error)
{
	char what[128];
	for (size_t i = 0; i < report->count; i++) {
		const struct migration_status *status = &report->list[i];
		snprintf(what, sizeof(what), "migration %04d %.64s", status->version,
			status->name);
		if (status->state == MIGRATION_UNKNOWN)
			return fail(arena, error, what,
				"the database is of a newer version than this program: "
				"install that version");
		if (status->state == MIGRATION_CHANGED)
			return fail(arena, error, what,
				"was applied from a text that has changed since");
		if (status->state == MIGRATION_PENDING &&
			status->version < report->current)
			return fail(arena, error, what, "was skipped by an earlier run");
	}
	return 0;
}

static int note(PGconn *connection, struct arena *arena,
	const struct migration *migration, bool up, const char **error)
{
	char version[16];
	char hex[CHECKSUM_SIZE];
	snprintf(version, sizeof(version), "%d", migration->version);
	checksum(migration, hex);
	const char *const parameters[] = {version, migration->name, hex};
	return up ? control(connection, arena, CONTROL_HISTORY_INSERT, 3, parameters,
			    NULL, error)
		  : control(connection, arena, CONTROL_HISTORY_DELETE, 1, parameters,
			    NULL, error);
}

/* The migration's own text, which may hold many statements. */
static int execute(PGconn *connection, struct arena *arena,
	const struct migration *migration, bool up, const char **error)
{
	char what[128];
	PGresult *answer = PQexec(connection, up ? migration->up : migration->down);
	ExecStatusType status = PQresultStatus(answer);
	if (arena_cleanup(arena, clear_result, answer) != 0)
		return fail(arena, error, "migrations", "out of memory");
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return 0;
	snprintf(what, sizeof(what), "migration %04d %.64s %s", migration->version,
		migration->name, up ? "up" : "down");
	return fail(arena, error, what, PQresultErrorMessage(answer));
}

static int step_one(PGconn *connection, struct arena *arena,
	const struct migration *migration, bool up, const char **error)
{
	const char *ignored;
	if (control(connection, arena, CONTROL_BEGIN, 0, NULL, NULL, error) != 0)
		return -1;
	if (execute(connection, arena, migration, up, error) == 0 &&
		note(connection, arena, migration, up, error) == 0 &&
		control(connection, arena, CONTROL_COMMIT, 0, NULL, NULL, error) == 0)
		return 0;
	if (control(connection, arena, CONTROL_ROLLBACK, 0, NULL, NULL, &ignored) != 0)
		return -1;
	return -1;
}

static int go_up(PGconn *connection, struct arena *arena, int from, int target,
	void (*step)(const struct migration *migration, int up), const char **error)
{
	for (size_t i = 0; i < migrations_count; i++) {
		const struct migration *migration = &migrations_table[i];
		if (migration->version <= from || migration->version > target)
			continue;
		step(migration, 1);
		if (step_one(connection, arena, migration, true, error) != 0)
			return -1;
	}
	return 0;
}

static int go_down(PGconn *connection, struct arena *arena, int from, int target,
	void (*step)(const struct migration *migration, int up), const char **error)
{
	for (size_t i = migrations_count; i-- > 0;) {
		const struct migration *migration = &migrations_table[i];
		if (migration->version > from || migration->version <= target)
			continue;
		step(migration, 0);
		if (step_one(connection, arena, migration, false, error) != 0)
			return -1;
	}
	return 0;
}

int migrations_go(PGconn *connection, struct arena *arena, bool up, int target,
	void (*step)(const struct migration *migration, int up), const char **error)
{
	struct migration_report report;
	if (control(connection, arena, CONTROL_LOCK_TIMEOUT, 0, NULL, NULL, error) != 0 ||
		control(connection, arena, CONTROL_LOCK, 0, NULL, NULL, error) != 0 ||
		control(connection, arena, CONTROL_HISTORY_CREATE, 0, NULL, NULL,
			error) != 0 ||
		migrations_status(connection, arena, &report, error) != 0 ||
		check(arena, &report, error) != 0)
		return -1;
	if (up ? target < report.current : target > report.current)
		return fail(arena, error, "migrations",
			"the target lies in the other direction");
	if (up)
		return go_up(connection, arena, report.current, target, step, error);
	return go_down(connection, arena, report.current, target, step, error);
}
