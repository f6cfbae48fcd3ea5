/*
 * What the simulated exchange lists, from listing.def. Places run from 0 and mean
 * nothing outside this process.
 */
#ifndef MARKET_SIM_LISTING_H
#define MARKET_SIM_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "market/instrument.h"

enum listing_sector {
	LISTING_NONE,
	LISTING_TECHNOLOGY,
	LISTING_FINANCIALS,
	LISTING_HEALTH_CARE,
	LISTING_CONSUMER_DISCRETIONARY,
	LISTING_CONSUMER_STAPLES,
	LISTING_COMMUNICATION,
	LISTING_INDUSTRIALS,
	LISTING_ENERGY,
	LISTING_UTILITIES,
	LISTING_MATERIALS,
	LISTING_REAL_ESTATE,
	LISTING_SECTORS
};

/* More than there will be. */
enum { LISTING_LIMIT = 512 };

struct listing {
	const char *symbol;
	const char *name;
	const char *exchange;
	enum instrument_kind kind;
	enum listing_sector sector;
	int32_t price_cents;   /* at the close of the anchor's session */
	int32_t volatility_bp; /* a year */
	int32_t beta_e2;
	int32_t dividend_bp; /* a year */
	int32_t volume_k;    /* thousands of shares, on a usual day */
	bool has_options;
	bool has_earnings;
};

int listing_count(void);

/* The listing at a place within the count. */
const struct listing *listing_at(int place);

/* The place of a symbol, in capitals; -1 when it is not listed. */
int listing_find(const char *symbol);

/* "Health Care"; empty for LISTING_NONE. */
const char *listing_sector_name(enum listing_sector sector);

void listing_instrument(int place, struct instrument *instrument);

#endif
