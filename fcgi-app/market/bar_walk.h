/*
 * Inside a bar: the way its price may have gone from open to close by high and low.
 * Which of these came first and when follows from the bar itself, so that it is the
 * same whenever and wherever it is asked, and the way begins, turns and ends exactly
 * at the bar's four prices.
 */
#ifndef MARKET_BAR_WALK_H
#define MARKET_BAR_WALK_H

#include "market/bar.h"

/* When a bar's price walks: a day's in the session of its day, others' from where they
 * begin to where the next one would. */
void bar_walk_span(const struct calendar *calendar, struct timeframe timeframe,
	const struct bar *bar, int64_t *begin_us, int64_t *end_us);

/* The price at an instant; before the bar begins its open, after its end its close. On
 * the way it keeps to cents, below a dollar to hundredths of a cent. */
struct price bar_walk_price(
	const struct bar *bar, int64_t begin_us, int64_t end_us, int64_t time_us);

/* The bar of a stretch within a bar, with its share of volume and trades; parts that
 * follow one another add up to the whole. `part` begins at from_us. */
void bar_walk_part(const struct bar *bar, int64_t begin_us, int64_t end_us,
	int64_t from_us, int64_t until_us, struct bar *part);

/* Cuts a bar down to what is known of it at an instant. False when nothing is: it has
 * not begun. */
bool bar_walk_cut(const struct calendar *calendar, struct timeframe timeframe,
	struct bar *bar, int64_t now_us);

#endif
