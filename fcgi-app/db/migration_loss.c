#include "db/migration_loss.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/migrations.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many places are named; who loses more has read enough. */
enum { LOSS_PLACES = 8, COUNTED = 1000 };

struct search {
	PGconn *connection;
	struct arena *arena;
	struct text line;
	int places;
	char target[16];
	const char **error;
};

static void clear_result(void *result)
{
	PQclear(result);
}

static int fail(struct search *search, const char *detail)
{
	struct text message = text_in(search->arena);
	text_format(&message, "what would be lost cannot be told: %.*s",
		(int)strcspn(detail, "\n"), detail);
	const char *done = text_done(&message);
	*search->error = done == NULL ? "out of memory" : done;
	return -1;
}

static int keep(struct search *search, PGresult *answer, PGresult **result)
{
	ExecStatusType status = PQresultStatus(answer);
	if (arena_cleanup(search->arena, clear_result, answer) != 0)
		return fail(search, "out of memory");
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return fail(search, PQresultErrorMessage(answer));
	if (result != NULL)
		*result = answer;
	return 0;
}

static int ask(struct search *search, enum control_name name, int count,
	const char *const *parameters, PGresult **result)
{
	return keep(search,
		PQexecParams(search->connection, migrations_control[name], count, NULL,
			parameters, NULL, NULL, 0),
		result);
}

static void add(
	struct search *search, const char *relation, const char *column, const char *rows)
{
	bool many = atoi(rows) >= COUNTED;
	if (search->places++ >= LOSS_PLACES)
		return;
	text_format(&search->line, "%s%s%s%s (%s%s row%s)",
		search->places > 1 ? ", " : "", relation, column == NULL ? "" : ".",
		column == NULL ? "" : column, rows, many ? " or more" : "",
		strcmp(rows, "1") == 0 ? "" : "s");
}

static const char *field(const PGresult *result, int row, const char *name)
{
	return PQgetvalue(result, row, PQfnumber(result, name));
}

/* Takes the migrations back, notes what can be held and which rows are touched
 * then, and undoes it all. */
static int rehearse(struct search *search, int current, int target, PGresult **after,
	PGresult **touched)
{
	if (ask(search, CONTROL_BEGIN, 0, NULL, NULL) != 0)
		return -1;
	int code = 0;
	for (size_t i = migrations_count; i-- > 0 && code == 0;)
		if (migrations_table[i].version > target &&
			migrations_table[i].version <= current)
			code = keep(search,
				PQexec(search->connection, migrations_table[i].down),
				NULL);
	if (code == 0)
		code = ask(search, CONTROL_LOSS_COLUMNS, 0, NULL, after);
	if (code == 0)
		code = ask(search, CONTROL_LOSS_TOUCHED, 0, NULL, touched);
	if (code != 0) {
		PQclear(PQexec(search->connection, migrations_control[CONTROL_ROLLBACK]));
		return -1;
	}
	return ask(search, CONTROL_ROLLBACK, 0, NULL, NULL);
}

/* Is the relation, or with `type` its column as it was, still there? */
static bool stands(
	const PGresult *after, const char *relation, const char *column, const char *type)
{
	for (int row = 0; row < PQntuples(after); row++)
		if (strcmp(field(after, row, "relation"), relation) == 0 &&
			(column == NULL ||
				(strcmp(field(after, row, "column"), column) == 0 &&
					strcmp(field(after, row, "type"), type) == 0)))
			return true;
	return false;
}

static int count_rows(struct search *search, const char *relation, const char *column,
	const char *preset)
{
	PGresult *result;
	const char *const parameters[] = {relation, column, preset, search->target};
	if (ask(search, CONTROL_LOSS_ROWS, 4, parameters, &result) != 0)
		return -1;
	const char *rows = PQgetvalue(result, 0, 0);
	if (strcmp(rows, "0") != 0)
		add(search, relation, column, rows);
	return 0;
}

static int compare(struct search *search, const PGresult *before, const PGresult *after)
{
	const char *gone = "";
	for (int row = 0; row < PQntuples(before); row++) {
		const char *relation = field(before, row, "relation");
		const char *column = field(before, row, "column");
		if (strcmp(relation, gone) == 0 ||
			stands(after, relation, column, field(before, row, "type")))
			continue;
		bool whole = !stands(after, relation, NULL, NULL);
		if (whole)
			gone = relation;
		if (count_rows(search, relation, whole ? NULL : column,
			    field(before, row, "preset")) != 0)
			return -1;
	}
	return 0;
}

int migration_loss_find(PGconn *connection, struct arena *arena, int current, int target,
	const char **loss, const char **error)
{
	PGresult *before;
	PGresult *after = NULL;
	PGresult *touched = NULL;
	struct search search = {connection, arena, text_in(arena), .error = error};
	snprintf(search.target, sizeof(search.target), "%d", target);
	if (ask(&search, CONTROL_LOCK_TIMEOUT, 0, NULL, NULL) != 0 ||
		ask(&search, CONTROL_LOCK, 0, NULL, NULL) != 0 ||
		ask(&search, CONTROL_LOSS_COLUMNS, 0, NULL, &before) != 0 ||
		rehearse(&search, current, target, &after, &touched) != 0 ||
		compare(&search, before, after) != 0)
		return -1;
	for (int row = 0; row < PQntuples(touched); row++)
		add(&search, field(touched, row, "relation"), NULL,
			field(touched, row, "rows"));
	if (search.places > LOSS_PLACES)
		text_format(&search.line, " and %d more", search.places - LOSS_PLACES);
	*loss = NULL;
	if (search.places == 0)
		return 0;
	*loss = text_done(&search.line);
	return *loss == NULL ? fail(&search, "out of memory") : 0;
}
