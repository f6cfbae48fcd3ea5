#include "api/stock_screener.h"

#include "api/market_ranking.h"
#include "http/reply.h"
#include "http/request.h"

#include <string.h>

enum { TOP, BY };

#define TOP_PARAM(largest)                                                               \
	{                                                                                \
		.name = "top", .place = PARAM_QUERY, .kind = PARAM_INTEGER, .least = 1,  \
		.most = (largest), .initial = "10", .description = "So many of each."    \
	}

const struct param stock_screener_active_params[STOCK_SCREENER_ACTIVE_PARAMS] = {
	[TOP] = TOP_PARAM(100),
	[BY] = {.name = "by",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "volume trades",
		.initial = "volume",
		.description = "What counts."},
};

const struct param stock_screener_mover_params[STOCK_SCREENER_MOVER_PARAMS] = {
	[TOP] = TOP_PARAM(50)};

#undef TOP_PARAM

enum { ALL = 1u << INSTRUMENT_STOCK | 1u << INSTRUMENT_FUND };

static void write_updated(
	struct json_writer *json, const struct market_ranking_lines *lines)
{
	json_write_key(json, "last_updated");
	json_write_time_short(json, lines->time_us);
}

int stock_screener_actives(struct request *request, struct reply *reply)
{
	struct market_ranking_lines lines;
	struct json_writer json = reply_json(reply);
	bool by_trades = strcmp(request->values[BY].text, "trades") == 0;
	if (market_ranking_read(request->arena, ALL, &lines) != 0)
		return -1;
	size_t count = market_ranking_order(&lines,
		by_trades ? MARKET_RANKING_TRADES : MARKET_RANKING_VOLUME,
		(size_t)request->values[TOP].integer);
	json_write_object(&json);
	write_updated(&json, &lines);
	json_write_key(&json, "most_actives");
	json_write_array(&json);
	for (size_t i = 0; i < count; i++) {
		json_write_object(&json);
		json_write_pair(&json, "symbol", lines.items[i].instrument->symbol);
		json_write_pair_integer(&json, "trade_count", lines.items[i].trades);
		json_write_pair_integer(&json, "volume", lines.items[i].volume);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static void write_movers(struct json_writer *json, const char *key,
	struct market_ranking_lines *lines, enum market_ranking ranking, size_t limit)
{
	size_t count = market_ranking_order(lines, ranking, limit);
	json_write_key(json, key);
	json_write_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct market_view_line *line = &lines->items[i];
		json_write_object(json);
		json_write_pair(json, "symbol", line->instrument->symbol);
		json_write_pair_decimal(json, "price", line->price.e6, PRICE_SCALE);
		json_write_pair_decimal(json, "change", line->change.e6, PRICE_SCALE);
		json_write_pair_decimal(json, "percent_change", line->change_e6,
			MARKET_VIEW_PERCENT_SCALE);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

int stock_screener_movers(struct request *request, struct reply *reply)
{
	struct market_ranking_lines lines;
	struct json_writer json = reply_json(reply);
	size_t top = (size_t)request->values[TOP].integer;
	if (market_ranking_read(request->arena, ALL, &lines) != 0)
		return -1;
	json_write_object(&json);
	write_movers(&json, "gainers", &lines, MARKET_RANKING_GAINERS, top);
	write_movers(&json, "losers", &lines, MARKET_RANKING_LOSERS, top);
	json_write_pair(&json, "market_type", "stocks");
	write_updated(&json, &lines);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
