#include "market/providers/alpaca_series.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "market/providers/alpaca_shape.h"
#include "market/providers/crop.h"

#include <stdio.h>
#include <string.h>

/* A page has 10,000 items at most; a few more pages than PROVIDER_ITEMS needs. */
enum { PAGE = 10000, PAGES_MOST = 12, OLD_TTL_S = 86400 };

static const int64_t DAY_US = INT64_C(86400) * 1000000;
static const int64_t HOUR_US = INT64_C(3600) * 1000000;

/* One list in time. */
struct series {
	const char *path;
	const char *name; /* of the list in the answer */
	const char *symbol;
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool descending;
	const struct timeframe *timeframe; /* NULL: ticks */
	const char *adjustment;            /* NULL: none is named */
	bool shares;                       /* not a contract: of a feed */
	bool (*read)(const cJSON *object, void *item);
};

static bool read_bar(const cJSON *object, void *item)
{
	return alpaca_shape_bar(object, item);
}

static bool read_quote(const cJSON *object, void *item)
{
	return alpaca_shape_quote(object, true, item);
}

static bool read_trade(const cJSON *object, void *item)
{
	return alpaca_shape_trade(object, item);
}

/* Bars that begin now or later do not exist. Without an end Alpaca tells all that the
 * key may see, which is also the same question whenever it is asked. */
static void ask_span(struct ask *ask, const struct series *series)
{
	int64_t step_us = series->timeframe == NULL                   ? 1
			  : series->timeframe->unit >= TIMEFRAME_HOUR ? DAY_US
								      : HOUR_US;
	ask_pair_time(ask, "start", series->from_us - series->from_us % step_us);
	if (series->until_us < ask->call->now_us)
		ask_pair_time(ask, "end", series->until_us - 1);
}

static int64_t ttl_s(const struct ask *ask, const struct series *series)
{
	if (series->timeframe == NULL)
		return settings_number(SETTING_CACHE_TTL_QUOTES);
	return series->until_us < ask->call->now_us - 2 * DAY_US &&
			       (series->adjustment == NULL ||
				       strcmp(series->adjustment, "raw") == 0)
		       ? OLD_TTL_S
		       : settings_number(SETTING_CACHE_TTL_BARS);
}

static void ask_page(
	struct ask *ask, const struct series *series, size_t wanted, const char *token)
{
	ask_about(ask, series->path, ttl_s(ask, series));
	ask_pair(ask, "symbols", series->symbol);
	if (series->timeframe != NULL) {
		char timeframe[TIMEFRAME_TEXT_SIZE];
		timeframe_format(*series->timeframe, timeframe);
		ask_pair(ask, "timeframe", timeframe);
	}
	if (series->adjustment != NULL)
		ask_pair(ask, "adjustment", series->adjustment);
	ask_span(ask, series);
	ask_pair_integer(ask, "limit", (int64_t)(wanted < PAGE ? wanted : PAGE));
	if (series->shares)
		ask_pair(ask, "feed", settings_text(SETTING_ALPACA_FEED));
	ask_pair(ask, "sort", series->descending ? "desc" : "asc");
	if (*token != '\0')
		ask_pair(ask, "page_token", token);
}

static void read_page(const struct series *series, const cJSON *list, struct crop *crop)
{
	union {
		struct bar bar;
		struct quote quote;
		struct trade trade;
		int64_t time_us; /* each begins with it */
	} item;
	for (const cJSON *at = list->child; at != NULL; at = at->next)
		if (!series->read(at, &item))
			crop_spoilt(crop);
		else if (item.time_us >= series->from_us &&
			 item.time_us < series->until_us &&
			 item.time_us <= crop->ask->call->now_us)
			crop_add(crop, &item);
}

/* Asks page after page until there is enough. */
static enum provider_fault gather(
	struct ask *ask, const struct series *series, struct crop *crop)
{
	char token[ALPACA_TOKEN_SIZE] = "";
	bool more = true;
	for (int page = 0; more && page < PAGES_MOST && !crop_is_full(crop); page++) {
		const cJSON *tree;
		ask_page(ask, series, crop->limit - crop->count, token);
		enum provider_fault fault = ask_json(ask, &tree);
		if (fault != PROVIDER_OK)
			return fault;
		const cJSON *lists = json_read_member(tree, series->name);
		const cJSON *list = json_read_member(lists, series->symbol);
		/* A symbol without any is missing, or the whole map is null. */
		if (lists == NULL || (!cJSON_IsNull(lists) && !cJSON_IsObject(lists)) ||
			(list != NULL && !cJSON_IsNull(list) && !cJSON_IsArray(list)))
			return ask_nonsense(ask, "no map of lists");
		if (cJSON_IsArray(list))
			read_page(series, list, crop);
		more = alpaca_shape_next(tree, token);
		ask_forget(ask);
	}
	return crop_verdict(crop);
}

