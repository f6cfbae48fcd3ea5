#include "market/providers/alpaca_company.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/providers/alpaca_actions.h"
#include "market/providers/alpaca_shape.h"
#include "market/providers/field.h"
#include "market/providers/listed.h"
#include "market/providers/stories.h"

#include <stdlib.h>
#include <string.h>

enum {
	NEWS_A_PAGE = 50,
	NEWS_PAGES = 20,
	ACTIONS_A_PAGE = 1000,
	ACTION_PAGES = 50,
	/* Alpaca looks for the day on which it processes an action: a split's is its ex
	 * date, a dividend's is when it is paid. */
	EARLIER_DAYS = 7,
	LATER_DAYS = 90
};

static const int64_t DAY_US = INT64_C(86400) * 1000000;

static void ask_news(struct ask *ask, const struct news_query *query, const char *symbols,
	const char *token)
{
	ask_about(ask, "/v1beta1/news", settings_number(SETTING_CACHE_TTL_NEWS));
	if (*symbols != '\0')
		ask_pair(ask, "symbols", symbols);
	/* By the day, so that the question stays the same for a while. */
	if (query->from_us > 0)
		ask_pair_time(ask, "start", query->from_us - query->from_us % DAY_US);
	if (query->until_us < ask->call->now_us)
		ask_pair_time(ask, "end", query->until_us - 1);
	ask_pair_integer(ask, "limit", NEWS_A_PAGE);
	ask_pair(ask, "sort", query->ascending ? "asc" : "desc");
	if (*token != '\0')
		ask_pair(ask, "page_token", token);
}

static void read_story(
	struct crop *crop, const struct news_query *query, const cJSON *object)
{
	struct news_item item = {.headline = field_string(object, "headline"),
		.summary = field_string(object, "summary"),
		.author = field_string(object, "author"),
		.publisher = field_string(object, "source"),
		.url = field_string(object, "url")};
	(void)field_count(object, "id", &item.id);
	(void)field_time(object, "created_at", &item.created_us);
	(void)field_time(object, "updated_at", &item.updated_us);
	const cJSON *symbols = json_read_member(object, "symbols");
	for (const cJSON *at = field_first(symbols);
		at != NULL && item.symbol_count < NEWS_SYMBOLS;
		at = field_after(symbols, at))
		if (cJSON_IsString(at))
			item.symbols[item.symbol_count++] = at->valuestring;
	stories_add(crop, query, item);
}

static enum provider_fault gather_news(struct ask *ask, const struct news_query *query,
	const char *symbols, struct crop *crop)
{
	char token[ALPACA_TOKEN_SIZE] = "";
	bool more = true;
	for (int page = 0; more && page < NEWS_PAGES && !crop_is_full(crop); page++) {
		const cJSON *tree;
		ask_news(ask, query, symbols, token);
		enum provider_fault fault = ask_json(ask, &tree);
		if (fault != PROVIDER_OK)
			return fault;
		const cJSON *list = json_read_member(tree, "news");
		if (!cJSON_IsArray(list) && !cJSON_IsNull(list))
			return ask_nonsense(ask, "no list of news");
		for (const cJSON *at = field_first(list); at != NULL; at = at->next)
			read_story(crop, query, at);
		more = alpaca_shape_next(tree, token);
		ask_forget(ask);
	}
	return crop_verdict(crop);
}

enum provider_fault alpaca_company_news(
	struct provider_call *call, const struct news_query *query, struct news *news)
{
	struct ask ask;
	struct text symbols;
	*news = (struct news){0};
	ask_begin(&ask, call, ASK_ALPACA_DATA);
	symbols = text_in(ask.results);
	for (size_t i = 0; i < query->symbol_count; i++)
		text_format(&symbols, "%s%s", i == 0 ? "" : ",", query->symbols[i]);
	const char *listed = text_done(&symbols);
	ask.failed = ask.failed || listed == NULL;
	struct crop crop = crop_of(&ask, sizeof(struct news_item),
		query->limit < STORIES_MOST ? query->limit : STORIES_MOST);
	enum provider_fault fault =
		gather_news(&ask, query, listed == NULL ? "" : listed, &crop);
	stories_finish(&crop, query, news);
	return ask_end(&ask, fault);
}

static void ask_actions(
	struct ask *ask, const struct action_query *query, const char *token)
{
	ask_about(ask, "/v1/corporate-actions", settings_number(SETTING_CACHE_TTL_BARS));
	if (query->symbol != NULL)
		ask_pair(ask, "symbols", query->symbol);
	ask_pair_day(ask, "start", query->from_day - EARLIER_DAYS);
	ask_pair_day(ask, "end", query->until_day + LATER_DAYS);
	ask_pair_integer(ask, "limit", ACTIONS_A_PAGE);
	if (*token != '\0')
		ask_pair(ask, "page_token", token);
}

