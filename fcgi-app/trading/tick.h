/*
 * What the market does to orders that rest: at each move of the board all of them are
 * looked at in memory, and the accounts in which something comes of it are opened, one
 * after the other, each in a transaction of its own.
 */
#ifndef TRADING_TICK_H
#define TRADING_TICK_H

#include <stdbool.h>
#include <stdint.h>

struct feed;

/* Does what there is to do, for a while at most. Returns after how long (microseconds) it
 * is to be called again. The feed's arena is reset. */
int64_t tick_turn(struct feed *feed);

/* Have all orders seen the market of that instant, and is all written that came of it? */
bool tick_is_past(int64_t market_us);

/* Before the process ends: writes down what has moved in memory alone. */
void tick_close(struct feed *feed);

#endif
