#include "market/feed.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "market/board.h"
#include "market/catalogue.h"
#include "market/feed_cache.h"
#include "market/greeks.h"
#include "market/line.h"
#include "market/providers/replay.h"
#include "market/providers/sim.h"

#include <string.h>

/* What Greeks are worked out with where a source tells none: near enough to interest
 * of these years, and dividends are not known. */
static const double GREEKS_RATE = 0.04, GREEKS_YIELD = 0;

static const struct calendar *trading_calendar;
static uint64_t wanted_origin; /* of the market's clock */

static enum calendar_hours hours(void)
{
	const char *setting = settings_text(SETTING_MARKET_HOURS);
	if (strcmp(setting, "auto") != 0)
		return strcmp(setting, "always") == 0 ? CALENDAR_ALWAYS : CALENDAR_NYSE;
	return feed_sources(FEED_QUOTES)[0] == SOURCE_SIM ? CALENDAR_ALWAYS
							  : CALENDAR_NYSE;
}

int feed_open(const char *directory)
{
	char problem[FEED_PROBLEM_SIZE];
	if (!feed_sources_load(problem)) {
		LOG(LOG_ERROR, "the settings contradict themselves",
			LOG_TEXT("problem", problem));
		return -1;
	}
	trading_calendar = calendar_load(hours());
	if (trading_calendar == NULL)
		return -1;
	wanted_origin =
		feed_sources(FEED_QUOTES)[0] == SOURCE_REPLAY ? replay_origin() : 0;
	sim_open((uint64_t)settings_number(SETTING_SIM_SEED), trading_calendar);
	return catalogue_open(directory) == 0 && board_open(directory) == 0 &&
			       line_open(directory) == 0
		       ? 0
		       : -1;
}

const struct calendar *feed_calendar(void)
{
	return trading_calendar;
}

bool feed_has_begun(void)
{
	return board_clock().origin == wanted_origin;
}

bool feed_board(int place, struct snapshot *snapshot)
{
	if (!feed_has_begun() || !board_read(place, snapshot))
		return false;
	for (const enum source *at = feed_sources(FEED_QUOTES); *at != SOURCE_NONE; at++)
		if ((int32_t)*at == (int32_t)snapshot->source)
			return true;
	return false;
}

/* A question, and how a provider is asked it. */
struct question {
	enum feed_kind kind;
	const void *query;
	void *answer;
	enum provider_fault (*put)(const struct provider *provider,
		struct provider_call *call, const struct question *question);
};

static void tell_origin(
	struct feed_origin *origin, enum source source, const struct provider_call *call)
{
	origin->source = source;
	origin->fetched_us = call->fetched_us == 0 ? call->wall_us : call->fetched_us;
	origin->stale = call->stale;
}

/* What a list of refusals comes to. */
struct tally {
	bool unknown;
	bool failed;
	bool away;
};

static enum feed_fault conclude(const struct tally *tally)
{
	if (tally->away)
		return FEED_ELSEWHERE;
	if (tally->failed)
		return FEED_UNAVAILABLE;
	return tally->unknown ? FEED_UNKNOWN : FEED_NOT_OFFERED;
}

static void note(struct tally *tally, enum source source, enum provider_fault fault,
	const struct provider_call *call)
{
	switch (fault) {
	case PROVIDER_OK:
	case PROVIDER_NOT_OFFERED:
		return;
	case PROVIDER_UNKNOWN:
		tally->unknown = true;
		return;
	case PROVIDER_AWAY:
		tally->away = true;
		return;
	case PROVIDER_REFUSED:
	case PROVIDER_LIMITED:
	case PROVIDER_FAILED:
	case PROVIDER_NONSENSE:
		tally->failed = true;
		LOG(LOG_WARNING, "provider failed",
			LOG_TEXT("source", source_name(source)),
			LOG_TEXT("problem", call->problem));
	}
}

/* Asks the sources in their order until one answers. Without a network only what
 * is kept can answer; then the first that would have to be called ends it, for
 * where there is a network it comes first again. */
