/*
 * What a contract on a simulated underlying is worth at an instant, and how it is
 * quoted: the model's price in the middle, a spread that is narrow where trading is
 * lively, on the grid of ticks.
 */
#ifndef MARKET_SIM_OPTIONS_PRICE_H
#define MARKET_SIM_OPTIONS_PRICE_H

#include <stdbool.h>
#include <stdint.h>

#include "market/chain.h"
#include "market/sim/sim_options_surface.h"
#include "quant/option.h"

/* One expiration at one instant. */
struct sim_options_price_moment {
	const struct sim_share *share;
	int64_t time_us;
	int32_t day;
	int32_t expiration_day;
	struct price spot;
	double years;
	struct sim_options_surface surface;
};

/* The instant whose quotes stand at another: the same second or, while no session is
 * on, the last one of the session before. False before the first session. */
bool sim_options_price_effective(
	int64_t time_us, int64_t *effective_us, struct calendar_session *session);

/* False when the underlying has no price then. */
bool sim_options_price_moment(const struct sim_share *share, int64_t time_us,
	int32_t expiration_day, struct sim_options_price_moment *moment);

/* The contract as the model sees it, volatility included. */
struct option sim_options_price_option(
	const struct sim_options_price_moment *moment, const struct contract *contract);

/* How lively a contract is traded: from near 0 to 1. */
double sim_options_price_liveliness(
	const struct sim_options_price_moment *moment, const struct contract *contract);

/* The quote around the model's price, which lies within it. */
struct quote sim_options_price_quote(const struct sim_options_price_moment *moment,
	const struct contract *contract, double price);

/* A price of a contract on the grid of ticks, the nearest. */
struct price sim_options_price_tick(const struct sim_share *share, double price);

/* The least that a contract can cost. */
struct price sim_options_price_least(const struct sim_share *share);

/* The key of what is random about a contract. */
uint64_t sim_options_price_key(
	const struct sim_share *share, const struct contract *contract);

#endif
