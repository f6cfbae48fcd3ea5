/*
 * Instruments in order of what they did today: the most traded, those that rose and
 * those that fell most.
 */
#ifndef API_MARKET_RANKING_H
#define API_MARKET_RANKING_H

#include "api/market_view.h"

enum market_ranking {
	MARKET_RANKING_GAINERS,
	MARKET_RANKING_LOSERS,
	MARKET_RANKING_VOLUME,
	MARKET_RANKING_TRADES
};

/* The whole market's lines, of stocks and funds alike or of stocks alone, at a price
 * of a dollar or more. */
struct market_ranking_lines {
	struct market_view_line *items;
	size_t count;
	int64_t time_us; /* the newest of them */
	enum source source;
};

int market_ranking_read(struct arena *arena, unsigned kinds,
	struct market_ranking_lines *lines) __attribute__((warn_unused_result));

/* Puts the lines into that order. Returns how many belong into it, at most `limit`:
 * none that fell is among the gainers. */
size_t market_ranking_order(
	struct market_ranking_lines *lines, enum market_ranking ranking, size_t limit);

/* Into an object that is open: time, age_seconds, source, simulated; time and age are
 * null where there is no line. */
void market_ranking_write_when(struct json_writer *json,
	const struct market_ranking_lines *lines, int64_t now_us);

#endif
