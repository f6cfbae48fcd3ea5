#include "market/sim/sim_level.h"

#include "market/sim/sim_earnings.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_path.h"

enum purpose { OPENING = 200 };

/* The part of a day's variance that comes overnight, where there is a night; and of a
 * report's move, the part that is over by the open. */
static const double OVERNIGHT = 0.22, REPORT_BY_OPEN = 0.92;

/* How the $VIX rises with what variance has been. */
static const double BY_VARIANCE = 0.45;

/* Shares that cost little by the listing never cost less than about this. */
static const double LEAST_PRICE = 0.6;
enum { CHEAP_CENTS = 500 };

static double overnight(void)
{
	bool always = calendar_hours_of(sim_world()->calendar) == CALENDAR_ALWAYS;
	return always ? 0 : OVERNIGHT;
}

/* How far a path has come from where it lately was: fear forgets. */
static double surprise(uint64_t key, int32_t number)
{
	static const int32_t ago[] = {6, 12, 24, 48};
	double lately = 0;
	for (int i = 0; i < 4; i++)
		lately += sim_path_session(key, number - ago[i]).close;
	return sim_path_session(key, number).close - lately / 4;
}

/* Fear is bounded, and so is how cheap a cheap share gets: a level that would go
 * beyond is bent, and moves by `slope` of what it would move. */
static double bend(const struct sim_share *share, double level, double *slope)
{
	int32_t cents = share->listing->price_cents;
	double middle = sim_math_log(cents / 100.0), end = 0;
	*slope = 1;
	if (share->is_fear)
		end = level < middle ? SIM_LEVEL_LEAST_FEAR : SIM_LEVEL_MOST_FEAR;
	else if (cents < CHEAP_CENTS && level < middle)
		end = LEAST_PRICE;
	if (end <= 0)
		return level;
	double reach = middle - sim_math_log(end);
	return sim_math_soften(level, middle, reach < 0 ? -reach : reach, slope);
}

static double fear(const struct sim_share *share, int32_t number)
{
	uint64_t market_key = sim_world()->market_key;
	double variance = sim_path_variance(market_key, number);
	return sim_math_log(share->listing->price_cents / 100.0) +
	       BY_VARIANCE * sim_math_log(variance) +
	       share->by_market * surprise(market_key, number) +
	       share->by_itself * surprise(share->price_key, number);
}

/* Its height over its listing's price at the anchor, but for a constant. */
static double height(const struct sim_share *share, int32_t number)
{
	double kin =
		share->by_kin == 0 ? 0 : sim_path_session(share->kin_key, number).close;
	return share->growth * (number - sim_world()->anchor) +
	       share->by_market *
		       sim_path_session(sim_world()->market_key, number).close +
	       share->by_kin * kin +
	       share->by_itself * sim_path_session(share->price_key, number).close +
	       sim_earnings_level(share, number);
}

/* The constant, worked out once. */
static double ground(const struct sim_share *share)
{
	static struct {
		uint32_t opened;
		double ground;
	} known[LISTING_LIMIT];
	int place = share->place;
	if (known[place].opened != sim_world()->opened) {
		known[place].opened = sim_world()->opened;
		known[place].ground = sim_math_log(share->listing->price_cents / 100.0) -
				      height(share, sim_world()->anchor);
	}
	return known[place].ground;
}

static double close_of(const struct sim_share *share, int32_t number, double *slope)
{
	double level = share->is_fear ? fear(share, number)
				      : ground(share) + height(share, number);
	return bend(share, level, slope);
}

double sim_level_close(const struct sim_share *share, int32_t number)
{
	double slope;
	return close_of(share, number, &slope);
}

/* What one cause adds to a session. */
struct part {
	double variance;
	double open; /* from the close before */
};

static struct part part_of(double by, uint64_t key, int32_t number)
{
	if (by == 0)
		return (struct part){0};
	struct sim_path_session at = sim_path_session(key, number);
	double early = overnight();
	double z = sim_math_normal(sim_math_bits(key, (uint64_t)number, OPENING));
	double width = sim_math_sqrt(at.variance * early * (1 - early));
	return (struct part){
		.variance = by * by * at.variance,
		.open = by * (early * (at.close - at.before) + width * z),
	};
}

struct sim_level sim_level(const struct sim_share *share, int32_t number)
{
	struct part market = part_of(share->by_market, sim_world()->market_key, number);
	struct part kin = part_of(share->by_kin, share->kin_key, number);
	struct part itself = part_of(share->by_itself, share->price_key, number);
	double slope, move = market.open + kin.open + itself.open;
	double variance = market.variance + kin.variance + itself.variance;
	double before = close_of(share, number - 1, &slope);
	struct sim_level level = {
		.before = before,
		.close = sim_level_close(share, number),
		.report = REPORT_BY_OPEN * slope * sim_earnings_move(share, number),
		.variance = variance * slope * slope,
	};
	level.open = before + level.report + slope * move + share->growth * overnight();
	level.variance_open = level.variance * (1 - overnight());
	double all = sim_math_sqrt(variance);
	double sign = share->by_market < 0 ? -1 : 1;
	level.by_market = sign * sim_math_sqrt(market.variance) / all;
	sign = share->by_kin < 0 ? -1 : 1;
	level.by_kin = sign * sim_math_sqrt(kin.variance) / all;
	sign = share->by_itself < 0 ? -1 : 1;
	level.by_itself = sign * sim_math_sqrt(itself.variance) / all;
	return level;
}

double sim_level_volatility(const struct sim_share *share, int32_t number)
{
	double market = sim_path_variance(sim_world()->market_key, number);
	double kin = share->by_kin == 0 ? 0 : sim_path_variance(share->kin_key, number);
	double itself = sim_path_variance(share->price_key, number);
	double variance = share->by_market * share->by_market * market +
			  share->by_kin * share->by_kin * kin +
			  share->by_itself * share->by_itself * itself;
	return sim_math_sqrt(variance * sim_world()->sessions_a_year +
			     4 * share->by_report * share->by_report);
}
