#include "market/providers/replay_tape.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/transaction.h"
#include "market/bar_walk.h"
#include "market/store.h"
#include "market/store_read.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_BARS = 1500, RECENT_DAYS = 12, ROUND_LOT = 100, LOTS = 10 };

enum { ARENA_FIRST = 32 * 1024, ARENA_MOST = 64 * 1024 * 1024 };

static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const int64_t DOLLAR_E6 = 1000000;
static const int64_t CENT_E6 = 10000;

static const struct timeframe one_day = {TIMEFRAME_DAY, 1};

static bool is_shorter(struct timeframe a, struct timeframe b)
{
	if (a.unit == b.unit)
		return a.count < b.count;
	return a.unit < b.unit;
}

/* The shortest first: it shows most. */
static void order(struct store_series *series, int count)
{
	for (int i = 1; i < count; i++)
		for (int j = i;
			j > 0 && is_shorter(series[j].timeframe, series[j - 1].timeframe);
			j--) {
			struct store_series swapped = series[j];
			series[j] = series[j - 1];
			series[j - 1] = swapped;
		}
}

static bool keep(struct replay_tape *tape, const struct bars *bars)
{
	struct bar *kept = malloc(bars->count * sizeof(*kept));
	if (kept == NULL)
		return false;
	memcpy(kept, bars->items, bars->count * sizeof(*kept));
	tape->bars = kept;
	tape->count = bars->count;
	return true;
}

static bool read_day(
	struct replay_tape *tape, const struct provider_call *call, struct arena *arena)
{
	struct store_series series[STORE_SERIES];
	int64_t midnight_us = calendar_midnight_us(call->calendar, tape->day);
	int64_t next_us = calendar_midnight_us(call->calendar, tape->day + 1);
	int count = store_series(call->transaction, SOURCE_REPLAY, tape->symbol, series);
	order(series, count);
	for (int i = 0; i < count; i++) {
		struct store_answer answer;
		struct timeframe timeframe = series[i].timeframe;
		struct store_query query = {SOURCE_REPLAY, tape->symbol, timeframe,
			timeframe_start_us(call->calendar, timeframe, midnight_us),
			next_us, INT64_MAX, DAY_BARS, false};
		if (series[i].first_us >= next_us ||
			timeframe_next_us(call->calendar, timeframe, series[i].last_us) <=
				midnight_us)
			continue;
		if (store_read(call->transaction, call->calendar, arena, &query,
			    &answer) != 0)
			return false;
		if (answer.bars.count == 0)
			continue;
		tape->timeframe = timeframe;
		return keep(tape, &answer.bars);
	}
	return count >= 0;
}

/* The days before, which are mostly recent ones. */
static bool read_past(
	struct replay_tape *tape, const struct provider_call *call, struct arena *arena)
{
	const int32_t from[] = {tape->day - RECENT_DAYS, 0};
	for (size_t i = 0; i < 2 && tape->past_count < REPLAY_TAPE_PAST; i++) {
		struct store_answer answer;
		struct store_query query = {SOURCE_REPLAY, tape->symbol, one_day,
			from[i] == 0 ? INT64_MIN
				     : calendar_midnight_us(call->calendar, from[i]),
			calendar_midnight_us(call->calendar, tape->day), INT64_MAX,
			REPLAY_TAPE_PAST, true};
		if (store_read(call->transaction, call->calendar, arena, &query,
			    &answer) != 0)
			return false;
		tape->past_count = answer.bars.count;
		for (size_t j = 0; j < answer.bars.count; j++)
			tape->past[j] = answer.bars.items[j];
	}
	return true;
}

bool replay_tape_read(
	struct replay_tape *tape, const struct provider_call *call, int64_t changed_us)
{
	/* What is read of many symbols must not add up. */
	struct arena *outer = call->transaction->arena;
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	if (arena == NULL)
		return false;
	free(tape->bars);
	tape->bars = NULL;
	tape->count = tape->past_count = 0;
	tape->day = calendar_day_of(call->calendar, call->now_us);
	tape->changed_us = changed_us;
	call->transaction->arena = arena;
	bool read = read_day(tape, call, arena) && read_past(tape, call, arena);
	call->transaction->arena = outer;
	arena_free(arena);
	return read;
}

