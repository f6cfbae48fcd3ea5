#include "market/sim/sim_options.h"

#include <string.h>

#include "base/arena.h"
#include "market/calendar.h"
#include "market/greeks.h"
#include "market/sim/sim_options_grid.h"
#include "market/sim/sim_options_price.h"
#include "market/sim/sim_options_tape.h"

/* A chain being made. */
struct work {
	struct provider_call *call;
	const struct chain_query *query;
	const struct sim_share *share;
	int64_t effective_us;
	int64_t previous_us; /* the last instant of the session before; 0: none */
	int32_t since;       /* contracts were others before that day */
	struct calendar_session session;
	struct chain *chain;
	size_t room;
};

static enum provider_fault no_memory(struct provider_call *call)
{
	static const char words[] = "out of memory";
	memcpy(call->problem, words, sizeof(words));
	return PROVIDER_FAILED;
}

static const struct sim_share *share_of(const struct instrument *underlying)
{
	int place = listing_find(underlying->symbol);
	return place < 0 || !listing_at(place)->has_options ? NULL
							    : sim_world_share(place);
}

/* The first day whose contracts have not expired at an instant. */
static int32_t first_day(const struct provider_call *call)
{
	int32_t day = calendar_day_of(call->calendar, call->now_us);
	return call->now_us < chain_expiry_us(call->calendar, day) ? day : day + 1;
}

/* The expirations that are listed now and have not passed. */
static size_t expirations_now(const struct provider_call *call,
	const struct sim_share *share, int32_t days[SIM_OPTIONS_GRID_EXPIRATIONS])
{
	int32_t today = calendar_day_of(call->calendar, call->now_us);
	size_t count = sim_options_grid_expirations(share, today, days);
	if (count > 0 && days[0] < first_day(call))
		memmove(days, days + 1, --count * sizeof(*days));
	return count;
}

enum provider_fault sim_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations)
{
	const struct sim_share *share = share_of(underlying);
	if (share == NULL)
		return PROVIDER_UNKNOWN;
	expirations->days = arena_alloc(
		call->arena, SIM_OPTIONS_GRID_EXPIRATIONS * sizeof(*expirations->days));
	if (expirations->days == NULL)
		return no_memory(call);
	expirations->count = expirations_now(call, share, expirations->days);
	return PROVIDER_OK;
}

static struct price close_before(const struct work *work, const struct contract *contract)
{
	struct sim_options_price_moment before;
	int32_t day = calendar_day_of(work->call->calendar, work->previous_us);
	if (work->previous_us == 0 || day < work->since ||
		day < sim_options_grid_listed(work->share, contract->expiration_day) ||
		!sim_options_price_moment(work->share, work->previous_us,
			contract->expiration_day, &before))
		return (struct price){0};
	struct option option = sim_options_price_option(&before, contract);
	return sim_options_price_tick(work->share, option_price(&option));
}

/* Quote, trades and Greeks. */
static void write_market(const struct work *work,
	const struct sim_options_price_moment *moment, struct chain_line *line)
{
	const struct contract *contract = &line->contract;
	struct option option = sim_options_price_option(moment, contract);
	struct option_value value = option_value(&option);
	struct sim_options_tape tape;
	line->quote = sim_options_price_quote(moment, contract, value.price);
	line->last = sim_options_tape_last(work->share, contract, work->call->now_us);
	line->greeks = greeks_of(&value, option.volatility);
	line->has_greeks = true;
	if (sim_options_tape_open(work->share, contract, &work->session, &tape))
		line->volume = sim_options_tape_volume(
			&tape, sim_options_tape_done(&tape, work->call->now_us));
}

static void write_line(struct work *work, const struct sim_options_price_moment *moment,
	const struct contract *contract)
{
	struct chain_line *line = &work->chain->items[work->chain->count++];
	*line = (struct chain_line){.contract = *contract,
		.previous_close = close_before(work, contract),
		.open_interest = sim_options_tape_open_interest(
			work->share, contract, moment->day)};
	if (!work->query->bare)
		write_market(work, moment, line);
}

