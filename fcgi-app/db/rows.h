/*
 * The rows of an answer, read by the names of their columns. They live as long
 * as the arena of the transaction that fetched them.
 */
#ifndef DB_ROWS_H
#define DB_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct rows {
	const PGresult *result;
	int count;
};

/* A column by name, NULL when null. A column that is not there is a bug. */
const char *rows_text(const struct rows *rows, int row, const char *column);
int64_t rows_integer(const struct rows *rows, int row, const char *column);
bool rows_flag(const struct rows *rows, int row, const char *column);

#endif
