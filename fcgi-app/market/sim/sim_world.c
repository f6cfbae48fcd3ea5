#include "market/sim/sim_world.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "market/sim/sim_math.h"

/* The market's own volatility in a year, and how much of a price's move besides the
 * market's is its sector's; but never more than MOST_BY_SECTOR a year. */
static const double MARKET_VOLATILITY = 0.147;
static const double SECTOR_PART = 0.30, MOST_BY_SECTOR = 0.16;
/* The jump at a report, as a part of the volatility of a year. */
static const double REPORT_PART = 0.14;
/* What an index or fund moves by itself at the least. */
static const double LEAST_BY_FUND = 0.004, LEAST_PART_BY_STOCK = 0.25;

/* Who costs less has come down to it. */
enum { CHEAP_CENTS = 1500 };

/* What moves together without being of one sector by the listing. */
struct kinship {
	const char *symbol;
	const char *kin;
	double part; /* of what the market does not explain */
};

static const struct kinship kinships[] = {
	{"AGG", "bonds", 0.95},
	{"BND", "bonds", 0.95},
	{"IEF", "bonds", 0.95},
	{"TLT", "bonds", 0.92},
	{"SHY", "bonds", 0.80},
	{"LQD", "bonds", 0.80},
	{"HYG", "bonds", 0.40},
	{"GLD", "metals", 0.90},
	{"SLV", "metals", 0.75},
	{"GDX", "metals", 0.70},
	{"EEM", "abroad", 0.90},
	{"EFA", "abroad", 0.85},
	{"VEA", "abroad", 0.90},
	{"VWO", "abroad", 0.90},
	{"IBIT", "crypto", 0.95},
	{"COIN", "crypto", 0.50},
	{"MARA", "crypto", 0.55},
	{"MSTR", "crypto", 0.65},
	{"RIOT", "crypto", 0.55},
	{"USO", "Energy", 0.50},
	{"XLE", "Energy", 0.95},
	{"XLB", "Materials", 0.95},
	{"XLC", "Communication", 0.95},
	{"XLF", "Financials", 0.95},
	{"KRE", "Financials", 0.60},
	{"XLI", "Industrials", 0.95},
	{"XLK", "Technology", 0.95},
	{"SMH", "Technology", 0.65},
	{"ARKK", "Technology", 0.40},
	{"XLP", "Consumer Staples", 0.95},
	{"XLRE", "Real Estate", 0.95},
	{"VNQ", "Real Estate", 0.90},
	{"XLU", "Utilities", 0.95},
	{"XLV", "Health Care", 0.95},
	{"XBI", "Health Care", 0.45},
	{"XLY", "Consumer Discretionary", 0.95},
	{"$COMP", "Technology", 0.75},
	{"$DJI", "Industrials", 0.40},
	{"$RUT", "Financials", 0.40},
};

/* Funds that do what another does, so many times over. */
struct following {
	const char *symbol;
	const char *lead;
	double times;
};

static const struct following followings[] = {
	{"SPY", "$SPX", 1},
	{"VOO", "$SPX", 1},
	{"VTI", "$SPX", 1},
	{"QQQ", "$COMP", 1},
	{"TQQQ", "$COMP", 3},
	{"SQQQ", "$COMP", -3},
	{"DIA", "$DJI", 1},
	{"IWM", "$RUT", 1},
	{"SOXX", "SMH", 1},
	{"SOXL", "SMH", 3},
};

static struct sim_world world;
static struct sim_share shares[LISTING_LIMIT];

static const struct following *following_of(const char *symbol)
{
	for (size_t i = 0; i < sizeof(followings) / sizeof(*followings); i++) {
		if (strcmp(followings[i].symbol, symbol) == 0)
			return &followings[i];
	}
	return NULL;
}

