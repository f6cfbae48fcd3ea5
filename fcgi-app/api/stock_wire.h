/*
 * How Alpaca's clients read quotes, trades, bars and snapshots: one-letter members,
 * numbers with no more digits than they have, times as RFC 3339.
 */
#ifndef API_STOCK_WIRE_H
#define API_STOCK_WIRE_H

#include "base/json_write.h"
#include "market/instrument.h"
#include "market/quote.h"

/* {t,o,h,l,c,v,n,vw}; n and vw only when they are known. */
void stock_wire_bar(struct json_writer *json, const struct bar *bar);

/* {t,ax,ap,as,bx,bp,bs,c,z} */
void stock_wire_quote(struct json_writer *json, const struct instrument *instrument,
	const struct quote *quote);

/* {t,x,p,s,c,i,z} */
void stock_wire_trade(struct json_writer *json, const struct instrument *instrument,
	const struct trade *trade);

/* latestTrade, latestQuote, minuteBar, dailyBar and prevDailyBar into an object that
 * is open; null where there is none. */
void stock_wire_snapshot(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot);

/* The letter of an exchange, V when it has none. */
char stock_wire_exchange(const char *exchange);

/* The tape that reports an instrument: A (NYSE), B (other exchanges) or C (Nasdaq). */
char stock_wire_tape(const char *exchange);

#endif
