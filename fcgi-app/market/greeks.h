/*
 * Greeks and volatility for chains whose source quotes contracts and says no more:
 * the volatility that the middle of the quote implies, and what follows from it.
 */
#ifndef MARKET_GREEKS_H
#define MARKET_GREEKS_H

#include <stdint.h>

#include "market/chain.h"

struct calendar;
struct option;
struct option_value;

/* What is left until a day's contracts expire, in years of 365 days; 0 afterwards. */
double greeks_years(
	const struct calendar *calendar, int64_t now_us, int32_t expiration_day);

/* The option that a contract is, at that underlying price; volatility 0. */
struct option greeks_option(const struct contract *contract, struct price underlying,
	double years, double rate, double yield);

/* What the model says, in the places that chains have. */
struct chain_greeks greeks_of(const struct option_value *value, double volatility);

/* Fills in greeks where has_greeks is false and the quote has two sides whose middle
 * some volatility explains; elsewhere it stays false. Rate and yield are shares of
 * one, the rate compounds continuously. Without an underlying price it does nothing. */
void greeks_fill(struct chain *chain, double rate, double yield, int64_t now_us,
	const struct calendar *calendar);

#endif
