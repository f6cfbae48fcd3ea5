#include "db/rows.h"

#include "base/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* Columns are most often read in their order, row by row. So the search begins behind the
 * one that was found last, and comes to that one itself at the end. */
static int number_of(const PGresult *result, const char *column)
{
	static int last;
	int count = PQnfields(result);
	for (int i = 1; i <= count; i++) {
		int number = (last + i) % count;
		if (strcmp(PQfname(result, number), column) == 0)
			return last = number;
	}
	return -1;
}

const char *rows_text(const struct rows *rows, int row, const char *column)
{
	int number = number_of(rows->result, column);
	assert(number >= 0);
	if (PQgetisnull(rows->result, row, number))
		return NULL;
	return PQgetvalue(rows->result, row, number);
}

int64_t rows_integer(const struct rows *rows, int row, const char *column)
{
	int64_t value = 0;
	const char *text = rows_text(rows, row, column);
	bool valid = text != NULL && text_to_integer(text, INT64_MIN, INT64_MAX, &value);
	assert(valid);
	(void)valid;
	return value;
}

bool rows_flag(const struct rows *rows, int row, const char *column)
{
	const char *text = rows_text(rows, row, column);
	assert(text != NULL && (text[0] == 't' || text[0] == 'f') && text[1] == '\0');
	return text[0] == 't';
}
