#include "api/market_movers.h"

#include "api/market_ranking.h"
#include "api/page.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/board.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT };
enum { FRESH_S = 5, SECTORS_LIMIT = 64 };

const struct param market_movers_params[MARKET_MOVERS_PARAMS] = {
	[LIMIT] = PAGE_LIMIT(50, "10", "So many of each.")};

static void write_line(struct json_writer *json, const struct market_view_line *line)
{
	json_write_object(json);
	json_write_pair(json, "symbol", line->instrument->symbol);
	json_write_pair(json, "name", line->instrument->name);
	json_write_pair_decimal(json, "price", line->price.e6, PRICE_SCALE);
	json_write_pair_decimal(json, "change", line->change.e6, PRICE_SCALE);
	json_write_pair_decimal(
		json, "change_pct", line->change_e6, MARKET_VIEW_PERCENT_SCALE);
	json_write_pair_integer(json, "volume", line->volume);
	json_write_object_end(json);
}

static void write_ranking(struct json_writer *json, const char *key,
	struct market_ranking_lines *lines, enum market_ranking ranking, size_t limit)
{
	size_t count = market_ranking_order(lines, ranking, limit);
	json_write_key(json, key);
	json_write_array(json);
	for (size_t i = 0; i < count; i++)
		write_line(json, &lines->items[i]);
	json_write_array_end(json);
}

int market_movers_get(struct request *request, struct reply *reply)
{
	struct market_ranking_lines lines;
	size_t limit = (size_t)request->values[LIMIT].integer;
	struct json_writer json = reply_json(reply);
	if (market_ranking_read(request->arena, 1u << INSTRUMENT_STOCK, &lines) != 0)
		return -1;
	json_write_object(&json);
	write_ranking(&json, "gainers", &lines, MARKET_RANKING_GAINERS, limit);
	write_ranking(&json, "losers", &lines, MARKET_RANKING_LOSERS, limit);
	write_ranking(&json, "most_active", &lines, MARKET_RANKING_VOLUME, limit);
	market_ranking_write_when(&json, &lines, board_market_us(request->now_us));
	json_write_object_end(&json);
	return reply_end_private(reply, FRESH_S);
}

/* By sector, then by what they gained. */
static int by_sector(const void *a, const void *b)
{
	const struct market_view_line *one = a;
	const struct market_view_line *two = b;
	int order = strcmp(one->instrument->sector, two->instrument->sector);
	if (order != 0)
		return order;
	if (one->change_e6 != two->change_e6)
		return one->change_e6 > two->change_e6 ? -1 : 1;
	return strcmp(one->instrument->symbol, two->instrument->symbol);
}

struct sector {
	const struct market_view_line *first; /* which gained most */
	size_t count;
	size_t advancing;
	size_t declining;
	int64_t volume;
	int64_t change_e6; /* of its stocks, each counting alike */
};

static struct sector sector_from(const struct market_view_line *first, size_t left)
{
	struct sector sector = {.first = first};
	int64_t sum_e6 = 0;
	for (; sector.count < left && strcmp(first[sector.count].instrument->sector,
					      first->instrument->sector) == 0;
		sector.count++) {
		const struct market_view_line *line = &first[sector.count];
		sector.advancing += line->change_e6 > 0;
		sector.declining += line->change_e6 < 0;
		sector.volume += line->volume;
		sum_e6 += line->change_e6;
	}
	if (!decimal_mul_div(sum_e6, 1, (int64_t)sector.count, DECIMAL_HALF_EVEN,
		    &sector.change_e6))
		sector.change_e6 = 0;
	return sector;
}

static int by_change(const void *a, const void *b)
{
	const struct sector *one = a;
	const struct sector *two = b;
	if (one->change_e6 != two->change_e6)
		return one->change_e6 > two->change_e6 ? -1 : 1;
	return strcmp(one->first->instrument->sector, two->first->instrument->sector);
}

static size_t gather_sectors(struct market_ranking_lines *lines, struct sector *sectors)
{
	size_t count = 0;
	qsort(lines->items, lines->count, sizeof(*lines->items), by_sector);
	for (size_t i = 0; i < lines->count && count < SECTORS_LIMIT;) {
		struct sector sector = sector_from(&lines->items[i], lines->count - i);
		i += sector.count;
		if (sector.first->instrument->sector[0] != '\0')
			sectors[count++] = sector;
	}
	qsort(sectors, count, sizeof(*sectors), by_change);
	return count;
}

static void write_sector(struct json_writer *json, const struct sector *sector)
{
	json_write_object(json);
	json_write_pair(json, "sector", sector->first->instrument->sector);
	json_write_pair_decimal(
		json, "change_pct", sector->change_e6, MARKET_VIEW_PERCENT_SCALE);
	json_write_pair_integer(json, "stocks", (int64_t)sector->count);
	json_write_pair_integer(json, "advancing", (int64_t)sector->advancing);
	json_write_pair_integer(json, "declining", (int64_t)sector->declining);
	json_write_pair_integer(json, "volume", sector->volume);
	json_write_key(json, "best");
	write_line(json, sector->first);
	json_write_key(json, "worst");
	write_line(json, &sector->first[sector->count - 1]);
	json_write_object_end(json);
}

int market_movers_sectors(struct request *request, struct reply *reply)
{
	struct market_ranking_lines lines;
	struct sector sectors[SECTORS_LIMIT];
	struct json_writer json = reply_json(reply);
	if (market_ranking_read(request->arena, 1u << INSTRUMENT_STOCK, &lines) != 0)
		return -1;
	size_t count = gather_sectors(&lines, sectors);
	json_write_object(&json);
	json_write_key(&json, "sectors");
	json_write_array(&json);
	for (size_t i = 0; i < count; i++)
		write_sector(&json, &sectors[i]);
	json_write_array_end(&json);
	market_ranking_write_when(&json, &lines, board_market_us(request->now_us));
	json_write_object_end(&json);
	return reply_end_private(reply, FRESH_S);
}
