#include "market/renewal.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/transaction.h"
#include "http/metrics.h"
#include "market/desk.h"
#include "market/feed.h"
#include "market/feed_cache.h"
#include "market/providers/ask.h"

#include <string.h>

static const char AT_ONCE[] = "10";
static const int64_t DAY_US = (int64_t)86400 * 1000000;
static const int64_t RETRY_US = (int64_t)600 * 1000000;

bool renewal_is_needed(void)
{
	for (enum source source = 0; source < SOURCES; source++)
		if (provider_of(source) != NULL && !provider_of(source)->local &&
			feed_sources_have(source))
			return true;
	return false;
}

static int64_t ttl_s(enum feed_kind kind)
{
	switch (kind) {
	case FEED_QUOTES:
		return settings_number(SETTING_CACHE_TTL_QUOTES);
	case FEED_BARS:
	case FEED_ACTIONS:
	case FEED_SEARCH:
		return settings_number(SETTING_CACHE_TTL_BARS);
	case FEED_OPTIONS:
		return settings_number(SETTING_CACHE_TTL_CHAINS);
	case FEED_NEWS:
		return settings_number(SETTING_CACHE_TTL_NEWS);
	case FEED_MACRO:
		return settings_number(SETTING_CACHE_TTL_MACRO);
	case FEED_KINDS:
		break;
	}
	return 0;
}

static enum feed_kind kind_named(const char *name)
{
	enum feed_kind kind = 0;
	while (kind < FEED_KINDS && strcmp(feed_sources_kind(kind), name) != 0)
		kind++;
	return kind;
}

/* Whether or not it went well, nobody is waiting any more: who asks next while it is
 * still old asks again. */
static void settle(struct feed *feed, const char *kind, const char *key)
{
	const char *parameters[] = {kind, key};
	struct transaction transaction =
		transaction_of(feed->database, feed->arena, TRANSACTION_WRITE, NULL);
	if (transaction_queue(&transaction, STATEMENT_MARKET_CACHE_ASKED_NO_MORE, 2,
		    parameters) != 0 ||
		transaction_commit(&transaction) != 0)
		LOG(LOG_WARNING, "a renewal cannot be noted", LOG_TEXT("key", key));
}

static void renew(struct feed *feed, const char *name, const char *key)
{
	struct transaction reading =
		transaction_of(feed->database, feed->arena, TRANSACTION_READ, NULL);
	struct feed_cache cache = {.kind = kind_named(name),
		.arena = feed->arena,
		.database = feed->database,
		.transaction = &reading,
		.wall_us = feed->wall_us};
	if (cache.kind < FEED_KINDS) {
		feed_cache_open(&cache);
		struct provider_call call = {.arena = feed->arena,
			.calendar = feed_calendar(),
			.transaction = &reading,
			.kept = &cache.hooks,
			.network = true,
			.wall_us = feed->wall_us,
			.now_us = feed->now_us};
		if (ask_again(&call, key, (int)ttl_s(cache.kind)) != PROVIDER_OK)
			LOG(LOG_INFO, "not renewed", LOG_TEXT("key", key),
				LOG_TEXT("problem", call.problem));
	}
	settle(feed, name, key);
}

int renewal_turn(struct feed *feed)
{
	struct rows rows;
	const char *parameters[] = {AT_ONCE};
	struct transaction transaction =
		transaction_of(feed->database, feed->arena, TRANSACTION_READ, NULL);
	if (transaction_run(&transaction, STATEMENT_MARKET_CACHE_ASKED, 1, parameters,
		    &rows) != 0) {
		transaction_rollback(&transaction);
		return 0;
	}
	for (int row = 0; row < rows.count; row++)
		renew(feed, rows_text(&rows, row, "kind"), rows_text(&rows, row, "key"));
	return rows.count;
}

int64_t renewal_list_assets(struct feed *feed)
{
	struct instruments assets = {0};
	struct feed_origin origin;
	enum feed_fault fault = feed_assets(feed, &assets, &origin);
	if (fault == FEED_NOT_OFFERED)
		return DAY_US;
	if (fault != FEED_OK ||
		desk_store(feed->database, feed->arena, &assets, origin.source) != 0)
		return RETRY_US;
	metrics_set(METRICS_ASSETS_US, feed->wall_us);
	LOG(LOG_INFO, "assets listed", LOG_NUMBER("count", (int64_t)assets.count));
	return DAY_US;
}
