#include "market/sim/sim_split.h"

#include "base/clock.h"
#include "market/sim/sim_level.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_tick.h"

enum purpose { SESSION = 300, WHETHER };

/* A split's price range: within this, before a split in the past, it is likely. */
static const double OFTEN_BELOW = 70, PAST_CHANCE = 0.12, PAST_GROWTH = 0.05;
static const double FUTURE_CHANCE = 0.15;
/* What has come down to this was not split for it. */
static const double CHEAP = 5;

struct history {
	uint32_t opened;
	size_t count;
	struct sim_split splits[SIM_SPLIT_LIMIT];
};

/* The session of a year on which a split would be. */
static int32_t candidate(const struct sim_share *share, int year)
{
	const struct sim_world *world = sim_world();
	int32_t first = calendar_number(world->calendar, clock_day_of(year, 1, 1));
	double unit = sim_math_unit(sim_math_bits(share->key, (uint64_t)year, SESSION));
	return first + (int32_t)(world->sessions_a_year * (0.1 + 0.8 * unit));
}

static double chance(const struct sim_share *share, int year)
{
	return sim_math_unit(sim_math_bits(share->key, (uint64_t)year, WHETHER));
}

static double base_of(const struct sim_share *share)
{
	return share->listing->price_cents / 100.0;
}

/* Below this a share is no longer worth listing. */
static double least_of(const struct sim_share *share)
{
	double volatility = share->listing->volatility_bp / 10000.0;
	return sim_math_clamp(base_of(share) / 2, 1, 3 + 8 * volatility);
}

/* The ratio that takes a price past another. */
static int16_t ratio_past(double price, double other)
{
	static const int16_t ratios[] = {2, 3, 4, 5, 10};
	for (int i = 0; i < 5; i++) {
		if (price * ratios[i] >= other)
			return ratios[i];
	}
	return 20;
}

/* The split in a year before the anchor after which the share cost `price`; 1 for 1
 * when there was none. */
static struct sim_split past(const struct sim_share *share, int year, double price)
{
	struct sim_split split = {candidate(share, year), 1, 1};
	double least = least_of(share), luck = chance(share, year);
	bool grows = share->growth * sim_world()->sessions_a_year > PAST_GROWTH;
	if (price < least && base_of(share) > CHEAP)
		split.new_shares = ratio_past(price, 4 * least);
	else if (price > sim_math_clamp(5 * base_of(share), 1500, 50000))
		split.old_shares = 10;
	else if (grows && share->listing->kind == INSTRUMENT_STOCK &&
		 price > OFTEN_BELOW / 3 && price < OFTEN_BELOW && luck < PAST_CHANCE)
		split.new_shares = 2 + (int16_t)(3 * luck / PAST_CHANCE);
	return split;
}

/* The split in a year after the anchor of a share that costs `price` before. */
static struct sim_split coming(const struct sim_share *share, int year, double price)
{
	struct sim_split split = {candidate(share, year), 1, 1};
	double base = base_of(share), luck = chance(share, year);
	if (price < least_of(share))
		split.old_shares = 10;
	else if (price > sim_math_clamp(5 * base, 1500, 50000))
		split.new_shares = 10;
	else if (share->listing->kind == INSTRUMENT_STOCK &&
		 price > sim_math_clamp(1.4 * base, 250, 50000) && luck < FUTURE_CHANCE)
		split.new_shares = 2 + (int16_t)(4 * luck / FUTURE_CHANCE);
	return split;
}

static double level(const struct sim_share *share, int32_t number)
{
	return sim_math_exp(sim_level_close(share, number));
}

/* Adds those before the anchor, newest first, then turns them round. */
static void add_past(struct history *history, const struct sim_share *share)
{
	double factor = 1;
	for (int year = 2025; year > CALENDAR_FIRST_YEAR; year--) {
		double price = factor * level(share, candidate(share, year));
		struct sim_split split = past(share, year, price);
		if (split.new_shares == split.old_shares ||
			history->count == SIM_SPLIT_LIMIT / 2)
			continue;
		factor *= (double)split.new_shares / split.old_shares;
		history->splits[history->count++] = split;
	}
	for (size_t i = 0; i < history->count / 2; i++) {
		struct sim_split *other = &history->splits[history->count - 1 - i];
		struct sim_split kept = history->splits[i];
		history->splits[i] = *other;
		*other = kept;
	}
}

static void add_coming(struct history *history, const struct sim_share *share)
{
	double factor = 1;
	for (int year = 2026; year <= CALENDAR_LAST_YEAR; year++) {
		int32_t before = candidate(share, year) - 1;
		double price = factor * level(share, before);
		struct sim_split split = coming(share, year, price);
		if (split.new_shares == split.old_shares ||
			history->count == SIM_SPLIT_LIMIT)
			continue;
		factor *= (double)split.old_shares / split.new_shares;
		history->splits[history->count++] = split;
	}
}

const struct sim_split *sim_split(const struct sim_share *share, size_t *count)
{
	static struct history histories[LISTING_LIMIT];
	struct history *history = &histories[share->place];
	if (history->opened != sim_world()->opened) {
		*history = (struct history){.opened = sim_world()->opened};
		if (share->listing->kind != INSTRUMENT_INDEX) {
			add_past(history, share);
			add_coming(history, share);
		}
	}
	*count = history->count;
	return history->splits;
}

double sim_split_factor(const struct sim_share *share, int32_t number)
{
	size_t count;
	const struct sim_split *splits = sim_split(share, &count);
	int32_t anchor = sim_world()->anchor;
	double factor = 1;
	for (size_t i = 0; i < count; i++) {
		double ratio = (double)splits[i].new_shares / splits[i].old_shares;
		if (splits[i].number > number && splits[i].number <= anchor)
			factor *= ratio;
		else if (splits[i].number <= number && splits[i].number > anchor)
			factor /= ratio;
	}
	return factor;
}

int64_t sim_split_close(const struct sim_share *share, int32_t number)
{
	double factor = sim_split_factor(share, number);
	return sim_tick(level(share, number) * factor * 10000);
}
