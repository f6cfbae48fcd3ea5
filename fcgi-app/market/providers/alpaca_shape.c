#include "market/providers/alpaca_shape.h"

#include "base/json_read.h"
#include "market/providers/field.h"

#include <stdio.h>
#include <string.h>

enum { ROUND_LOT = 100 };

/* 2025-11-03 in New York. */
static const int64_t SHARES_SINCE_US = INT64_C(1762146000) * 1000000;

bool alpaca_shape_bar(const cJSON *object, struct bar *bar)
{
	int64_t time_us;
	*bar = (struct bar){0};
	if (!field_time(object, "t", &time_us) || !field_price(object, "o", &bar->open) ||
		!field_price(object, "h", &bar->high) ||
		!field_price(object, "l", &bar->low) ||
		!field_price(object, "c", &bar->close) ||
		!field_count(object, "v", &bar->volume)) {
		*bar = (struct bar){0};
		return false;
	}
	(void)field_price(object, "vw", &bar->vwap);
	(void)field_count(object, "n", &bar->trades);
	if (field_settle_bar(bar, time_us))
		return true;
	*bar = (struct bar){0};
	return false;
}

bool alpaca_shape_trade(const cJSON *object, struct trade *trade)
{
	*trade = (struct trade){0};
	if (!field_price(object, "p", &trade->price) ||
		!field_time(object, "t", &trade->time_us)) {
		*trade = (struct trade){0};
		return false;
	}
	(void)field_count(object, "s", &trade->size);
	(void)field_count(object, "i", &trade->id);
	return true;
}

bool alpaca_shape_quote(const cJSON *object, bool shares, struct quote *quote)
{
	*quote = (struct quote){0};
	if (!field_time(object, "t", &quote->time_us))
		return false;
	/* A price of 0 says that this side has none. */
	bool bid = field_price(object, "bp", &quote->bid);
	bool ask = field_price(object, "ap", &quote->ask);
	if ((!bid && !ask) || (bid && ask && quote->bid.e6 > quote->ask.e6)) {
		*quote = (struct quote){0};
		return false;
	}
	if (bid)
		(void)field_count(object, "bs", &quote->bid_size);
	if (ask)
		(void)field_count(object, "as", &quote->ask_size);
	if (shares && quote->time_us < SHARES_SINCE_US) {
		quote->bid_size *= ROUND_LOT;
		quote->ask_size *= ROUND_LOT;
	}
	return true;
}

bool alpaca_shape_next(const cJSON *tree, char token[ALPACA_TOKEN_SIZE])
{
	const char *next = field_string(tree, "next_page_token");
	if (next == NULL)
		next = field_string(tree, "page_token");
	if (next == NULL || strlen(next) >= ALPACA_TOKEN_SIZE)
		return false;
	snprintf(token, ALPACA_TOKEN_SIZE, "%s", next);
	return true;
}