static int by_ex_day(const void *a, const void *b)
{
	const struct action *first = a, *second = b;
	if (first->ex_day != second->ex_day)
		return first->ex_day < second->ex_day ? -1 : 1;
	return strcmp(first->symbol, second->symbol);
}

enum provider_fault alpaca_company_actions(struct provider_call *call,
	const struct action_query *query, struct actions *actions)
{
	struct ask ask;
	char token[ALPACA_TOKEN_SIZE] = "";
	bool more = true;
	enum provider_fault fault = PROVIDER_OK;
	*actions = (struct actions){0};
	ask_begin(&ask, call, ASK_ALPACA_DATA);
	struct crop crop = crop_of(&ask, sizeof(struct action), PROVIDER_ITEMS);
	for (int page = 0; more && page < ACTION_PAGES && fault == PROVIDER_OK; page++) {
		const cJSON *tree;
		ask_actions(&ask, query, token);
		fault = ask_json(&ask, &tree);
		if (fault != PROVIDER_OK)
			break;
		const cJSON *lists = json_read_member(tree, "corporate_actions");
		if (!cJSON_IsObject(lists))
			fault = ask_nonsense(&ask, "no lists of actions");
		else
			alpaca_actions_read(lists, query, &crop);
		more = alpaca_shape_next(tree, token);
		ask_forget(&ask);
	}
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	if (crop.count > 0)
		qsort(crop.items, crop.count, sizeof(struct action), by_ex_day);
	actions->items = crop.items;
	actions->count = crop.count < query->limit ? crop.count : query->limit;
	return ask_end(&ask, fault);
}

static bool has_options(const cJSON *asset)
{
	const cJSON *attributes = json_read_member(asset, "attributes");
	for (const cJSON *at = field_first(attributes); at != NULL;
		at = field_after(attributes, at))
		if (cJSON_IsString(at) &&
			(strcmp(at->valuestring, "has_options") == 0 ||
				strcmp(at->valuestring, "options_enabled") == 0))
			return true;
	return false;
}

static void read_asset(const cJSON *asset, struct crop *crop)
{
	static const struct {
		const char *name;
		uint32_t flag;
	} flags[] = {{"tradable", INSTRUMENT_TRADABLE},
		{"marginable", INSTRUMENT_MARGINABLE},
		{"shortable", INSTRUMENT_SHORTABLE},
		{"easy_to_borrow", INSTRUMENT_EASY_TO_BORROW},
		{"fractionable", INSTRUMENT_FRACTIONABLE}};
	struct instrument instrument = {0};
	const char *name = field_string(asset, "name");
	const char *status = field_string(asset, "status");
	if (!listed_name(&instrument, field_string(asset, "symbol"), name)) {
		crop_spoilt(crop);
		return;
	}
	instrument.kind = listed_is_fund(name) ? INSTRUMENT_FUND : INSTRUMENT_STOCK;
	listed_exchange(&instrument, field_string(asset, "exchange"));
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (field_flag(asset, flags[i].name))
			instrument.flags |= flags[i].flag;
	if (has_options(asset))
		instrument.flags |= INSTRUMENT_OPTIONS;
	if (status == NULL || strcmp(status, "active") != 0) {
		instrument.flags |= INSTRUMENT_INACTIVE;
		instrument.flags &= ~(uint32_t)INSTRUMENT_TRADABLE;
	}
	crop_add(crop, &instrument);
}

enum provider_fault alpaca_company_assets(
	struct provider_call *call, struct instruments *assets)
{
	struct ask ask;
	const cJSON *tree;
	*assets = (struct instruments){0};
	ask_begin(&ask, call, ASK_ALPACA_ASSETS);
	struct crop crop = crop_of(&ask, sizeof(struct instrument), PROVIDER_ITEMS);
	ask_about(&ask, "/v2/assets", 0);
	ask_pair(&ask, "status", "active");
	ask_pair(&ask, "asset_class", "us_equity");
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK && !cJSON_IsArray(tree))
		fault = ask_nonsense(&ask, "no list of assets");
	for (const cJSON *at = fault == PROVIDER_OK ? tree->child : NULL; at != NULL;
		at = at->next)
		read_asset(at, &crop);
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	assets->items = crop.items;
	assets->count = crop.count;
	return ask_end(&ask, fault);
}
