#include "market/providers/sim.h"

#include <stdio.h>

#include "base/arena.h"
#include "market/sim/sim_actions.h"
#include "market/sim/sim_adjust.h"
#include "market/sim/sim_bars.h"
#include "market/sim/sim_macro.h"
#include "market/sim/sim_news.h"
#include "market/sim/sim_options.h"
#include "market/sim/sim_options_history.h"
#include "market/sim/sim_quote.h"
#include "market/sim/sim_tape.h"

void sim_open(uint64_t seed, const struct calendar *calendar)
{
	sim_world_open(seed, calendar);
}

static enum provider_fault unknown(struct provider_call *call, const char *symbol)
{
	snprintf(call->problem, sizeof(call->problem),
		"%s is not listed on the simulated exchange", symbol);
	return PROVIDER_UNKNOWN;
}

static enum provider_fault answered(struct provider_call *call, int status)
{
	if (status == 0)
		return PROVIDER_OK;
	snprintf(call->problem, sizeof(call->problem), "the answer is too long");
	return PROVIDER_FAILED;
}

/* The bar of a session's trading before an instant, in shares as they are in session
 * `today`: a split is no move. */
static struct bar day_bar(
	const struct sim_share *share, int32_t number, int64_t until_us, int32_t today)
{
	struct sim_segment segment;
	if (!sim_segment(share, number, SIM_SEGMENT_DAY, &segment))
		return (struct bar){0};
	struct sim_node node = segment.whole;
	if (until_us < segment.until_us)
		node = sim_tape_segment_before(&segment, until_us);
	sim_adjust_splits(share, number, today, &node);
	const struct calendar *calendar = sim_world()->calendar;
	int32_t day = calendar_numbered(calendar, number).day;
	return sim_bars_bar(share, &node, calendar_midnight_us(calendar, day));
}

static void take_snapshot(
	const struct sim_share *share, int64_t now_us, struct snapshot *snapshot)
{
	*snapshot = (struct snapshot){.source = SOURCE_SIM};
	struct sim_quote found;
	if (!sim_quote(share, now_us, &found))
		return;
	snapshot->received_us = now_us;
	snapshot->quote = found.quote;
	snapshot->trade = found.trade;
	snapshot->minute = sim_bars_bar(share, &found.minute, found.minute_us);
	bool is_early = found.segment.part == SIM_SEGMENT_PRE;
	int32_t today = found.segment.number, last = today - is_early;
	snapshot->day = day_bar(share, last, found.until_us, today);
	snapshot->previous_day = day_bar(share, last - 1, found.until_us, today);
}

static enum provider_fault snapshots(struct provider_call *call,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots)
{
	for (size_t i = 0; i < count; i++) {
		int place = listing_find(instruments[i]->symbol);
		snapshots[i] = (struct snapshot){.source = SOURCE_SIM};
		if (place >= 0)
			take_snapshot(
				sim_world_share(place), call->now_us, &snapshots[i]);
	}
	return PROVIDER_OK;
}

static enum provider_fault bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	int place = listing_find(query->instrument->symbol);
	if (place < 0)
		return unknown(call, query->instrument->symbol);
	return answered(call,
		sim_bars(call->arena, sim_world_share(place), query, call->now_us, bars));
}

static enum provider_fault quotes(
	struct provider_call *call, const struct tick_query *query, struct quotes *quotes)
{
	int place = listing_find(query->instrument->symbol);
	if (place < 0)
		return unknown(call, query->instrument->symbol);
	return answered(call, sim_quote_list(call->arena, sim_world_share(place), query,
				      call->now_us, quotes));
}

static enum provider_fault trades(
	struct provider_call *call, const struct tick_query *query, struct trades *trades)
{
	int place = listing_find(query->instrument->symbol);
	if (place < 0)
		return unknown(call, query->instrument->symbol);
	return answered(call, sim_quote_trades(call->arena, sim_world_share(place), query,
				      call->now_us, trades));
}

static enum provider_fault actions(struct provider_call *call,
	const struct action_query *query, struct actions *actions)
{
	if (query->symbol != NULL && listing_find(query->symbol) < 0)
		return unknown(call, query->symbol);
	int32_t today = calendar_day_of(sim_world()->calendar, call->now_us);
	return answered(call, sim_actions(call->arena, query, today, actions));
}

static enum provider_fault assets(struct provider_call *call, struct instruments *assets)
{
	size_t count = (size_t)listing_count();
	assets->items = arena_alloc(call->arena, count * sizeof(*assets->items));
	if (assets->items == NULL)
		return answered(call, -1);
	for (size_t i = 0; i < count; i++)
		listing_instrument((int)i, &assets->items[i]);
	assets->count = count;
	return PROVIDER_OK;
}

const struct provider sim_provider = {
	.source = SOURCE_SIM,
	.local = true,
	.snapshots = snapshots,
	.bars = bars,
	.quotes = quotes,
	.trades = trades,
	.news = sim_news_find,
	.macro = sim_macro_find,
	.expirations = sim_options_expirations,
	.chain = sim_options_chain,
	.contract_bars = sim_options_history_bars,
	.contract_trades = sim_options_history_trades,
	.actions = actions,
	.assets = assets,
};
