#include "market/sim/listing.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct listing listings[] = {
#define LISTING(symbol, name, exchange, kind, sector, price_cents, volatility_bp,        \
	beta_e2, dividend_bp, volume_k, options, earnings)                               \
	{symbol, name, #exchange, INSTRUMENT_##kind, LISTING_##sector, price_cents,      \
		volatility_bp, beta_e2, dividend_bp, volume_k, options, earnings},
#include "market/sim/listing.def"
#undef LISTING
};

static const char *const sector_names[LISTING_SECTORS] = {
	[LISTING_NONE] = "",
	[LISTING_TECHNOLOGY] = "Technology",
	[LISTING_FINANCIALS] = "Financials",
	[LISTING_HEALTH_CARE] = "Health Care",
	[LISTING_CONSUMER_DISCRETIONARY] = "Consumer Discretionary",
	[LISTING_CONSUMER_STAPLES] = "Consumer Staples",
	[LISTING_COMMUNICATION] = "Communication",
	[LISTING_INDUSTRIALS] = "Industrials",
	[LISTING_ENERGY] = "Energy",
	[LISTING_UTILITIES] = "Utilities",
	[LISTING_MATERIALS] = "Materials",
	[LISTING_REAL_ESTATE] = "Real Estate",
};

enum {
	COUNT = sizeof(listings) / sizeof(listings[0]),
	BUCKETS = 1024,
	/* Shares below this are not to be borrowed, nor bought on margin. */
	LEAST_CENTS = 500
};

_Static_assert((int)COUNT <= (int)LISTING_LIMIT, "raise LISTING_LIMIT");

/* Places + 1 by the hash of the symbol, open addressing. */
static int16_t buckets[BUCKETS];

static void index_symbols(void)
{
	for (int place = 0; place < COUNT; place++) {
		const char *symbol = listings[place].symbol;
		size_t at = text_hash(symbol, strlen(symbol)) % BUCKETS;
		while (buckets[at] != 0)
			at = (at + 1) % BUCKETS;
		buckets[at] = (int16_t)(place + 1);
	}
}

int listing_count(void)
{
	return COUNT;
}

const struct listing *listing_at(int place)
{
	assert(place >= 0 && place < COUNT);
	return &listings[place];
}

int listing_find(const char *symbol)
{
	static bool is_indexed;
	if (!is_indexed)
		index_symbols();
	is_indexed = true;
	size_t at = text_hash(symbol, strlen(symbol)) % BUCKETS;
	for (; buckets[at] != 0; at = (at + 1) % BUCKETS) {
		if (strcmp(listings[buckets[at] - 1].symbol, symbol) == 0)
			return buckets[at] - 1;
	}
	return -1;
}

const char *listing_sector_name(enum listing_sector sector)
{
	return sector_names[sector];
}

static uint32_t flags_of(const struct listing *listing)
{
	uint32_t flags = listing->has_options ? INSTRUMENT_OPTIONS : 0;
	if (listing->kind == INSTRUMENT_INDEX)
		return flags;
	flags |= INSTRUMENT_TRADABLE | INSTRUMENT_FRACTIONABLE | INSTRUMENT_SHORTABLE;
	if (listing->price_cents >= LEAST_CENTS)
		flags |= INSTRUMENT_MARGINABLE | INSTRUMENT_EASY_TO_BORROW;
	return flags;
}

void listing_instrument(int place, struct instrument *instrument)
{
	const struct listing *listing = listing_at(place);
	const char *sector = listing_sector_name(listing->sector);
	*instrument =
		(struct instrument){.kind = listing->kind, .flags = flags_of(listing)};
	snprintf(instrument->symbol, sizeof(instrument->symbol), "%s", listing->symbol);
	snprintf(instrument->name, sizeof(instrument->name), "%s", listing->name);
	snprintf(instrument->exchange, sizeof(instrument->exchange), "%s",
		listing->exchange);
	snprintf(instrument->sector, sizeof(instrument->sector), "%s", sector);
}
