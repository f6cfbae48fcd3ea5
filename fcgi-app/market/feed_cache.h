/*
 * Answers of providers, kept in the database for all processes until they are
 * old, and a while longer: an old answer is better than none.
 */
#ifndef MARKET_FEED_CACHE_H
#define MARKET_FEED_CACHE_H

#include "market/feed_sources.h"
#include "market/provider.h"

struct arena;
struct connection;
struct transaction;

/* Where a call finds and keeps answers; lives as long as the call. */
struct feed_cache {
	struct provider_cache hooks;
	enum feed_kind kind;
	struct arena *arena;
	struct connection *database;
	struct transaction *transaction;
	int64_t wall_us;
};

/* Sets the hooks up, which point into `cache` itself. */
void feed_cache_open(struct feed_cache *cache);

#endif
