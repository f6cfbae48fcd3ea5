#include "market/store_read.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/transaction.h"
#include "market/bar_pack.h"
#include "market/bar_walk.h"
#include "market/store.h"

#include <stdio.h>
#include <string.h>

enum { CHUNKS_MOST = 64, PIECES = 4096, PIECES_FIRST = 4 };

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 128 * 1024 * 1024 };

/* New York's midnights of 1900 and 2200: the world of bars. */
static const int64_t EARLIEST_US = INT64_C(-2208970800) * 1000000;
static const int64_t LATEST_US = INT64_C(7258136400) * 1000000;

/* A reading under way. Chunks come in flights; each makes a piece of the answer. */
struct reader {
	const struct store_query *query;
	struct transaction *transaction;
	const struct calendar *calendar;
	struct arena *arena;   /* of what is returned */
	struct arena *scratch; /* of one flight */
	struct timeframe stored;
	bool exact;
	int64_t from_us; /* stored bars within these count */
	int64_t until_us;
	int32_t first_day; /* chunks that are still to come */
	int32_t last_day;
	size_t chunks; /* asked for at once */
	struct bars *pieces;
	size_t piece_count;
	size_t piece_room;
	size_t count; /* of bars of the length that is asked */
};

static int64_t within(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

static int complain(const struct reader *reader, const char *what)
{
	LOG(LOG_ERROR, what, LOG_TEXT("source", source_name(reader->query->source)),
		LOG_TEXT("symbol", reader->query->symbol));
	return -1;
}

static bool is_equal(struct timeframe a, struct timeframe b)
{
	return a.unit == b.unit && a.count == b.count;
}

static bool is_longer(struct timeframe a, struct timeframe b)
{
	int64_t minutes[] = {1, 60, 1440, 10080, 43200};
	return a.count * minutes[a.unit] > b.count * minutes[b.unit];
}

static bool overlaps(const struct store_series *series, const struct store_query *query)
{
	return series->first_us < query->until_us && series->first_us <= query->now_us &&
	       series->last_us >= query->from_us;
}

/* The better of two series, of which one may be NULL. */
static const struct store_series *better(const struct store_series *a,
	const struct store_series *b, const struct store_query *query)
{
	if (a == NULL)
		return b;
	if (overlaps(a, query) != overlaps(b, query))
		return overlaps(a, query) ? a : b;
	if (is_equal(a->timeframe, query->timeframe))
		return a;
	if (is_equal(b->timeframe, query->timeframe))
		return b;
	return is_longer(a->timeframe, b->timeframe) ? a : b;
}

static int choose(struct reader *reader, struct store_answer *answer)
{
	struct store_series series[STORE_SERIES];
	const struct store_series *best = NULL;
	int count = store_series(reader->transaction, reader->query->source,
		reader->query->symbol, series);
	for (int i = 0; i < count; i++)
		if (store_divides(series[i].timeframe, reader->query->timeframe))
			best = better(best, &series[i], reader->query);
	answer->known = count > 0;
	answer->found = best != NULL;
	if (best != NULL) {
		answer->stored = reader->stored = best->timeframe;
		reader->exact = is_equal(best->timeframe, reader->query->timeframe);
	}
	return count < 0 ? -1 : 0;
}

/* A longer bar counts when it begins within the range: with all that it is made of,
 * or not at all. */
static void set_range(struct reader *reader)
{
	const struct store_query *query = reader->query;
	int64_t from_us = within(query->from_us, EARLIEST_US, LATEST_US);
	int64_t until_us = within(query->until_us, EARLIEST_US, LATEST_US);
	if (!reader->exact && from_us < until_us) {
		if (timeframe_start_us(reader->calendar, query->timeframe, from_us) !=
			from_us)
			from_us = timeframe_next_us(
				reader->calendar, query->timeframe, from_us);
		until_us = timeframe_next_us(
			reader->calendar, query->timeframe, until_us - 1);
	}
	if (query->now_us < until_us)
		until_us = query->now_us + 1;
	reader->from_us = from_us;
	reader->until_us = until_us;
	reader->first_day = store_chunk_day(reader->calendar, reader->stored, from_us);
	reader->last_day =
		store_chunk_day(reader->calendar, reader->stored, until_us - 1);
}

/* About how many minutes of trading a bar is. */
static size_t minutes_of(struct timeframe timeframe)
{
	static const size_t minutes[] = {1, 60, 390, 1950, 8190};
	return minutes[timeframe.unit] * (size_t)timeframe.count;
}

/* About as many chunks as hold what is asked. */
static void set_chunks(struct reader *reader)
{
	bool minutes =
		reader->stored.unit == TIMEFRAME_MINUTE && reader->stored.count == 1;
	size_t chunk = reader->stored.unit >= TIMEFRAME_DAY ? 98280
		       : minutes                            ? 390
							    : 8190;
	size_t asked = minutes_of(reader->query->timeframe);
	size_t bars = chunk / asked > 0 ? chunk / asked : 1;
	size_t chunks = reader->query->limit / bars + 2;
	reader->chunks = chunks < CHUNKS_MOST ? chunks : CHUNKS_MOST;
}

static int ask(struct reader *reader, struct rows *rows)
{
	char timeframe[TIMEFRAME_TEXT_SIZE];
	char first[CALENDAR_DATE_SIZE], last[CALENDAR_DATE_SIZE], most[24];
	timeframe_format(reader->stored, timeframe);
	calendar_format_day(reader->first_day, first);
	calendar_format_day(reader->last_day, last);
	snprintf(most, sizeof(most), "%zu", reader->chunks);
	const char *const parameters[] = {source_name(reader->query->source),
		reader->query->symbol, timeframe, first, last, most};
	return transaction_run(reader->transaction,
		reader->query->descending ? STATEMENT_BARS_READ_DOWN
					  : STATEMENT_BARS_READ_UP,
		6, parameters, rows);
}

static int unpack(
	struct reader *reader, const struct rows *rows, int row, struct bar *bars)
{
	const char *text = rows_text(rows, row, "packed");
	size_t length = strlen(text);
	int64_t count = rows_integer(rows, row, "count");
	uint8_t *bytes = arena_alloc(reader->scratch, length / 2 + 1);
	if (bytes == NULL)
		return complain(reader, "out of memory");
	int64_t size = bar_pack_from_hex(text, length, bytes);
	if (size < 0 ||
		bar_pack_checksum(bytes, (size_t)size) !=
			rows_integer(rows, row, "checksum") ||
		bar_pack_read(bytes, (size_t)size, bars, (size_t)count) != count)
		return complain(reader, "stored bars cannot be read");
	return 0;
}

/* Leaves the bars of the range, and of the last no more than was known. */
static void cut(struct reader *reader, struct bars *piece)
{
	size_t first = 0;
	while (first < piece->count && piece->items[first].time_us < reader->from_us)
		first++;
	while (piece->count > first &&
		piece->items[piece->count - 1].time_us >= reader->until_us)
		piece->count--;
	piece->items += first;
	piece->count -= first;
	if (piece->count > 0 && reader->query->now_us < LATEST_US &&
		!bar_walk_cut(reader->calendar, reader->stored,
			&piece->items[piece->count - 1], reader->query->now_us))
		piece->count--;
}

/* All bars of a flight, oldest first. */
static int unpack_all(struct reader *reader, const struct rows *rows, struct bars *piece)
{
	size_t room = 0, at = 0;
	for (int row = 0; row < rows->count; row++)
		room += (size_t)rows_integer(rows, row, "count");
	/* Bars that are joined leave little: they are copied out. */
	piece->items = arena_alloc(reader->exact ? reader->arena : reader->scratch,
		room * sizeof(struct bar));
	if (piece->items == NULL)
		return complain(reader, "out of memory");
	for (int i = 0; i < rows->count; i++) {
		int row = reader->query->descending ? rows->count - 1 - i : i;
		if (unpack(reader, rows, row, piece->items + at) != 0)
			return -1;
		at += (size_t)rows_integer(rows, row, "count");
	}
	piece->count = room;
	cut(reader, piece);
	return 0;
}

static int join(struct reader *reader, struct bars *piece)
{
	if (reader->exact)
		return 0;
	if (timeframe_gather(reader->calendar, reader->query->timeframe, piece) < 0)
		return complain(reader, "stored bars overflow");
	struct bar *kept =
		arena_alloc(reader->arena, (piece->count + 1) * sizeof(struct bar));
	if (kept == NULL)
		return complain(reader, "out of memory");
	if (piece->count > 0)
		memcpy(kept, piece->items, piece->count * sizeof(struct bar));
	piece->items = kept;
	return 0;
}

/* Is the bar at which a piece meets the one before begun there? */
static bool is_cut(const struct reader *reader, const struct bars *piece)
{
	if (reader->piece_count == 0 || piece->count == 0)
		return false;
	const struct bars *before = &reader->pieces[reader->piece_count - 1];
	if (before->count == 0)
		return false;
	return reader->query->descending
		       ? before->items[0].time_us ==
				 piece->items[piece->count - 1].time_us
		       : piece->items[0].time_us ==
				 before->items[before->count - 1].time_us;
}

static int keep_piece(struct reader *reader, const struct bars *piece)
{
	/* In two parts it still is one bar. */
	reader->count += piece->count - is_cut(reader, piece);
	if (reader->piece_count == reader->piece_room) {
		size_t room =
			reader->piece_room == 0 ? PIECES_FIRST : reader->piece_room * 2;
		struct bars *larger = arena_alloc(reader->arena, room * sizeof(*larger));
		if (larger == NULL || room > PIECES)
			return complain(reader, "too many stored bars to join");
		if (reader->piece_count > 0)
			memcpy(larger, reader->pieces,
				reader->piece_count * sizeof(*larger));
		reader->pieces = larger;
		reader->piece_room = room;
	}
	reader->pieces[reader->piece_count++] = *piece;
	return 0;
}

/* The chunks after the last that came. */
static void move_on(struct reader *reader, const struct rows *rows)
{
	int32_t day = 0;
	bool read = calendar_parse_day(rows_text(rows, rows->count - 1, "day"), &day);
	if (!read)
		day = reader->query->descending ? reader->first_day : reader->last_day;
	if (reader->query->descending)
		reader->last_day = day - 1;
	else
		reader->first_day = day + 1;
}

/* One flight. Returns 1 when there is more to come, 0 when not. */
static int fly(struct reader *reader)
{
	struct rows rows;
	struct bars piece = {0};
	if (ask(reader, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return 0;
	if (unpack_all(reader, &rows, &piece) != 0 || join(reader, &piece) != 0 ||
		keep_piece(reader, &piece) != 0)
		return -1;
	/* A joined bar at the end of a flight may still grow: one more is read. */
	size_t enough = reader->query->limit + !reader->exact;
	if (rows.count < (int)reader->chunks || reader->count >= enough)
		return 0;
	move_on(reader, &rows);
	return reader->first_day <= reader->last_day;
}

static int assemble(struct reader *reader, struct bars *bars)
{
	bool down = reader->query->descending;
	*bars = (struct bars){0};
	if (reader->piece_count == 1) {
		*bars = reader->pieces[0];
		return 0;
	}
	/* Each piece may bring one part more than it counts. */
	bars->items = arena_alloc(reader->arena,
		(reader->count + reader->piece_count + 1) * sizeof(struct bar));
	if (bars->items == NULL)
		return complain(reader, "out of memory");
	for (size_t i = 0; i < reader->piece_count; i++) {
		const struct bars *piece =
			&reader->pieces[down ? reader->piece_count - 1 - i : i];
		if (piece->count > 0)
			memcpy(bars->items + bars->count, piece->items,
				piece->count * sizeof(struct bar));
		bars->count += piece->count;
	}
	/* Bars that a flight's end has cut in two. */
	if (!reader->exact &&
		timeframe_gather(reader->calendar, reader->query->timeframe, bars) < 0)
		return complain(reader, "stored bars overflow");
	return 0;
}

static void limit_and_turn(const struct store_query *query, struct bars *bars)
{
	size_t spare = bars->count > query->limit ? bars->count - query->limit : 0;
	bars->count -= spare;
	if (!query->descending || bars->count == 0)
		return;
	bars->items += spare;
	for (size_t i = 0; i < bars->count / 2; i++) {
		struct bar bar = bars->items[i];
		bars->items[i] = bars->items[bars->count - 1 - i];
		bars->items[bars->count - 1 - i] = bar;
	}
}

static int read_chosen(struct reader *reader, struct store_answer *answer)
{
	int more = 1;
	set_range(reader);
	set_chunks(reader);
	if (reader->from_us >= reader->until_us || reader->query->limit == 0)
		return 0;
	while (more == 1) {
		arena_reset(reader->scratch);
		more = fly(reader);
	}
	if (more < 0 || assemble(reader, &answer->bars) != 0)
		return -1;
	limit_and_turn(reader->query, &answer->bars);
	return 0;
}

int store_read(struct transaction *transaction, const struct calendar *calendar,
	struct arena *arena, const struct store_query *query, struct store_answer *answer)
{
	struct reader reader = {.query = query,
		.transaction = transaction,
		.calendar = calendar,
		.arena = arena};
	struct arena *outer = transaction->arena;
	*answer = (struct store_answer){0};
	reader.scratch = arena_new(ARENA_FIRST, ARENA_MOST);
	if (reader.scratch == NULL)
		return complain(&reader, "out of memory");
	transaction->arena = reader.scratch;
	int result = choose(&reader, answer);
	if (result == 0 && answer->found)
		result = read_chosen(&reader, answer);
	transaction->arena = outer;
	arena_free(reader.scratch);
	return result;
}
