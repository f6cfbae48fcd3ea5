/*
 * How options are told: to Alpaca's clients as they know them, and to our own pages.
 */
#ifndef API_OPTION_WIRE_H
#define API_OPTION_WIRE_H

#include "base/json_write.h"
#include "market/chain.h"

/* {t,ax,ap,as,bx,bp,bs,c} */
void option_wire_quote(struct json_writer *json, const struct quote *quote);

/* {t,x,p,s,c} */
void option_wire_trade(struct json_writer *json, const struct trade *trade);

/* {latestTrade, latestQuote, greeks, impliedVolatility}; what is not known is left
 * out. */
void option_wire_snapshot(struct json_writer *json, const struct chain_line *line);

/* A contract as Alpaca's trading API has it: all amounts are strings. `previous_day`
 * is the one that its close and open interest are of. */
void option_wire_contract(
	struct json_writer *json, const struct chain_line *line, int32_t previous_day);

/* A line of our own chain: numbers, null where they are not known. */
void option_wire_line(struct json_writer *json, const struct chain_line *line,
	struct price underlying_price);

/* A date under a key. */
void option_wire_day(struct json_writer *json, const char *key, int32_t day);

#endif
