/*
 * What happens by itself, when its time has come: sessions close, holding is charged,
 * corporate actions take effect, accounts are valued, what is old is thrown away. Each
 * goes through the accounts a few at a time, and finds in the database what it has done
 * already, so that it goes on where it was after a pause, and does nothing twice.
 */
#ifndef TRADING_SCHEDULE_H
#define TRADING_SCHEDULE_H

#include <stdint.h>

struct feed;

/* Does a little. Returns after how long (microseconds) it is to be called again. */
int64_t schedule_turn(struct feed *feed);

#endif
