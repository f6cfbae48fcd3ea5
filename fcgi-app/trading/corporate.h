/*
 * Corporate actions on their ex-days: each is brought to every account that it concerns,
 * once, before anything rests or trades in its symbol on that day.
 */
#ifndef TRADING_CORPORATE_H
#define TRADING_CORPORATE_H

#include <stdbool.h>
#include <stdint.h>

struct feed;

/* At the beginning of each day in New York, and of the process: finds out what takes
 * effect. To be called before orders see the market of a new day. */
void corporate_look(struct feed *feed);

/* Is an action of that symbol still to be brought to accounts? Its orders wait. */
bool corporate_holds(const char *symbol);

/* Is there anything left to do? */
bool corporate_is_due(void);

/* Brings an action to a few accounts more. -1 when the database fails. */
int corporate_turn(struct feed *feed) __attribute__((warn_unused_result));

#endif