static enum feed_fault ask(
	struct feed *feed, const struct question *question, struct feed_origin *origin)
{
	struct tally tally = {0};
	struct transaction own;
	struct transaction *transaction = feed->transaction;
	if (!feed_has_begun() && question->kind != FEED_SEARCH)
		return FEED_UNAVAILABLE;
	bool connected = feed->database != NULL && connection_ready(feed->database);
	if (transaction == NULL && connected) {
		own = transaction_of(feed->database, feed->arena, TRANSACTION_READ, NULL);
		transaction = &own;
	}
	struct feed_cache cache = {.kind = question->kind,
		.arena = feed->arena,
		.database = feed->database,
		.transaction = transaction,
		.wall_us = feed->wall_us};
	feed_cache_open(&cache);
	for (const enum source *source = feed_sources(question->kind);
		*source != SOURCE_NONE && !tally.away; source++) {
		struct provider_call call = {.arena = feed->arena,
			.calendar = trading_calendar,
			.transaction = transaction,
			.kept = connected ? &cache.hooks : NULL,
			.network = feed->network,
			.wall_us = feed->wall_us,
			.now_us = feed->now_us};
		enum provider_fault fault =
			question->put(provider_of(*source), &call, question);
		if (fault == PROVIDER_OK) {
			tell_origin(origin, *source, &call);
			return FEED_OK;
		}
		note(&tally, *source, fault, &call);
	}
	return conclude(&tally);
}

/* The provider's function of that name, where it has one. */
#define PUT(function, query_type, answer_type)                                           \
	static enum provider_fault put_##function(const struct provider *provider,       \
		struct provider_call *call, const struct question *question)             \
	{                                                                                \
		const query_type *query = question->query;                               \
		answer_type *answer = question->answer;                                  \
		return provider->function == NULL                                        \
			       ? PROVIDER_NOT_OFFERED                                    \
			       : provider->function(call, query, answer);                \
	}

PUT(bars, struct bar_query, struct bars)
PUT(quotes, struct tick_query, struct quotes)
PUT(trades, struct tick_query, struct trades)
PUT(expirations, struct instrument, struct expirations)
PUT(chain, struct chain_query, struct chain)
PUT(contract_bars, struct contract_query, struct bars)
PUT(contract_trades, struct contract_query, struct trades)
PUT(news, struct news_query, struct news)
PUT(macro, struct macro_query, struct macro_points)
PUT(actions, struct action_query, struct actions)

/* Some tell bars in one way alone: adjusted for splits most often, or as they were. */
enum feed_fault feed_bars(struct feed *feed, const struct bar_query *query,
	struct bars *bars, struct feed_origin *origin)
{
	const enum bar_adjustment ways[] = {query->adjustment, BAR_SPLIT, BAR_RAW};
	enum feed_fault fault = FEED_NOT_OFFERED;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct bar_query way = *query;
		struct question question = {FEED_BARS, &way, bars, put_bars};
		way.adjustment = origin->adjustment = ways[i];
		fault = ask(feed, &question, origin);
		if (fault != FEED_NOT_OFFERED)
			break;
	}
	return fault;
}

enum feed_fault feed_quotes(struct feed *feed, const struct tick_query *query,
	struct quotes *quotes, struct feed_origin *origin)
{
	struct question question = {FEED_QUOTES, query, quotes, put_quotes};
	return ask(feed, &question, origin);
}

enum feed_fault feed_trades(struct feed *feed, const struct tick_query *query,
	struct trades *trades, struct feed_origin *origin)
{
	struct question question = {FEED_QUOTES, query, trades, put_trades};
	return ask(feed, &question, origin);
}

enum feed_fault feed_expirations(struct feed *feed, const struct instrument *underlying,
	struct expirations *expirations, struct feed_origin *origin)
{
	struct question question = {
		FEED_OPTIONS, underlying, expirations, put_expirations};
	return ask(feed, &question, origin);
}

enum feed_fault feed_chain(struct feed *feed, const struct chain_query *query,
	struct chain *chain, struct feed_origin *origin)
{
	struct question question = {FEED_OPTIONS, query, chain, put_chain};
	enum feed_fault fault = ask(feed, &question, origin);
	if (fault == FEED_OK && !query->bare)
		greeks_fill(
			chain, GREEKS_RATE, GREEKS_YIELD, feed->now_us, trading_calendar);
	return fault;
}

enum feed_fault feed_contract_bars(struct feed *feed, const struct contract_query *query,
	struct bars *bars, struct feed_origin *origin)
{
	struct question question = {FEED_OPTIONS, query, bars, put_contract_bars};
	return ask(feed, &question, origin);
}

enum feed_fault feed_contract_trades(struct feed *feed,
	const struct contract_query *query, struct trades *trades,
	struct feed_origin *origin)
{
	struct question question = {FEED_OPTIONS, query, trades, put_contract_trades};
	return ask(feed, &question, origin);
}