static bool is_wanted(const struct chain_query *query, const struct contract *contract)
{
	if (query->only != NULL)
		return strcmp(query->only->symbol, contract->symbol) == 0;
	return (query->least.e6 == 0 || contract->strike.e6 >= query->least.e6) &&
	       (query->most.e6 == 0 || contract->strike.e6 <= query->most.e6);
}

static bool make_room(struct work *work, size_t more)
{
	struct chain *chain = work->chain;
	if (chain->count + more <= work->room)
		return true;
	size_t room = 2 * (chain->count + more);
	struct chain_line *items = arena_alloc(work->call->arena, room * sizeof(*items));
	if (items == NULL)
		return false;
	if (chain->count > 0)
		memcpy(items, chain->items, chain->count * sizeof(*items));
	chain->items = items;
	work->room = room;
	return true;
}

/* The wanted contracts of one expiration. */
static enum provider_fault write_expiration(struct work *work, int32_t expiration_day)
{
	struct sim_options_price_moment moment;
	int32_t today = calendar_day_of(work->call->calendar, work->call->now_us);
	int64_t *strikes = arena_alloc(
		work->call->arena, SIM_OPTIONS_GRID_STRIKES * sizeof(*strikes));
	if (strikes == NULL)
		return no_memory(work->call);
	size_t count =
		sim_options_grid_strikes(work->share, expiration_day, today, strikes);
	if (!sim_options_price_moment(
		    work->share, work->effective_us, expiration_day, &moment))
		return PROVIDER_UNKNOWN;
	work->chain->underlying_price = moment.spot;
	for (size_t i = 0; i < 2 * count; i++) {
		struct contract contract = {.expiration_day = expiration_day,
			.right = i % 2 == 0 ? CONTRACT_CALL : CONTRACT_PUT,
			.strike = {strikes[i / 2]}};
		memcpy(contract.underlying, work->query->underlying->symbol,
			sizeof(contract.underlying) - 1);
		if (!chain_name(&contract) || !is_wanted(work->query, &contract))
			continue;
		if (work->chain->count >= PROVIDER_ITEMS)
			break;
		if (!make_room(work, 1))
			return no_memory(work->call);
		write_line(work, &moment, &contract);
	}
	return PROVIDER_OK;
}

/* Notes when the chain's quotes stand, and when the session before ended. */
static bool place_in_time(struct work *work)
{
	const struct calendar *calendar = work->call->calendar;
	if (!sim_options_price_effective(
		    work->call->now_us, &work->effective_us, &work->session))
		return false;
	int32_t number = calendar_number(calendar, work->session.day);
	work->since = sim_options_tape_since(
		work->share, calendar_day_of(calendar, work->call->now_us));
	if (number > 0) {
		struct calendar_session before = calendar_numbered(calendar, number - 1);
		int64_t last_us;
		if (sim_options_price_effective(before.close_us - 1, &last_us, &before))
			work->previous_us = last_us;
	}
	return true;
}

enum provider_fault sim_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain)
{
	int32_t days[SIM_OPTIONS_GRID_EXPIRATIONS];
	struct work work = {.call = call, .query = query, .chain = chain};
	work.share = share_of(query->underlying);
	*chain = (struct chain){0};
	if (work.share == NULL || !place_in_time(&work))
		return PROVIDER_UNKNOWN;
	chain->time_us = work.effective_us;
	size_t count = expirations_now(call, work.share, days);
	for (size_t i = 0; i < count; i++) {
		bool outside =
			query->only != NULL
				? days[i] != query->only->expiration_day
				: days[i] < query->from_day || days[i] > query->until_day;
		if (outside)
			continue;
		enum provider_fault fault = write_expiration(&work, days[i]);
		if (fault != PROVIDER_OK)
			return fault;
	}
	return query->only != NULL && chain->count == 0 ? PROVIDER_UNKNOWN : PROVIDER_OK;
}
