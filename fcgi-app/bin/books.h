/*
 * The books of accounts as the command line reads them, as the owner of the database and
 * all of one moment: account by account, line by line.
 */
#ifndef BIN_BOOKS_H
#define BIN_BOOKS_H

#include "db/control_names.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* The columns of a line, in the order of audit_ledger.sql. */
enum books_field {
	BOOKS_TRANSFER,
	BOOKS_EPOCH,
	BOOKS_KIND,
	BOOKS_AT_US,
	BOOKS_ACTIVITY,
	BOOKS_FILL,
	BOOKS_EVENT,
	BOOKS_SYMBOL,
	BOOKS_QUANTITY,
	BOOKS_PER_SHARE,
	BOOKS_NOTE,
	BOOKS_LINE,
	BOOKS_PARTY,
	BOOKS_ASSET,
	BOOKS_AMOUNT,
	BOOKS_FIELDS
};

struct books_account {
	char id[37];
	char number[12];
};

/* An entry with the transfer that it is of. Without entries, line and all after are NULL.
 */
struct books_line {
	bool begins; /* it is the first of its transfer */
	const char *fields[BOOKS_FIELDS];
};

/* Prints one line of an error and returns COMMAND_FAILED. */
int books_fail(const char *error);

/* Runs a statement; NULL, told, when it failed. */
PGresult *books_query(PGconn *connection, enum control_name name, int count,
	const char *const *parameters) __attribute__((warn_unused_result));

/*
 * Calls `visit` for each account in the order of ids, or for the one that `name` names by
 * id or number, until it returns other than 0; all within one moment. -1, told, when the
 * database failed, or what `visit` returned. With `share` it first prints the name of the
 * moment, which can be taken up with "set transaction snapshot" or pg_dump --snapshot
 * until standard input ends.
 */
int books_each(PGconn *connection, const char *name, bool share,
	int (*visit)(void *context, const struct books_account *account), void *context)
	__attribute__((warn_unused_result));

/* Calls `visit` for each line of an account's ledger, likewise. */
int books_read(PGconn *connection, const struct books_account *account,
	int (*visit)(void *context, const struct books_account *account,
		const struct books_line *line),
	void *context) __attribute__((warn_unused_result));

#endif
