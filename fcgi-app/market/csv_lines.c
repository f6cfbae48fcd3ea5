#include "market/csv_lines.h"

#include "base/arena.h"

#include <string.h>

int csv_lines_open(
	struct csv_lines *lines, struct arena *arena, const struct csv_source *source)
{
	*lines = (struct csv_lines){.source = source, .window = lines->window};
	if (lines->window == NULL)
		lines->window = arena_alloc(arena, CSV_LINES_WINDOW);
	return lines->window == NULL ? -1 : 0;
}

/* Makes room and reads on; false when nothing came. */
static bool fill(struct csv_lines *lines)
{
	size_t left = lines->end - lines->begin;
	if (lines->ended || left == CSV_LINES_WINDOW)
		return false;
	memmove(lines->window, lines->window + lines->begin, left);
	lines->begin = 0;
	lines->end = left;
	int64_t got = lines->source->read(
		lines->source->context, lines->window + left, CSV_LINES_WINDOW - left);
	lines->failed = got < 0;
	lines->ended = got <= 0;
	if (got <= 0)
		return false;
	lines->end += (size_t)got;
	lines->taken += got;
	return true;
}

/* Leaves out what remains of a line that is too long. */
static void skip_rest(struct csv_lines *lines)
{
	do {
		const char *at = lines->window + lines->begin;
		const char *feed = memchr(at, '\n', lines->end - lines->begin);
		if (feed != NULL) {
			lines->begin = (size_t)(feed + 1 - lines->window);
			return;
		}
		lines->begin = lines->end;
	} while (fill(lines));
}

static void trim(struct csv_lines *lines, struct csv_line *line)
{
	static const char mark[] = "\xef\xbb\xbf";
	if (line->length > 0 && line->text[line->length - 1] == '\r')
		line->length--;
	if (lines->number == 1 && line->length >= 3 && memcmp(line->text, mark, 3) == 0) {
		line->text += 3;
		line->length -= 3;
	}
}

bool csv_lines_next(struct csv_lines *lines, struct csv_line *line)
{
	const char *feed;
	for (;;) {
		const char *at = lines->window + lines->begin;
		feed = memchr(at, '\n', lines->end - lines->begin);
		if (feed != NULL || lines->end - lines->begin > CSV_LINES_MOST ||
			!fill(lines))
			break;
	}
	if (lines->failed || (feed == NULL && lines->begin == lines->end))
		return false;
	size_t length = feed != NULL ? (size_t)(feed - lines->window) - lines->begin
				     : lines->end - lines->begin;
	*line = (struct csv_line){lines->window + lines->begin, length, ++lines->number,
		length > CSV_LINES_MOST};
	if (line->is_too_long)
		line->length = CSV_LINES_MOST;
	lines->begin += length + (feed != NULL);
	trim(lines, line);
	if (feed == NULL && line->is_too_long)
		skip_rest(lines);
	return true;
}
