#include "market/feed_cache.h"

#include "base/log.h"
#include "base/text.h"
#include "db/transaction.h"
#include "http/metrics.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

static const int64_t AHEAD_US = (int64_t)60 * 1000000;

/* Somebody has asked for what is old: the market daemon is to fetch it anew. */
static void ask_for_renewal(struct feed_cache *cache, const char *kind, const char *key)
{
	struct rows rows;
	const char *parameters[] = {kind, key};
	if (transaction_run(cache->transaction, STATEMENT_MARKET_CACHE_ASK, 2, parameters,
		    &rows) != 0)
		LOG(LOG_WARNING, "renewal cannot be asked for", LOG_TEXT("key", key));
}

static void count(const struct feed_cache *cache, enum metrics_counter first)
{
	metrics_count((enum metrics_counter)(first + cache->kind));
}

static bool find(void *context, const char *key, const char **body, size_t *length,
	int64_t *fetched_us, bool *fresh)
{
	struct feed_cache *cache = context;
	struct rows rows;
	const char *kind = feed_sources_kind(cache->kind);
	const char *parameters[] = {kind, key};
	if (transaction_run(cache->transaction, STATEMENT_MARKET_CACHE_GET, 2, parameters,
		    &rows) != 0 ||
		rows.count == 0) {
		count(cache, METRICS_CACHE_MISSES);
		return false;
	}
	*body = rows_text(&rows, 0, "body");
	*length = strlen(*body);
	*fetched_us = rows_integer(&rows, 0, "fetched_us");
	/* What was fetched at a time to come is from before the clock was set back. */
	*fresh = rows_integer(&rows, 0, "expires_us") > cache->wall_us &&
		 *fetched_us - cache->wall_us < AHEAD_US;
	count(cache, *fresh ? METRICS_CACHE_HITS : METRICS_CACHE_STALE);
	if (!*fresh)
		ask_for_renewal(cache, kind, key);
	return true;
}

/* In a transaction of its own: what was fetched is true whatever becomes of the
 * request. What cannot be kept is fetched again, that is all. */
static void put(void *context, const char *key, enum source source, const char *body,
	size_t length, int ttl_s)
{
	struct feed_cache *cache = context;
	char fetched[NUMBER_SIZE], expires[NUMBER_SIZE];
	const char *parameters[] = {feed_sources_kind(cache->kind), key, body,
		source_name(source), fetched, expires};
	/* The database takes no NUL within a text, nor would any JSON hold one. */
	if (strlen(body) != length)
		return;
	snprintf(fetched, sizeof(fetched), "%lld", (long long)cache->wall_us);
	snprintf(expires, sizeof(expires), "%lld",
		(long long)(cache->wall_us + (int64_t)ttl_s * 1000000));
	struct transaction transaction =
		transaction_of(cache->database, cache->arena, TRANSACTION_WRITE, NULL);
	if (transaction_queue(&transaction, STATEMENT_MARKET_CACHE_PUT, 6, parameters) !=
		0) {
		transaction_rollback(&transaction);
		return;
	}
	if (transaction_commit(&transaction) != 0)
		LOG(LOG_WARNING, "an answer cannot be kept", LOG_TEXT("key", key));
}

void feed_cache_open(struct feed_cache *cache)
{
	cache->hooks = (struct provider_cache){cache, find, put};
}
