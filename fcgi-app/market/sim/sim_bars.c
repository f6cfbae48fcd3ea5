#include "market/sim/sim_bars.h"

#include "base/arena.h"
#include "market/sim/sim_adjust.h"
#include "market/sim/sim_tape.h"
#include "market/sim/sim_tick.h"

static const int64_t SECOND_US = 1000000, MINUTE_US = 60000000;

/* One answer in the making. Bars are built one after the other, from nodes that come
 * in order of time, or against it. */
struct walk {
	const struct sim_share *share;
	const struct calendar *calendar;
	struct timeframe timeframe;
	bool descending;
	int32_t longest; /* minutes of a bar under a day; 0 of one that is longer */
	int64_t low_us;  /* the first bar begins here */
	int64_t high_us; /* nothing from here on is told */
	struct sim_adjust adjust;
	struct bar *items;
	size_t count;
	size_t limit;
	bool is_full;
	int64_t start_us; /* the bar at hand */
	int64_t end_us;
	int32_t number;
	struct sim_node sum;
};

struct bar sim_bars_bar(
	const struct sim_share *share, const struct sim_node *node, int64_t time_us)
{
	bool is_index = share->listing->kind == INSTRUMENT_INDEX;
	int64_t sum = node->open + node->high + node->low + node->close;
	return (struct bar){
		.time_us = time_us,
		.open = sim_tick_price(node->open),
		.high = sim_tick_price(node->high),
		.low = sim_tick_price(node->low),
		.close = sim_tick_price(node->close),
		/* A quarter of 10^-4 is 25 of 10^-6. */
		.vwap = {is_index ? 0 : sum * 25},
		.volume = is_index ? 0 : node->volume,
		.trades = is_index ? 0 : node->trades,
	};
}

static void finish_bar(struct walk *walk)
{
	if (walk->sum.trades == 0)
		return;
	if (walk->timeframe.unit < TIMEFRAME_DAY)
		sim_adjust_node(&walk->adjust, walk->number, &walk->sum);
	walk->items[walk->count++] =
		sim_bars_bar(walk->share, &walk->sum, walk->start_us);
	walk->sum = (struct sim_node){0};
	walk->is_full = walk->count == walk->limit;
}

/* Makes the bar that holds an instant the one at hand. */
static void enter_bar(struct walk *walk, int64_t time_us)
{
	if (time_us >= walk->start_us && time_us < walk->end_us)
		return;
	finish_bar(walk);
	if (walk->longest == 1) {
		walk->start_us = time_us;
		walk->end_us = time_us + MINUTE_US;
		return;
	}
	walk->start_us = timeframe_start_us(walk->calendar, walk->timeframe, time_us);
	walk->end_us = timeframe_next_us(walk->calendar, walk->timeframe, time_us);
}

static bool lies_in_a_bar(const struct walk *walk, int64_t from_us, int64_t until_us)
{
	if (until_us - from_us == MINUTE_US ||
		(from_us >= walk->start_us && until_us <= walk->end_us))
		return true;
	return until_us <= timeframe_next_us(walk->calendar, walk->timeframe, from_us);
}

static void add(struct walk *walk, const struct sim_node *node)
{
	if (!walk->descending) {
		sim_tape_join(&walk->sum, node);
		return;
	}
	struct sim_node earlier = *node;
	if (walk->sum.trades > 0)
		sim_tape_join(&earlier, &walk->sum);
	walk->sum = earlier;
}

static void visit(struct walk *walk, const struct sim_segment *segment,
	const struct sim_node *node);

static void visit_halves(
	struct walk *walk, const struct sim_segment *segment, const struct sim_node *node)
{
	struct sim_node halves[2];
	sim_node_halve(&segment->law, node, &halves[0], &halves[1]);
	visit(walk, segment, &halves[walk->descending]);
	visit(walk, segment, &halves[!walk->descending]);
}

static void visit(
	struct walk *walk, const struct sim_segment *segment, const struct sim_node *node)
{
	int64_t from_us = segment->from_us + node->first * MINUTE_US;
	int64_t until_us = from_us + node->minutes * MINUTE_US;
	if (walk->is_full || until_us <= walk->low_us || from_us >= walk->high_us)
		return;
	if (node->minutes > walk->longest ||
		(node->minutes > 1 && until_us > walk->high_us)) {
		visit_halves(walk, segment, node);
		return;
	}
	if (!lies_in_a_bar(walk, from_us, until_us)) {
		visit_halves(walk, segment, node);
		return;
	}
	enter_bar(walk, from_us);
	if (walk->is_full)
		return;
	if (until_us > walk->high_us) {
		struct sim_tape tape = sim_tape(segment, node);
		struct sim_node part = sim_tape_before(&tape, walk->high_us);
		add(walk, &part);
	} else {
		add(walk, node);
	}
}

