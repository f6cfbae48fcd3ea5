#include "api/market_conditions.h"

#include "api/market_context.h"
#include "api/market_ranking.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#define BROAD "$SPX"
#define FEAR "$VIX"

enum { SHORT_DAYS = 50, LONG_DAYS = 200, FRESH_S = 5 };

static const int64_t DAY_US = INT64_C(86400) * 1000000;

struct breadth {
	int64_t advancing;
	int64_t declining;
	int64_t unchanged;
	int64_t up_volume;
	int64_t down_volume;
};

static struct breadth breadth_of(const struct market_ranking_lines *lines)
{
	struct breadth breadth = {0};
	for (size_t i = 0; i < lines->count; i++) {
		const struct market_view_line *line = &lines->items[i];
		breadth.advancing += line->change_e6 > 0;
		breadth.declining += line->change_e6 < 0;
		breadth.unchanged += line->change_e6 == 0;
		breadth.up_volume += line->change_e6 > 0 ? line->volume : 0;
		breadth.down_volume += line->change_e6 < 0 ? line->volume : 0;
	}
	return breadth;
}

/* More than two of three stocks on one side are broad. */
static const char *word_of_breadth(const struct breadth *breadth)
{
	int64_t all = breadth->advancing + breadth->declining + breadth->unchanged;
	if (all == 0)
		return "unknown";
	if (breadth->advancing * 3 > all * 2)
		return "broadly up";
	if (breadth->declining * 3 > all * 2)
		return "broadly down";
	return "mixed";
}

static const char *word_of_volatility(struct price level)
{
	static const struct {
		int64_t below_e6;
		const char *word;
	} words[] = {{15000000, "calm"}, {20000000, "normal"}, {30000000, "raised"},
		{40000000, "high"}};
	if (level.e6 == 0)
		return "unknown";
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (level.e6 < words[i].below_e6)
			return words[i].word;
	return "extreme";
}

struct trend {
	struct price last;
	struct price short_mean; /* 0: too few days */
	struct price long_mean;
};

/* The mean of the first so many closes. */
static struct price mean_of(const struct bars *bars, size_t count)
{
	struct price mean = {0};
	int64_t sum_e6 = 0;
	if (bars->count < count)
		return mean;
	for (size_t i = 0; i < count; i++)
		if (!decimal_add(sum_e6, bars->items[i].close.e6, &sum_e6))
			return mean;
	if (!decimal_mul_div(sum_e6, 1, (int64_t)count, DECIMAL_HALF_EVEN, &mean.e6))
		return (struct price){0};
	return mean;
}

static enum feed_fault read_trend(struct feed *feed, struct trend *trend)
{
	struct bars bars = {0};
	struct feed_origin origin;
	int place = catalogue_find(BROAD);
	if (place < 0)
		return FEED_UNKNOWN;
	struct bar_query query = {
		.instrument = catalogue_at(place),
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = feed->now_us - 2 * LONG_DAYS * DAY_US,
		.until_us = feed->now_us + 1,
		.limit = LONG_DAYS,
		.descending = true,
		.adjustment = BAR_RAW,
	};
	enum feed_fault fault = feed_bars(feed, &query, &bars, &origin);
	if (fault != FEED_OK)
		return fault;
	trend->last = bars.count == 0 ? (struct price){0} : bars.items[0].close;
	trend->short_mean = mean_of(&bars, SHORT_DAYS);
	trend->long_mean = mean_of(&bars, LONG_DAYS);
	return FEED_OK;
}

static const char *word_of_trend(const struct trend *trend)
{
	if (price_is_zero(trend->short_mean) || price_is_zero(trend->long_mean))
		return "unknown";
	bool above = price_compare(trend->last, trend->short_mean) > 0;
	bool rising = price_compare(trend->short_mean, trend->long_mean) > 0;
	if (above && rising)
		return "up";
	return above || rising ? "sideways" : "down";
}

static void write_price(struct json_writer *json, const char *key, struct price price)
{
	json_write_key(json, key);
	if (price_is_zero(price))
		json_write_null(json);
	else
		json_write_decimal(json, price.e6, PRICE_SCALE);
}

static void write_breadth(struct json_writer *json, const struct breadth *breadth)
{
	json_write_key(json, "breadth");
	json_write_object(json);
	json_write_pair(json, "word", word_of_breadth(breadth));
	json_write_pair_integer(json, "advancing", breadth->advancing);
	json_write_pair_integer(json, "declining", breadth->declining);
	json_write_pair_integer(json, "unchanged", breadth->unchanged);
	json_write_pair_integer(json, "up_volume", breadth->up_volume);
	json_write_pair_integer(json, "down_volume", breadth->down_volume);
	json_write_object_end(json);
}

static void write_volatility(struct json_writer *json, struct price level)
{
	json_write_key(json, "volatility");
	json_write_object(json);
	json_write_pair(json, "word", word_of_volatility(level));
	json_write_pair(json, "symbol", FEAR);
	write_price(json, "level", level);
	json_write_object_end(json);
}

static void write_trend(struct json_writer *json, const struct trend *trend)
{
	json_write_key(json, "trend");
	json_write_object(json);
	json_write_pair(json, "word", word_of_trend(trend));
	json_write_pair(json, "symbol", BROAD);
	write_price(json, "last", trend->last);
	write_price(json, "mean_50_days", trend->short_mean);
	write_price(json, "mean_200_days", trend->long_mean);
	json_write_object_end(json);
}

static const char *word_of_phase(enum calendar_phase phase)
{
	switch (phase) {
	case CALENDAR_CLOSED:
		return "closed";
	case CALENDAR_PRE:
		return "pre-market";
	case CALENDAR_OPEN:
		return "open";
	case CALENDAR_POST:
		return "after hours";
	}
	return "closed";
}

static enum feed_fault read_level(struct feed *feed, struct price *level)
{
	struct market_view view;
	struct snapshot snapshot;
	int place = catalogue_find(FEAR);
	if (place < 0)
		return FEED_UNKNOWN;
	enum feed_fault fault = feed_snapshot(feed, place, &snapshot);
	if (fault != FEED_OK)
		return fault;
	market_view_of(catalogue_at(place), &snapshot, &view);
	*level = view.price;
	return FEED_OK;
}

/* An index that no source has leaves its part unknown; no more. */
static bool is_bearable(enum feed_fault fault)
{
	return fault == FEED_OK || fault == FEED_UNKNOWN || fault == FEED_NOT_OFFERED;
}

int market_conditions_get(struct request *request, struct reply *reply)
{
	struct market_ranking_lines lines;
	struct trend trend = {0};
	struct price level = {0};
	struct feed feed = market_context_feed(request);
	enum feed_fault fault = read_trend(&feed, &trend);
	if (is_bearable(fault))
		fault = read_level(&feed, &level);
	if (!is_bearable(fault))
		return market_context_fault(reply, fault, NULL);
	if (market_ranking_read(request->arena, 1u << INSTRUMENT_STOCK, &lines) != 0)
		return -1;
	struct breadth breadth = breadth_of(&lines);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "market",
		word_of_phase(calendar_phase(feed_calendar(), feed.now_us)));
	write_breadth(&json, &breadth);
	write_volatility(&json, level);
	write_trend(&json, &trend);
	market_ranking_write_when(&json, &lines, feed.now_us);
	json_write_object_end(&json);
	return reply_end_private(reply, FRESH_S);
}
