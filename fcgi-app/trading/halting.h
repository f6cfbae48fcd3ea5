/*
 * What rests while the server's kill switch is on is cancelled, in everybody's accounts.
 * (An account's own switch ends its orders itself, at once.)
 */
#ifndef TRADING_HALTING_H
#define TRADING_HALTING_H

#include <stdbool.h>

struct feed;

/* Is there something to end? Asks the database, once a second; `result` is -1 when that
 * fails. */
bool halting_is_due(struct feed *feed, int *result);

/* Ends the orders of a page of accounts. -1 when the database fails. */
int halting_turn(struct feed *feed) __attribute__((warn_unused_result));

#endif
