/*
 * How much a contract is traded, and the trades themselves: each session's volume is
 * drawn, then cut into trades, so that what has been traded so far is always the sum
 * of the trades that were told.
 */
#ifndef MARKET_SIM_OPTIONS_TAPE_H
#define MARKET_SIM_OPTIONS_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "market/calendar.h"
#include "market/chain.h"
#include "market/sim/sim_world.h"

enum { SIM_OPTIONS_TAPE_TRADES = 400 };

/* One contract in one session. */
struct sim_options_tape {
	const struct sim_share *share;
	const struct contract *contract;
	struct calendar_session session;
	uint64_t key;
	int64_t volume;
	int trades;
};

/* False when the contract was not listed on that day. */
bool sim_options_tape_open(const struct sim_share *share, const struct contract *contract,
	const struct calendar_session *session, struct sim_options_tape *tape);

/* When a trade, from 0 on, takes place; each is later than the one before. */
int64_t sim_options_tape_time_us(const struct sim_options_tape *tape, int number);

/* How many of them have taken place at an instant, that instant included. */
int sim_options_tape_done(const struct sim_options_tape *tape, int64_t time_us);

/* What the first so many come to. */
int64_t sim_options_tape_volume(const struct sim_options_tape *tape, int done);

/* A trade; false when the underlying has no price then. */
bool sim_options_tape_trade(
	const struct sim_options_tape *tape, int number, struct trade *trade);

/* The first day on which the underlying was divided as it is on a day: before that its
 * contracts were others. */
int32_t sim_options_tape_since(const struct sim_share *share, int32_t day);

/* The last trade at an instant, looking some sessions back; time_us 0: none. */
struct trade sim_options_tape_last(
	const struct sim_share *share, const struct contract *contract, int64_t time_us);

/* How many contracts are open on the morning of a day. */
int64_t sim_options_tape_open_interest(
	const struct sim_share *share, const struct contract *contract, int32_t day);

#endif
