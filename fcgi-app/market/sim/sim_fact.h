/*
 * The facts of a bulletin as words and figures, each under the name by which
 * sim_wording.def calls it.
 */
#ifndef MARKET_SIM_FACT_H
#define MARKET_SIM_FACT_H

#include <stdbool.h>

#include "market/sim/sim_bulletin.h"

struct text;

/* Writes the fact of that name; false when there is none. */
bool sim_fact(struct text *out, const struct sim_bulletin *bulletin, const char *name);

#endif
