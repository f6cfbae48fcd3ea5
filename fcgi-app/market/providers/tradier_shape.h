/*
 * The shapes of Tradier's answers. A list of one item is the item itself, an empty one
 * is null or the text "null", and so is a value that there is none of.
 */
#ifndef MARKET_PROVIDERS_TRADIER_SHAPE_H
#define MARKET_PROVIDERS_TRADIER_SHAPE_H

#include "market/providers/ask.h"

/* The list `item` within `list` ("quotes" → "quote"). NULL when it is empty; false,
 * and the fault noted, when the answer is of another shape. */
bool tradier_shape_list(struct ask *ask, const cJSON *tree, const char *list,
	const char *item, const cJSON **found);

/* Our symbols as Tradier writes them, and back: BRK/B, and SPX for $SPX. */
void tradier_shape_symbol(const struct instrument *instrument, char *symbol);
void tradier_shape_ours(const char *symbol, bool index, char *ours);

/* Bid and ask; sizes count lots of `lot`. A crossed quote makes no sense. */
bool tradier_shape_quote(const cJSON *object, int64_t lot, struct quote *quote);
bool tradier_shape_trade(const cJSON *object, struct trade *trade);

#endif