static enum provider_fault run(struct provider_call *call, const struct series *series,
	size_t item_size, void **items, size_t *count)
{
	struct ask ask;
	*count = 0;
	if (series->from_us >= series->until_us || series->from_us > call->now_us)
		return PROVIDER_OK;
	ask_begin(&ask, call, ASK_ALPACA_DATA);
	struct crop crop = crop_of(&ask, item_size, series->limit);
	enum provider_fault fault = gather(&ask, series, &crop);
	crop_sort(&crop, series->timeframe != NULL, series->descending, series->limit);
	*items = crop.items;
	*count = crop.count;
	return ask_end(&ask, fault);
}

static struct series shares_of(const char *path, const char *name,
	const struct tick_query *query, bool (*read)(const cJSON *object, void *item))
{
	return (struct series){.path = path,
		.name = name,
		.symbol = query->instrument->symbol,
		.from_us = query->from_us,
		.until_us = query->until_us,
		.limit = query->limit,
		.descending = query->descending,
		.shares = true,
		.read = read};
}

static struct series contract_of(const char *path, const char *name,
	const struct contract_query *query, bool (*read)(const cJSON *object, void *item))
{
	return (struct series){.path = path,
		.name = name,
		.symbol = query->contract->symbol,
		.from_us = query->from_us,
		.until_us = query->until_us,
		.limit = query->limit,
		.descending = query->descending,
		.read = read};
}

/* There are no indices. */
static bool is_offered(const struct instrument *instrument)
{
	return instrument->kind != INSTRUMENT_INDEX;
}

enum provider_fault alpaca_series_bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	static const char *const adjustments[] = {[BAR_RAW] = "raw",
		[BAR_SPLIT] = "split",
		[BAR_DIVIDEND] = "dividend",
		[BAR_ALL] = "all"};
	struct series series = {"/v2/stocks/bars", "bars", query->instrument->symbol,
		query->from_us, query->until_us, query->limit, query->descending,
		&query->timeframe, adjustments[query->adjustment], true, read_bar};
	void *items = NULL;
	*bars = (struct bars){0};
	if (!is_offered(query->instrument))
		return PROVIDER_NOT_OFFERED;
	enum provider_fault fault =
		run(call, &series, sizeof(struct bar), &items, &bars->count);
	bars->items = items;
	return fault;
}

enum provider_fault alpaca_series_quotes(
	struct provider_call *call, const struct tick_query *query, struct quotes *quotes)
{
	struct series series =
		shares_of("/v2/stocks/quotes", "quotes", query, read_quote);
	void *items = NULL;
	*quotes = (struct quotes){0};
	if (!is_offered(query->instrument))
		return PROVIDER_NOT_OFFERED;
	enum provider_fault fault =
		run(call, &series, sizeof(struct quote), &items, &quotes->count);
	quotes->items = items;
	return fault;
}

enum provider_fault alpaca_series_trades(
	struct provider_call *call, const struct tick_query *query, struct trades *trades)
{
	struct series series =
		shares_of("/v2/stocks/trades", "trades", query, read_trade);
	void *items = NULL;
	*trades = (struct trades){0};
	if (!is_offered(query->instrument))
		return PROVIDER_NOT_OFFERED;
	enum provider_fault fault =
		run(call, &series, sizeof(struct trade), &items, &trades->count);
	trades->items = items;
	return fault;
}

enum provider_fault alpaca_series_contract_bars(
	struct provider_call *call, const struct contract_query *query, struct bars *bars)
{
	struct series series =
		contract_of("/v1beta1/options/bars", "bars", query, read_bar);
	void *items = NULL;
	series.timeframe = &query->timeframe;
	enum provider_fault fault =
		run(call, &series, sizeof(struct bar), &items, &bars->count);
	bars->items = items;
	return fault;
}

enum provider_fault alpaca_series_contract_trades(struct provider_call *call,
	const struct contract_query *query, struct trades *trades)
{
	struct series series =
		contract_of("/v1beta1/options/trades", "trades", query, read_trade);
	void *items = NULL;
	enum provider_fault fault =
		run(call, &series, sizeof(struct trade), &items, &trades->count);
	trades->items = items;
	return fault;
}
