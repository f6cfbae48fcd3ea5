/*
 * Reads Alpaca's lists of corporate actions, one list for each kind.
 */
#ifndef MARKET_PROVIDERS_ALPACA_ACTIONS_H
#define MARKET_PROVIDERS_ALPACA_ACTIONS_H

#include "market/providers/crop.h"

/* Takes those that match the query into a crop of struct action. Kinds that are
 * unknown to us (mergers, rights, redemptions) are passed over. */
void alpaca_actions_read(
	const cJSON *lists, const struct action_query *query, struct crop *crop);

#endif