enum feed_fault feed_news(struct feed *feed, const struct news_query *query,
	struct news *news, struct feed_origin *origin)
{
	struct question question = {FEED_NEWS, query, news, put_news};
	return ask(feed, &question, origin);
}

enum feed_fault feed_macro(struct feed *feed, const struct macro_query *query,
	struct macro_points *points, struct feed_origin *origin)
{
	struct question question = {FEED_MACRO, query, points, put_macro};
	return ask(feed, &question, origin);
}

enum feed_fault feed_actions(struct feed *feed, const struct action_query *query,
	struct actions *actions, struct feed_origin *origin)
{
	struct question question = {FEED_ACTIONS, query, actions, put_actions};
	return ask(feed, &question, origin);
}

struct search {
	const char *typed;
	size_t limit;
};

static enum provider_fault put_search(const struct provider *provider,
	struct provider_call *call, const struct question *question)
{
	const struct search *search = question->query;
	if (provider->search == NULL)
		return PROVIDER_NOT_OFFERED;
	return provider->search(call, search->typed, search->limit, question->answer);
}

enum feed_fault feed_search(struct feed *feed, const char *typed, size_t limit,
	struct instruments *found, struct feed_origin *origin)
{
	struct search search = {typed, limit};
	struct question question = {FEED_SEARCH, &search, found, put_search};
	return ask(feed, &question, origin);
}

static enum provider_fault put_assets(const struct provider *provider,
	struct provider_call *call, const struct question *question)
{
	if (provider->assets == NULL)
		return PROVIDER_NOT_OFFERED;
	return provider->assets(call, question->answer);
}

enum feed_fault feed_assets(
	struct feed *feed, struct instruments *assets, struct feed_origin *origin)
{
	struct question question = {FEED_SEARCH, NULL, assets, put_assets};
	return ask(feed, &question, origin);
}

/* Instruments whose snapshots are wanted, with room for those still missing. */
struct wanted {
	const struct instrument *const *instruments;
	size_t count;
	const struct instrument **missing;
	size_t *numbers;
	struct snapshot *found;
};

/* Asks for those that no source has known yet. OK ends the asking: all are known. */
static enum provider_fault put_snapshots(const struct provider *provider,
	struct provider_call *call, const struct question *question)
{
	const struct wanted *wanted = question->query;
	struct snapshot *snapshots = question->answer;
	size_t count = 0, known = 0;
	if (provider->snapshots == NULL)
		return PROVIDER_NOT_OFFERED;
	for (size_t i = 0; i < wanted->count; i++)
		if (snapshots[i].received_us == 0) {
			wanted->numbers[count] = i;
			wanted->missing[count++] = wanted->instruments[i];
		}
	memset(wanted->found, 0, count * sizeof(*wanted->found));
	enum provider_fault fault =
		provider->snapshots(call, wanted->missing, count, wanted->found);
	for (size_t i = 0; fault == PROVIDER_OK && i < count; i++) {
		snapshots[wanted->numbers[i]] = wanted->found[i];
		known += wanted->found[i].received_us != 0;
	}
	return fault == PROVIDER_OK && known < count ? PROVIDER_UNKNOWN : fault;
}

enum feed_fault feed_snapshots(struct feed *feed,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots, struct feed_origin *origin)
{
	struct wanted wanted = {instruments, count,
		arena_alloc(feed->arena, count * sizeof(*wanted.missing) + 1),
		arena_alloc(feed->arena, count * sizeof(*wanted.numbers) + 1),
		arena_alloc(feed->arena, count * sizeof(*wanted.found) + 1)};
	struct question question = {FEED_QUOTES, &wanted, snapshots, put_snapshots};
	if (wanted.missing == NULL || wanted.numbers == NULL || wanted.found == NULL)
		return FEED_BROKEN;
	enum feed_fault fault = ask(feed, &question, origin);
	for (size_t i = 0; i < count && fault != FEED_ELSEWHERE; i++)
		if (snapshots[i].received_us != 0)
			return FEED_OK;
	return fault;
}

enum feed_fault feed_snapshot(struct feed *feed, int place, struct snapshot *snapshot)
{
	struct feed_origin origin;
	const struct instrument *instrument = catalogue_at(place);
	board_want(place, feed->wall_us);
	if (feed_board(place, snapshot))
		return FEED_OK;
	memset(snapshot, 0, sizeof(*snapshot));
	enum feed_fault fault = feed_snapshots(feed, &instrument, 1, snapshot, &origin);
	return fault == FEED_OK && snapshot->received_us == 0 ? FEED_UNKNOWN : fault;
}
