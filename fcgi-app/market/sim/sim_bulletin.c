#include "market/sim/sim_bulletin.h"

#include "base/clock.h"
#include "market/sim/sim_earnings.h"
#include "market/sim/sim_level.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_segment.h"
#include "market/sim/sim_split.h"

#include <math.h>

/* Slots of a share in a session, one for each thing that may happen. */
enum slot {
	REPORT,
	GAP,
	LARGE,
	OPENING,
	ENDING,
	RATING,
	BUSINESS,
	BUSINESS_AGAIN,
	BUSINESS_THRICE,
	FLOWS,
	DECLARED
};

enum purpose { CHANCE = 900, MOMENT, MULTIPLE, WORDS, SALES, RATE, TARGET };

static const int64_t SECOND_US = 1000000;

/* What is at hand of a share in a session. */
struct scene {
	const struct sim_share *share;
	struct calendar_session session;
	int32_t number;
	double weight; /* how much is written on it: 0.1 to 1 */
	struct sim_bulletin *bulletins;
	size_t count;
};

void sim_bulletin_sign(struct sim_bulletin *bulletin, int32_t day, int slot)
{
	int64_t subject = (int64_t)day * 1024 + bulletin->place + 1;
	bulletin->id = subject * SIM_BULLETIN_SLOTS + slot;
	bulletin->bits = sim_math_bits(sim_world()->seed, (uint64_t)bulletin->id, WORDS);
}

static uint64_t draw(const struct scene *scene, enum slot slot, enum purpose purpose)
{
	uint64_t place = (uint64_t)scene->session.day * SIM_BULLETIN_SLOTS + slot;
	return sim_math_bits(scene->share->key, place, purpose);
}

static bool happens(const struct scene *scene, enum slot slot, double chance)
{
	return sim_math_unit(draw(scene, slot, CHANCE)) < chance;
}

/* An instant within so many seconds after another. */
static int64_t after(
	const struct scene *scene, enum slot slot, int64_t time_us, int least, int most)
{
	double unit = sim_math_unit(draw(scene, slot, MOMENT));
	return time_us + (least + (int64_t)(unit * (most - least))) * SECOND_US;
}

/* An instant between two hours by the clocks of New York. */
static int64_t between(const struct scene *scene, enum slot slot, int from, int until)
{
	int64_t time_us =
		calendar_at_us(sim_world()->calendar, scene->session.day, from * 3600);
	return after(scene, slot, time_us, 0, (until - from) * 3600);
}

static struct sim_bulletin *add(
	struct scene *scene, enum slot slot, enum sim_bulletin_kind kind, int64_t time_us)
{
	struct sim_bulletin *bulletin = &scene->bulletins[scene->count++];
	*bulletin = (struct sim_bulletin){
		.kind = kind,
		.place = scene->share->place,
		.time_us = time_us,
		.number = scene->number,
	};
	sim_bulletin_sign(bulletin, scene->session.day, (int)slot);
	return bulletin;
}

/* The close before, counted in this session's shares. */
static double close_before_e4(const struct scene *scene)
{
	double factor = sim_split_factor(scene->share, scene->number) /
			sim_split_factor(scene->share, scene->number - 1);
	return (double)sim_split_close(scene->share, scene->number - 1) * factor;
}

/* To the cent, and at least `least` of them. */
static int64_t cents_e4(double price_e4, int least)
{
	double cents = sim_math_clamp(price_e4 / 100, least, 1e12);
	return sim_math_round(cents) * 100;
}

/* Earnings are what the price is a multiple of. A better report than expected has the
 * price jump, a worse one has it fall: the surprise is the market's own. */
