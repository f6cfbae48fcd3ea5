/*
 * The statements that the program runs, compiled from sql/queries: C knows
 * them by name (STATEMENT_HEALTH_SCHEMA is sql/queries/health/schema.sql).
 * Each says what it returns, and a result of another shape is an error.
 */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include "db/statement_names.h"

enum statement_shape {
	STATEMENT_NONE, /* no rows, ever */
	STATEMENT_ONE,  /* one row or none */
	STATEMENT_ROW,  /* exactly one row */
	STATEMENT_ROWS  /* any number of rows */
};

struct statement {
	const char *name;
	enum statement_shape shape;
	int parameters;
	const char *sql;
};

extern const struct statement statement_table[STATEMENT_COUNT];

#endif
