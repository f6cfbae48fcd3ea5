#include "db/rows.h"

#include "base/text.h"

#include <assert.h>
#include <stdbool.h>

const char *rows_text(const struct rows *rows, int row, const char *column)
{
	int number = PQfnumber(rows->result, column);
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
