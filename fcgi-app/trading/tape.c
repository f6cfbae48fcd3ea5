#include "trading/tape.h"

enum { ROUND_LOT = 100 };

static struct tape_bar bar_of(const struct bar *bar)
{
	return (struct tape_bar){bar->time_us, bar->high, bar->low, bar->volume};
}

void tape_note(struct tape_mark *mark, const struct snapshot *snapshot, int64_t looked_us)
{
	*mark = (struct tape_mark){.looked_us = looked_us,
		.quote = snapshot->quote,
		.trade = snapshot->trade,
		.minute = bar_of(&snapshot->minute),
		.day = bar_of(&snapshot->day)};
}

static bool is_new_trade(const struct tape_mark *mark, const struct snapshot *snapshot)
{
	const struct trade *before = &mark->trade, *now = &snapshot->trade;
	return now->time_us != before->time_us || now->id != before->id ||
	       now->price.e6 != before->price.e6;
}

static bool is_new_quote(const struct tape_mark *mark, const struct snapshot *snapshot)
{
	const struct quote *before = &mark->quote, *now = &snapshot->quote;
	return now->bid.e6 != before->bid.e6 || now->ask.e6 != before->ask.e6 ||
	       now->bid_size != before->bid_size || now->ask_size != before->ask_size ||
	       now->time_us != before->time_us;
}

bool tape_moved(const struct tape_mark *mark, const struct snapshot *snapshot)
{
	return mark->looked_us == 0 || is_new_trade(mark, snapshot) ||
	       is_new_quote(mark, snapshot) || snapshot->day.volume != mark->day.volume ||
	       snapshot->minute.volume != mark->minute.volume;
}

static void reach(struct tape_passed *passed, struct price price)
{
	if (price.e6 <= 0)
		return;
	if (passed->high.e6 == 0 || price.e6 > passed->high.e6)
		passed->high = price;
	if (passed->low.e6 == 0 || price.e6 < passed->low.e6)
		passed->low = price;
}

/* What a bar says was traded since it stood like that; of a later bar all of it. */
static int64_t take_bar(
	const struct tape_bar *before, const struct bar *now, struct tape_passed *passed)
{
	if (now->volume <= 0 || now->time_us < before->time_us)
		return 0;
	bool later = now->time_us > before->time_us;
	if (!later && now->volume <= before->volume)
		return 0;
	if (later || now->high.e6 > before->high.e6)
		reach(passed, now->high);
	if (later || now->low.e6 < before->low.e6)
		reach(passed, now->low);
	return later ? now->volume : now->volume - before->volume;
}

struct tape_passed tape_since(
	const struct tape_mark *mark, const struct snapshot *snapshot)
{
	struct tape_passed passed = {0};
	bool traded = is_new_trade(mark, snapshot);
	if (mark->looked_us == 0)
		return passed;
	/* A day does not count what is traded outside the session. */
	int64_t by_day = take_bar(&mark->day, &snapshot->day, &passed);
	int64_t by_minute = take_bar(&mark->minute, &snapshot->minute, &passed);
	passed.volume = by_day > by_minute ? by_day : by_minute;
	if (passed.volume == 0 && traded)
		passed.volume =
			snapshot->trade.size > 0 ? snapshot->trade.size : ROUND_LOT;
	if (passed.volume > 0)
		reach(&passed, snapshot->trade.price);
	return passed;
}

struct tape_passed tape_with(struct tape_passed passed, const struct bars *bars)
{
	for (size_t i = 0; i < bars->count && passed.volume > 0; i++) {
		if (bars->items[i].volume <= 0)
			continue;
		reach(&passed, bars->items[i].high);
		reach(&passed, bars->items[i].low);
	}
	return passed;
}

struct tape_passed tape_lately(const struct snapshot *snapshot, int64_t since_us)
{
	const struct trade *trade = &snapshot->trade;
	if (trade->time_us <= since_us || trade->price.e6 <= 0)
		return (struct tape_passed){0};
	return (struct tape_passed){.high = trade->price,
		.low = trade->price,
		.volume = trade->size > 0 ? trade->size : ROUND_LOT};
}

struct tape_passed tape_join(struct tape_passed first, struct tape_passed second)
{
	struct tape_passed joined = second;
	reach(&joined, first.high);
	reach(&joined, first.low);
	joined.open = first.open || second.open;
	joined.volume = first.volume < INT64_MAX - second.volume
				? first.volume + second.volume
				: INT64_MAX;
	return joined;
}

static void print_day(const struct calendar *calendar, const struct bar *bar,
	int64_t seen_us, struct rest_print prints[static 2])
{
	struct calendar_session session;
	prints[0] = prints[1] = (struct rest_print){0};
	if (bar->open.e6 <= 0 ||
		!calendar_session(
			calendar, calendar_day_of(calendar, bar->time_us), &session))
		return;
	if (seen_us >= session.open_us)
		prints[0] = (struct rest_print){session.open_us, bar->open};
	if (seen_us >= session.close_us)
		prints[1] = (struct rest_print){session.close_us, bar->close};
}

void tape_prints(const struct calendar *calendar, const struct snapshot *snapshot,
	int64_t seen_us, struct rest_print prints[static REST_PRINTS])
{
	print_day(calendar, &snapshot->day, seen_us, prints);
	print_day(calendar, &snapshot->previous_day, seen_us, prints + 2);
}
