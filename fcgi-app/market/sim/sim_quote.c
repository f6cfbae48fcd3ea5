#include "market/sim/sim_quote.h"

#include "base/arena.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_tape.h"
#include "market/sim/sim_tick.h"

enum purpose { SPREAD = 800, PLACE, SIZES };

enum { LOT = 100, MOST_LOTS = 60 };

static const int64_t SECOND_US = 1000000, MINUTE_US = 60000000;

/* In 10^-4: a little wider or narrower from minute to minute, and from second to
 * second; at least a tick. */
static int64_t spread_at(const struct sim_tape *tape, int64_t price, int64_t second)
{
	uint64_t minute = sim_math_bits(tape->key, 0, SPREAD);
	uint64_t now = sim_math_bits(tape->key, (uint64_t)second, SPREAD);
	double width = tape->segment->spread * (0.7 + 0.5 * sim_math_quarter(minute, 0) +
						       0.6 * sim_math_quarter(now, 0));
	int64_t tick = sim_tick_size(price);
	int64_t ticks = sim_math_round(width / (double)tick);
	return (ticks > 1 ? ticks : 1) * tick;
}

/* How far below a trade the bid is: anywhere within the spread, but not beyond what
 * the segment's range leaves room for. */
static int64_t below(
	const struct sim_tape *tape, int64_t price, int64_t spread, int64_t second)
{
	const struct sim_node *whole = &tape->segment->whole;
	int64_t tick = sim_tick_size(price), off = 0;
	uint64_t bits = sim_math_bits(tape->key, (uint64_t)second, PLACE);
	off = (int64_t)(bits % (uint64_t)(spread / tick + 1)) * tick;
	if (whole->high - whole->low >= spread) {
		if (off > price - whole->low)
			off = price - whole->low;
		if (off < spread - (whole->high - price))
			off = spread - (whole->high - price);
	}
	return off < price ? off : price - 1;
}

/* Shares in round lots; more of what is traded more. */
static int64_t size_of(const struct sim_tape *tape, uint64_t bits, int quarter)
{
	const struct sim_node *whole = &tape->segment->whole;
	double a_minute = (double)(whole->volume / whole->minutes);
	double lots =
		sim_math_clamp(sim_math_sqrt(a_minute) / 12, 1, (double)MOST_LOTS / 3);
	double unit = sim_math_quarter(bits, quarter);
	return LOT * (1 + (int64_t)(3 * lots * unit * unit));
}

static struct quote quote_of(const struct sim_tape *tape, int64_t price, int64_t time_us)
{
	const struct sim_share *share = tape->segment->share;
	struct quote quote = {.time_us = time_us,
		.bid = sim_tick_price(price),
		.ask = sim_tick_price(price)};
	if (share->listing->kind == INSTRUMENT_INDEX)
		return quote;
	int64_t second = (time_us - tape->from_us) / SECOND_US;
	int64_t spread = spread_at(tape, price, second);
	int64_t bid = price - below(tape, price, spread, second);
	uint64_t bits = sim_math_bits(tape->key, (uint64_t)second, SIZES);
	quote.bid = sim_tick_price(bid);
	quote.ask = sim_tick_price(bid + spread);
	quote.bid_size = size_of(tape, bits, 0);
	quote.ask_size = size_of(tape, bits, 1);
	return quote;
}

/* The segment at an instant, or the last before. */
static bool find_segment(
	const struct sim_share *share, int64_t time_us, struct sim_segment *segment)
{
	int32_t number = sim_segment_session(time_us);
	if (number < 0)
		return false;
	struct calendar_session session =
		calendar_numbered(sim_world()->calendar, number);
	enum sim_segment_part part = SIM_SEGMENT_PRE;
	if (time_us >= session.close_us && session.post_us > session.close_us)
		part = SIM_SEGMENT_POST;
	else if (time_us >= session.open_us)
		part = SIM_SEGMENT_DAY;
	return sim_segment(share, number, part, segment);
}

static struct trade trade_of(
	const struct sim_share *share, const struct sim_tape_trade *traded)
{
	bool is_index = share->listing->kind == INSTRUMENT_INDEX;
	return (struct trade){.time_us = traded->time_us,
		.price = sim_tick_price(traded->price),
		.size = is_index ? 0 : traded->size,
		.id = traded->id};
}

bool sim_quote(const struct sim_share *share, int64_t time_us, struct sim_quote *found)
{
	if (!find_segment(share, time_us, &found->segment))
		return false;
	const struct sim_segment *segment = &found->segment;
	bool is_over = time_us >= segment->until_us;
	int64_t second_us = time_us / SECOND_US * SECOND_US;
	if (is_over)
		second_us = segment->until_us;
	found->until_us = is_over ? second_us : second_us + 1;
	int32_t minute = (int32_t)((found->until_us - 1 - segment->from_us) / MINUTE_US);
	struct sim_node whole = sim_segment_minute(segment, minute);
	struct sim_tape tape = sim_tape(segment, &whole);
	struct sim_tape_trade last;
	if (sim_tape_trades(&tape, tape.from_us, found->until_us, true, &last, 1) == 0)
		return false;
	found->minute = sim_tape_before(&tape, found->until_us);
	found->minute_us = tape.from_us;
	found->trade = trade_of(share, &last);
	found->quote = quote_of(&tape, last.price, second_us);
	return true;
}

