#include "bin/books.h"

#include "bin/command.h"
#include "db/migrations.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char BEFORE_ALL[] = "00000000-0000-0000-0000-000000000000";

int books_fail(const char *error)
{
	fprintf(stderr, "papertrade: %.*s\n", (int)strcspn(error, "\n"), error);
	return COMMAND_FAILED;
}

PGresult *books_query(PGconn *connection, enum control_name name, int count,
	const char *const *parameters)
{
	PGresult *result = PQexecParams(connection, migrations_control[name], count, NULL,
		parameters, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	books_fail(PQresultErrorMessage(result));
	PQclear(result);
	return NULL;
}

static int command(PGconn *connection, enum control_name name)
{
	PGresult *done = books_query(connection, name, 0, NULL);
	PQclear(done);
	return done == NULL ? -1 : 0;
}

static int each(PGconn *connection, const char *name,
	int (*visit)(void *context, const struct books_account *account), void *context)
{
	struct books_account account;
	const char *const parameters[] = {name, account.id};
	int rows = 1;
	snprintf(account.id, sizeof(account.id), "%s", BEFORE_ALL);
	/* A thousand at a time, each time beyond the last of those before. */
	while (rows > 0) {
		PGresult *page =
			books_query(connection, CONTROL_AUDIT_ACCOUNTS, 2, parameters);
		int result = page == NULL ? -1 : 0;
		rows = result == 0 ? PQntuples(page) : 0;
		for (int row = 0; row < rows && result == 0; row++) {
			snprintf(account.id, sizeof(account.id), "%s",
				PQgetvalue(page, row, 0));
			snprintf(account.number, sizeof(account.number), "%s",
				PQgetvalue(page, row, 1));
			result = visit(context, &account);
		}
		PQclear(page);
		if (result != 0)
			return result;
	}
	return 0;
}

/* The moment that is read gets a name that other sessions can take it up by. */
static int share_moment(PGconn *connection)
{
	PGresult *shared = books_query(connection, CONTROL_AUDIT_SHARE, 0, NULL);
	if (shared == NULL)
		return -1;
	printf("snapshot %s\n", PQgetvalue(shared, 0, 0));
	PQclear(shared);
	return fflush(stdout) == 0 ? 0 : -1;
}

/* Until whoever holds the other end of standard input has closed it. */
static void await_end(void)
{
	char bytes[256];
	ssize_t count;
	do
		count = read(STDIN_FILENO, bytes, sizeof(bytes));
	while (count > 0 || (count < 0 && errno == EINTR));
}

int books_each(PGconn *connection, const char *name, bool share,
	int (*visit)(void *context, const struct books_account *account), void *context)
{
	if (command(connection, CONTROL_AUDIT_BEGIN) != 0 ||
		command(connection, CONTROL_AUDIT_PLAN) != 0 ||
		(share && share_moment(connection) != 0))
		return -1;
	int result = each(connection, name, visit, context);
	if (share && result == 0)
		await_end();
	if (command(connection, result == 0 ? CONTROL_COMMIT : CONTROL_ROLLBACK) != 0)
		return -1;
	return result;
}

/* The answer to a statement, a row in each result, the last of which is empty. */
static int read_rows(PGconn *connection, const struct books_account *account,
	int (*visit)(void *context, const struct books_account *account,
		const struct books_line *line),
	void *context)
{
	char transfer[24] = "";
	int code = 0;
	PGresult *result;
	while ((result = PQgetResult(connection)) != NULL) {
		struct books_line line;
		ExecStatusType status = PQresultStatus(result);
		if (status == PGRES_SINGLE_TUPLE && code == 0) {
			for (int field = 0; field < BOOKS_FIELDS; field++)
				line.fields[field] =
					PQgetisnull(result, 0, field)
						? NULL
						: PQgetvalue(result, 0, field);
			line.begins = strcmp(transfer, line.fields[BOOKS_TRANSFER]) != 0;
			snprintf(transfer, sizeof(transfer), "%s",
				line.fields[BOOKS_TRANSFER]);
			code = visit(context, account, &line);
		} else if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
			books_fail(PQresultErrorMessage(result));
			code = -1;
		}
		PQclear(result);
	}
	return code;
}

int books_read(PGconn *connection, const struct books_account *account,
	int (*visit)(void *context, const struct books_account *account,
		const struct books_line *line),
	void *context)
{
	const char *const parameters[] = {account->id};
	if (PQsendQueryParams(connection, migrations_control[CONTROL_AUDIT_LEDGER], 1,
		    NULL, parameters, NULL, NULL, 0) != 1 ||
		PQsetSingleRowMode(connection) != 1) {
		books_fail(PQerrorMessage(connection));
		return -1;
	}
	return read_rows(connection, account, visit, context);
}
