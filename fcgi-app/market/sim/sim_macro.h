/*
 * Macro series of the simulated economy, and the calendar of their releases. Nothing is
 * told before it is published, and nothing published ever changes.
 */
#ifndef MARKET_SIM_SIM_MACRO_H
#define MARKET_SIM_SIM_MACRO_H

#include "market/provider.h"

/* Points of a series whose days are within the query and that are out. */
enum provider_fault sim_macro_find(struct provider_call *call,
	const struct macro_query *query, struct macro_points *points)
	__attribute__((warn_unused_result));

/* One figure, on the day it comes out. Of MACRO_FED_FUNDS: the central bank's decision
 * on the upper end of its target range. */
struct sim_macro_release {
	int64_t time_us;
	enum macro_series series;
	int32_t period;
	bool is_out;       /* else actual_e6 is 0 */
	bool has_previous; /* else previous_e6 and forecast_e6 are 0 */
	int64_t actual_e6;
	int64_t previous_e6;
	int64_t forecast_e6; /* made of what was out before */
};

struct sim_macro_releases {
	struct sim_macro_release *items; /* by time */
	size_t count;
};

enum { SIM_MACRO_RELEASES = 4096, SIM_MACRO_RELEASE_DAYS = 3660 };

/* The releases on the days [from_day, until_day], at most SIM_MACRO_RELEASE_DAYS of
 * them. PROVIDER_FAILED when there is no memory. */
enum provider_fault sim_macro_find_releases(struct provider_call *call, int32_t from_day,
	int32_t until_day, struct sim_macro_releases *releases)
	__attribute__((warn_unused_result));

#endif
