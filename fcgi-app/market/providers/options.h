/*
 * What the providers of option chains have in common.
 */
#ifndef MARKET_PROVIDERS_OPTIONS_H
#define MARKET_PROVIDERS_OPTIONS_H

#include "market/providers/crop.h"

/* Is a contract on the underlying itself (one that was adjusted is not), and within
 * what is asked for? */
bool options_match(const struct chain_query *query, const struct contract *contract);

/* Moves a crop of lines into a chain, in its order. */
void options_finish(struct crop *crop, struct chain *chain);

/* Moves a crop of days, in any order and repeated, into expirations. */
void options_finish_days(struct crop *crop, struct expirations *expirations);

/* Reads greeks, 0 where missing; true when delta and volatility are there. */
bool options_greeks(const cJSON *greeks, const cJSON *volatility_of,
	const char *volatility, struct chain_greeks *read);

#endif
