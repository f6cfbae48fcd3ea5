#include "market/providers/tradier_shape.h"

#include "base/json_read.h"
#include "market/providers/field.h"
#include "market/providers/listed.h"

#include <stdio.h>
#include <string.h>

static const int64_t MILLISECOND_US = 1000;

static bool is_none(const cJSON *item)
{
	return cJSON_IsNull(item) ||
	       (cJSON_IsString(item) && strcmp(item->valuestring, "null") == 0);
}

bool tradier_shape_list(struct ask *ask, const cJSON *tree, const char *list,
	const char *item, const cJSON **found)
{
	const cJSON *outer = json_read_member(tree, list);
	*found = NULL;
	if (is_none(outer))
		return true;
	if (!cJSON_IsObject(outer)) {
		(void)ask_nonsense(ask, "the list is missing");
		return false;
	}
	const cJSON *inner = json_read_member(outer, item);
	/* Quotes of unknown symbols alone have no list, but a note of those. */
	if (inner != NULL && !is_none(inner))
		*found = inner;
	return true;
}

void tradier_shape_symbol(const struct instrument *instrument, char *symbol)
{
	listed_mark(
		instrument->symbol + (instrument->symbol[0] == '$'), '.', '/', symbol);
}

void tradier_shape_ours(const char *symbol, bool index, char *ours)
{
	char marked[ASK_SYMBOL_SIZE];
	listed_mark(symbol, '/', '.', marked);
	snprintf(ours, ASK_SYMBOL_SIZE, "%s%.30s", index ? "$" : "", marked);
}

bool tradier_shape_quote(const cJSON *object, int64_t lot, struct quote *quote)
{
	int64_t bid_us = 0, ask_us = 0;
	*quote = (struct quote){0};
	bool bid = field_price(object, "bid", &quote->bid);
	bool ask = field_price(object, "ask", &quote->ask);
	(void)field_epoch(object, "bid_date", MILLISECOND_US, &bid_us);
	(void)field_epoch(object, "ask_date", MILLISECOND_US, &ask_us);
	quote->time_us = bid_us > ask_us ? bid_us : ask_us;
	if ((!bid && !ask) || quote->time_us == 0 ||
		(bid && ask && quote->bid.e6 > quote->ask.e6)) {
		*quote = (struct quote){0};
		return false;
	}
	if (bid && field_count(object, "bidsize", &quote->bid_size))
		quote->bid_size *= lot;
	if (ask && field_count(object, "asksize", &quote->ask_size))
		quote->ask_size *= lot;
	return true;
}

bool tradier_shape_trade(const cJSON *object, struct trade *trade)
{
	*trade = (struct trade){0};
	if (!field_price(object, "last", &trade->price) ||
		!field_epoch(object, "trade_date", MILLISECOND_US, &trade->time_us)) {
		*trade = (struct trade){0};
		return false;
	}
	(void)field_count(object, "last_volume", &trade->size);
	return true;
}
