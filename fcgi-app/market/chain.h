/*
 * Options: contracts by their OCC symbols, and what a chain of them is worth.
 * Greeks and volatility have 6 decimal places.
 * Shared with: trading: options are traded by these contracts.
 */
#ifndef MARKET_CHAIN_H
#define MARKET_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/calendar.h"
#include "market/instrument.h"
#include "market/quote.h"
#include "money/price.h"

enum { CONTRACT_SYMBOL_SIZE = 24, CONTRACT_ROOT_SIZE = 7, CONTRACT_SHARES = 100 };

enum contract_right { CONTRACT_CALL, CONTRACT_PUT };

struct contract {
	char symbol[CONTRACT_SYMBOL_SIZE]; /* AAPL260116C00150000 */
	char underlying[12];
	int32_t expiration_day;
	enum contract_right right;
	struct price strike;
};

struct chain_greeks {
	int64_t delta_e6;
	int64_t gamma_e6;
	int64_t theta_e6; /* a day */
	int64_t vega_e6;  /* a point of volatility */
	int64_t rho_e6;   /* a point of interest */
	int64_t volatility_e6;
};

struct chain_line {
	struct contract contract;
	struct quote quote;
	struct trade last; /* time_us 0: none */
	struct price previous_close;
	int64_t volume;
	int64_t open_interest;
	bool has_greeks;
	struct chain_greeks greeks;
};

struct chain {
	struct chain_line *items; /* by expiration, strike, calls first */
	size_t count;
	struct price underlying_price;
	int64_t time_us;
};

struct expirations {
	int32_t *days; /* soonest first */
	size_t count;
};

struct chain_query {
	const struct instrument *underlying;
	int32_t from_day; /* of expiration, inclusive */
	int32_t until_day;
	struct price least; /* of strike; 0: none */
	struct price most;
	const struct contract *only; /* this one alone; NULL: all */
	bool bare; /* contracts, last close and open interest are enough */
};

/* Bars or trades of one contract within [from_us, until_us), in order of time, the
 * newest first if `descending`. */
struct contract_query {
	const struct contract *contract;
	struct timeframe timeframe; /* of bars; for trades all 0 */
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool descending;
};

/* Reads an OCC symbol, in capitals and without spaces; false when it is none. Its
 * root names the underlying, but for those of indices (SPX is on $SPX) and of classes
 * of shares (BRKB is on BRK.B). */
bool chain_parse_symbol(const char *symbol, struct contract *contract)
	__attribute__((warn_unused_result));
/* Writes contract->symbol from the rest; false when that cannot be written so. */
bool chain_name(struct contract *contract) __attribute__((warn_unused_result));
/* The root of symbols of an underlying's contracts; false when it can have none. */
bool chain_root(const char *underlying, char root[CONTRACT_ROOT_SIZE])
	__attribute__((warn_unused_result));

/* The id of a contract: a UUID that holds all of it, so that it can be read back.
 * False when it has no symbol. */
bool chain_id(const struct contract *contract, char id[INSTRUMENT_ID_SIZE])
	__attribute__((warn_unused_result));
bool chain_parse_id(const char *id, struct contract *contract)
	__attribute__((warn_unused_result));

/* Options on an index are exercised at expiry alone, all others at any time. */
bool chain_is_european(const struct contract *contract);

/* The instant from which a contract is worth no more than its exercise: the close of
 * that day's session, and 16:00 in New York where sessions have no end. */
int64_t chain_expiry_us(const struct calendar *calendar, int32_t expiration_day);

/* By expiration, then strike, calls first: the order of a chain. */
int chain_compare(const struct contract *a, const struct contract *b);

#endif