static struct kinship kinship_of(const struct listing *listing)
{
	for (size_t i = 0; i < sizeof(kinships) / sizeof(*kinships); i++) {
		if (strcmp(kinships[i].symbol, listing->symbol) == 0)
			return kinships[i];
	}
	const char *sector = listing_sector_name(listing->sector);
	return (struct kinship){.kin = sector, .part = *sector != 0 ? SECTOR_PART : 0};
}

/* Divides what the share moves in a year among its causes. */
static void share_out(struct sim_share *share, const struct kinship *kinship)
{
	const struct listing *listing = share->listing;
	bool is_stock = listing->kind == INSTRUMENT_STOCK;
	double year = sim_math_sqrt(world.sessions_a_year);
	double volatility = listing->volatility_bp / 10000.0;
	double market = listing->beta_e2 / 100.0 * MARKET_VOLATILITY;
	double report = listing->has_earnings ? REPORT_PART * volatility : 0;
	double rest = volatility * volatility - market * market - 4 * report * report;
	double least = is_stock ? LEAST_PART_BY_STOCK * volatility : LEAST_BY_FUND;
	rest = sim_math_clamp(rest, least * least, 10);
	double kin = sim_math_sqrt(rest * kinship->part);
	if (is_stock && kinship->symbol == NULL)
		kin = sim_math_clamp(kin, 0, MOST_BY_SECTOR);
	share->by_market = market / year;
	share->by_kin = kin / year;
	share->by_itself = sim_math_sqrt(rest - kin * kin) / year;
	share->by_report = report;
}

/* Logarithmic growth in a year: a premium for what goes with the market, and for
 * stocks some luck. */
static double growth_of(const struct sim_share *share)
{
	double growth = 0.01 + 0.055 * share->listing->beta_e2 / 100.0;
	if (share->listing->kind == INSTRUMENT_STOCK) {
		if (share->listing->price_cents < CHEAP_CENTS)
			growth = -0.03;
		uint64_t bits = sim_math_bits(share->key, 0, 1);
		growth += 0.06 * (sim_math_unit(bits) - 0.3);
	}
	return sim_math_clamp(growth, -0.08, 0.11) / world.sessions_a_year;
}

static struct sim_share share_by_itself(int place)
{
	const struct listing *listing = listing_at(place);
	struct sim_share share = {.listing = listing, .place = place};
	struct kinship kinship = kinship_of(listing);
	share.is_fear = strcmp(listing->symbol, "$VIX") == 0;
	share.key = share.price_key = sim_math_key(world.seed, listing->symbol);
	share.kin_key = sim_math_key(world.seed, kinship.kin);
	share_out(&share, &kinship);
	share.growth = growth_of(&share);
	return share;
}

static struct sim_share share_at(int place)
{
	struct sim_share share = share_by_itself(place);
	const struct following *following = following_of(share.listing->symbol);
	int lead_place = following == NULL ? -1 : listing_find(following->lead);
	if (lead_place < 0)
		return share;
	struct sim_share lead = share_by_itself(lead_place);
	share.price_key = lead.price_key;
	share.kin_key = lead.kin_key;
	share.by_market = following->times * lead.by_market;
	share.by_kin = following->times * lead.by_kin;
	share.by_itself = following->times * lead.by_itself;
	if (following->times == 1)
		share.growth = lead.growth;
	return share;
}

void sim_world_open(uint64_t seed, const struct calendar *calendar)
{
	bool always = calendar_hours_of(calendar) == CALENDAR_ALWAYS;
	world = (struct sim_world){
		.seed = seed,
		.opened = world.opened + 1,
		.calendar = calendar,
		.sessions_a_year = always ? 365.25 : 252,
		.anchor = calendar_number(calendar, clock_day_of(2026, 1, 2)),
		.market_key = sim_math_key(seed, "the market"),
	};
	for (int place = 0; place < listing_count(); place++)
		shares[place] = share_at(place);
}

const struct sim_world *sim_world(void)
{
	assert(world.calendar != NULL);
	return &world;
}

const struct sim_share *sim_world_share(int place)
{
	assert(world.calendar != NULL && place >= 0 && place < listing_count());
	return &shares[place];
}
