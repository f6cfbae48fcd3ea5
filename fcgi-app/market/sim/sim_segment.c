#include "market/sim/sim_segment.h"

#include "market/sim/sim_dividend.h"
#include "market/sim/sim_level.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_split.h"
#include "market/sim/sim_tick.h"

enum purpose { SEGMENT = 600, HIGH_LOW, NIGHT, BUSY, BUSY_WEEKS };

enum {
	LEAST_SHARES = 8, /* a minute */
	INDEX_VALUES = 60,
	USUAL_MINUTES = 390,
	MOST_TRADES = 20000 /* a minute, on average */
};

static const int64_t MINUTE_US = 60000000;

/* How far the night has gone, in its variance and in what a report moves, when trading
 * after the close ends, and when trading before the open begins. */
static const double POST_ENDS = 0.35, PRE_BEGINS = 0.60;
static const double REPORT_BY_POST = 0.75, REPORT_BY_PRE = 0.90;
/* The parts of a usual day's volume outside the session. */
static const double POST_VOLUME = 0.012, PRE_VOLUME = 0.010;

/* The spread is this many basis points, over the square root of the millions of
 * dollars that are traded in a day. */
static const double SPREAD_BP = 40, LEAST_BP = 0.12, MOST_BP = 25;

static double raw_e4(const struct sim_segment *segment, double level)
{
	double factor = sim_split_factor(segment->share, segment->number);
	return sim_math_exp(level) * factor * 10000;
}

static double dividend_e4(const struct sim_segment *segment)
{
	return (double)sim_dividend_cents(segment->share, segment->number) * 100;
}

static int64_t open_e4(const struct sim_segment *segment, const struct sim_level *level)
{
	return sim_tick(raw_e4(segment, level->open) - dividend_e4(segment));
}

static void set_law(struct sim_segment *segment, const struct sim_level *level)
{
	const struct sim_share *share = segment->share;
	uint64_t place = (uint64_t)segment->number * SIM_SEGMENT_PARTS + segment->part;
	bool always = calendar_hours_of(sim_world()->calendar) == CALENDAR_ALWAYS;
	double shape = segment->part == SIM_SEGMENT_DAY ? 1 : 0.6;
	segment->law = (struct sim_node_law){
		.price_key = sim_math_bits(share->price_key, place, SEGMENT),
		.market_key = sim_math_bits(sim_world()->market_key, place, SEGMENT),
		.kin_key = sim_math_bits(share->kin_key, place, SEGMENT),
		.key = sim_math_bits(share->key, place, SEGMENT),
		.by_market = level->by_market,
		.by_kin = level->by_kin,
		.by_itself = level->by_itself,
		.shape = always ? 0.25 : shape,
		.minutes = (int32_t)((segment->until_us - segment->from_us) / MINUTE_US),
	};
}

static void set_spread(struct sim_segment *segment, const struct sim_level *level)
{
	const struct listing *listing = segment->share->listing;
	if (listing->kind == INSTRUMENT_INDEX)
		return;
	double millions = listing->volume_k * sim_math_exp(level->close) / 1000;
	double bp = SPREAD_BP / sim_math_sqrt(millions);
	if (listing->kind == INSTRUMENT_FUND)
		bp /= 2;
	bp = sim_math_clamp(bp, LEAST_BP, MOST_BP);
	if (segment->part != SIM_SEGMENT_DAY)
		bp *= 3;
	double price = raw_e4(segment, level->close);
	segment->spread = price * bp / 10000;
	segment->law.bounce =
		0.8 * segment->spread + 0.4 * (double)sim_tick_size(sim_tick(price));
}

/* How busy a day is: some weeks are, some days, those with large moves, and those
 * after a report. */
static double busyness(const struct sim_segment *segment, const struct sim_level *level)
{
	const struct sim_share *share = segment->share;
	uint64_t day = sim_math_bits(share->key, (uint64_t)segment->number, BUSY);
	uint64_t weeks =
		sim_math_bits(share->key, (uint64_t)segment->number / 16, BUSY_WEEKS);
	double usual = share->by_market * share->by_market +
		       share->by_kin * share->by_kin +
		       share->by_itself * share->by_itself;
	double move = level->close - level->before;
	double large = move * move / level->variance;
	double busy = 0.22 * sim_math_normal(day) + 0.20 * sim_math_normal(weeks) +
		      0.35 * sim_math_log(level->variance / usual) +
		      0.20 * (sim_math_clamp(large, 0, 9) - 1);
	if (level->report > 0 || level->report < 0)
		busy += 0.6;
	return sim_math_exp(sim_math_clamp(busy, -3, 3));
}

static void set_volume(struct sim_segment *segment, const struct sim_level *level)
{
	const struct listing *listing = segment->share->listing;
	struct sim_node *whole = &segment->whole;
	int64_t minutes = segment->law.minutes;
	if (listing->kind == INSTRUMENT_INDEX) {
		whole->trades = whole->volume = INDEX_VALUES * minutes;
		return;
	}
	double factor = sim_split_factor(segment->share, segment->number);
	double volume = listing->volume_k * 1000.0 / factor * busyness(segment, level);
	bool nyse = calendar_hours_of(sim_world()->calendar) == CALENDAR_NYSE;
	if (segment->part == SIM_SEGMENT_PRE)
		volume *= PRE_VOLUME;
	else if (segment->part == SIM_SEGMENT_POST)
		volume *= POST_VOLUME;
	else if (nyse && minutes < USUAL_MINUTES)
		volume *= 0.45;
	whole->volume = LEAST_SHARES * minutes + sim_math_round(volume);
	double size = sim_math_clamp(1.5e8 / (double)whole->open, 40, 500);
	double trades = sim_math_clamp(
		(double)whole->volume / size, 0, (double)(MOST_TRADES * minutes));
	whole->trades = SIM_NODE_TRADES * minutes + sim_math_round(trades / 2);
}

