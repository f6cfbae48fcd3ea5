#include "market/store_write.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/transaction.h"
#include "market/bar_pack.h"
#include "market/store.h"

#include <stdio.h>
#include <string.h>

/* So many chunks travel together, of so many bars at most, or one larger one. */
enum { FLIGHT_CHUNKS = 48, FLIGHT_BARS = 65536 };

enum { ARENA_FIRST = 32 * 1024, ARENA_MOST = 128 * 1024 * 1024, NUMBER_SIZE = 24 };

struct chunk {
	int32_t day;
	const struct bar *bars;
	size_t count;
};

struct writer {
	const struct store_target *target;
	struct transaction *transaction;
	struct arena *arena; /* of one flight */
	char timeframe[TIMEFRAME_TEXT_SIZE];
	struct chunk chunks[FLIGHT_CHUNKS];
	size_t chunk_count;
	bool known; /* there may be chunks within: */
	int64_t first_us;
	int64_t last_us;
	struct store_written *written;
};

static int complain(const struct writer *writer, const char *what)
{
	LOG(LOG_ERROR, what, LOG_TEXT("source", source_name(writer->target->source)),
		LOG_TEXT("symbol", writer->target->symbol),
		LOG_TEXT("timeframe", writer->timeframe));
	return -1;
}

/* Waits for the turn, and learns what there is. */
static int begin(struct writer *writer)
{
	struct rows rows;
	struct store_series series[STORE_SERIES];
	const struct store_target *target = writer->target;
	const char *const parameters[] = {source_name(target->source)};
	if (transaction_run(
		    writer->transaction, STATEMENT_BARS_LOCK, 1, parameters, &rows) != 0)
		return -1;
	int count =
		store_series(writer->transaction, target->source, target->symbol, series);
	for (int i = 0; i < count; i++) {
		if (series[i].timeframe.unit != target->timeframe.unit ||
			series[i].timeframe.count != target->timeframe.count)
			continue;
		writer->known = true;
		writer->first_us = series[i].first_us;
		writer->last_us = series[i].last_us;
	}
	return count < 0 ? -1 : 0;
}

/* Takes the bars of the next chunk; returns how many. */
static size_t take_chunk(struct writer *writer, const struct bar *bars, size_t count)
{
	const struct store_target *target = writer->target;
	int32_t day =
		store_chunk_day(target->calendar, target->timeframe, bars[0].time_us);
	int32_t bar_day = INT32_MIN;
	int64_t next_us = INT64_MIN;
	size_t taken = 1;
	for (; taken < count; taken++) {
		/* Asked once a day: the calendar is slow beside this loop. */
		if (bars[taken].time_us >= next_us) {
			bar_day = calendar_day_of(target->calendar, bars[taken].time_us);
			next_us = calendar_midnight_us(target->calendar, bar_day + 1);
			if (store_chunk_day(target->calendar, target->timeframe,
				    bars[taken].time_us) != day)
				break;
		}
	}
	writer->chunks[writer->chunk_count++] = (struct chunk){day, bars, taken};
	return taken;
}

static bool may_be_stored(const struct writer *writer, const struct chunk *chunk)
{
	const struct store_target *target = writer->target;
	return writer->known &&
	       chunk->day >= store_chunk_day(target->calendar, target->timeframe,
				     writer->first_us) &&
	       chunk->day <= store_chunk_day(target->calendar, target->timeframe,
				     writer->last_us);
}

static int ask_for_stored(struct writer *writer)
{
	for (size_t i = 0; i < writer->chunk_count; i++) {
		char day[CALENDAR_DATE_SIZE];
		if (!may_be_stored(writer, &writer->chunks[i]))
			continue;
		calendar_format_day(writer->chunks[i].day, day);
		const char *const parameters[] = {source_name(writer->target->source),
			writer->target->symbol, writer->timeframe, day, day, "1"};
		if (transaction_queue(writer->transaction, STATEMENT_BARS_READ_UP, 6,
			    parameters) != 0)
			return -1;
	}
	return 0;
}

static int unpack(struct writer *writer, const struct rows *rows, struct bars *stored)
{
	*stored = (struct bars){0};
	if (rows->count == 0)
		return 0;
	const char *text = rows_text(rows, 0, "packed");
	size_t length = strlen(text);
	size_t room = (size_t)rows_integer(rows, 0, "count");
	uint8_t *bytes = arena_alloc(writer->arena, length / 2 + 1);
	stored->items = arena_alloc(writer->arena, (room + 1) * sizeof(struct bar));
	if (bytes == NULL || stored->items == NULL)
		return complain(writer, "out of memory");
	int64_t size = bar_pack_from_hex(text, length, bytes);
	int64_t count =
		size < 0 ? -1 : bar_pack_read(bytes, (size_t)size, stored->items, room);
	if (count != (int64_t)room)
		return complain(writer, "stored bars cannot be read");
	stored->count = room;
	return 0;
}

static bool is_same(const struct bar *a, const struct bar *b)
{
	return a->open.e6 == b->open.e6 && a->high.e6 == b->high.e6 &&
	       a->low.e6 == b->low.e6 && a->close.e6 == b->close.e6 &&
	       a->vwap.e6 == b->vwap.e6 && a->volume == b->volume &&
	       a->trades == b->trades;
}

