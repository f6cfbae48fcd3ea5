#include "market/sim/sim_tape.h"

#include "market/sim/sim_math.h"

enum purpose { TAPE = 700, WALK, EXTREMES, DEEDS, TIMES, SIZES, PRICES };

/* So few trades are made one by one; more are halved, which leaves at least four. */
enum { RUN = 8 };

enum { MINUTES_A_SEGMENT = 2048, TRADES_A_MINUTE = 1 << 17 };

static const int64_t MINUTE_US = 60000000;

/* Trades number `first` and on, all within [from_us, until_us). */
struct run {
	struct sim_node node;
	int64_t first;
	int64_t from_us;
	int64_t until_us;
};

struct sim_tape sim_tape(const struct sim_segment *segment, const struct sim_node *minute)
{
	return (struct sim_tape){
		.segment = segment,
		.minute = *minute,
		.from_us = segment->from_us + minute->first * MINUTE_US,
		.key = sim_math_bits(segment->law.key, (uint64_t)minute->first, TAPE),
	};
}

static struct run whole_of(const struct sim_tape *tape)
{
	struct run run = {.node = tape->minute,
		.from_us = tape->from_us,
		.until_us = tape->from_us + MINUTE_US};
	run.node.place = 1;
	return run;
}

/* A part of something, made larger or smaller by chance. */
static double vary(double part, double by)
{
	return part + by * part * (1 - part);
}

static void halve(const struct sim_tape *tape, const struct run *whole, struct run *left,
	struct run *right)
{
	const struct sim_node *node = &whole->node;
	*left = *right = *whole;
	left->node.trades = node->trades / 2;
	right->node.trades -= left->node.trades;
	left->node.place = node->place * 2;
	right->node.place = node->place * 2 + 1;
	right->first += left->node.trades;
	double part = (double)left->node.trades / (double)node->trades;
	uint64_t deeds = sim_math_bits(tape->key, node->place, DEEDS);
	double early = vary(part, 2 * sim_math_quarter(deeds, 0) - 1);
	int64_t spare = whole->until_us - whole->from_us - node->trades;
	left->until_us = right->from_us =
		whole->from_us + left->node.trades + (int64_t)((double)spare * early);
	double mass = vary(part, 2 * sim_math_quarter(deeds, 1) - 1);
	int64_t free_shares = node->volume - node->trades;
	left->node.volume = left->node.trades + (int64_t)((double)free_shares * mass);
	right->node.volume -= left->node.volume;
	left->node.variance = node->variance * part;
	right->node.variance = node->variance - left->node.variance;
	uint64_t steps = sim_math_bits(tape->key, node->place, WALK);
	double width = sim_math_sqrt(node->variance * part * (1 - part));
	left->node.close = sim_node_within(
		node, (double)node->open + part * (double)(node->close - node->open) +
			      width * sim_math_normal(steps));
	double bounce = 2 * sim_math_quarter(deeds, 2) - 1;
	right->node.open = sim_node_within(
		node, (double)left->node.close + bounce * tape->segment->law.bounce);
	uint64_t extremes = sim_math_bits(tape->key, node->place, EXTREMES);
	sim_node_divide(node, extremes, &left->node, &right->node);
}

static void set_prices(
	const struct sim_tape *tape, const struct run *run, struct sim_tape_trade *trades)
{
	const struct sim_node *node = &run->node;
	int64_t count = node->trades, inner = count - 2;
	uint64_t bits = sim_math_bits(tape->key, node->place, PRICES);
	double step = (double)(node->close - node->open) / (double)(count - 1);
	for (int64_t i = 1; i < count - 1; i++) {
		uint64_t noise = sim_math_bits(bits, (uint64_t)i, PRICES);
		double off = 2 * sim_math_quarter(noise, 0) - 1;
		trades[i].price =
			sim_node_within(node, (double)node->open + step * (double)i +
						      off * tape->segment->law.bounce);
	}
	/* Where the high is, unless at an end; the low is elsewhere. */
	int64_t high = (int64_t)(bits % (uint64_t)inner);
	int64_t further = 1 + (int64_t)((bits >> 32) % (uint64_t)(inner - 1));
	if (node->high > node->open && node->high > node->close)
		trades[1 + high].price = node->high;
	if (node->low < node->open && node->low < node->close)
		trades[1 + (high + further) % inner].price = node->low;
	trades[0].price = node->open;
	trades[count - 1].price = node->close;
}

static void set_sizes(
	const struct sim_tape *tape, const struct run *run, struct sim_tape_trade *trades)
{
	const struct sim_node *node = &run->node;
	double weights[RUN], all = 0;
	for (int64_t i = 0; i < node->trades; i++) {
		uint64_t place = (uint64_t)(run->first + i);
		double unit = sim_math_unit(sim_math_bits(tape->key, place, SIZES));
		weights[i] = 0.05 + unit * unit;
		all += weights[i];
	}
	double free_shares = (double)(node->volume - node->trades);
	int64_t left = node->volume;
	for (int64_t i = 0; i < node->trades - 1; i++) {
		trades[i].size = 1 + (int64_t)(free_shares * (weights[i] / all));
		left -= trades[i].size;
	}
	trades[node->trades - 1].size = left;
}

