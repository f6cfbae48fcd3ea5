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

/* Does the market's clock stand at a day that has passed, as in a replay? Then what came
 * out after the day before it, `known_day`, is not known yet, whatever its date. */
bool figures_are_past(const struct provider_call *call, int32_t *known_day);

#endif
