/*
 * libFuzzer: whatever a provider answers, every function of every provider comes back
 * with a fault or with an answer that keeps the promises of its type. The first byte
 * chooses the function, the second the status; the rest are bodies, cut at NULs, one
 * for each request. Stands in for net/fetch, so nothing is sent.
 */
#include "base/arena.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/line.h"
#include "market/provider.h"
#include "net/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "require.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);

enum { ROOM = 256 << 20, TODAY = 20483, LIMIT = 500 };

static const int64_t NOW_US = INT64_C(1769803200) * 1000000;
static const char SECRET[] = "Aq7ZsecretKey";

static const struct instrument apple = {.symbol = "AAPL", .kind = INSTRUMENT_STOCK};
static const struct calendar *calendar;
static const char *body, *body_end;
static long status;
static int requests;

void fetch_escape(struct text *url, const char *value)
{
	text_string(url, value);
}

enum fetch_fault fetch_get(struct arena *arena, const struct fetch_request *request,
	struct fetch_reply *reply)
{
	const char *end = memchr(body, '\0', (size_t)(body_end - body));
	size_t length = (size_t)((end == NULL ? body_end : end) - body);
	require(request->base != NULL && request->query_count > 0);
	require(++requests <= 200);
	*reply = (struct fetch_reply){.status = status,
		.body = arena_copy(arena, body, length),
		.length = length,
		.remaining = -1};
	body = end == NULL ? body_end : end + 1;
	return reply->body == NULL ? FETCH_UNSENDABLE : FETCH_OK;
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	static const char *const keys[] = {"ALPACA_PAPER_API_KEY",
		"ALPACA_PAPER_SECRET_KEY", "TRADIER_API_KEY", "ALPHA_VANTAGE_API_KEY",
		"FINNHUB_API_KEY", "FRED_API_KEY"};
	char directory[] = "/tmp/pt-fuzz-XXXXXX", error[SETTINGS_ERROR_SIZE], path[64];
	(void)count;
	(void)arguments;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		setenv(keys[i], SECRET, 1);
	require(settings_load("/srv", "/nowhere", "/nowhere", error) == 0);
	require(mkdtemp(directory) != NULL && line_open(directory) == 0);
	/* Mapped and open, they are needed by name no more. */
	static const char *const files[] = {
		"providers", "providers.lock", "providers.turn"};
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		unlink(path);
	}
	rmdir(directory);
	calendar = calendar_load(CALENDAR_NYSE);
	require(calendar != NULL);
	return 0;
}

static void check_snapshots(const struct provider *provider, struct provider_call *call)
{
	const struct instrument *instruments[] = {&apple};
	struct snapshot snapshot;
	enum provider_fault fault = provider->snapshots(call, instruments, 1, &snapshot);
	require((fault == PROVIDER_OK) == (snapshot.received_us != 0));
	if (fault != PROVIDER_OK)
		return;
	require(snapshot.quote.bid.e6 >= 0 && snapshot.quote.ask.e6 >= 0);
	require(snapshot.quote.bid.e6 == 0 || snapshot.quote.ask.e6 == 0 ||
		snapshot.quote.bid.e6 <= snapshot.quote.ask.e6);
	require(snapshot.trade.price.e6 >= 0 && snapshot.trade.size >= 0);
	require(snapshot.day.time_us == 0 || bar_is_sound(&snapshot.day));
	require(snapshot.minute.time_us == 0 || bar_is_sound(&snapshot.minute));
}

static void check_bars(const struct provider *provider, struct provider_call *call,
	struct timeframe timeframe, enum bar_adjustment adjustment)
{
	struct bars bars;
	struct bar_query query = {.instrument = &apple,
		.timeframe = timeframe,
		.from_us = NOW_US - INT64_C(10) * 86400 * 1000000,
		.until_us = NOW_US,
		.limit = LIMIT,
		.adjustment = adjustment};
	if (provider->bars == NULL || provider->bars(call, &query, &bars) != PROVIDER_OK)
		return;
	require(bars.count <= LIMIT);
	for (size_t i = 0; i < bars.count; i++) {
		require(bar_is_sound(&bars.items[i]));
		require(bars.items[i].time_us >= query.from_us &&
			bars.items[i].time_us < query.until_us);
		require(i == 0 || bars.items[i - 1].time_us < bars.items[i].time_us);
	}
}

static void check_ticks(const struct provider *provider, struct provider_call *call)
{
	struct quotes quotes = {0};
	struct trades trades = {0};
	struct tick_query query = {.instrument = &apple,
		.from_us = NOW_US - INT64_C(10) * 86400 * 1000000,
		.until_us = NOW_US,
		.limit = LIMIT};
	if (provider->quotes == NULL)
		return;
	if (provider->quotes(call, &query, &quotes) == PROVIDER_OK)
		for (size_t i = 0; i < quotes.count; i++)
			require(quotes.items[i].bid_size >= 0 &&
				quotes.items[i].time_us < query.until_us);
	if (provider->trades(call, &query, &trades) == PROVIDER_OK)
		for (size_t i = 0; i < trades.count; i++)
			require(trades.items[i].price.e6 > 0);
}

