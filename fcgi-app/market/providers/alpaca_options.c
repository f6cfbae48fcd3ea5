#include "market/providers/alpaca_options.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "market/providers/alpaca_shape.h"
#include "market/providers/field.h"
#include "market/providers/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Snapshots come as one object a page, in which our reader takes 256 names. */
enum {
	SNAPSHOTS_A_PAGE = 250,
	CONTRACTS_A_PAGE = 10000,
	PAGES_MOST = 40,
	LINES_MOST = 10000,
	CONTRACTS_TTL_S = 6 * 3600,
	PATH_SIZE = 64
};

static void ask_contracts(struct ask *ask, const char *underlying, int32_t from_day,
	int32_t until_day, const char *token)
{
	ask_elsewhere(ask, ASK_ALPACA_ASSETS, "/v2/options/contracts", CONTRACTS_TTL_S);
	ask_pair(ask, "underlying_symbols", underlying);
	ask_pair(ask, "status", "active");
	ask_pair_day(ask, "expiration_date_gte", from_day);
	if (until_day != 0)
		ask_pair_day(ask, "expiration_date_lte", until_day);
	ask_pair_integer(ask, "limit", CONTRACTS_A_PAGE);
	if (*token != '\0')
		ask_pair(ask, "page_token", token);
}

/* Goes through the list of contracts, page by page. */
static enum provider_fault each_contract(struct ask *ask, const char *underlying,
	int32_t from_day, int32_t until_day, struct crop *crop,
	void (*read)(const cJSON *contract, struct crop *crop))
{
	char token[ALPACA_TOKEN_SIZE] = "";
	bool more = true;
	for (int page = 0; more && page < PAGES_MOST; page++) {
		const cJSON *tree;
		ask_contracts(ask, underlying, from_day, until_day, token);
		enum provider_fault fault = ask_json(ask, &tree);
		if (fault != PROVIDER_OK)
			return fault;
		const cJSON *list = json_read_member(tree, "option_contracts");
		if (!cJSON_IsArray(list) && !cJSON_IsNull(list))
			return ask_nonsense(ask, "no list of contracts");
		for (const cJSON *at = field_first(list); at != NULL; at = at->next)
			read(at, crop);
		more = alpaca_shape_next(tree, token);
		ask_forget(ask);
	}
	return crop_verdict(crop);
}

static void read_expiration(const cJSON *contract, struct crop *crop)
{
	int32_t day;
	if (field_day(contract, "expiration_date", &day))
		crop_add(crop, &day);
	else
		crop_spoilt(crop);
}

/* A chain has thousands of contracts but few dates: the list is asked for as a whole
 * and kept for hours. */
enum provider_fault alpaca_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations)
{
	struct ask ask;
	*expirations = (struct expirations){0};
	if (underlying->kind == INSTRUMENT_INDEX)
		return PROVIDER_NOT_OFFERED;
	ask_begin(&ask, call, ASK_ALPACA_ASSETS);
	struct crop crop = crop_of(&ask, sizeof(int32_t), PROVIDER_ITEMS);
	enum provider_fault fault = each_contract(&ask, underlying->symbol,
		calendar_day_of(call->calendar, call->now_us), 0, &crop, read_expiration);
	options_finish_days(&crop, expirations);
	return ask_end(&ask, fault);
}

struct interest {
	char symbol[CONTRACT_SYMBOL_SIZE];
	int64_t open;
};

static void read_interest(const cJSON *contract, struct crop *crop)
{
	struct interest interest = {0};
	if (field_copy(contract, "symbol", interest.symbol, sizeof(interest.symbol)) &&
		field_count(contract, "open_interest", &interest.open))
		crop_add(crop, &interest);
}

static int compare_interests(const void *a, const void *b)
{
	return strcmp(((const struct interest *)a)->symbol,
		((const struct interest *)b)->symbol);
}

/* Open interest stands in the list of contracts alone. Without it a chain is still
 * worth telling. */
static void add_interest(
	struct ask *ask, const struct chain_query *query, struct chain *chain)
{
	struct crop crop = crop_of(ask, sizeof(struct interest), PROVIDER_ITEMS);
	int32_t from_day = query->only ? query->only->expiration_day : query->from_day;
	int32_t until_day = query->only ? query->only->expiration_day : query->until_day;
	if (each_contract(ask, query->underlying->symbol, from_day, until_day, &crop,
		    read_interest) != PROVIDER_OK ||
		crop.count == 0)
		return;
	qsort(crop.items, crop.count, sizeof(struct interest), compare_interests);
	for (size_t i = 0; i < chain->count; i++) {
		struct chain_line *line = &chain->items[i];
		const struct interest *found = bsearch(line->contract.symbol, crop.items,
			crop.count, sizeof(struct interest), compare_interests);
		if (found != NULL)
			line->open_interest = found->open;
	}
}

/* A contract of the list itself, with its last close: all that some ask for. */
static void read_bare(const cJSON *contract, struct crop *crop)
{
	struct chain_line line = {0};
	int64_t shares = CONTRACT_SHARES;
	const char *symbol = field_string(contract, "symbol");
	if (symbol == NULL || !chain_parse_symbol(symbol, &line.contract)) {
		crop_spoilt(crop);
		return;
	}
	(void)field_count(contract, "size", &shares);
	if (shares != CONTRACT_SHARES || !options_match(crop->query, &line.contract))
		return;
	(void)field_price(contract, "close_price", &line.previous_close);
	(void)field_count(contract, "open_interest", &line.open_interest);
	crop_add(crop, &line);
}

