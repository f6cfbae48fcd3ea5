/*
 * Bulletins as text: a headline and a summary, taken by chance from those that
 * sim_wording.def has for each kind.
 */
#ifndef MARKET_SIM_WORDING_H
#define MARKET_SIM_WORDING_H

#include <stdbool.h>

#include "market/sim/sim_bulletin.h"

struct arena;
struct text;

enum sim_wording_part { SIM_WORDING_HEADLINE, SIM_WORDING_SUMMARY };

/* The words of a bulletin, its own choice among those of its kind; NULL when there is
 * no memory. */
const char *sim_wording(struct arena *arena, const struct sim_bulletin *bulletin,
	enum sim_wording_part part) __attribute__((warn_unused_result));

/* How many texts there are to choose from; at least one. */
int sim_wording_count(enum sim_bulletin_kind kind, enum sim_wording_part part);

/* Writes one of them. False when it names what is not known. */
bool sim_wording_write(struct text *out, const struct sim_bulletin *bulletin,
	enum sim_wording_part part, int choice);

#endif
