/*
 * The newest quote of every instrument, in shared memory. One process writes, the
 * market daemon; any number read, without lock or wait, and always see one whole
 * snapshot, even when the writer died in the middle of a line.
 * Shared with: trading: orders fill at what stands on it.
 */
#ifndef MARKET_BOARD_H
#define MARKET_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "market/quote.h"

/* Maps it; call before forking. -1, logged, when there is no shared memory. */
int board_open(const char *directory) __attribute__((warn_unused_result));

/* The newest snapshot at a place of the catalogue; false when there is none yet. */
bool board_read(int place, struct snapshot *snapshot);

/* Notes that somebody wants to know, so that the daemon keeps it fresh. */
void board_want(int place, int64_t now_us);
int64_t board_wanted_us(int place);

/* For the daemon alone, which first becomes the writer: -1, logged, when there is
 * one already. Mends what a writer that died left. */
int board_take(void) __attribute__((warn_unused_result));
void board_write(int place, const struct snapshot *snapshot);
void board_beat(int64_t now_us);

/* When the daemon last came round, on the wall clock; 0: never. */
int64_t board_beat_us(void);

/* That the wall clock was set, which the daemon notices: by how much it jumped the last
 * time, below 0 for back, when that was by the clock as it then was, and how often since
 * the machine started. */
struct board_jump {
	int64_t by_us;
	int64_t at_us;
	int64_t count; /* 0: never */
};

void board_note_jump(int64_t now_us, int64_t by_us);
struct board_jump board_jump(void);

/* The market's time. It is the wall clock's, but for a replay, which runs from
 * a date of its own at a speed of its own. */
struct board_clock {
	int64_t wall_us;   /* when it was set */
	int64_t market_us; /* what it was set to */
	int64_t speed_e3;  /* 1000: as fast as the wall clock */
	uint64_t origin;   /* a fingerprint of what it was set from */
};

void board_set_clock(const struct board_clock *clock);
struct board_clock board_clock(void);
int64_t board_market_us(int64_t wall_us);

#endif
