/*
 * The desk keeps the catalogue and the board: it knows what is listed, and puts
 * the newest quote of everything that somebody looks at where all can read it.
 * The market daemon works at it; there is one of each.
 */
#ifndef MARKET_DESK_H
#define MARKET_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "market/instrument.h"
#include "market/source.h"

struct arena;
struct connection;
struct feed;

/* Becomes the board's writer, fills the catalogue with what is built in, and sets
 * the market's clock going. -1, logged, when there is a writer already. */
int desk_open(int64_t wall_us) __attribute__((warn_unused_result));

/* Writes what is built in to the database, once, and reads from there what has
 * come since the last time. -1, logged, when the database does not answer. */
int desk_sync(struct connection *database, struct arena *arena)
	__attribute__((warn_unused_result));

/* Writes instruments to the database, from where desk_sync reads them. */
int desk_store(struct connection *database, struct arena *arena,
	const struct instruments *instruments, enum source source)
	__attribute__((warn_unused_result));

/* Puts fresh quotes on the board: of everything where that costs no call, else of
 * what somebody has looked at within ten minutes. Returns how many were written. */
int desk_refresh(struct feed *feed);

/* How often it is worth while. */
int64_t desk_period_us(void);

#endif
