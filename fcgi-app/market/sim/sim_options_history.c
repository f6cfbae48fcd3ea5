#include "market/sim/sim_options_history.h"

#include <string.h>

#include "base/arena.h"
#include "market/sim/sim_bars.h"
#include "market/sim/sim_options_grid.h"
#include "market/sim/sim_options_price.h"
#include "market/sim/sim_options_tape.h"

static const int64_t SECOND_US = 1000000;

/* The sessions that a query reaches, walked in its order. */
struct walk {
	struct provider_call *call;
	const struct contract_query *query;
	const struct sim_share *share;
	int32_t number; /* of the session at hand */
	int32_t last;
	int step;
	struct sim_options_tape tape;
};

static enum provider_fault no_memory(struct provider_call *call)
{
	static const char words[] = "out of memory";
	memcpy(call->problem, words, sizeof(words));
	return PROVIDER_FAILED;
}

/* Is the contract listed, now or before it expired? */
static bool is_listed(const struct provider_call *call, const struct sim_share *share,
	const struct contract *contract)
{
	int64_t *strikes =
		arena_alloc(call->arena, SIM_OPTIONS_GRID_STRIKES * sizeof(*strikes));
	int32_t day = calendar_day_of(call->calendar, call->now_us);
	if (strikes == NULL)
		return false;
	if (day > contract->expiration_day)
		day = contract->expiration_day;
	size_t count =
		sim_options_grid_strikes(share, contract->expiration_day, day, strikes);
	for (size_t i = 0; i < count; i++)
		if (strikes[i] == contract->strike.e6)
			return true;
	return false;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Places the walk before its first session; false for what is not listed. */
static bool begin(
	struct walk *walk, struct provider_call *call, const struct contract_query *query)
{
	const struct contract *contract = query->contract;
	const struct calendar *calendar = call->calendar;
	int place = listing_find(contract->underlying);
	*walk = (struct walk){.call = call, .query = query};
	if (place < 0 || !listing_at(place)->has_options)
		return false;
	walk->share = sim_world_share(place);
	if (!is_listed(call, walk->share, contract))
		return false;
	int64_t until_us = earlier(query->until_us - 1, call->now_us);
	/* The last bar may go on behind the query's end. */
	if (query->timeframe.count > 0)
		until_us = earlier(call->now_us,
			timeframe_next_us(calendar, query->timeframe, until_us) - 1);
	int32_t since = sim_options_tape_since(
		walk->share, calendar_day_of(calendar, call->now_us));
	int32_t listed = sim_options_grid_listed(walk->share, contract->expiration_day);
	int32_t first = calendar_day_of(calendar, query->from_us);
	int32_t last = calendar_day_of(calendar, until_us);
	first = first < since ? since : first;
	first = first < listed ? listed : first;
	last = last > contract->expiration_day ? contract->expiration_day : last;
	int32_t from = calendar_number(calendar, first);
	int32_t to = calendar_number(calendar, last + 1) - 1;
	walk->step = query->descending ? -1 : 1;
	walk->number = (query->descending ? to : from) - walk->step;
	walk->last = query->descending ? from : to;
	return true;
}

/* Opens the next session that has trades; false at the end. */
static bool next_session(struct walk *walk)
{
	while (walk->step * (walk->last - walk->number) > 0) {
		walk->number += walk->step;
		struct calendar_session session =
			calendar_numbered(walk->call->calendar, walk->number);
		if (sim_options_tape_open(
			    walk->share, walk->query->contract, &session, &walk->tape) &&
			walk->tape.trades > 0)
			return true;
	}
	return false;
}

/* The `index`th trade of the session in the order of the walk. */
static int trade_number(const struct walk *walk, int done, int index)
{
	return walk->step > 0 ? index : done - 1 - index;
}

enum provider_fault sim_options_history_trades(struct provider_call *call,
	const struct contract_query *query, struct trades *trades)
{
	struct walk walk;
	size_t limit = query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS;
	*trades = (struct trades){0};
	if (!begin(&walk, call, query))
		return PROVIDER_UNKNOWN;
	trades->items = arena_alloc(call->arena, (limit + 1) * sizeof(*trades->items));
	if (trades->items == NULL)
		return no_memory(call);
	while (trades->count < limit && next_session(&walk)) {
		int done = sim_options_tape_done(&walk.tape, call->now_us);
		for (int i = 0; i < done && trades->count < limit; i++) {
			int number = trade_number(&walk, done, i);
			int64_t time_us = sim_options_tape_time_us(&walk.tape, number);
			struct trade *trade = &trades->items[trades->count];
			if (time_us >= query->from_us && time_us < query->until_us &&
				sim_options_tape_trade(&walk.tape, number, trade))
				trades->count++;
		}
	}
	return PROVIDER_OK;
}

/* Takes a trade into the bar it belongs to, which may be a new one. False when that
 * would be one too many. */
static bool take(struct walk *walk, struct bars *bars, size_t limit, int number)
{
	const struct contract_query *query = walk->query;
	int64_t time_us = sim_options_tape_time_us(&walk->tape, number);
	int64_t start_us =
		timeframe_start_us(walk->call->calendar, query->timeframe, time_us);
	if (start_us < query->from_us || start_us >= query->until_us)
		return true;
	if (bars->count == 0 || bars->items[bars->count - 1].time_us != start_us) {
		if (bars->count == limit)
			return false;
		bars->items[bars->count++] = (struct bar){.time_us = start_us};
	}
	struct bar *bar = &bars->items[bars->count - 1];
	bar->volume += sim_options_tape_volume(&walk->tape, number + 1) -
		       sim_options_tape_volume(&walk->tape, number);
	bar->trades++;
	return true;
}

/* What the contract was worth at an instant, had the underlying stood there. */
static struct price worth(
	const struct walk *walk, int64_t time_us, struct price spot, bool *known)
{
	struct sim_options_price_moment moment;
	struct calendar_session session;
	int64_t quoted_us;
	const struct contract *contract = walk->query->contract;
	*known = *known && sim_options_price_effective(time_us, &quoted_us, &session) &&
		 sim_options_price_moment(
			 walk->share, quoted_us, contract->expiration_day, &moment);
	if (!*known)
		return (struct price){0};
	moment.spot = spot;
	struct option option = sim_options_price_option(&moment, contract);
	struct price price = sim_options_price_tick(walk->share, option_price(&option));
	/* Nothing is traded for nothing. */
	return price.e6 > 0 ? price : sim_options_price_least(walk->share);
}

/* The first instant of a bar with a session on, and its last one until now. */
static void trading_span(const struct walk *walk, const struct bar *bar,
	int64_t *first_us, int64_t *last_us)
{
	const struct calendar *calendar = walk->call->calendar;
	struct calendar_session session;
	int64_t next_us =
		timeframe_next_us(calendar, walk->query->timeframe, bar->time_us);
	*first_us = bar->time_us;
	*last_us = earlier(next_us - SECOND_US, walk->call->now_us);
	*last_us = earlier(*last_us,
		chain_expiry_us(calendar, walk->query->contract->expiration_day) -
			SECOND_US);
	if (calendar_current(calendar, bar->time_us, &session) &&
		session.open_us > *first_us)
		*first_us = session.open_us;
}

/* Prices a bar by that of the underlying; false when that has none. */
static bool set_prices(const struct walk *walk, struct bar *bar)
{
	struct instrument underlying = {0};
	struct bars under;
	int64_t first_us, last_us;
	memcpy(underlying.symbol, walk->query->contract->underlying,
		sizeof(walk->query->contract->underlying));
	struct bar_query query = {.instrument = &underlying,
		.timeframe = walk->query->timeframe,
		.from_us = bar->time_us,
		.until_us = bar->time_us + 1,
		.limit = 1,
		.adjustment = BAR_RAW};
	if (sim_bars(walk->call->arena, walk->share, &query, walk->call->now_us,
		    &under) != 0 ||
		under.count == 0)
		return false;
	trading_span(walk, bar, &first_us, &last_us);
	const struct bar *by = &under.items[0];
	bool known = true;
	bar->open = worth(walk, first_us, by->open, &known);
	bar->close = worth(walk, last_us, by->close, &known);
	bar->high = price_max(bar->open, bar->close);
	bar->low = price_min(bar->open, bar->close);
	const struct price extremes[] = {by->high, by->low};
	for (int i = 0; i < 2 && known; i++) {
		struct price early = worth(walk, first_us, extremes[i], &known);
		struct price late = worth(walk, last_us, extremes[i], &known);
		bar->high = price_max(bar->high, price_max(early, late));
		bar->low = price_min(bar->low, price_min(early, late));
	}
	bar->vwap.e6 = (bar->open.e6 + bar->high.e6 + bar->low.e6 + bar->close.e6) / 4;
	return known;
}

static void price_all(const struct walk *walk, struct bars *bars)
{
	size_t kept = 0;
	for (size_t i = 0; i < bars->count; i++)
		if (set_prices(walk, &bars->items[i]))
			bars->items[kept++] = bars->items[i];
	bars->count = kept;
}

enum provider_fault sim_options_history_bars(
	struct provider_call *call, const struct contract_query *query, struct bars *bars)
{
	struct walk walk;
	bool full = false;
	size_t limit = query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS;
	*bars = (struct bars){0};
	if (!begin(&walk, call, query))
		return PROVIDER_UNKNOWN;
	bars->items = arena_alloc(call->arena, (limit + 1) * sizeof(*bars->items));
	if (bars->items == NULL)
		return no_memory(call);
	while (!full && next_session(&walk)) {
		int done = sim_options_tape_done(&walk.tape, call->now_us);
		for (int i = 0; i < done && !full; i++)
			full = !take(&walk, bars, limit, trade_number(&walk, done, i));
	}
	price_all(&walk, bars);
	return PROVIDER_OK;
}