static void visit_session(struct walk *walk, int32_t number)
{
	struct calendar_session session = calendar_numbered(walk->calendar, number);
	int64_t bounds_us[] = {
		session.pre_us, session.open_us, session.close_us, session.post_us};
	walk->number = number;
	for (int i = 0; i < SIM_SEGMENT_PARTS; i++) {
		int part = walk->descending ? SIM_SEGMENT_PARTS - 1 - i : i;
		struct sim_segment segment;
		if (bounds_us[part] < walk->high_us &&
			bounds_us[part + 1] > walk->low_us &&
			sim_segment(walk->share, number, (enum sim_segment_part)part,
				&segment))
			visit(walk, &segment, &segment.whole);
	}
	/* Bars under a day end with it, and are adjusted by it. */
	finish_bar(walk);
	walk->end_us = walk->start_us = 0;
}

static void visit_day(struct walk *walk, int32_t number)
{
	struct sim_segment segment;
	if (!sim_segment(walk->share, number, SIM_SEGMENT_DAY, &segment) ||
		segment.from_us >= walk->high_us || segment.from_us < walk->low_us)
		return;
	enter_bar(walk, segment.from_us);
	if (walk->is_full)
		return;
	struct sim_node node = segment.whole;
	if (segment.until_us > walk->high_us)
		node = sim_tape_segment_before(&segment, walk->high_us);
	sim_adjust_node(&walk->adjust, number, &node);
	add(walk, &node);
}

/* The whole second of an instant has happened, and what begins it. */
static int64_t told_until_us(int64_t now_us)
{
	return now_us / SECOND_US * SECOND_US + 1;
}

/* Where the first bar that begins at or after an instant does. */
static int64_t ceiling_us(const struct walk *walk, int64_t time_us)
{
	int64_t start_us = timeframe_start_us(walk->calendar, walk->timeframe, time_us);
	if (start_us >= time_us)
		return start_us;
	return timeframe_next_us(walk->calendar, walk->timeframe, time_us);
}

/* No more bars than this lie within the bounds. */
static size_t bars_within(const struct walk *walk, int32_t sessions)
{
	if (walk->timeframe.unit >= TIMEFRAME_DAY)
		return (size_t)sessions;
	int64_t span_us = walk->high_us - walk->low_us;
	size_t by_time = (size_t)(span_us / (walk->longest * MINUTE_US)) + 2;
	return by_time + (size_t)sessions;
}

static int32_t longest_of(struct timeframe timeframe)
{
	if (timeframe.unit >= TIMEFRAME_DAY)
		return 0;
	return timeframe.count * (timeframe.unit == TIMEFRAME_HOUR ? 60 : 1);
}

static int take(struct walk *walk, struct arena *arena, enum bar_adjustment adjustment,
	int64_t now_us)
{
	int32_t first = calendar_number(
		walk->calendar, calendar_day_of(walk->calendar, walk->low_us));
	int32_t last = sim_segment_session(walk->high_us - 1);
	if (first > last)
		return 0;
	int32_t today = sim_segment_session(now_us);
	if (sim_adjust(arena, walk->share, adjustment, first, today, &walk->adjust) != 0)
		return -1;
	size_t most = bars_within(walk, last - first + 1);
	if (walk->limit > most)
		walk->limit = most;
	walk->items = arena_alloc(arena, walk->limit * sizeof(*walk->items));
	if (walk->items == NULL)
		return -1;
	bool is_long = walk->timeframe.unit >= TIMEFRAME_DAY;
	for (int32_t i = 0; i <= last - first && !walk->is_full; i++) {
		int32_t number = walk->descending ? last - i : first + i;
		if (is_long)
			visit_day(walk, number);
		else
			visit_session(walk, number);
	}
	if (!walk->is_full)
		finish_bar(walk);
	return 0;
}

int sim_bars(struct arena *arena, const struct sim_share *share,
	const struct bar_query *query, int64_t now_us, struct bars *bars)
{
	*bars = (struct bars){0};
	struct walk walk = {
		.share = share,
		.calendar = sim_world()->calendar,
		.timeframe = query->timeframe,
		.descending = query->descending,
		.longest = longest_of(query->timeframe),
		.high_us = told_until_us(now_us),
		.limit = query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS,
	};
	int64_t earliest_us = calendar_numbered(walk.calendar, 0).pre_us;
	int64_t from_us = query->from_us;
	if (from_us < earliest_us)
		from_us = timeframe_start_us(walk.calendar, walk.timeframe, earliest_us);
	if (query->until_us <= from_us || walk.high_us <= from_us || walk.limit == 0)
		return 0;
	walk.low_us = ceiling_us(&walk, from_us);
	int64_t end_us = walk.high_us;
	if (query->until_us < end_us)
		end_us = timeframe_next_us(
			walk.calendar, walk.timeframe, query->until_us - 1);
	if (end_us < walk.high_us)
		walk.high_us = end_us;
	if (walk.low_us >= walk.high_us)
		return 0;
	if (take(&walk, arena, query->adjustment, now_us) != 0)
		return -1;
	bars->items = walk.items;
	bars->count = walk.count;
	return 0;
}
