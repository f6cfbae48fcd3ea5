/*
 * Fetching anew what has grown old in the cache while somebody asked for it, and
 * the providers' lists of what is traded.
 */
#ifndef MARKET_RENEWAL_H
#define MARKET_RENEWAL_H

#include <stdbool.h>
#include <stdint.h>

struct feed;

/* Is any source called over the network? */
bool renewal_is_needed(void);

/* Renews a few answers; returns how many it tried. */
int renewal_turn(struct feed *feed);

/* Takes over what the providers list. Returns after how long to ask again. */
int64_t renewal_list_assets(struct feed *feed);

#endif
