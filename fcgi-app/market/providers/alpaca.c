#include "market/providers/alpaca.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/providers/alpaca_company.h"
#include "market/providers/alpaca_options.h"
#include "market/providers/alpaca_series.h"
#include "market/providers/alpaca_shape.h"
#include "market/providers/ask.h"

enum { SYMBOLS_A_CALL = 100 };

/* Alpaca has no indices. */
static bool is_known(const struct instrument *instrument)
{
	return instrument->kind != INSTRUMENT_INDEX;
}

static void read_snapshot(
	const struct provider_call *call, const cJSON *object, struct snapshot *snapshot)
{
	bool traded = alpaca_shape_trade(
		json_read_member(object, "latestTrade"), &snapshot->trade);
	bool quoted = alpaca_shape_quote(
		json_read_member(object, "latestQuote"), true, &snapshot->quote);
	(void)alpaca_shape_bar(json_read_member(object, "minuteBar"), &snapshot->minute);
	(void)alpaca_shape_bar(json_read_member(object, "dailyBar"), &snapshot->day);
	(void)alpaca_shape_bar(
		json_read_member(object, "prevDailyBar"), &snapshot->previous_day);
	if (!traded && !quoted) {
		*snapshot = (struct snapshot){0};
		return;
	}
	snapshot->source = SOURCE_ALPACA;
	snapshot->received_us = call->wall_us;
}

/* The instruments from `first`, as many as go into one call; returns where the next
 * begins. */
static size_t list_symbols(struct text *symbols,
	const struct instrument *const *instruments, size_t first, size_t count)
{
	size_t listed = 0;
	for (; first < count && listed < SYMBOLS_A_CALL; first++) {
		if (!is_known(instruments[first]))
			continue;
		text_format(symbols, "%s%s", listed++ == 0 ? "" : ",",
			instruments[first]->symbol);
	}
	return first;
}

/* Asks for some; counts those that came. */
static enum provider_fault ask_snapshots(struct ask *ask, const char *symbols,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots, size_t *known)
{
	const cJSON *tree;
	ask_about(ask, "/v2/stocks/snapshots", 0);
	ask_pair(ask, "symbols", symbols);
	ask_pair(ask, "feed", settings_text(SETTING_ALPACA_FEED));
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	if (!cJSON_IsObject(tree))
		return ask_nonsense(ask, "no object of snapshots");
	for (size_t i = 0; i < count; i++) {
		const cJSON *object = json_read_member(tree, instruments[i]->symbol);
		if (cJSON_IsObject(object))
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
	ask_begin(&ask, call, ASK_ALPACA_DATA);
	for (size_t i = 0; i < count; i++)
		snapshots[i] = (struct snapshot){0};
	for (size_t at = 0; at < count && fault == PROVIDER_OK && !ask.failed;) {
		struct text symbols = text_in(ask.scratch);
		size_t next = list_symbols(&symbols, instruments, at, count);
		const char *listed = text_done(&symbols);
		if (listed != NULL && *listed != '\0')
			fault = ask_snapshots(&ask, listed, instruments + at, next - at,
				snapshots + at, &known);
		ask_forget(&ask);
		at = next;
	}
	if (known > 0)
		fault = PROVIDER_OK;
	else if (fault == PROVIDER_OK)
		fault = ask_fault(&ask, PROVIDER_UNKNOWN, "it knows none of the symbols");
	return ask_end(&ask, fault);
}

const struct provider alpaca_provider = {.source = SOURCE_ALPACA,
	.snapshots = snapshots,
	.bars = alpaca_series_bars,
	.quotes = alpaca_series_quotes,
	.trades = alpaca_series_trades,
	.expirations = alpaca_options_expirations,
	.chain = alpaca_options_chain,
	.contract_bars = alpaca_series_contract_bars,
	.contract_trades = alpaca_series_contract_trades,
	.news = alpaca_company_news,
	.actions = alpaca_company_actions,
	.assets = alpaca_company_assets};