/* The chunk's bars and those stored, in order of time; of two, the chunk's. */
static int merge(struct writer *writer, struct chunk *chunk, const struct bars *stored)
{
	size_t old = 0, fresh = 0, count = 0;
	if (stored->count == 0) {
		writer->written->added += (int64_t)chunk->count;
		return 0;
	}
	struct bar *merged = arena_alloc(
		writer->arena, (stored->count + chunk->count) * sizeof(*merged));
	if (merged == NULL)
		return complain(writer, "out of memory");
	while (old < stored->count || fresh < chunk->count) {
		bool first = fresh == chunk->count ||
			     (old < stored->count && stored->items[old].time_us <
							     chunk->bars[fresh].time_us);
		if (first) {
			merged[count++] = stored->items[old++];
			continue;
		}
		bool both = old < stored->count &&
			    stored->items[old].time_us == chunk->bars[fresh].time_us;
		bool same = both && is_same(&stored->items[old], &chunk->bars[fresh]);
		writer->written->added += !both;
		writer->written->same += same;
		writer->written->replaced += both && !same;
		merged[count++] = chunk->bars[fresh++];
		old += both;
	}
	chunk->bars = merged;
	chunk->count = count;
	return 0;
}

static int merge_stored(struct writer *writer)
{
	struct rows rows;
	struct bars stored;
	for (size_t i = 0; i < writer->chunk_count; i++) {
		rows = (struct rows){0};
		if (may_be_stored(writer, &writer->chunks[i]) &&
			transaction_fetch(writer->transaction, &rows) != 0)
			return -1;
		if (unpack(writer, &rows, &stored) != 0 ||
			merge(writer, &writer->chunks[i], &stored) != 0)
			return -1;
	}
	return 0;
}

static int send_chunk(struct writer *writer, const struct chunk *chunk, uint8_t *bytes,
	size_t room, char *text)
{
	char day[CALENDAR_DATE_SIZE];
	char first[NUMBER_SIZE], last[NUMBER_SIZE], count[NUMBER_SIZE], sum[NUMBER_SIZE];
	size_t length = bar_pack_write(chunk->bars, chunk->count, bytes, room);
	if (length == 0)
		return complain(writer, "bars that cannot be stored");
	bar_pack_to_hex(bytes, length, text);
	calendar_format_day(chunk->day, day);
	snprintf(first, sizeof(first), "%lld", (long long)chunk->bars[0].time_us);
	snprintf(last, sizeof(last), "%lld",
		(long long)chunk->bars[chunk->count - 1].time_us);
	snprintf(count, sizeof(count), "%zu", chunk->count);
	snprintf(sum, sizeof(sum), "%lld", (long long)bar_pack_checksum(bytes, length));
	const char *const parameters[] = {source_name(writer->target->source),
		writer->target->symbol, writer->timeframe, day, first, last, count, sum,
		text};
	return transaction_queue(
		writer->transaction, STATEMENT_BARS_WRITE, 9, parameters);
}

static int write_chunks(struct writer *writer)
{
	size_t most = 0;
	struct rows rows;
	for (size_t i = 0; i < writer->chunk_count; i++)
		if (writer->chunks[i].count > most)
			most = writer->chunks[i].count;
	size_t room = BAR_PACK_HEAD + most * BAR_PACK_BAR;
	uint8_t *bytes = arena_alloc(writer->arena, room);
	char *text = arena_alloc(writer->arena, 2 * room + 3);
	if (bytes == NULL || text == NULL)
		return complain(writer, "out of memory");
	for (size_t i = 0; i < writer->chunk_count; i++)
		if (send_chunk(writer, &writer->chunks[i], bytes, room, text) != 0)
			return -1;
	for (size_t i = 0; i < writer->chunk_count; i++)
		if (transaction_fetch(writer->transaction, &rows) != 0)
			return -1;
	return 0;
}

static int grow_series(
	struct writer *writer, int64_t first_us, int64_t last_us, int64_t added)
{
	struct rows rows;
	char first[NUMBER_SIZE], last[NUMBER_SIZE], count[NUMBER_SIZE];
	snprintf(first, sizeof(first), "%lld", (long long)first_us);
	snprintf(last, sizeof(last), "%lld", (long long)last_us);
	snprintf(count, sizeof(count), "%lld", (long long)added);
	const char *const parameters[] = {source_name(writer->target->source),
		writer->target->symbol, writer->timeframe, first, last, count};
	return transaction_run(
		writer->transaction, STATEMENT_BARS_GROW_SERIES, 6, parameters, &rows);
}

static int write_all(struct writer *writer, const struct bar *bars, size_t count)
{
	int64_t added = writer->written->added;
	if (begin(writer) != 0)
		return -1;
	for (size_t at = 0; at < count;) {
		size_t flight = 0;
		arena_reset(writer->arena);
		writer->chunk_count = 0;
		while (at < count && writer->chunk_count < FLIGHT_CHUNKS &&
			flight < FLIGHT_BARS) {
			size_t taken = take_chunk(writer, bars + at, count - at);
			at += taken;
			flight += taken;
		}
		if (ask_for_stored(writer) != 0 || merge_stored(writer) != 0 ||
			write_chunks(writer) != 0)
			return -1;
	}
	return grow_series(writer, bars[0].time_us, bars[count - 1].time_us,
		writer->written->added - added);
}

int store_write(const struct store_target *target, const struct bar *bars, size_t count,
	struct store_written *written)
{
	struct writer writer = {
		.target = target, .transaction = target->transaction, .written = written};
	struct arena *outer = target->transaction->arena;
	if (count == 0)
		return 0;
	timeframe_format(target->timeframe, writer.timeframe);
	writer.arena = arena_new(ARENA_FIRST, ARENA_MOST);
	if (writer.arena == NULL)
		return complain(&writer, "out of memory");
	/* What the database answers on the way is of no use later. */
	target->transaction->arena = writer.arena;
	int result = write_all(&writer, bars, count);
	target->transaction->arena = outer;
	arena_free(writer.arena);
	return result;
}