static void add_report(struct scene *scene)
{
	struct sim_earnings_report report;
	const struct sim_share *share = scene->share;
	int32_t day = scene->session.day;
	if (sim_earnings_move(share, scene->number + 1) == 0 ||
		sim_earnings(share->listing->symbol, day, day, &report, 1) != 1)
		return;
	bool beats = report.move > 0;
	int64_t close_e4 = sim_split_close(share, scene->number);
	double multiple = 14 + 26 * sim_math_unit(sim_math_bits(share->key, 0, MULTIPLE));
	int64_t expected_e4 = cents_e4((double)close_e4 / multiple / 4, 2);
	double better = (double)expected_e4 * 0.06 * report.surprise;
	int64_t off_e4 = cents_e4(fabs(better), 1);
	if (!beats && off_e4 >= expected_e4)
		off_e4 = expected_e4 - 100;
	struct sim_bulletin *bulletin =
		add(scene, REPORT, beats ? SIM_BULLETIN_BEAT : SIM_BULLETIN_MISS,
			after(scene, REPORT, report.time_us, 60, 1200));
	bulletin->move = report.move;
	bulletin->price_e4 = close_e4;
	bulletin->expected_e4 = expected_e4;
	bulletin->amount_e4 = expected_e4 + (beats ? off_e4 : -off_e4);
	bulletin->growth = 0.05 + 0.04 * report.surprise +
			   0.03 * sim_math_normal(draw(scene, REPORT, SALES));
	bulletin->year = report.year;
	bulletin->quarter = report.quarter;
}

static void add_opening(struct scene *scene)
{
	struct sim_segment segment;
	bool reported = sim_earnings_move(scene->share, scene->number) != 0;
	if (!reported && !happens(scene, OPENING, 0.35 * scene->weight))
		return;
	if (!sim_segment(scene->share, scene->number, SIM_SEGMENT_DAY, &segment))
		return;
	double move = (double)segment.whole.open / close_before_e4(scene) - 1;
	if (fabs(move) < (reported ? 0.005 : 0.004))
		return;
	enum sim_bulletin_kind kind =
		move > 0 ? SIM_BULLETIN_OPENS_UP : SIM_BULLETIN_OPENS_DOWN;
	if (reported)
		kind = move > 0 ? SIM_BULLETIN_GAP_UP : SIM_BULLETIN_GAP_DOWN;
	enum slot slot = reported ? GAP : OPENING;
	struct sim_bulletin *bulletin = add(
		scene, slot, kind, after(scene, slot, scene->session.open_us, 120, 840));
	bulletin->move = move;
	bulletin->price_e4 = segment.whole.open;
}

static double market_move(int32_t number)
{
	const struct sim_share *market = sim_world_share(listing_find("$SPX"));
	return sim_math_exp(sim_level_close(market, number) -
			    sim_level_close(market, number - 1)) -
	       1;
}

/* A market that hardly moves is no reason. */
static enum sim_bulletin_reason reason_of(const struct scene *scene, double move)
{
	double market = market_move(scene->number);
	if (sim_earnings_move(scene->share, scene->number) * move > 0)
		return SIM_BULLETIN_AFTER_REPORT;
	if (fabs(market) < 0.006)
		return SIM_BULLETIN_ALONE;
	return market * move * scene->share->listing->beta_e2 > 0
		       ? SIM_BULLETIN_WITH_MARKET
		       : SIM_BULLETIN_AGAINST_MARKET;
}

static void add_ending(struct scene *scene)
{
	const struct sim_share *share = scene->share;
	int64_t close_e4 = sim_split_close(share, scene->number);
	double move = (double)close_e4 / close_before_e4(scene) - 1;
	double usual = share->listing->volatility_bp / 10000.0 /
		       sim_math_sqrt(sim_world()->sessions_a_year);
	bool large = fabs(move) > fmax(0.03, 2.2 * usual);
	if (!large &&
		(fabs(move) < 0.002 || !happens(scene, ENDING, 0.4 * scene->weight)))
		return;
	enum sim_bulletin_kind kind =
		move > 0 ? SIM_BULLETIN_ENDS_UP : SIM_BULLETIN_ENDS_DOWN;
	if (large)
		kind = move > 0 ? SIM_BULLETIN_JUMP : SIM_BULLETIN_DROP;
	enum slot slot = large ? LARGE : ENDING;
	struct sim_bulletin *bulletin = add(scene, slot, kind,
		after(scene, slot, scene->session.close_us, 240, large ? 2700 : 900));
	bulletin->move = move;
	bulletin->price_e4 = close_e4;
	bulletin->reason = reason_of(scene, move);
}