static void read_line(
	const struct chain_query *query, const cJSON *snapshot, struct crop *crop)
{
	struct chain_line line = {0};
	struct bar day, previous;
	if (!chain_parse_symbol(snapshot->string, &line.contract) ||
		!cJSON_IsObject(snapshot)) {
		crop_spoilt(crop);
		return;
	}
	if (!options_match(query, &line.contract))
		return;
	(void)alpaca_shape_quote(
		json_read_member(snapshot, "latestQuote"), false, &line.quote);
	(void)alpaca_shape_trade(json_read_member(snapshot, "latestTrade"), &line.last);
	if (alpaca_shape_bar(json_read_member(snapshot, "dailyBar"), &day))
		line.volume = day.volume;
	if (alpaca_shape_bar(json_read_member(snapshot, "prevDailyBar"), &previous))
		line.previous_close = previous.close;
	line.has_greeks = options_greeks(json_read_member(snapshot, "greeks"), snapshot,
		"impliedVolatility", &line.greeks);
	crop_add(crop, &line);
}

static void ask_pair_price(struct ask *ask, const char *name, struct price price)
{
	char text[DECIMAL_TEXT_SIZE];
	price_format(price, 2, text);
	if (price.e6 != 0)
		ask_pair(ask, name, text);
}

static void ask_snapshots(
	struct ask *ask, const struct chain_query *query, const char *token)
{
	char path[PATH_SIZE];
	const struct contract *only = query->only;
	snprintf(path, sizeof(path), "/v1beta1/options/snapshots/%s",
		query->underlying->symbol);
	ask_elsewhere(
		ask, ASK_ALPACA_DATA, path, settings_number(SETTING_CACHE_TTL_CHAINS));
	ask_pair_day(ask, "expiration_date_gte",
		only ? only->expiration_day : query->from_day);
	ask_pair_day(ask, "expiration_date_lte",
		only ? only->expiration_day : query->until_day);
	ask_pair_price(ask, "strike_price_gte", only ? only->strike : query->least);
	ask_pair_price(ask, "strike_price_lte", only ? only->strike : query->most);
	ask_pair_integer(ask, "limit", SNAPSHOTS_A_PAGE);
	if (*token != '\0')
		ask_pair(ask, "page_token", token);
}

static enum provider_fault gather_lines(
	struct ask *ask, const struct chain_query *query, struct crop *crop)
{
	char token[ALPACA_TOKEN_SIZE] = "";
	bool more = true;
	for (int page = 0; more && page < PAGES_MOST && !crop_is_full(crop); page++) {
		const cJSON *tree;
		ask_snapshots(ask, query, token);
		enum provider_fault fault = ask_json(ask, &tree);
		if (fault != PROVIDER_OK)
			return fault;
		const cJSON *map = json_read_member(tree, "snapshots");
		if (!cJSON_IsObject(map) && !cJSON_IsNull(map))
			return ask_nonsense(ask, "no map of snapshots");
		for (const cJSON *at = map->child; at != NULL; at = at->next)
			read_line(query, at, crop);
		more = alpaca_shape_next(tree, token);
		ask_forget(ask);
	}
	if (more && !crop_is_full(crop))
		return ask_nonsense(ask, "a chain without an end");
	return crop_verdict(crop);
}

/* What the underlying was traded at; a chain without it is still one. */
static void add_underlying(
	struct ask *ask, const struct chain_query *query, struct chain *chain)
{
	const cJSON *tree;
	struct trade trade;
	ask_elsewhere(ask, ASK_ALPACA_DATA, "/v2/stocks/trades/latest",
		settings_number(SETTING_CACHE_TTL_CHAINS));
	ask_pair(ask, "symbols", query->underlying->symbol);
	ask_pair(ask, "feed", settings_text(SETTING_ALPACA_FEED));
	if (ask_json(ask, &tree) == PROVIDER_OK &&
		alpaca_shape_trade(json_read_member(json_read_member(tree, "trades"),
					   query->underlying->symbol),
			&trade))
		chain->underlying_price = trade.price;
	ask_forget(ask);
}

enum provider_fault alpaca_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain)
{
	struct ask ask;
	*chain = (struct chain){0};
	if (query->underlying->kind == INSTRUMENT_INDEX)
		return PROVIDER_NOT_OFFERED;
	ask_begin(&ask, call, ASK_ALPACA_DATA);
	struct crop crop = crop_of(&ask, sizeof(struct chain_line), LINES_MOST);
	crop.query = query;
	int32_t from_day = query->only ? query->only->expiration_day : query->from_day;
	int32_t until_day = query->only ? query->only->expiration_day : query->until_day;
	enum provider_fault fault =
		query->bare ? each_contract(&ask, query->underlying->symbol, from_day,
				      until_day, &crop, read_bare)
			    : gather_lines(&ask, query, &crop);
	options_finish(&crop, chain);
	for (size_t i = 0; i < chain->count; i++)
		if (chain->items[i].quote.time_us > chain->time_us)
			chain->time_us = chain->items[i].quote.time_us;
	if (fault == PROVIDER_OK && chain->count > 0 && !query->bare) {
		add_underlying(&ask, query, chain);
		add_interest(&ask, query, chain);
		call->problem[0] = '\0';
		call->retry_after_ms = 0;
	}
	return ask_end(&ask, fault);
}
