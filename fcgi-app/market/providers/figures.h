/*
 * Lists of figures of the economy: a date and a value each, "." where there is none.
 */
#ifndef MARKET_PROVIDERS_FIGURES_H
#define MARKET_PROVIDERS_FIGURES_H

#include "market/providers/crop.h"

/* Takes the points that match, from a list of objects with "date" and "value", and
 * moves them into `points`: the newest so many, oldest first. */
enum provider_fault figures_read(struct ask *ask, const cJSON *list,
	const struct macro_query *query, struct macro_points *points);

#endif
