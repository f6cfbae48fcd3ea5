/*
 * Keeps what rests in memory (resting.h) like the database: all of it read once at the
 * start, then the accounts to which something happened, as the outbox tells, and, round
 * and round, a few others, should anything ever have slipped by.
 */
#ifndef TRADING_RESTING_LOAD_H
#define TRADING_RESTING_LOAD_H

#include "trading/resting.h"

struct arena;
struct connection;

/* An account of which something was told. */
struct resting_load_news {
	char account_id[UUID_SIZE];
	int64_t last;
};

enum { RESTING_LOAD_NEWS = 4096 };

struct resting_load {
	bool whole;           /* all of it has been read */
	char place[24];       /* from where on the outbox is read; "" at the start */
	char next[UUID_SIZE]; /* the account that the round has got to */
	struct resting_load_news news[RESTING_LOAD_NEWS]; /* told of at that place */
	size_t news_count;
};

/* Begins from nothing: at the start, and when something went wrong. */
void resting_load_begin(struct resting_load *load, struct resting *resting);

/* Reads what is new; of the start a part, until `whole`. -1 when the database fails:
 * begin again. */
int resting_load_turn(struct resting_load *load, struct resting *resting,
	struct connection *database, struct arena *arena)
	__attribute__((warn_unused_result));

#endif
