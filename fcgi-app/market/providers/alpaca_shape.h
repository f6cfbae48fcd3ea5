/*
 * The shapes of Alpaca's market data: bars, quotes and trades are alike wherever they
 * come, and so are the pages of a list.
 */
#ifndef MARKET_PROVIDERS_ALPACA_SHAPE_H
#define MARKET_PROVIDERS_ALPACA_SHAPE_H

#include "market/providers/ask.h"

enum { ALPACA_TOKEN_SIZE = 512 };

/* False when it is not there or makes no sense; the output is zeroed then. */
bool alpaca_shape_bar(const cJSON *object, struct bar *bar);
bool alpaca_shape_trade(const cJSON *object, struct trade *trade);

/* Sizes of quotes on shares are told in shares since November 2025, in round lots of
 * a hundred before. A crossed quote makes no sense. */
bool alpaca_shape_quote(const cJSON *object, bool shares, struct quote *quote);

/* Copies where the next page of a list begins; false when this was the last. */
bool alpaca_shape_next(const cJSON *tree, char token[ALPACA_TOKEN_SIZE]);

#endif
