/*
 * The provider that plays imported bars back: at any moment of its clock there is what
 * had come about by then. Inside a bar the price walks as bar_walk.h says.
 *
 * Snapshots are kept between calls, by one process at a time: the market daemon.
 */
#ifndef MARKET_PROVIDERS_REPLAY_H
#define MARKET_PROVIDERS_REPLAY_H

#include "market/board.h"
#include "market/provider.h"

extern const struct provider replay_provider;

/* A speed such as 1, 0.5 or 60, in thousandths; false when it is none within 0.001
 * and 100000. */
bool replay_speed(const char *text, int64_t *speed_e3)
	__attribute__((warn_unused_result));

/* The clock that REPLAY_START and REPLAY_SPEED ask for, set at `wall_us`. A date, and a
 * first bar of a whole day, begin with the session of that day. PROVIDER_UNKNOWN when
 * nothing tells where to begin: no bars were imported. */
enum provider_fault replay_clock(struct provider_call *call, struct board_clock *clock)
	__attribute__((warn_unused_result));

/* A fingerprint of the settings that a replay's clock is set from, which stands on the
 * clock that was. */
uint64_t replay_origin(void);

#endif
