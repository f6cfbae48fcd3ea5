#include "market/providers/tradier_options.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "market/calendar.h"
#include "market/providers/field.h"
#include "market/providers/options.h"
#include "market/providers/tradier_shape.h"

#include <string.h>

enum { EXPIRATIONS_TTL_S = 6 * 3600, CHAINS_A_CALL = 24, LINES_MOST = 10000 };

/* Those days that are not over yet. */
static enum provider_fault ask_days(
	struct ask *ask, const struct instrument *underlying, struct crop *crop)
{
	char symbol[ASK_SYMBOL_SIZE];
	const cJSON *tree, *dates;
	int32_t day, today = calendar_day_of(ask->call->calendar, ask->call->now_us);
	tradier_shape_symbol(underlying, symbol);
	ask_about(ask, "/v1/markets/options/expirations", EXPIRATIONS_TTL_S);
	ask_pair(ask, "symbol", symbol);
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!tradier_shape_list(ask, tree, "expirations", "date", &dates))
		return PROVIDER_NONSENSE;
	for (const cJSON *at = field_first(dates); at != NULL;
		at = field_after(dates, at))
		if (!cJSON_IsString(at) || !field_read_day(at->valuestring, &day))
			crop_spoilt(crop);
		else if (day >= today)
			crop_add(crop, &day);
	ask_forget(ask);
	return crop_verdict(crop);
}

enum provider_fault tradier_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations)
{
	struct ask ask;
	*expirations = (struct expirations){0};
	ask_begin(&ask, call, ASK_TRADIER);
	struct crop crop = crop_of(&ask, sizeof(int32_t), PROVIDER_ITEMS);
	enum provider_fault fault = ask_days(&ask, underlying, &crop);
	options_finish_days(&crop, expirations);
	return ask_end(&ask, fault);
}

static void read_line(
	const struct chain_query *query, const cJSON *option, struct crop *crop)
{
	struct chain_line line = {0};
	int64_t shares = CONTRACT_SHARES;
	const char *symbol = field_string(option, "symbol");
	if (symbol == NULL || !chain_parse_symbol(symbol, &line.contract)) {
		crop_spoilt(crop);
		return;
	}
	(void)field_count(option, "contract_size", &shares);
	if (shares != CONTRACT_SHARES || !options_match(query, &line.contract))
		return;
	(void)tradier_shape_quote(option, 1, &line.quote);
	(void)tradier_shape_trade(option, &line.last);
	(void)field_price(option, "prevclose", &line.previous_close);
	(void)field_count(option, "volume", &line.volume);
	(void)field_count(option, "open_interest", &line.open_interest);
	const cJSON *greeks = json_read_member(option, "greeks");
	line.has_greeks = options_greeks(greeks, greeks, "mid_iv", &line.greeks) ||
			  options_greeks(greeks, greeks, "smv_vol", &line.greeks);
	crop_add(crop, &line);
}

static enum provider_fault ask_chain(
	struct ask *ask, const struct chain_query *query, int32_t day, struct crop *crop)
{
	char symbol[ASK_SYMBOL_SIZE];
	const cJSON *tree, *options;
	tradier_shape_symbol(query->underlying, symbol);
	ask_about(ask, "/v1/markets/options/chains",
		settings_number(SETTING_CACHE_TTL_CHAINS));
	ask_pair(ask, "symbol", symbol);
	ask_pair_day(ask, "expiration", day);
	ask_pair(ask, "greeks", "true");
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!tradier_shape_list(ask, tree, "options", "option", &options))
		return PROVIDER_NONSENSE;
	for (const cJSON *at = field_first(options); at != NULL;
		at = field_after(options, at))
		read_line(query, at, crop);
	ask_forget(ask);
	return PROVIDER_OK;
}

/* The days whose chains are asked for: one is known, several are looked up. */
static enum provider_fault choose_days(
	struct ask *ask, const struct chain_query *query, struct crop *days)
{
	struct expirations all;
	int32_t day = query->only ? query->only->expiration_day : query->from_day;
	if (query->only != NULL || query->from_day == query->until_day) {
		crop_add(days, &day);
		return PROVIDER_OK;
	}
	enum provider_fault fault = ask_days(ask, query->underlying, days);
	options_finish_days(days, &all);
	days->count = 0;
	for (size_t i = 0; i < all.count; i++)
		if (all.days[i] >= query->from_day && all.days[i] <= query->until_day)
			all.days[days->count++] = all.days[i];
	if (fault == PROVIDER_OK && days->count > CHAINS_A_CALL)
		return ask_fault(ask, PROVIDER_NOT_OFFERED,
			"too many expirations to ask for at once");
	return fault;
}

/* What the underlying was traded at; a chain without it is still one. */
static void add_underlying(
	struct ask *ask, const struct chain_query *query, struct chain *chain)
{
	char symbol[ASK_SYMBOL_SIZE];
	const cJSON *tree, *quote;
	struct trade trade;
	tradier_shape_symbol(query->underlying, symbol);
	ask_about(ask, "/v1/markets/quotes", settings_number(SETTING_CACHE_TTL_CHAINS));
	ask_pair(ask, "symbols", symbol);
	ask_pair(ask, "greeks", "false");
	if (ask_json(ask, &tree) == PROVIDER_OK &&
		tradier_shape_list(ask, tree, "quotes", "quote", &quote) &&
		tradier_shape_trade(field_first(quote), &trade))
		chain->underlying_price = trade.price;
}

enum provider_fault tradier_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain)
{
	struct ask ask;
	*chain = (struct chain){0};
	ask_begin(&ask, call, ASK_TRADIER);
	struct crop days = crop_of(&ask, sizeof(int32_t), PROVIDER_ITEMS);
	struct crop lines = crop_of(&ask, sizeof(struct chain_line), LINES_MOST);
	enum provider_fault fault = choose_days(&ask, query, &days);
	for (size_t i = 0; i < days.count && fault == PROVIDER_OK; i++)
		fault = ask_chain(&ask, query, ((int32_t *)days.items)[i], &lines);
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&lines);
	options_finish(&lines, chain);
	for (size_t i = 0; i < chain->count; i++)
		if (chain->items[i].quote.time_us > chain->time_us)
			chain->time_us = chain->items[i].quote.time_us;
	if (fault == PROVIDER_OK && chain->count > 0) {
		add_underlying(&ask, query, chain);
		call->problem[0] = '\0';
		call->retry_after_ms = 0;
	}
	return ask_end(&ask, fault);
}
