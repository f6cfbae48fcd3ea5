/*
 * Dividends: those who pay do so each quarter, on about the same day of the same
 * months. The amount is set for a year, from its first session's price.
 */
#ifndef MARKET_SIM_DIVIDEND_H
#define MARKET_SIM_DIVIDEND_H

#include <stdint.h>

#include "market/sim/sim_world.h"

/* The session before whose opening the dividend of a month comes off; -1 when none
 * is paid in that month. */
int32_t sim_dividend_session(const struct sim_share *share, int year, int month);

/* What comes off before a session, in cents a share; mostly 0. */
int64_t sim_dividend_cents(const struct sim_share *share, int32_t number);

#endif
