/*
 * Bulletins of dividends and splits, on the morning after they are declared or of that
 * day itself: what is published and what sim_actions.h tells is the same.
 */
#ifndef MARKET_SIM_DECLARED_H
#define MARKET_SIM_DECLARED_H

#include "market/sim/sim_bulletin.h"

struct arena;

/* Those of sessions from one number to another, of one symbol or, with NULL, of all.
 * -1 when there is no memory. */
int sim_declared(struct arena *arena, const char *symbol, int32_t from, int32_t until,
	struct sim_bulletin **bulletins, size_t *count)
	__attribute__((warn_unused_result));

#endif
