#include "market/sim/sim_adjust.h"

#include "base/arena.h"
#include "base/clock.h"
#include "market/sim/sim_dividend.h"
#include "market/sim/sim_split.h"
#include "money/decimal.h"

static const int64_t WHOLE_E12 = 1000000000000;

/* The split before a session; 1 for 1 when there is none. */
static struct sim_split split_at(const struct sim_share *share, int32_t number)
{
	size_t count;
	const struct sim_split *splits = sim_split(share, &count);
	for (size_t i = 0; i < count; i++) {
		if (splits[i].number == number)
			return splits[i];
	}
	return (struct sim_split){number, 1, 1};
}

/* a * b / divisor of numbers that fit. */
static int64_t scale(int64_t a, int64_t b, int64_t divisor)
{
	int64_t result = a;
	if (!decimal_mul_div(a, b, divisor, DECIMAL_HALF_EVEN, &result))
		return a;
	return result;
}

/* Takes the actions before a session into the steps, when there are any. */
static void add_step(struct sim_adjust *adjust, const struct sim_share *share,
	enum bar_adjustment kind, int32_t number)
{
	struct sim_adjust_step step = {number, 1, 1, WHOLE_E12};
	if (adjust->count > 0)
		step = adjust->steps[adjust->count - 1];
	struct sim_split split = split_at(share, number);
	int64_t cents = sim_dividend_cents(share, number);
	bool is_split = kind != BAR_DIVIDEND && split.new_shares != split.old_shares;
	bool is_dividend = kind != BAR_SPLIT && cents > 0;
	if (!is_split && !is_dividend)
		return;
	step.number = number;
	if (is_split) {
		step.new_shares *= split.new_shares;
		step.old_shares *= split.old_shares;
	}
	if (is_dividend) {
		/* The close before, in shares of before; the cash, of after. */
		int64_t close = sim_split_close(share, number - 1) * split.old_shares;
		int64_t cash = cents * 100 * split.new_shares;
		step.dividends_e12 = scale(step.dividends_e12, close - cash, close);
	}
	adjust->steps[adjust->count++] = step;
}

/* A year's sessions at which something may come off, newest first. */
static size_t candidates(const struct sim_share *share, int year, int32_t *numbers)
{
	size_t count = 0, splits_count;
	const struct sim_split *splits = sim_split(share, &splits_count);
	const struct calendar *calendar = sim_world()->calendar;
	int32_t from = calendar_number(calendar, clock_day_of(year, 1, 1));
	int32_t until = calendar_number(calendar, clock_day_of(year + 1, 1, 1));
	for (int month = 12; month > 0; month--) {
		int32_t number = sim_dividend_session(share, year, month);
		if (number >= from && number < until)
			numbers[count++] = number;
	}
	for (size_t i = 0; i < splits_count; i++) {
		if (splits[i].number < from || splits[i].number >= until)
			continue;
		size_t at = 0;
		while (at < count && numbers[at] > splits[i].number)
			at++;
		if (at < count && numbers[at] == splits[i].number)
			continue;
		for (size_t j = count++; j > at; j--)
			numbers[j] = numbers[j - 1];
		numbers[at] = splits[i].number;
	}
	return count;
}

static int year_of(int32_t number)
{
	int year, month, of_month;
	int32_t day = calendar_numbered(sim_world()->calendar, number).day;
	clock_date_of(day, &year, &month, &of_month);
	return year;
}

enum { YEAR_LIMIT = 12 + SIM_SPLIT_LIMIT };

int sim_adjust(struct arena *arena, const struct sim_share *share,
	enum bar_adjustment kind, int32_t first, int32_t last, struct sim_adjust *adjust)
{
	*adjust = (struct sim_adjust){0};
	if (kind == BAR_RAW || first > last)
		return 0;
	int oldest = year_of(first), newest = year_of(last);
	size_t most = (size_t)(newest - oldest + 1) * 4 + SIM_SPLIT_LIMIT;
	adjust->steps = arena_alloc(arena, most * sizeof(*adjust->steps));
	if (adjust->steps == NULL)
		return -1;
	for (int year = newest; year >= oldest; year--) {
		int32_t numbers[YEAR_LIMIT];
		size_t count = candidates(share, year, numbers);
		for (size_t i = 0; i < count; i++) {
			if (numbers[i] > first && numbers[i] <= last)
				add_step(adjust, share, kind, numbers[i]);
		}
	}
	return 0;
}

/* The step that holds for a session: the oldest that comes after it. */
static const struct sim_adjust_step *step_for(
	const struct sim_adjust *adjust, int32_t number)
{
	size_t after = 0, until = adjust->count;
	while (after < until) {
		size_t middle = (after + until) / 2;
		if (adjust->steps[middle].number > number)
			after = middle + 1;
		else
			until = middle;
	}
	return after == 0 ? NULL : &adjust->steps[after - 1];
}

static int64_t price_by(const struct sim_adjust_step *step, int64_t price)
{
	int64_t times = step->old_shares, divisor = step->new_shares;
	if (step->dividends_e12 != WHOLE_E12) {
		times *= step->dividends_e12;
		divisor *= WHOLE_E12;
	}
	int64_t adjusted = scale(price, times, divisor);
	return adjusted > 0 ? adjusted : 1;
}

static void adjust_by(const struct sim_adjust_step *step, struct sim_node *node)
{
	node->open = price_by(step, node->open);
	node->high = price_by(step, node->high);
	node->low = price_by(step, node->low);
	node->close = price_by(step, node->close);
	node->volume = scale(node->volume, step->new_shares, step->old_shares);
}

void sim_adjust_node(
	const struct sim_adjust *adjust, int32_t number, struct sim_node *node)
{
	const struct sim_adjust_step *step = step_for(adjust, number);
	if (step != NULL)
		adjust_by(step, node);
}

void sim_adjust_splits(const struct sim_share *share, int32_t number, int32_t last,
	struct sim_node *node)
{
	size_t count;
	const struct sim_split *splits = sim_split(share, &count);
	for (size_t i = 0; i < count; i++) {
		struct sim_adjust_step step = {
			number, splits[i].new_shares, splits[i].old_shares, WHOLE_E12};
		if (splits[i].number > number && splits[i].number <= last)
			adjust_by(&step, node);
	}
}
