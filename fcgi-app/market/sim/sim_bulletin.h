/*
 * What there is to write about each share in a session of the simulated market (of the
 * market as a whole: sim_wrap.h). A bulletin holds the facts; sim_wording.h makes them
 * text.
 *
 * All facts are those of the simulated market, and none is known later than the
 * bulletin's own time: an opening price after the open, a close after the close, a
 * report after it is out.
 */
#ifndef MARKET_SIM_BULLETIN_H
#define MARKET_SIM_BULLETIN_H

#include <stddef.h>
#include <stdint.h>

#include "market/sim/sim_world.h"

enum sim_bulletin_kind {
	SIM_BULLETIN_BEAT, /* an earnings report above what was expected */
	SIM_BULLETIN_MISS,
	SIM_BULLETIN_GAP_UP, /* the opening after a report */
	SIM_BULLETIN_GAP_DOWN,
	SIM_BULLETIN_JUMP, /* a large move, after the close */
	SIM_BULLETIN_DROP,
	SIM_BULLETIN_OPENS_UP,
	SIM_BULLETIN_OPENS_DOWN,
	SIM_BULLETIN_ENDS_UP,
	SIM_BULLETIN_ENDS_DOWN,
	SIM_BULLETIN_UPGRADE,
	SIM_BULLETIN_DOWNGRADE,
	SIM_BULLETIN_DIVIDEND, /* declared */
	SIM_BULLETIN_SPLIT,
	SIM_BULLETIN_REVERSE_SPLIT,
	SIM_BULLETIN_FLOWS_IN, /* of a fund */
	SIM_BULLETIN_FLOWS_OUT,
	SIM_BULLETIN_BUSINESS,            /* of a company; what suits any sector */
	SIM_BULLETIN_BUSINESS_TECHNOLOGY, /* in the order of enum listing_sector */
	SIM_BULLETIN_BUSINESS_FINANCIALS,
	SIM_BULLETIN_BUSINESS_HEALTH_CARE,
	SIM_BULLETIN_BUSINESS_CONSUMER_DISCRETIONARY,
	SIM_BULLETIN_BUSINESS_CONSUMER_STAPLES,
	SIM_BULLETIN_BUSINESS_COMMUNICATION,
	SIM_BULLETIN_BUSINESS_INDUSTRIALS,
	SIM_BULLETIN_BUSINESS_ENERGY,
	SIM_BULLETIN_BUSINESS_UTILITIES,
	SIM_BULLETIN_BUSINESS_MATERIALS,
	SIM_BULLETIN_BUSINESS_REAL_ESTATE,
	SIM_BULLETIN_MARKET_OPENS_UP, /* the S&P 500 at the open */
	SIM_BULLETIN_MARKET_OPENS_DOWN,
	SIM_BULLETIN_MARKET_OPENS_FLAT,
	SIM_BULLETIN_MARKET_MORNING_UP, /* where the night is open too */
	SIM_BULLETIN_MARKET_MORNING_DOWN,
	SIM_BULLETIN_MARKET_MORNING_FLAT,
	SIM_BULLETIN_MARKET_MIDDAY_UP,
	SIM_BULLETIN_MARKET_MIDDAY_DOWN,
	SIM_BULLETIN_MARKET_MIDDAY_FLAT,
	SIM_BULLETIN_MARKET_ENDS_UP,
	SIM_BULLETIN_MARKET_ENDS_DOWN,
	SIM_BULLETIN_MARKET_ENDS_FLAT,
	SIM_BULLETIN_PRICES_RISE, /* consumer prices, over a month */
	SIM_BULLETIN_PRICES_FALL,
	SIM_BULLETIN_JOBS_GAINED,
	SIM_BULLETIN_JOBS_LOST,
	SIM_BULLETIN_GROWTH,
	SIM_BULLETIN_CONTRACTION,
	SIM_BULLETIN_RATES_RAISED,
	SIM_BULLETIN_RATES_HELD,
	SIM_BULLETIN_RATES_CUT,
	SIM_BULLETIN_KINDS
};

/* Why a large move, as far as the market knows. */
enum sim_bulletin_reason {
	SIM_BULLETIN_ALONE,
	SIM_BULLETIN_WITH_MARKET,
	SIM_BULLETIN_AGAINST_MARKET,
	SIM_BULLETIN_AFTER_REPORT
};

struct sim_bulletin {
	enum sim_bulletin_kind kind;
	int place; /* of the listing; SIM_BULLETIN_MARKET: none */
	int64_t id;
	int64_t time_us;
	int32_t number; /* of the session */
	uint64_t bits;  /* which words are taken */
	enum sim_bulletin_reason reason;
	double move;      /* of the price it is about, relative; its sign fits the kind */
	int64_t price_e4; /* that price */
	int64_t amount_e4;   /* per share: earned, paid, aimed at; of macro: the figure */
	int64_t expected_e4; /* the same, as it was expected; of macro: the one before */
	double growth;       /* of sales, over a year */
	int32_t new_shares;
	int32_t old_shares;
	int32_t day; /* an ex-date; the period of a figure */
	int year;    /* of a report */
	int quarter;
};

enum {
	SIM_BULLETIN_MARKET = -1,
	SIM_BULLETIN_MOST = 16,      /* of one share, or of the market, in a session */
	SIM_BULLETIN_LATEST_S = 3600 /* none comes later than that after the close */
};

/* Writes what there is on a share in a session, in no order; returns how many. */
size_t sim_bulletin_share(
	int place, int32_t number, struct sim_bulletin bulletins[SIM_BULLETIN_MOST]);

/* Finishes one, for those that make bulletins: gives it its id, from the session's day,
 * the place and its slot there, and its choice of words. Slots are below
 * SIM_BULLETIN_SLOTS. */
enum { SIM_BULLETIN_SLOTS = 32 };
void sim_bulletin_sign(struct sim_bulletin *bulletin, int32_t day, int slot);

#endif