/* One answer in the making: quotes, or trades where those are NULL. */
struct ticks {
	const struct sim_share *share;
	int64_t from_us;
	int64_t until_us;
	bool descending;
	struct quote *quotes;
	struct trade *trades;
	size_t count;
	size_t limit;
};

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A quote at each whole second of a minute, within the bounds. */
static void add_quotes(struct ticks *ticks, const struct sim_tape *tape)
{
	for (int64_t i = 0; i < 60 && ticks->count < ticks->limit; i++) {
		int64_t second = ticks->descending ? 59 - i : i;
		int64_t time_us = tape->from_us + second * SECOND_US;
		struct sim_tape_trade last;
		if (time_us < ticks->from_us || time_us >= ticks->until_us ||
			sim_tape_trades(
				tape, tape->from_us, time_us + 1, true, &last, 1) == 0)
			continue;
		ticks->quotes[ticks->count++] = quote_of(tape, last.price, time_us);
	}
}

/* By pieces of a second or so, so that they need little room. */
static void add_trades(struct ticks *ticks, const struct sim_tape *tape)
{
	enum { PIECES = 60, PIECE = 512 };
	struct sim_tape_trade traded[PIECE];
	int64_t low_us = later(ticks->from_us, tape->from_us);
	int64_t high_us = earlier(ticks->until_us, tape->from_us + MINUTE_US);
	while (low_us < high_us && ticks->count < ticks->limit) {
		size_t room = ticks->limit - ticks->count;
		size_t count = sim_tape_trades(tape, low_us, high_us, ticks->descending,
			traded, room < PIECE ? room : PIECE);
		if (count == 0)
			return;
		for (size_t i = 0; i < count; i++)
			ticks->trades[ticks->count++] =
				trade_of(ticks->share, &traded[i]);
		if (ticks->descending)
			high_us = traded[count - 1].time_us;
		else
			low_us = traded[count - 1].time_us + 1;
	}
}

static void visit(struct ticks *ticks, const struct sim_segment *segment,
	const struct sim_node *node)
{
	int64_t from_us = segment->from_us + node->first * MINUTE_US;
	int64_t until_us = from_us + node->minutes * MINUTE_US;
	if (until_us <= ticks->from_us || from_us >= ticks->until_us ||
		ticks->count == ticks->limit)
		return;
	if (node->minutes > 1) {
		struct sim_node halves[2];
		sim_node_halve(&segment->law, node, &halves[0], &halves[1]);
		visit(ticks, segment, &halves[ticks->descending]);
		visit(ticks, segment, &halves[!ticks->descending]);
		return;
	}
	struct sim_tape tape = sim_tape(segment, node);
	if (ticks->quotes != NULL)
		add_quotes(ticks, &tape);
	else
		add_trades(ticks, &tape);
}

static void visit_session(struct ticks *ticks, int32_t number)
{
	for (int i = 0; i < SIM_SEGMENT_PARTS; i++) {
		int part = ticks->descending ? SIM_SEGMENT_PARTS - 1 - i : i;
		struct sim_segment segment;
		if (sim_segment(
			    ticks->share, number, (enum sim_segment_part)part, &segment))
			visit(ticks, &segment, &segment.whole);
	}
}

static void visit_all(struct ticks *ticks)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t first =
		calendar_number(calendar, calendar_day_of(calendar, ticks->from_us));
	int32_t last = sim_segment_session(ticks->until_us - 1);
	for (int32_t i = 0; i <= last - first && ticks->count < ticks->limit; i++)
		visit_session(ticks, ticks->descending ? last - i : first + i);
}

static struct ticks ticks_of(
	const struct sim_share *share, const struct tick_query *query, int64_t now_us)
{
	int64_t told_until_us = now_us / SECOND_US * SECOND_US + 1;
	struct ticks ticks = {.share = share,
		.from_us = later(query->from_us,
			calendar_numbered(sim_world()->calendar, 0).pre_us),
		.until_us = earlier(query->until_us, told_until_us),
		.descending = query->descending,
		.limit = query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS};
	return ticks;
}

int sim_quote_list(struct arena *arena, const struct sim_share *share,
	const struct tick_query *query, int64_t now_us, struct quotes *quotes)
{
	*quotes = (struct quotes){0};
	struct ticks ticks = ticks_of(share, query, now_us);
	if (ticks.from_us >= ticks.until_us || ticks.limit == 0)
		return 0;
	size_t seconds = (size_t)((ticks.until_us - ticks.from_us) / SECOND_US) + 1;
	if (ticks.limit > seconds)
		ticks.limit = seconds;
	ticks.quotes = arena_alloc(arena, ticks.limit * sizeof(*ticks.quotes));
	if (ticks.quotes == NULL)
		return -1;
	visit_all(&ticks);
	*quotes = (struct quotes){.items = ticks.quotes, .count = ticks.count};
	return 0;
}

int sim_quote_trades(struct arena *arena, const struct sim_share *share,
	const struct tick_query *query, int64_t now_us, struct trades *trades)
{
	*trades = (struct trades){0};
	struct ticks ticks = ticks_of(share, query, now_us);
	if (ticks.from_us >= ticks.until_us || ticks.limit == 0 ||
		share->listing->kind == INSTRUMENT_INDEX)
		return 0;
	ticks.trades = arena_alloc(arena, ticks.limit * sizeof(*ticks.trades));
	if (ticks.trades == NULL)
		return -1;
	visit_all(&ticks);
	*trades = (struct trades){.items = ticks.trades, .count = ticks.count};
	return 0;
}
