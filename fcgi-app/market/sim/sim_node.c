#include "market/sim/sim_node.h"

#include "market/sim/sim_math.h"
#include "market/sim/sim_tick.h"

enum purpose { WALK = 500, EXTREMES, PARTS, DEEDS };

double sim_node_peak(double open, double close, double variance, double chance)
{
	double way = close - open;
	double root = sim_math_sqrt(way * way - 2 * variance * sim_math_log(chance));
	return (open + close + root) / 2;
}

int64_t sim_node_within(const struct sim_node *node, double price)
{
	double low = (double)node->low, high = (double)node->high;
	if (price > high)
		price = 2 * high - price;
	if (price < low)
		price = 2 * low - price;
	return sim_tick(sim_math_clamp(price, low, high));
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static double peak_of(const struct sim_node *node, double chance)
{
	return sim_node_peak(
		(double)node->open, (double)node->close, node->variance, chance);
}

/* Turns prices over, so that lows are found as highs are. */
static double trough_of(const struct sim_node *node, double chance)
{
	return -sim_node_peak(
		-(double)node->open, -(double)node->close, node->variance, chance);
}

void sim_node_divide(const struct sim_node *whole, uint64_t bits, struct sim_node *left,
	struct sim_node *right)
{
	left->open = whole->open;
	right->close = whole->close;
	double left_peak = peak_of(left, sim_math_quarter(bits, 0));
	double right_peak = peak_of(right, sim_math_quarter(bits, 1));
	double left_trough = trough_of(left, sim_math_quarter(bits, 2));
	double right_trough = trough_of(right, sim_math_quarter(bits, 3));
	left->high = larger(
		larger(left->open, left->close), sim_node_within(whole, left_peak));
	right->high = larger(
		larger(right->open, right->close), sim_node_within(whole, right_peak));
	left->low = smaller(
		smaller(left->open, left->close), sim_node_within(whole, left_trough));
	right->low = smaller(
		smaller(right->open, right->close), sim_node_within(whole, right_trough));
	if (left_peak > right_peak)
		left->high = whole->high;
	else
		right->high = whole->high;
	if (left_trough < right_trough)
		left->low = whole->low;
	else
		right->low = whole->low;
}

/* What of a session has passed at a part of its time, when trading is slack in the
 * middle and busy at both ends. */
static double passed(double at, double slack, double early, double late)
{
	double rest = 1 - at, rest_2 = rest * rest, at_2 = at * at;
	double all = slack + (early + late) / 5;
	return (slack * at + early * (1 - rest_2 * rest_2 * rest) / 5 +
		       late * at_2 * at_2 * at / 5) /
	       all;
}

struct parts {
	double variance;
	double volume;
};

/* The left half's parts by the time of day alone. */
static struct parts usual(const struct sim_node_law *law, const struct sim_node *whole)
{
	double from = (double)whole->first / law->minutes;
	double until = (double)(whole->first + whole->minutes) / law->minutes;
	double middle = (double)(whole->first + whole->minutes / 2) / law->minutes;
	double early = 2.2 * law->shape, late = 0.9 * law->shape;
	double start = passed(from, 0.5, early, late);
	double part = passed(middle, 0.5, early, late) - start;
	struct parts parts;
	parts.variance = part / (passed(until, 0.5, early, late) - start);
	early = 1.8 * law->shape, late = 2.2 * law->shape;
	start = passed(from, 0.5, early, late);
	part = passed(middle, 0.5, early, late) - start;
	parts.volume = part / (passed(until, 0.5, early, late) - start);
	return parts;
}

/* A part, made larger or smaller by chance. */
static double vary(double part, double by)
{
	return sim_math_clamp(part + by * part * (1 - part), 0.02, 0.98);
}

static struct parts parts_of(
	const struct sim_node_law *law, const struct sim_node *whole, uint64_t bits)
{
	struct parts parts = usual(law, whole);
	/* When the market is busy, most of what is listed is. */
	uint64_t market = sim_math_bits(law->market_key, whole->place, PARTS);
	double busy = 1.3 * (sim_math_quarter(market, 0) - 0.5) +
		      0.7 * (sim_math_quarter(bits, 0) - 0.5);
	double deed =
		2 * sim_math_quarter(sim_math_bits(law->key, whole->place, DEEDS), 0);
	parts.variance = vary(parts.variance, 0.9 * busy);
	parts.volume = vary(parts.volume, 0.5 * busy + 0.7 * (deed - 1));
	return parts;
}

/* Divides shares and trades, so that each minute has what it needs. */
static void share_out(const struct sim_node *whole, double part, struct sim_node *left,
	struct sim_node *right)
{
	int64_t least = (int64_t)left->minutes * SIM_NODE_TRADES;
	int64_t least_right = (int64_t)right->minutes * SIM_NODE_TRADES;
	int64_t free_trades = whole->trades - least - least_right;
	left->trades = least + (int64_t)((double)free_trades * part);
	left->trades =
		smaller(left->trades, (int64_t)left->minutes * SIM_NODE_MINUTE_TRADES);
	left->trades = larger(left->trades,
		whole->trades - (int64_t)right->minutes * SIM_NODE_MINUTE_TRADES);
	right->trades = whole->trades - left->trades;
	int64_t free_shares = whole->volume - whole->trades;
	left->volume = left->trades + (int64_t)((double)free_shares * part);
	right->volume = whole->volume - left->volume;
}

static double walk(const struct sim_node_law *law, uint32_t place)
{
	return law->by_market *
		       sim_math_normal(sim_math_bits(law->market_key, place, WALK)) +
	       law->by_kin * sim_math_normal(sim_math_bits(law->kin_key, place, WALK)) +
	       law->by_itself *
		       sim_math_normal(sim_math_bits(law->price_key, place, WALK));
}

/* By what moves the price most; upside down when it moves it so. */
static uint64_t extremes_of(const struct sim_node_law *law, uint32_t place)
{
	double most = law->by_itself;
	uint64_t key = law->price_key;
	if (law->by_kin * law->by_kin > most * most) {
		most = law->by_kin;
		key = law->kin_key;
	}
	if (law->by_market * law->by_market > most * most) {
		most = law->by_market;
		key = law->market_key;
	}
	uint64_t bits = sim_math_bits(key, place, EXTREMES);
	return most < 0 ? bits >> 32 | bits << 32 : bits;
}

/* Displaces a price, less so near the ends of the range: in that direction always,
 * so that what moves together at large does so in small. */
static double displace(const struct sim_node *whole, double price, double by)
{
	double room = by < 0 ? price - (double)whole->low : (double)whole->high - price;
	if (room <= 0)
		return price;
	double square = by / room * (by / room);
	return price + by / sim_math_sqrt(sim_math_sqrt(1 + square * square));
}

void sim_node_halve(const struct sim_node_law *law, const struct sim_node *whole,
	struct sim_node *left, struct sim_node *right)
{
	uint64_t bits = sim_math_bits(law->price_key, whole->place, PARTS);
	struct parts parts = parts_of(law, whole, bits);
	*left = (struct sim_node){.place = whole->place * 2,
		.first = whole->first,
		.minutes = whole->minutes / 2,
		.variance = whole->variance * parts.variance};
	*right = (struct sim_node){.place = whole->place * 2 + 1,
		.first = whole->first + left->minutes,
		.minutes = whole->minutes - left->minutes,
		.variance = whole->variance - left->variance};
	share_out(whole, parts.volume, left, right);
	double width = sim_math_sqrt(left->variance * (1 - parts.variance));
	double middle = (double)whole->open +
			parts.variance * (double)(whole->close - whole->open);
	middle = displace(whole, middle, width * walk(law, whole->place));
	left->close = sim_node_within(whole, middle);
	double bounce =
		law->bounce * (sim_math_quarter(bits, 1) + sim_math_quarter(bits, 2) - 1);
	right->open = sim_node_within(whole, (double)left->close + bounce);
	sim_node_divide(whole, extremes_of(law, whole->place), left, right);
}
