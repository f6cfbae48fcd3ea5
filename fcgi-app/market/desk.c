#include "market/desk.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/json_write.h"
#include "db/transaction.h"
#include "http/metrics.h"
#include "market/board.h"
#include "market/catalogue.h"
#include "market/feed.h"
#include "market/kept_clock.h"
#include "market/providers/replay.h"
#include "market/sim/listing.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 50, TICK_US = 1000000 };

static const int64_t INTEREST_US = (int64_t)600 * 1000000;

static bool stored;         /* what is built in is in the database */
static bool clock_set;      /* of a replay */
static bool clock_kept;     /* in the database */
static int64_t seen_us = 0; /* the newest change that was read from there */

static bool is_local(void)
{
	return provider_of(feed_sources(FEED_QUOTES)[0])->local;
}

int64_t desk_period_us(void)
{
	return is_local() ? TICK_US : settings_number(SETTING_CACHE_TTL_QUOTES) * 1000000;
}

/* Of the simulated exchange alone it is known what it does not list. */
static bool is_listed(const char *symbol)
{
	return feed_sources(FEED_QUOTES)[0] != SOURCE_SIM || listing_find(symbol) >= 0;
}

/* What other sources have listed keeps its place, but is traded here no more. */
static void delist(int place)
{
	struct instrument instrument = *catalogue_at(place);
	instrument.flags = INSTRUMENT_INACTIVE;
	catalogue_put(&instrument);
}

static void fill_catalogue(void)
{
	struct instrument instrument;
	for (int i = 0; i < listing_count(); i++) {
		listing_instrument(i, &instrument);
		if (catalogue_put(&instrument) < 0)
			LOG(LOG_ERROR, "the catalogue is full",
				LOG_TEXT("symbol", instrument.symbol));
	}
	for (int place = 0; place < catalogue_count(); place++)
		if (!is_listed(catalogue_at(place)->symbol))
			delist(place);
}

static bool is_replay(void)
{
	return feed_sources(FEED_QUOTES)[0] == SOURCE_REPLAY;
}

static bool is_source_of_quotes(int64_t wanted)
{
	for (const enum source *at = feed_sources(FEED_QUOTES); *at != SOURCE_NONE; at++)
		if ((int64_t)*at == wanted)
			return true;
	return false;
}

/* What other settings have left on the board is no quote any more: of sources that
 * are not asked, or, of another replay, of a time that may not have come. */
static void wipe_board(bool all)
{
	static const struct snapshot none;
	struct snapshot snapshot;
	for (int place = 0; place < catalogue_count(); place++)
		if (board_read(place, &snapshot) &&
			(all || !is_source_of_quotes(snapshot.source)))
			board_write(place, &none);
}

int desk_open(int64_t wall_us)
{
	struct board_clock clock = {wall_us, wall_us, 1000, 0};
	if (board_take() != 0)
		return -1;
	wipe_board(is_replay() && !feed_has_begun());
	/* The clock of a replay is set once the database says where it begins. */
	if (is_replay())
		return 0;
	fill_catalogue();
	board_set_clock(&clock);
	return 0;
}

/* Once: it is tried again and again. */
static void complain(const char *problem)
{
	static bool told;
	if (!told)
		LOG(LOG_WARNING, "the replay cannot begin", LOG_TEXT("problem", problem));
	told = true;
}

/* Where the replay is, or where it begins. */
static int find_clock(
	struct transaction *reading, struct arena *arena, struct board_clock *clock)
{
	bool found = false;
	struct provider_call call = {.arena = arena,
		.calendar = feed_calendar(),
		.transaction = reading,
		.wall_us = clock_now_us()};
	if (kept_clock_find(reading, replay_origin(), clock, &found) != 0)
		return -1;
	if (!found && replay_clock(&call, clock) != PROVIDER_OK) {
		complain(call.problem);
		return -1;
	}
	clock->origin = replay_origin();
	LOG(LOG_INFO, found ? "replay goes on" : "replay begins",
		LOG_NUMBER("speed_e3", clock->speed_e3));
	return 0;
}

/* A replay goes on where it was when the daemon, or the machine, starts again, unless it
 * is to be another one. */
static void start_replay(struct transaction *reading, struct arena *arena)
{
	struct board_clock clock;
	if (!feed_has_begun()) {
		if (find_clock(reading, arena, &clock) != 0)
			return;
		wipe_board(true);
		board_set_clock(&clock);
	}
	clock_set = true;
}

/* Once it is set, it is kept for when shared memory is gone. */
static int keep_clock(struct connection *database, struct arena *arena)
{
	struct board_clock clock = board_clock();
	if (!clock_set || clock_kept)
		return 0;
	clock_kept = kept_clock_put(database, arena, &clock) == 0;
	return clock_kept ? 0 : -1;
}

static void write_instrument(
	struct json_writer *json, const struct instrument *instrument)
{
	json_write_object(json);
	json_write_pair(json, "symbol", instrument->symbol);
	json_write_pair(json, "name", instrument->name);
	json_write_pair(json, "exchange", instrument->exchange);
	json_write_pair(json, "sector", instrument->sector);
	json_write_pair_integer(json, "kind", instrument->kind);
	json_write_pair_integer(json, "flags", instrument->flags);
	json_write_object_end(json);
}