/* Those who rate follow the price as often as not, and aim a little above it. */
static void add_rating(struct scene *scene)
{
	const struct sim_share *share = scene->share;
	if (!happens(scene, RATING, 0.03 + 0.15 * scene->weight))
		return;
	double trend = sim_level_close(share, scene->number - 1) -
		       sim_level_close(share, scene->number - 21);
	double luck = sim_math_normal(draw(scene, RATING, RATE));
	bool up = trend * 8 + luck > 0;
	double room = sim_math_unit(draw(scene, RATING, TARGET));
	double before_e4 = close_before_e4(scene);
	struct sim_bulletin *bulletin =
		add(scene, RATING, up ? SIM_BULLETIN_UPGRADE : SIM_BULLETIN_DOWNGRADE,
			between(scene, RATING, 6, 9));
	bulletin->price_e4 = cents_e4(before_e4, 1);
	bulletin->move = up ? 0.06 + 0.24 * room : 0.04 - 0.2 * room;
	double target_e4 = before_e4 * (1 + bulletin->move);
	int64_t step_e4 = target_e4 > 200000 ? 10000 : 100;
	bulletin->amount_e4 = (cents_e4(target_e4, 1) + step_e4 / 2) / step_e4 * step_e4;
}

static void add_business(struct scene *scene)
{
	static const double chances[] = {0.5, 0.3, 0.15};
	const struct listing *listing = scene->share->listing;
	for (int i = 0; i < 3; i++) {
		enum slot slot = (enum slot)(BUSINESS + i);
		if (!happens(scene, slot, chances[i] * scene->weight))
			continue;
		int kind = SIM_BULLETIN_BUSINESS;
		if (draw(scene, slot, RATE) % 3 != 0)
			kind += (int)listing->sector;
		struct sim_bulletin *bulletin = add(scene, slot,
			(enum sim_bulletin_kind)kind, between(scene, slot, 7, 18));
		/* In turn, so that nothing is said twice within some sessions. */
		bulletin->bits = (scene->share->key & 0xffff) +
				 (uint64_t)scene->number * 3 + (uint64_t)i;
		bulletin->bits += bulletin->bits << 32;
	}
}

/* Money follows what went well. */
static void add_flows(struct scene *scene)
{
	const struct sim_share *share = scene->share;
	if (!happens(scene, FLOWS, 0.06 + 0.2 * scene->weight))
		return;
	double week = sim_math_exp(sim_level_close(share, scene->number - 1) -
				   sim_level_close(share, scene->number - 6)) -
		      1;
	if (fabs(week) < 0.002)
		return;
	struct sim_bulletin *bulletin = add(scene, FLOWS,
		week > 0 ? SIM_BULLETIN_FLOWS_IN : SIM_BULLETIN_FLOWS_OUT,
		between(scene, FLOWS, 8, 16));
	bulletin->move = week;
	bulletin->price_e4 = cents_e4(close_before_e4(scene), 1);
}

/* By the money that changes hands in a day: from ten millions to ten thousand. */
static double weight_of(const struct listing *listing)
{
	double money = listing->price_cents / 100.0 * listing->volume_k * 1000.0;
	return sim_math_clamp((sim_math_log(money + 1) / 2.302585 - 7) / 3, 0.1, 1);
}

size_t sim_bulletin_share(
	int place, int32_t number, struct sim_bulletin bulletins[SIM_BULLETIN_MOST])
{
	const struct sim_world *world = sim_world();
	struct scene scene = {.share = sim_world_share(place),
		.number = number,
		.bulletins = bulletins};
	const struct listing *listing = scene.share->listing;
	if (listing->kind == INSTRUMENT_INDEX || number < 1 ||
		number >= calendar_sessions(world->calendar))
		return 0;
	scene.session = calendar_numbered(world->calendar, number);
	scene.weight = weight_of(listing);
	add_opening(&scene);
	add_ending(&scene);
	if (listing->kind == INSTRUMENT_FUND) {
		add_flows(&scene);
		return scene.count;
	}
	if (listing->has_earnings)
		add_report(&scene);
	add_rating(&scene);
	add_business(&scene);
	return scene.count;
}
