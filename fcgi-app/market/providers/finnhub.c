#include "market/providers/finnhub.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/providers/field.h"
#include "market/providers/finnhub_bars.h"
#include "market/providers/listed.h"
#include "market/providers/session_bars.h"
#include "market/providers/stories.h"

#include <string.h>

enum { SEARCH_TTL_S = 3600 };

static const int64_t SECOND_US = 1000000;

/* What it does not know it tells as zeros. There are no bids and asks. */
static bool read_quote(
	const struct provider_call *call, const cJSON *object, struct snapshot *snapshot)
{
	struct session_bars day = {0};
	if (!field_price(object, "c", &snapshot->trade.price) ||
		!field_epoch(object, "t", SECOND_US, &snapshot->trade.time_us)) {
		*snapshot = (struct snapshot){0};
		return false;
	}
	day.time_us = snapshot->trade.time_us;
	day.last = snapshot->trade.price;
	(void)field_price(object, "o", &day.open);
	(void)field_price(object, "h", &day.high);
	(void)field_price(object, "l", &day.low);
	(void)field_price(object, "pc", &day.previous_close);
	session_bars_set(call->calendar, &day, snapshot);
	snapshot->source = SOURCE_FINNHUB;
	snapshot->received_us = call->wall_us;
	return true;
}

static enum provider_fault ask_quote(
	struct ask *ask, const char *symbol, struct snapshot *snapshot, size_t *known)
{
	const cJSON *tree;
	int64_t zero;
	ask_about(ask, "/api/v1/quote", 0);
	ask_pair(ask, "symbol", symbol);
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!cJSON_IsObject(tree) || json_read_member(tree, "c") == NULL)
		return ask_nonsense(ask, "no price");
	if (read_quote(ask->call, tree, snapshot))
		(*known)++;
	else if (!field_integer(tree, "c", 0, 0, &zero) &&
		 !cJSON_IsNull(json_read_member(tree, "c")))
		return ask_nonsense(ask, "a price that makes no sense");
	return PROVIDER_OK;
}

/* One call for each symbol: what has come when the calls run out is told. */
static enum provider_fault snapshots(struct provider_call *call,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots)
{
	struct ask ask;
	enum provider_fault fault = PROVIDER_OK;
	size_t known = 0;
	ask_begin(&ask, call, ASK_FINNHUB);
	for (size_t i = 0; i < count; i++) {
		snapshots[i] = (struct snapshot){0};
		if (instruments[i]->kind == INSTRUMENT_INDEX || fault != PROVIDER_OK)
			continue;
		fault = ask_quote(&ask, instruments[i]->symbol, &snapshots[i], &known);
		if (fault == PROVIDER_UNKNOWN)
			fault = PROVIDER_OK;
		ask_forget(&ask);
	}
	if (known > 0)
		fault = PROVIDER_OK;
	else if (fault == PROVIDER_OK)
		fault = ask_fault(&ask, PROVIDER_UNKNOWN, "it knows none of the symbols");
	return ask_end(&ask, fault);
}

static void read_story(
	struct crop *crop, const struct news_query *query, const cJSON *object)
{
	struct news_item item = {.headline = field_string(object, "headline"),
		.summary = field_string(object, "summary"),
		.publisher = field_string(object, "source"),
		.url = field_string(object, "url")};
	const char *related = field_string(object, "related");
	(void)field_count(object, "id", &item.id);
	(void)field_epoch(object, "datetime", SECOND_US, &item.created_us);
	if (related != NULL)
		item.symbols[item.symbol_count++] = related;
	stories_add(crop, query, item);
}

static enum provider_fault ask_news(struct ask *ask, const struct news_query *query,
	const char *symbol, struct crop *crop)
{
	const cJSON *tree;
	const struct calendar *calendar = ask->call->calendar;
	int64_t last_us = query->until_us - 1 < ask->call->now_us ? query->until_us - 1
								  : ask->call->now_us;
	ask_about(ask, symbol == NULL ? "/api/v1/news" : "/api/v1/company-news",
		settings_number(SETTING_CACHE_TTL_NEWS));
	if (symbol == NULL) {
		ask_pair(ask, "category", "general");
	} else {
		ask_pair(ask, "symbol", symbol);
		ask_pair_day(ask, "from", calendar_day_of(calendar, query->from_us) - 1);
		ask_pair_day(ask, "to", calendar_day_of(calendar, last_us) + 1);
	}
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!cJSON_IsArray(tree))
		return ask_nonsense(ask, "no list of news");
	for (const cJSON *at = tree->child; at != NULL; at = at->next)
		read_story(crop, query, at);
	ask_forget(ask);
	return PROVIDER_OK;
}

static enum provider_fault news(
	struct provider_call *call, const struct news_query *query, struct news *news)
{
	return stories_gather(call, ASK_FINNHUB, query, ask_news, news);
}

static void read_result(const cJSON *result, struct crop *crop)
{
	struct instrument instrument = {0};
	const char *symbol = field_string(result, "symbol");
	const char *type = field_string(result, "type");
	if (symbol == NULL) {
		crop_spoilt(crop);
		return;
	}
	bool fund = type != NULL && strcmp(type, "ETP") == 0;
	if (type == NULL ||
		(!fund && strcmp(type, "Common Stock") != 0 && strcmp(type, "ADR") != 0 &&
			strcmp(type, "REIT") != 0))
		return;
	if (!listed_name(&instrument, symbol, field_string(result, "description")))
		return;
	instrument.kind = fund ? INSTRUMENT_FUND : INSTRUMENT_STOCK;
	listed_allow(&instrument);
	crop_add(crop, &instrument);
}

static enum provider_fault search(struct provider_call *call, const char *typed,
	size_t limit, struct instruments *found)
{
	struct ask ask;
	const cJSON *tree;
	*found = (struct instruments){0};
	ask_begin(&ask, call, ASK_FINNHUB);
	struct crop crop = crop_of(&ask, sizeof(struct instrument), limit);
	ask_about(&ask, "/api/v1/search", SEARCH_TTL_S);
	ask_pair(&ask, "q", typed);
	ask_pair(&ask, "exchange", "US");
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK) {
		const cJSON *results = json_read_member(tree, "result");
		if (!cJSON_IsArray(results) && !cJSON_IsNull(results))
			fault = ask_nonsense(&ask, "no list of results");
		for (const cJSON *at = cJSON_IsArray(results) ? results->child : NULL;
			at != NULL; at = at->next)
			read_result(at, &crop);
	}
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	found->items = crop.items;
	found->count = crop.count;
	return ask_end(&ask, fault);
}

const struct provider finnhub_provider = {.source = SOURCE_FINNHUB,
	.snapshots = snapshots,
	.bars = finnhub_bars_get,
	.news = news,
	.search = search};