/* Open and close are set; finds high, low, and what else there is. */
static void complete(
	struct sim_segment *segment, const struct sim_level *level, double variance)
{
	struct sim_node *whole = &segment->whole;
	double open = (double)whole->open, close = (double)whole->close;
	double price = (open + close) / 2;
	whole->variance = variance * price * price;
	uint64_t bits = sim_math_bits(segment->law.price_key, 0, HIGH_LOW);
	double chance = sim_math_quarter(bits, 0);
	double high = sim_node_peak(open, close, whole->variance, chance);
	chance = sim_math_quarter(bits, 1);
	double low = -sim_node_peak(-open, -close, whole->variance, chance);
	if (segment->share->is_fear) {
		low = sim_math_clamp(low, SIM_LEVEL_LEAST_FEAR * 1e4, price);
		high = sim_math_clamp(high, price, SIM_LEVEL_MOST_FEAR * 1e4);
	}
	double least = (open < close ? open : close) / 2;
	whole->low = sim_tick(low < least ? least : low);
	whole->high = sim_tick(high);
	if (whole->high < whole->open)
		whole->high = whole->open;
	if (whole->high < whole->close)
		whole->high = whole->close;
	if (whole->low > whole->open)
		whole->low = whole->open;
	if (whole->low > whole->close)
		whole->low = whole->close;
	whole->place = 1;
	whole->minutes = segment->law.minutes;
	set_volume(segment, level);
}

/* Where the night stands at a part of its way, from the close to the open. */
static double night(const struct sim_segment *segment, const struct sim_level *level,
	double part, double report)
{
	uint64_t bits = sim_math_bits(segment->law.price_key, 0, NIGHT);
	double variance = level->variance - level->variance_open;
	double width = sim_math_sqrt(variance * part * (1 - part));
	return level->before + report * level->report +
	       part * (level->open - level->report - level->before) +
	       width * sim_math_normal(bits);
}

/* The variance of a stretch of the night, in which a report may move the price. */
static double night_variance(const struct sim_level *level, double part, double report)
{
	double moved = report * level->report;
	return (level->variance - level->variance_open) * part + moved * moved / 4;
}

static void fill_day(struct sim_segment *segment)
{
	struct sim_level level = sim_level(segment->share, segment->number);
	set_law(segment, &level);
	set_spread(segment, &level);
	segment->whole.open = open_e4(segment, &level);
	segment->whole.close = sim_split_close(segment->share, segment->number);
	complete(segment, &level, level.variance_open);
}

static void fill_pre(struct sim_segment *segment)
{
	struct sim_level level = sim_level(segment->share, segment->number);
	set_law(segment, &level);
	set_spread(segment, &level);
	double open = night(segment, &level, PRE_BEGINS, REPORT_BY_PRE);
	segment->whole.open = sim_tick(raw_e4(segment, open) - dividend_e4(segment));
	segment->whole.close = open_e4(segment, &level);
	double variance = night_variance(&level, 1 - PRE_BEGINS, 1 - REPORT_BY_PRE);
	complete(segment, &level, variance);
}

/* Belongs to the night before the next session. */
static void fill_post(struct sim_segment *segment)
{
	struct sim_level level = sim_level(segment->share, segment->number + 1);
	set_law(segment, &level);
	set_spread(segment, &level);
	double close = night(segment, &level, POST_ENDS, REPORT_BY_POST);
	segment->whole.open = sim_split_close(segment->share, segment->number);
	segment->whole.close = sim_tick(raw_e4(segment, close));
	double variance = night_variance(&level, POST_ENDS, REPORT_BY_POST);
	complete(segment, &level, variance);
}

bool sim_segment(const struct sim_share *share, int32_t number,
	enum sim_segment_part part, struct sim_segment *segment)
{
	const struct calendar *calendar = sim_world()->calendar;
	if (number < 0 || number >= calendar_sessions(calendar))
		return false;
	struct calendar_session session = calendar_numbered(calendar, number);
	int64_t bounds_us[] = {
		session.pre_us, session.open_us, session.close_us, session.post_us};
	*segment = (struct sim_segment){.share = share,
		.number = number,
		.part = part,
		.from_us = bounds_us[part],
		.until_us = bounds_us[part + 1]};
	if (segment->from_us >= segment->until_us)
		return false;
	switch (part) {
	case SIM_SEGMENT_PRE:
		fill_pre(segment);
		break;
	case SIM_SEGMENT_DAY:
		fill_day(segment);
		break;
	case SIM_SEGMENT_POST:
		fill_post(segment);
		break;
	case SIM_SEGMENT_PARTS:
		return false;
	}
	return true;
}

struct sim_node sim_segment_minute(const struct sim_segment *segment, int32_t minute)
{
	struct sim_node node = segment->whole;
	while (node.minutes > 1) {
		struct sim_node left, right;
		sim_node_halve(&segment->law, &node, &left, &right);
		node = minute < right.first ? left : right;
	}
	return node;
}

int32_t sim_segment_session(int64_t time_us)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t day = calendar_day_of(calendar, time_us);
	int32_t number = calendar_number(calendar, day);
	if (number == calendar_sessions(calendar))
		return number - 1;
	bool begun = calendar_numbered(calendar, number).pre_us <= time_us;
	return begun ? number : number - 1;
}