int desk_store(struct connection *database, struct arena *arena,
	const struct instruments *instruments, enum source source)
{
	struct rows rows;
	struct text text = text_in(arena);
	struct json_writer json = json_write_to(&text);
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_WRITE, NULL);
	json_write_array(&json);
	for (size_t i = 0; i < instruments->count; i++)
		write_instrument(&json, &instruments->items[i]);
	json_write_array_end(&json);
	const char *parameters[] = {text_done(&text), source_name(source)};
	if (parameters[0] == NULL)
		return -1;
	if (transaction_run(&transaction, STATEMENT_INSTRUMENTS_UPSERT, 2, parameters,
		    &rows) != 0) {
		transaction_rollback(&transaction);
		return -1;
	}
	return transaction_commit(&transaction);
}

static int store_listing(struct connection *database, struct arena *arena)
{
	struct instruments all = {.count = (size_t)listing_count()};
	all.items = arena_alloc(arena, all.count * sizeof(*all.items));
	if (all.items == NULL)
		return -1;
	for (size_t i = 0; i < all.count; i++)
		listing_instrument((int)i, &all.items[i]);
	return desk_store(database, arena, &all, SOURCE_SIM);
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

static void put(const struct rows *rows, int row)
{
	struct instrument instrument = {.kind = (int32_t)rows_integer(rows, row, "kind"),
		.flags = (uint32_t)rows_integer(rows, row, "flags")};
	copy(instrument.symbol, sizeof(instrument.symbol),
		rows_text(rows, row, "symbol"));
	copy(instrument.name, sizeof(instrument.name), rows_text(rows, row, "name"));
	copy(instrument.exchange, sizeof(instrument.exchange),
		rows_text(rows, row, "exchange"));
	copy(instrument.sector, sizeof(instrument.sector),
		rows_text(rows, row, "sector"));
	int64_t changed_us = rows_integer(rows, row, "updated_us");
	if (changed_us > seen_us)
		seen_us = changed_us;
	if (is_listed(instrument.symbol) && catalogue_put(&instrument) < 0)
		LOG(LOG_ERROR, "the catalogue is full",
			LOG_TEXT("symbol", instrument.symbol));
}

/* What has changed in the database since it was last asked. */
static int put_changed(struct transaction *reading)
{
	struct rows rows;
	char since[24];
	const char *parameters[] = {since};
	snprintf(since, sizeof(since), "%lld", (long long)seen_us);
	if (transaction_run(
		    reading, STATEMENT_INSTRUMENTS_CHANGED, 1, parameters, &rows) != 0)
		return -1;
	for (int row = 0; row < rows.count; row++)
		put(&rows, row);
	return 0;
}

static bool is_among(const struct instruments *assets, const char *symbol)
{
	for (size_t i = 0; i < assets->count; i++)
		if (strcmp(assets->items[i].symbol, symbol) == 0)
			return true;
	return false;
}

static void delist_others(const struct instruments *assets)
{
	for (int place = 0; place < catalogue_count(); place++)
		if (!is_among(assets, catalogue_at(place)->symbol))
			delist(place);
}

/* A replay has what was imported, and nothing else. */
static int put_replayed(struct transaction *reading, struct arena *arena)
{
	static bool delisted;
	struct instruments assets;
	struct provider_call call = {
		.arena = arena, .calendar = feed_calendar(), .transaction = reading};
	if (replay_provider.assets(&call, &assets) != PROVIDER_OK)
		return -1;
	if (!delisted)
		delist_others(&assets);
	delisted = true;
	for (size_t i = 0; i < assets.count; i++)
		if (catalogue_put(&assets.items[i]) < 0)
			LOG(LOG_ERROR, "the catalogue is full",
				LOG_TEXT("symbol", assets.items[i].symbol));
	return 0;
}

int desk_sync(struct connection *database, struct arena *arena)
{
	if (!stored && !is_replay() && store_listing(database, arena) != 0)
		return -1;
	stored = true;
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_READ, NULL);
	int result = is_replay() ? put_replayed(&transaction, arena)
				 : put_changed(&transaction);
	if (result == 0 && is_replay() && !clock_set)
		start_replay(&transaction, arena);
	if (result != 0)
		transaction_rollback(&transaction);
	if (result != 0 || transaction_commit(&transaction) != 0)
		return -1;
	return keep_clock(database, arena);
}

static bool is_due(int place, bool local, int64_t wall_us)
{
	return local || wall_us - board_wanted_us(place) < INTEREST_US;
}

static int refresh_batch(struct feed *feed, const int *places, size_t count)
{
	const struct instrument *instruments[BATCH] = {0};
	struct snapshot snapshots[BATCH];
	struct feed_origin origin;
	int written = 0;
	for (size_t i = 0; i < count; i++)
		instruments[i] = catalogue_at(places[i]);
	memset(snapshots, 0, sizeof(snapshots));
	if (feed_snapshots(feed, instruments, count, snapshots, &origin) != FEED_OK)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (snapshots[i].received_us == 0)
			continue;
		board_write(places[i], &snapshots[i]);
		metrics_count(METRICS_QUOTES_WRITTEN);
		written++;
	}
	return written;
}

int desk_refresh(struct feed *feed)
{
	int places[BATCH];
	size_t count = 0;
	int written = 0;
	bool local = is_local();
	if (!feed_has_begun()) {
		board_beat(feed->wall_us);
		return 0;
	}
	for (int place = 0; place < catalogue_count(); place++) {
		if (!is_due(place, local, feed->wall_us))
			continue;
		places[count++] = place;
		if (count < BATCH)
			continue;
		written += refresh_batch(feed, places, count);
		count = 0;
	}
	if (count > 0)
		written += refresh_batch(feed, places, count);
	board_beat(feed->wall_us);
	return written;
}
