#include "market/providers/tradier.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/providers/crop.h"
#include "market/providers/field.h"
#include "market/providers/listed.h"
#include "market/providers/session_bars.h"
#include "market/providers/tradier_options.h"
#include "market/providers/tradier_series.h"
#include "market/providers/tradier_shape.h"

#include <string.h>

enum { SYMBOLS_A_CALL = 100, LOT = 100, SEARCH_TTL_S = 3600 };

static void read_snapshot(
	const struct provider_call *call, const cJSON *object, struct snapshot *snapshot)
{
	bool traded = tradier_shape_trade(object, &snapshot->trade);
	bool quoted = tradier_shape_quote(object, LOT, &snapshot->quote);
	if (!traded && !quoted) {
		*snapshot = (struct snapshot){0};
		return;
	}
	struct session_bars day = {
		.time_us = traded ? snapshot->trade.time_us : snapshot->quote.time_us,
		.last = snapshot->trade.price};
	(void)field_price(object, "open", &day.open);
	(void)field_price(object, "high", &day.high);
	(void)field_price(object, "low", &day.low);
	(void)field_count(object, "volume", &day.volume);
	(void)field_price(object, "prevclose", &day.previous_close);
	session_bars_set(call->calendar, &day, snapshot);
	snapshot->source = SOURCE_TRADIER;
	snapshot->received_us = call->wall_us;
}

static const cJSON *quote_of(const cJSON *quotes, const char *symbol)
{
	for (const cJSON *at = field_first(quotes); at != NULL;
		at = field_after(quotes, at)) {
		const char *name = field_string(at, "symbol");
		if (name != NULL && strcmp(name, symbol) == 0)
			return at;
	}
	return NULL;
}

static enum provider_fault ask_some(struct ask *ask,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots, size_t *known)
{
	const cJSON *tree, *quotes;
	char symbol[ASK_SYMBOL_SIZE];
	struct text symbols = text_in(ask->results);
	for (size_t i = 0; i < count; i++) {
		tradier_shape_symbol(instruments[i], symbol);
		text_format(&symbols, "%s%s", i == 0 ? "" : ",", symbol);
	}
	const char *listed = text_done(&symbols);
	ask->failed = ask->failed || listed == NULL;
	ask_about(ask, "/v1/markets/quotes", 0);
	ask_pair(ask, "symbols", listed == NULL ? "" : listed);
	ask_pair(ask, "greeks", "false");
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!tradier_shape_list(ask, tree, "quotes", "quote", &quotes))
		return PROVIDER_NONSENSE;
	for (size_t i = 0; i < count; i++) {
		tradier_shape_symbol(instruments[i], symbol);
		const cJSON *object = quote_of(quotes, symbol);
		if (object != NULL)
			read_snapshot(ask->call, object, &snapshots[i]);
		*known += snapshots[i].received_us != 0;
	}
	return PROVIDER_OK;
}

static enum provider_fault snapshots(struct provider_call *call,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots)
{
	struct ask ask;
	enum provider_fault fault = PROVIDER_OK;
	size_t known = 0;
	ask_begin(&ask, call, ASK_TRADIER);
	for (size_t i = 0; i < count; i++)
		snapshots[i] = (struct snapshot){0};
	for (size_t at = 0; at < count && fault == PROVIDER_OK; at += SYMBOLS_A_CALL) {
		size_t some = count - at < SYMBOLS_A_CALL ? count - at : SYMBOLS_A_CALL;
		fault = ask_some(&ask, instruments + at, some, snapshots + at, &known);
		ask_forget(&ask);
	}
	if (known > 0)
		fault = PROVIDER_OK;
	else if (fault == PROVIDER_OK)
		fault = ask_fault(&ask, PROVIDER_UNKNOWN, "it knows none of the symbols");
	return ask_end(&ask, fault);
}

static void read_security(const cJSON *security, struct crop *crop)
{
	char ours[ASK_SYMBOL_SIZE];
	struct instrument instrument = {0};
	const char *symbol = field_string(security, "symbol");
	const char *type = field_string(security, "type");
	if (symbol == NULL || type == NULL) {
		crop_spoilt(crop);
		return;
	}
	bool index = strcmp(type, "index") == 0;
	bool fund = strcmp(type, "etf") == 0;
	if (!index && !fund && strcmp(type, "stock") != 0)
		return;
	tradier_shape_ours(symbol, index, ours);
	if (!listed_name(&instrument, ours, field_string(security, "description")))
		return;
	instrument.kind = index  ? INSTRUMENT_INDEX
			  : fund ? INSTRUMENT_FUND
				 : INSTRUMENT_STOCK;
	listed_exchange(&instrument, index ? NULL : field_string(security, "exchange"));
	listed_allow(&instrument);
	for (size_t i = 0; i < crop->count; i++)
		if (strcmp(((struct instrument *)crop->items)[i].symbol,
			    instrument.symbol) == 0)
			return;
	crop_add(crop, &instrument);
}

/* One list looks at symbols, the other one at names. */
static enum provider_fault ask_securities(
	struct ask *ask, const char *path, const char *typed, struct crop *crop)
{
	const cJSON *tree, *list;
	ask_about(ask, path, SEARCH_TTL_S);
	ask_pair(ask, "q", typed);
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!tradier_shape_list(ask, tree, "securities", "security", &list))
		return PROVIDER_NONSENSE;
	for (const cJSON *at = field_first(list); at != NULL && !crop_is_full(crop);
		at = field_after(list, at))
		read_security(at, crop);
	ask_forget(ask);
	return PROVIDER_OK;
}

static enum provider_fault search(struct provider_call *call, const char *typed,
	size_t limit, struct instruments *found)
{
	struct ask ask;
	*found = (struct instruments){0};
	ask_begin(&ask, call, ASK_TRADIER);
	struct crop crop = crop_of(&ask, sizeof(struct instrument), limit);
	enum provider_fault fault =
		ask_securities(&ask, "/v1/markets/lookup", typed, &crop);
	if (fault == PROVIDER_OK && !crop_is_full(&crop))
		fault = ask_securities(&ask, "/v1/markets/search", typed, &crop);
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	found->items = crop.items;
	found->count = crop.count;
	return ask_end(&ask, fault);
}

const struct provider tradier_provider = {.source = SOURCE_TRADIER,
	.snapshots = snapshots,
	.bars = tradier_series_bars,
	.expirations = tradier_options_expirations,
	.chain = tradier_options_chain,
	.contract_bars = tradier_series_contract_bars,
	.search = search};
