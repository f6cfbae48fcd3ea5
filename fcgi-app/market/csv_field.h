/*
 * Fields of CSV files as people's programs write them: where they begin and end, and
 * the numbers, times and symbols in them.
 */
#ifndef MARKET_CSV_FIELD_H
#define MARKET_CSV_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CSV_FIELD_MOST = 64, CSV_FIELD_SYMBOL_SIZE = 24 };

/* Bytes of a line; not ended by NUL. Quotes are off. */
struct csv_field {
	const char *text;
	size_t length;
};

/* Cuts a line at its delimiters, at most CSV_FIELD_MOST; spaces around a field are left
 * out. A quoted field may hold delimiters, but no quotes. The number of fields; -1 when
 * there are more, or a quote does not close. */
int csv_field_split(const char *line, size_t length, char delimiter,
	struct csv_field fields[CSV_FIELD_MOST]);

enum csv_field_number {
	CSV_FIELD_EXACT,   /* as it is written */
	CSV_FIELD_ROUNDED, /* to four places, half to even: it had more than six */
	CSV_FIELD_EMPTY,
	CSV_FIELD_INFINITE, /* or nan, null, none */
	CSV_FIELD_NO_NUMBER,
	CSV_FIELD_TOO_LARGE
};

/* A number in units of 10^-6. With `places` below six it is rounded to so many, half to
 * even, however it is written. */
enum csv_field_number csv_field_number(
	struct csv_field field, unsigned places, int64_t *value_e6);

/* When something was: an instant, if the field tells an offset from UTC; else by the
 * clocks of somewhere. */
struct csv_field_time {
	int32_t day;      /* since 1970-01-01 */
	int32_t second;   /* of that day */
	int64_t fraction; /* microseconds */
	int32_t offset_s; /* from UTC */
	bool has_time;    /* else it is a date alone */
	bool has_offset;
};

/* 2024-01-31, 20240131 or 01/31/2024; then, if at all, after a space or T, 09:30,
 * 09:30:00, 093000 or 09:30:00.5; then Z, UTC, +00:00, -0500 or -05. */
bool csv_field_read_time(struct csv_field field, struct csv_field_time *time);

/* 09:30, 09:30:00, 0930, 093000, as a second of the day. */
bool csv_field_read_clock(struct csv_field field, int32_t *second);

/* A symbol in capitals, without the .US of Stooq. */
bool csv_field_read_symbol(struct csv_field field, char symbol[CSV_FIELD_SYMBOL_SIZE]);

/* Is it this word, in small letters or capital? */
bool csv_field_is(struct csv_field field, const char *word);

#endif
