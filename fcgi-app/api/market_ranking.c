#include "api/market_ranking.h"

#include <stdlib.h>
#include <string.h>

static const int64_t LEAST_PRICE_E6 = 1000000;

int market_ranking_read(
	struct arena *arena, unsigned kinds, struct market_ranking_lines *lines)
{
	*lines = (struct market_ranking_lines){0};
	int64_t count = market_view_scan(arena, kinds, &lines->items);
	if (count < 0)
		return -1;
	for (int64_t i = 0; i < count; i++) {
		const struct market_view_line *line = &lines->items[i];
		if (line->price.e6 < LEAST_PRICE_E6 || !line->has_change)
			continue;
		if (line->time_us > lines->time_us) {
			lines->time_us = line->time_us;
			lines->source = line->source;
		}
		lines->items[lines->count++] = *line;
	}
	return 0;
}

static int64_t figure(const struct market_view_line *line, enum market_ranking ranking)
{
	switch (ranking) {
	case MARKET_RANKING_GAINERS:
		return line->change_e6;
	case MARKET_RANKING_LOSERS:
		return -line->change_e6;
	case MARKET_RANKING_VOLUME:
		return line->volume;
	case MARKET_RANKING_TRADES:
		return line->trades;
	}
	return 0;
}

static int compare(const void *a, const void *b, void *ranking)
{
	const struct market_view_line *one = a;
	const struct market_view_line *two = b;
	enum market_ranking by = *(const enum market_ranking *)ranking;
	int64_t left = figure(one, by);
	int64_t right = figure(two, by);
	if (left != right)
		return left > right ? -1 : 1;
	return strcmp(one->instrument->symbol, two->instrument->symbol);
}

size_t market_ranking_order(
	struct market_ranking_lines *lines, enum market_ranking ranking, size_t limit)
{
	size_t count = 0;
	qsort_r(lines->items, lines->count, sizeof(*lines->items), compare, &ranking);
	while (count < limit && count < lines->count &&
		figure(&lines->items[count], ranking) > 0)
		count++;
	return count;
}

void market_ranking_write_when(struct json_writer *json,
	const struct market_ranking_lines *lines, int64_t now_us)
{
	int64_t age_us = now_us > lines->time_us ? now_us - lines->time_us : 0;
	json_write_key(json, "time");
	if (lines->count == 0)
		json_write_null(json);
	else
		json_write_time_short(json, lines->time_us);
	json_write_key(json, "age_seconds");
	if (lines->count == 0)
		json_write_null(json);
	else
		json_write_decimal(json, age_us / 1000, 3);
	market_view_write_source(json, lines->source);
}
