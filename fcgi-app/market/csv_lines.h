/*
 * The lines of a file of any size, through a window of fixed size.
 */
#ifndef MARKET_CSV_LINES_H
#define MARKET_CSV_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { CSV_LINES_WINDOW = 256 * 1024, CSV_LINES_MOST = 4096 };

/* Where bytes come from: gives up to `size` of them, 0 at the end, -1 when it fails. */
struct csv_source {
	const char *name;
	int64_t (*read)(void *context, char *bytes, size_t size);
	void *context;
};

struct csv_lines {
	const struct csv_source *source;
	char *window;
	size_t begin; /* of what was not handed out yet */
	size_t end;
	bool ended;
	bool failed;   /* the source failed: the lines are not all */
	int64_t taken; /* bytes that were read */
	int64_t number;
};

struct csv_line {
	const char *text; /* good until the next; without line feed and carriage return */
	size_t length;
	int64_t number;   /* from 1 */
	bool is_too_long; /* its text is only how it begins */
};

/* `lines` is zeroed or was open before, for another source. -1 when there is no memory.
 */
int csv_lines_open(struct csv_lines *lines, struct arena *arena,
	const struct csv_source *source) __attribute__((warn_unused_result));

/* The next line; false at the end, or when the source failed. The first comes without
 * the mark that programs of Windows put ahead of UTF-8. */
bool csv_lines_next(struct csv_lines *lines, struct csv_line *line)
	__attribute__((warn_unused_result));

#endif
