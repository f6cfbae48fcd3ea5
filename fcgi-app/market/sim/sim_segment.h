/*
 * A session of one share, in up to three segments: before the open, between open and
 * close, after the close. Each is a whole whose halves sim_node.h finds; what becomes
 * a day's bar is the segment between open and close.
 */
#ifndef MARKET_SIM_SEGMENT_H
#define MARKET_SIM_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "market/sim/sim_node.h"
#include "market/sim/sim_world.h"

enum sim_segment_part {
	SIM_SEGMENT_PRE,
	SIM_SEGMENT_DAY,
	SIM_SEGMENT_POST,
	SIM_SEGMENT_PARTS
};

struct sim_segment {
	const struct sim_share *share;
	int32_t number; /* of the session */
	enum sim_segment_part part;
	int64_t from_us;
	int64_t until_us;
	double spread; /* usual, in 10^-4 */
	struct sim_node_law law;
	struct sim_node whole;
};

/* False when there is none: past the calendar, and extended hours where there are
 * none. */
bool sim_segment(const struct sim_share *share, int32_t number,
	enum sim_segment_part part, struct sim_segment *segment);

/* The node of one of its minutes, counted from 0. */
struct sim_node sim_segment_minute(const struct sim_segment *segment, int32_t minute);

/* The last session that had begun, extended hours included, at an instant; -1 when
 * the calendar begins later. */
int32_t sim_segment_session(int64_t time_us);

#endif