static void list_run(
	const struct sim_tape *tape, const struct run *run, struct sim_tape_trade *trades)
{
	const struct sim_segment *segment = tape->segment;
	int64_t base = (int64_t)segment->number * SIM_SEGMENT_PARTS + segment->part;
	base = (base * MINUTES_A_SEGMENT + tape->minute.first) * TRADES_A_MINUTE;
	int64_t slot_us = (run->until_us - run->from_us) / run->node.trades;
	for (int64_t i = 0; i < run->node.trades; i++) {
		int64_t place = run->first + i;
		uint64_t when = sim_math_bits(tape->key, (uint64_t)place, TIMES);
		trades[i].id = base + place + 1;
		trades[i].time_us = run->from_us + slot_us * i;
		if (place > 0)
			trades[i].time_us += (int64_t)(when % (uint64_t)slot_us);
	}
	set_prices(tape, run, trades);
	set_sizes(tape, run, trades);
}

void sim_tape_join(struct sim_node *sum, const struct sim_node *next)
{
	if (sum->trades == 0) {
		*sum = *next;
		return;
	}
	if (next->high > sum->high)
		sum->high = next->high;
	if (next->low < sum->low)
		sum->low = next->low;
	sum->close = next->close;
	sum->volume += next->volume;
	sum->trades += next->trades;
	sum->minutes += next->minutes;
}

static void join_before(const struct sim_tape *tape, const struct run *run,
	int64_t until_us, struct sim_node *sum)
{
	if (run->from_us >= until_us)
		return;
	if (run->until_us <= until_us) {
		sim_tape_join(sum, &run->node);
		return;
	}
	if (run->node.trades > RUN) {
		struct run left, right;
		halve(tape, run, &left, &right);
		join_before(tape, &left, until_us, sum);
		join_before(tape, &right, until_us, sum);
		return;
	}
	struct sim_tape_trade trades[RUN];
	list_run(tape, run, trades);
	for (int64_t i = 0; i < run->node.trades; i++) {
		int64_t price = trades[i].price;
		struct sim_node one = {.open = price,
			.high = price,
			.low = price,
			.close = price,
			.volume = trades[i].size,
			.trades = 1};
		if (trades[i].time_us < until_us)
			sim_tape_join(sum, &one);
	}
}

struct sim_node sim_tape_before(const struct sim_tape *tape, int64_t until_us)
{
	struct sim_node sum = {0};
	struct run whole = whole_of(tape);
	join_before(tape, &whole, until_us, &sum);
	return sum;
}

static void join_minutes(const struct sim_segment *segment, const struct sim_node *node,
	int64_t until_us, struct sim_node *sum)
{
	int64_t from_us = segment->from_us + node->first * MINUTE_US;
	if (from_us >= until_us)
		return;
	if (from_us + node->minutes * MINUTE_US <= until_us) {
		sim_tape_join(sum, node);
	} else if (node->minutes == 1) {
		struct sim_tape tape = sim_tape(segment, node);
		struct sim_node part = sim_tape_before(&tape, until_us);
		sim_tape_join(sum, &part);
	} else {
		struct sim_node left, right;
		sim_node_halve(&segment->law, node, &left, &right);
		join_minutes(segment, &left, until_us, sum);
		join_minutes(segment, &right, until_us, sum);
	}
}

struct sim_node sim_tape_segment_before(
	const struct sim_segment *segment, int64_t until_us)
{
	struct sim_node sum = {0};
	join_minutes(segment, &segment->whole, until_us, &sum);
	return sum;
}

/* What is asked for, and what has been found of it. */
struct search {
	int64_t from_us;
	int64_t until_us;
	bool descending;
	struct sim_tape_trade *trades;
	size_t limit;
	size_t count;
};

static void search_run(
	const struct sim_tape *tape, const struct run *run, struct search *search)
{
	struct sim_tape_trade trades[RUN];
	list_run(tape, run, trades);
	for (int64_t i = 0; i < run->node.trades && search->count < search->limit; i++) {
		int64_t at = search->descending ? run->node.trades - 1 - i : i;
		if (trades[at].time_us >= search->from_us &&
			trades[at].time_us < search->until_us)
			search->trades[search->count++] = trades[at];
	}
}

static void search_in(
	const struct sim_tape *tape, const struct run *run, struct search *search)
{
	if (run->from_us >= search->until_us || run->until_us <= search->from_us ||
		search->count == search->limit)
		return;
	if (run->node.trades <= RUN) {
		search_run(tape, run, search);
		return;
	}
	struct run halves[2];
	halve(tape, run, &halves[0], &halves[1]);
	search_in(tape, &halves[search->descending], search);
	search_in(tape, &halves[!search->descending], search);
}

size_t sim_tape_trades(const struct sim_tape *tape, int64_t from_us, int64_t until_us,
	bool descending, struct sim_tape_trade *trades, size_t limit)
{
	struct search search = {from_us, until_us, descending, trades, limit, 0};
	struct run whole = whole_of(tape);
	search_in(tape, &whole, &search);
	return search.count;
}
