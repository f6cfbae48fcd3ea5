/*
 * All instruments, in shared memory: the market daemon fills it, everybody reads
 * it without a query. An instrument keeps its place as long as the memory lives;
 * the same place is its place on the board.
 * Shared with: trading: orders name instruments.
 */
#ifndef MARKET_CATALOGUE_H
#define MARKET_CATALOGUE_H

#include <stddef.h>

#include "market/instrument.h"

enum { CATALOGUE_LIMIT = 16384 };

/* Maps it; call before forking. -1, logged, when there is no shared memory. */
int catalogue_open(const char *directory) __attribute__((warn_unused_result));

/* How many there are; places run from 0. */
int catalogue_count(void);

/* The instrument at a place. */
const struct instrument *catalogue_at(int place);

/* The id of the instrument at a place. */
const char *catalogue_id(int place);

/* The place of a symbol, small letters or capital; of an id; -1 when unknown. */
int catalogue_find(const char *symbol);
int catalogue_find_id(const char *id);

/* For the daemon alone: adds an instrument, or renews what is known of it.
 * Returns its place, -1 when there is no room. */
int catalogue_put(const struct instrument *instrument);

#endif
