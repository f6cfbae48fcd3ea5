#include "api/market_view.h"

#include "base/arena.h"
#include "market/board.h"
#include "market/catalogue.h"

/* The last trade, else the day's close, else the middle of the quote. */
static struct price price_of(const struct snapshot *snapshot)
{
	const struct quote *quote = &snapshot->quote;
	if (snapshot->trade.price.e6 > 0)
		return snapshot->trade.price;
	if (snapshot->day.close.e6 > 0)
		return snapshot->day.close;
	if (quote->bid.e6 > 0 && quote->ask.e6 > 0)
		return (struct price){quote->bid.e6 / 2 + quote->ask.e6 / 2};
	return (struct price){0};
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The close of the session before that of the price: before today's opens it is that of
 * the day's bar, which is still the last session's. */
static struct price close_before(const struct snapshot *snapshot)
{
	const struct calendar *calendar = feed_calendar();
	int64_t day_us = snapshot->day.time_us;
	/* A session that ends at midnight has its last trade there. */
	int64_t last_us = snapshot->trade.time_us - 1;
	if (day_us > 0 && snapshot->day.close.e6 > 0 &&
		calendar_day_of(calendar, last_us) > calendar_day_of(calendar, day_us))
		return snapshot->day.close;
	return snapshot->previous_day.close;
}

/* Against the close of the session before; false when either is unknown. */
static bool take_change(const struct snapshot *snapshot, struct price price,
	struct price *change, int64_t *change_e6)
{
	struct price before = close_before(snapshot);
	return price_sign(price) > 0 && price_sign(before) > 0 &&
	       price_sub(price, before, change) &&
	       price_ratio_e6(*change, before, DECIMAL_HALF_EVEN, change_e6);
}

void market_view_of(const struct instrument *instrument, const struct snapshot *snapshot,
	struct market_view *view)
{
	*view = (struct market_view){.instrument = instrument,
		.snapshot = *snapshot,
		.price = price_of(snapshot),
		.time_us = later(snapshot->trade.time_us, snapshot->quote.time_us)};
	view->has_change =
		take_change(snapshot, view->price, &view->change, &view->change_e6);
	if (view->time_us == 0)
		view->time_us = snapshot->day.time_us;
}

static void write_price(struct json_writer *json, const char *key, struct price price)
{
	json_write_key(json, key);
	if (price.e6 == 0)
		json_write_null(json);
	else
		json_write_decimal(json, price.e6, PRICE_SCALE);
}

void market_view_write_percent(
	struct json_writer *json, const char *key, const struct market_view *view)
{
	json_write_key(json, key);
	if (view->has_change)
		json_write_decimal(json, view->change_e6, MARKET_VIEW_PERCENT_SCALE);
	else
		json_write_null(json);
}

void market_view_write_source(struct json_writer *json, enum source source)
{
	json_write_pair(json, "source", source_name(source));
	json_write_pair_bool(json, "simulated", source_is_simulated(source));
}

static void write_change(struct json_writer *json, const struct market_view *view)
{
	json_write_key(json, "change");
	if (view->has_change)
		json_write_decimal(json, view->change.e6, PRICE_SCALE);
	else
		json_write_null(json);
	market_view_write_percent(json, "change_pct", view);
}

void market_view_write_when(
	struct json_writer *json, const struct market_view *view, const struct feed *feed)
{
	int64_t age_us = feed->now_us > view->time_us ? feed->now_us - view->time_us : 0;
	json_write_key(json, "time");
	json_write_time_short(json, view->time_us);
	json_write_pair_decimal(json, "age_seconds", age_us / 1000, 3);
	market_view_write_source(json, (enum source)view->snapshot.source);
}

void market_view_write(
	struct json_writer *json, const struct market_view *view, const struct feed *feed)
{
	const struct snapshot *snapshot = &view->snapshot;
	json_write_object(json);
	json_write_pair(json, "symbol", view->instrument->symbol);
	json_write_pair(json, "name", view->instrument->name);
	write_price(json, "price", view->price);
	write_change(json, view);
	write_price(json, "bid", snapshot->quote.bid);
	write_price(json, "ask", snapshot->quote.ask);
	json_write_pair_integer(json, "bid_size", snapshot->quote.bid_size);
	json_write_pair_integer(json, "ask_size", snapshot->quote.ask_size);
	write_price(json, "open", snapshot->day.open);
	write_price(json, "high", snapshot->day.high);
	write_price(json, "low", snapshot->day.low);
	write_price(json, "previous_close", close_before(snapshot));
	json_write_pair_integer(json, "volume", snapshot->day.volume);
	market_view_write_when(json, view, feed);
	json_write_object_end(json);
}

static bool is_wanted(const struct instrument *instrument, unsigned kinds)
{
	return (instrument->flags & INSTRUMENT_INACTIVE) == 0 &&
	       (kinds & 1u << instrument->kind) != 0;
}

int64_t market_view_scan(
	struct arena *arena, unsigned kinds, struct market_view_line **lines)
{
	int64_t found = 0;
	int count = catalogue_count();
	struct market_view_line *list =
		arena_alloc(arena, (size_t)(count == 0 ? 1 : count) * sizeof(*list));
	if (list == NULL)
		return -1;
	for (int place = 0; place < count; place++) {
		struct snapshot snapshot;
		const struct instrument *instrument = catalogue_at(place);
		if (!is_wanted(instrument, kinds) || !feed_board(place, &snapshot) ||
			price_of(&snapshot).e6 == 0)
			continue;
		struct market_view_line *line = &list[found++];
		*line = (struct market_view_line){.instrument = instrument,
			.price = price_of(&snapshot),
			.volume = snapshot.day.volume,
			.trades = snapshot.day.trades,
			.time_us = later(snapshot.trade.time_us, snapshot.quote.time_us),
			.source = (enum source)snapshot.source};
		line->has_change = take_change(
			&snapshot, line->price, &line->change, &line->change_e6);
	}
	*lines = list;
	return found;
}
