/*
 * Which of all simulated markets this process shows, and what moves the price of each
 * share in it: the market, its kin (its sector, for most), itself. Set once; the rest
 * of market/sim asks here and changes nothing.
 */
#ifndef MARKET_SIM_WORLD_H
#define MARKET_SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "market/calendar.h"
#include "market/sim/listing.h"

struct sim_world {
	uint64_t seed;
	uint32_t opened; /* how often: what was kept of an earlier world is void */
	const struct calendar *calendar;
	double sessions_a_year;
	int32_t anchor; /* the session at whose close prices are those of the listing */
	uint64_t market_key;
};

/* One share, fund or index. Moves are of logarithms, for one standard move of what
 * causes them, in one session. */
struct sim_share {
	const struct listing *listing;
	int place;
	bool is_fear;       /* the $VIX: see sim_level.c */
	uint64_t key;       /* for what is its own: volume, sizes, splits */
	uint64_t price_key; /* for its price; a fund has that of the index it follows */
	uint64_t kin_key;
	double by_market;
	double by_kin;
	double by_itself;
	double by_report; /* an earnings report */
	double growth;    /* each session */
};

void sim_world_open(uint64_t seed, const struct calendar *calendar);

/* What was opened. */
const struct sim_world *sim_world(void);

/* The share at a place of the listing. */
const struct sim_share *sim_world_share(int place);

#endif
