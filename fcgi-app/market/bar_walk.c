#include "market/bar_walk.h"

#include "base/text.h"

enum { POINTS = 4, PARTS = 64 };

static const int64_t CENT_E6 = 10000;
static const int64_t DOLLAR_E6 = 1000000;

/* Where the way begins, turns twice, and ends. */
struct way {
	int64_t time_us[POINTS];
	int64_t price_e6[POINTS];
};

static int64_t within(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* value * part / whole, for parts of the whole: always fits. */
static int64_t share(int64_t value, int64_t part, int64_t whole)
{
	int64_t result = value;
	bool fits = decimal_mul_div(value, part, whole, DECIMAL_FLOOR, &result);
	return fits ? result : value;
}

static struct way way_of(const struct bar *bar, int64_t begin_us, int64_t end_us)
{
	const int64_t seed[] = {bar->time_us, bar->open.e6, bar->close.e6, bar->volume};
	uint64_t hash = text_hash(seed, sizeof(seed));
	bool low_first = (hash >> 7 & 1) != 0;
	int64_t length_us = end_us - begin_us;
	/* The turns lie around the first and the third quarter. */
	int64_t first = PARTS / 8 + (int64_t)(hash >> 16 & 15);
	int64_t second = PARTS * 5 / 8 + (int64_t)(hash >> 24 & 15);
	return (struct way){
		.time_us = {begin_us, begin_us + share(length_us, first, PARTS),
			begin_us + share(length_us, second, PARTS), end_us},
		.price_e6 = {bar->open.e6, low_first ? bar->low.e6 : bar->high.e6,
			low_first ? bar->high.e6 : bar->low.e6, bar->close.e6},
	};
}

static int64_t price_at(const struct way *way, int64_t time_us)
{
	if (time_us <= way->time_us[0])
		return way->price_e6[0];
	int leg = 1;
	while (leg < POINTS && time_us >= way->time_us[leg])
		leg++;
	if (leg == POINTS || time_us == way->time_us[leg - 1])
		return way->price_e6[leg - 1];
	int64_t from_e6 = way->price_e6[leg - 1], to_e6 = way->price_e6[leg];
	int64_t passed_us = time_us - way->time_us[leg - 1];
	int64_t price_e6 = from_e6 + share(to_e6 - from_e6, passed_us,
					     way->time_us[leg] - way->time_us[leg - 1]);
	int64_t tick = price_e6 >= DOLLAR_E6 ? CENT_E6 : CENT_E6 / 100;
	/* A leg whose ends are between ticks is not left for them. */
	return within(price_e6 - price_e6 % tick, from_e6 < to_e6 ? from_e6 : to_e6,
		from_e6 < to_e6 ? to_e6 : from_e6);
}

void bar_walk_span(const struct calendar *calendar, struct timeframe timeframe,
	const struct bar *bar, int64_t *begin_us, int64_t *end_us)
{
	struct calendar_session session;
	*begin_us = bar->time_us;
	*end_us = timeframe_next_us(calendar, timeframe, bar->time_us);
	if (timeframe.unit != TIMEFRAME_DAY ||
		!calendar_session(
			calendar, calendar_day_of(calendar, bar->time_us), &session))
		return;
	*begin_us = session.open_us;
	*end_us = session.close_us;
}

struct price bar_walk_price(
	const struct bar *bar, int64_t begin_us, int64_t end_us, int64_t time_us)
{
	struct way way = way_of(bar, begin_us, end_us);
	return (struct price){price_at(&way, time_us)};
}

void bar_walk_part(const struct bar *bar, int64_t begin_us, int64_t end_us,
	int64_t from_us, int64_t until_us, struct bar *part)
{
	struct way way = way_of(bar, begin_us, end_us);
	int64_t length_us = end_us - begin_us;
	from_us = within(from_us, begin_us, end_us);
	until_us = within(until_us, from_us, end_us);
	int64_t open_e6 = price_at(&way, from_us);
	int64_t close_e6 = price_at(&way, until_us);
	int64_t high_e6 = open_e6 > close_e6 ? open_e6 : close_e6;
	int64_t low_e6 = open_e6 < close_e6 ? open_e6 : close_e6;
	for (int i = 0; i < POINTS; i++) {
		if (way.time_us[i] <= from_us || way.time_us[i] >= until_us)
			continue;
		high_e6 = way.price_e6[i] > high_e6 ? way.price_e6[i] : high_e6;
		low_e6 = way.price_e6[i] < low_e6 ? way.price_e6[i] : low_e6;
	}
	bool whole = from_us == begin_us && until_us == end_us;
	*part = (struct bar){
		.time_us = from_us,
		.open = {open_e6},
		.high = {high_e6},
		.low = {low_e6},
		.close = {close_e6},
		.vwap = {whole ? bar->vwap.e6 : 0},
		.volume = share(bar->volume, until_us - begin_us, length_us) -
			  share(bar->volume, from_us - begin_us, length_us),
		.trades = share(bar->trades, until_us - begin_us, length_us) -
			  share(bar->trades, from_us - begin_us, length_us),
	};
}

bool bar_walk_cut(const struct calendar *calendar, struct timeframe timeframe,
	struct bar *bar, int64_t now_us)
{
	int64_t begin_us, end_us;
	bar_walk_span(calendar, timeframe, bar, &begin_us, &end_us);
	if (now_us < begin_us)
		return false;
	if (now_us >= end_us)
		return true;
	struct bar part;
	bar_walk_part(bar, begin_us, end_us, begin_us, now_us, &part);
	part.time_us = bar->time_us;
	*bar = part;
	return true;
}