/* A basis point wide and at least a cent, below a dollar a hundredth of one. */
static void quote(struct snapshot *snapshot, struct price last, int64_t time_us)
{
	const int64_t seed[] = {last.e6, time_us};
	uint64_t hash = text_hash(seed, sizeof(seed));
	int64_t tick = last.e6 >= DOLLAR_E6 ? CENT_E6 : CENT_E6 / 100;
	int64_t ticks = (last.e6 / 10000 + tick - 1) / tick;
	int64_t bid_e6 = last.e6 - last.e6 % tick - ticks / 2 * tick;
	snapshot->quote = (struct quote){
		.time_us = time_us,
		.bid = {bid_e6 > 0 ? bid_e6 : 1},
		.ask = {bid_e6 + (ticks > 1 ? ticks : 1) * tick},
		.bid_size = ROUND_LOT * (1 + (int64_t)(hash % LOTS)),
		.ask_size = ROUND_LOT * (1 + (int64_t)(hash / LOTS % LOTS)),
	};
	snapshot->trade = (struct trade){
		.time_us = time_us,
		.price = last,
		.size = ROUND_LOT,
		.id = time_us,
	};
}

/* How many of the day's bars have begun. */
static size_t count_begun(
	const struct replay_tape *tape, const struct provider_call *call)
{
	size_t count = 0;
	while (count < tape->count) {
		int64_t begin_us, end_us;
		bar_walk_span(call->calendar, tape->timeframe, &tape->bars[count],
			&begin_us, &end_us);
		if (call->now_us < begin_us)
			break;
		count++;
	}
	return count;
}

/* All of the day that is known. */
static struct bar day_so_far(
	const struct replay_tape *tape, const struct provider_call *call, size_t begun)
{
	struct bar day = tape->bars[0], last = tape->bars[begun - 1];
	int64_t midnight_us = calendar_midnight_us(call->calendar, tape->day);
	int64_t begin_us, end_us;
	bar_walk_span(call->calendar, tape->timeframe, &last, &begin_us, &end_us);
	bar_walk_part(&last, begin_us, end_us,
		begin_us < midnight_us ? midnight_us : begin_us, call->now_us, &last);
	if (begun == 1)
		day = last;
	for (size_t i = 1; i < begun; i++)
		if (!bar_join(&day, i == begun - 1 ? &last : &tape->bars[i]))
			break;
	day.time_us = midnight_us;
	return day;
}

static void show_today(const struct replay_tape *tape, const struct provider_call *call,
	size_t begun, struct snapshot *snapshot)
{
	int64_t begin_us, end_us;
	const struct bar *bar = &tape->bars[begun - 1];
	bar_walk_span(call->calendar, tape->timeframe, bar, &begin_us, &end_us);
	int64_t time_us = call->now_us < end_us ? call->now_us : end_us;
	/* The minute that is on, or the last that was. */
	int64_t within_us = call->now_us < end_us ? time_us : end_us - 1;
	int64_t minute_us = within_us - within_us % MINUTE_US;
	bar_walk_part(bar, begin_us, end_us, minute_us, time_us, &snapshot->minute);
	snapshot->minute.time_us = minute_us;
	snapshot->day = day_so_far(tape, call, begun);
	if (tape->past_count > 0)
		snapshot->previous_day = tape->past[0];
	quote(snapshot, bar_walk_price(bar, begin_us, end_us, time_us), time_us);
}

static void show_past(const struct replay_tape *tape, const struct provider_call *call,
	struct snapshot *snapshot)
{
	int64_t begin_us, end_us;
	const struct bar *day = &tape->past[0];
	bar_walk_span(call->calendar, one_day, day, &begin_us, &end_us);
	snapshot->day = *day;
	if (tape->past_count > 1)
		snapshot->previous_day = tape->past[1];
	snapshot->minute = (struct bar){end_us - MINUTE_US, day->close, day->close,
		day->close, day->close, {0}, 0, 0};
	quote(snapshot, day->close, end_us);
}

bool replay_tape_show(const struct replay_tape *tape, const struct provider_call *call,
	struct snapshot *snapshot)
{
	size_t begun = count_begun(tape, call);
	*snapshot = (struct snapshot){.source = SOURCE_REPLAY};
	if (begun == 0 && tape->past_count == 0)
		return false;
	if (begun > 0)
		show_today(tape, call, begun, snapshot);
	else
		show_past(tape, call, snapshot);
	snapshot->received_us = call->wall_us;
	return true;
}