static void check_contract(const struct provider *provider, struct provider_call *call)
{
	struct contract contract;
	struct bars bars;
	struct trades trades;
	struct contract_query query = {.contract = &contract,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = NOW_US - INT64_C(10) * 86400 * 1000000,
		.until_us = NOW_US,
		.limit = LIMIT};
	require(chain_parse_symbol("AAPL260220C00230000", &contract));
	if (provider->contract_bars != NULL &&
		provider->contract_bars(call, &query, &bars) == PROVIDER_OK)
		for (size_t i = 0; i < bars.count; i++)
			require(bar_is_sound(&bars.items[i]));
	if (provider->contract_trades != NULL &&
		provider->contract_trades(call, &query, &trades) == PROVIDER_OK)
		for (size_t i = 0; i < trades.count; i++)
			require(trades.items[i].price.e6 > 0);
}

static void check_chain(const struct provider *provider, struct provider_call *call)
{
	struct chain chain;
	struct expirations expirations;
	struct chain_query query = {
		.underlying = &apple, .from_day = TODAY + 21, .until_day = TODAY + 21};
	if (provider->chain == NULL)
		return;
	if (provider->chain(call, &query, &chain) == PROVIDER_OK)
		for (size_t i = 0; i < chain.count; i++) {
			const struct chain_line *line = &chain.items[i];
			require(strcmp(line->contract.underlying, "AAPL") == 0);
			require(line->contract.expiration_day == TODAY + 21);
			require(line->open_interest >= 0 && line->volume >= 0);
			require(!line->has_greeks || line->greeks.volatility_e6 > 0);
		}
	if (provider->expirations(call, &apple, &expirations) == PROVIDER_OK)
		for (size_t i = 1; i < expirations.count; i++)
			require(expirations.days[i - 1] < expirations.days[i]);
}

static void check_news(const struct provider *provider, struct provider_call *call)
{
	static const char *const symbols[] = {"AAPL"};
	struct news news;
	struct news_query query = {
		symbols, 1, NOW_US - INT64_C(10) * 86400 * 1000000, NOW_US, LIMIT, false};
	if (provider->news == NULL || provider->news(call, &query, &news) != PROVIDER_OK)
		return;
	for (size_t i = 0; i < news.count; i++) {
		const struct news_item *item = &news.items[i];
		require(item->headline != NULL && item->summary != NULL);
		require(item->url == NULL || text_starts(item->url, "https://"));
		require(item->symbol_count <= NEWS_SYMBOLS);
		require(i == 0 || news.items[i - 1].created_us >= item->created_us);
	}
}

static void check_lists(const struct provider *provider, struct provider_call *call)
{
	struct instruments found;
	struct actions actions;
	struct action_query query = {"AAPL", TODAY - 1000, TODAY, 0, LIMIT};
	if (provider->search != NULL &&
		provider->search(call, "app", 10, &found) == PROVIDER_OK)
		require(found.count <= 10);
	if (provider->assets != NULL && provider->assets(call, &found) == PROVIDER_OK)
		for (size_t i = 0; i < found.count; i++)
			require(found.items[i].symbol[0] != '\0');
	if (provider->actions == NULL ||
		provider->actions(call, &query, &actions) != PROVIDER_OK)
		return;
	for (size_t i = 0; i < actions.count; i++) {
		require(strcmp(actions.items[i].symbol, "AAPL") == 0);
		require(actions.items[i].kind != ACTION_SPLIT ||
			(actions.items[i].new_shares > 0 &&
				actions.items[i].old_shares > 0));
	}
}

static void check_macro(const struct provider *provider, struct provider_call *call)
{
	struct macro_points points;
	struct macro_query query = {MACRO_TREASURY_10Y, TODAY - 1000, TODAY, LIMIT};
	if (provider->macro == NULL ||
		provider->macro(call, &query, &points) != PROVIDER_OK)
		return;
	require(points.count <= LIMIT);
	for (size_t i = 1; i < points.count; i++)
		require(points.items[i - 1].day <= points.items[i].day);
}

static void check(
	const struct provider *provider, unsigned function, struct provider_call *call)
{
	switch (function) {
	case 0:
		if (provider->snapshots != NULL)
			check_snapshots(provider, call);
		break;
	case 1:
		check_bars(provider, call, (struct timeframe){TIMEFRAME_DAY, 1},
			provider->source == SOURCE_TRADIER ||
					provider->source == SOURCE_FINNHUB
				? BAR_SPLIT
				: BAR_RAW);
		break;
	case 2:
		check_bars(
			provider, call, (struct timeframe){TIMEFRAME_MINUTE, 5}, BAR_RAW);
		break;
	case 3:
		check_bars(
			provider, call, (struct timeframe){TIMEFRAME_WEEK, 1}, BAR_ALL);
		break;
	case 4:
		check_ticks(provider, call);
		break;
	case 5:
		check_chain(provider, call);
		break;
	case 6:
		check_news(provider, call);
		break;
	case 7:
		check_lists(provider, call);
		break;
	case 8:
		check_contract(provider, call);
		break;
	default:
		check_macro(provider, call);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = {200, 200, 200, 200, 200, 200, 400, 403, 429, 500};
	static int64_t wall_us = NOW_US;
	if (size < 2)
		return 0;
	/* Long enough after the last one that no line is closed any more. */
	wall_us += INT64_C(2) * 86400 * 1000000;
	struct provider_call call = {.arena = arena_new(4096, ROOM),
		.calendar = calendar,
		.network = true,
		.wall_us = wall_us,
		.now_us = NOW_US};
	body = (const char *)data + 2;
	body_end = (const char *)data + size;
	status = statuses[data[1] % (sizeof(statuses) / sizeof(*statuses))];
	requests = 0;
	check(provider_of((enum source)(SOURCE_ALPACA + data[0] % 5)), data[0] / 5 % 10,
		&call);
	require(strstr(call.problem, SECRET) == NULL);
	arena_free(call.arena);
	return 0;
}
