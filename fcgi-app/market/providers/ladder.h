/*
 * Timeframes where a provider has but a few: which of its own a bar is joined from.
 */
#ifndef MARKET_PROVIDERS_LADDER_H
#define MARKET_PROVIDERS_LADDER_H

#include "market/providers/crop.h"

/* The longest of the provider's minutes (ascending, ended by 0) of which a timeframe
 * within a day is made; 0 when there is none. */
int ladder_minutes(struct timeframe timeframe, const int *minutes);

/* Sorts a crop of bars, joins them into the timeframe, keeps those that are asked for
 * and moves them into `bars`. */
enum provider_fault ladder_finish(
	struct crop *crop, const struct bar_query *query, struct bars *bars);

#endif
