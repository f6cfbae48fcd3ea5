/*
 * What can be traded or looked at: shares, funds, indices.
 * Shared with: trading: orders are checked against what the instrument allows.
 */
#ifndef MARKET_INSTRUMENT_H
#define MARKET_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INSTRUMENT_ID_SIZE = 37 };

enum instrument_kind { INSTRUMENT_STOCK, INSTRUMENT_FUND, INSTRUMENT_INDEX };

/* Flags. An index can never be traded. */
enum {
	INSTRUMENT_TRADABLE = 1,
	INSTRUMENT_MARGINABLE = 2,
	INSTRUMENT_SHORTABLE = 4,
	INSTRUMENT_EASY_TO_BORROW = 8,
	INSTRUMENT_FRACTIONABLE = 16,
	INSTRUMENT_OPTIONS = 32, /* options on it are traded */
	INSTRUMENT_INACTIVE = 64 /* no longer listed */
};

struct instrument {
	char symbol[24];
	char name[96];
	char exchange[12]; /* NASDAQ NYSE ARCA BATS AMEX OTC; INDEX */
	char sector[32];   /* empty for funds and indices */
	int32_t kind;      /* enum instrument_kind */
	uint32_t flags;
};

struct instruments {
	struct instrument *items;
	size_t count;
};

/* The id of a symbol: a UUID that is the same everywhere and for ever. */
void instrument_id(const char *symbol, char id[INSTRUMENT_ID_SIZE]);

#endif
