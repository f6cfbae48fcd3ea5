#include "market/sim/sim_options_price.h"

#include <math.h>

#include "market/greeks.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_options_grid.h"
#include "market/sim/sim_tape.h"
#include "market/sim/sim_tick.h"

enum purpose { BID_WIDTH = 500, ASK_WIDTH, BID_SIZE, ASK_SIZE };

enum { SECOND_US = 1000000, MINUTE_US = 60 * SECOND_US, SIZE_SECONDS = 10 };

static const int64_t CENT_E6 = 10000, NICKEL_E6 = 50000, THREE_E6 = 3000000;
static const double E6 = 1000000;

/* Turnover of the underlying, in millions of dollars a day, from which on its options
 * are quoted in cents below three dollars. */
static const double PENNY_TURNOVER = 400;
static const double INDEX_TURNOVER = 30000;

uint64_t sim_options_price_key(
	const struct sim_share *share, const struct contract *contract)
{
	return sim_math_key(share->key, contract->symbol);
}

bool sim_options_price_effective(
	int64_t time_us, int64_t *effective_us, struct calendar_session *session)
{
	if (!calendar_last(sim_world()->calendar, time_us, session))
		return false;
	int64_t last_us = session->close_us - SECOND_US;
	int64_t at_us = time_us < last_us ? time_us : last_us;
	*effective_us = at_us - at_us % SECOND_US;
	return true;
}

/* The last trade of the underlying at an instant within a session. */
static bool read_spot(const struct sim_share *share, int64_t time_us, struct price *spot)
{
	struct sim_segment segment;
	int32_t number = sim_segment_session(time_us);
	if (number < 0 || !sim_segment(share, number, SIM_SEGMENT_DAY, &segment) ||
		time_us < segment.from_us || time_us >= segment.until_us)
		return false;
	int32_t minute = (int32_t)((time_us - segment.from_us) / MINUTE_US);
	struct sim_node node = sim_segment_minute(&segment, minute);
	struct sim_tape tape = sim_tape(&segment, &node);
	struct sim_node so_far = sim_tape_before(&tape, time_us + 1);
	*spot = sim_tick_price(so_far.trades > 0 ? so_far.close : node.open);
	return true;
}

bool sim_options_price_moment(const struct sim_share *share, int64_t time_us,
	int32_t expiration_day, struct sim_options_price_moment *moment)
{
	const struct calendar *calendar = sim_world()->calendar;
	*moment = (struct sim_options_price_moment){.share = share,
		.time_us = time_us,
		.day = calendar_day_of(calendar, time_us),
		.expiration_day = expiration_day,
		.years = greeks_years(calendar, time_us, expiration_day)};
	if (!read_spot(share, time_us, &moment->spot))
		return false;
	moment->surface =
		sim_options_surface_at(share, moment->day, expiration_day, moment->years);
	return true;
}

struct option sim_options_price_option(
	const struct sim_options_price_moment *moment, const struct contract *contract)
{
	const struct sim_options_surface *surface = &moment->surface;
	struct option option = greeks_option(
		contract, moment->spot, moment->years, surface->rate, surface->yield);
	option.volatility =
		sim_options_surface_volatility(surface, option.spot, option.strike);
	return option;
}

/* In millions of dollars a day. */
static double turnover(const struct sim_options_price_moment *moment)
{
	const struct listing *listing = moment->share->listing;
	if (listing->kind == INSTRUMENT_INDEX)
		return INDEX_TURNOVER;
	return listing->price_cents / 100.0 * listing->volume_k / 1000;
}

double sim_options_price_liveliness(
	const struct sim_options_price_moment *moment, const struct contract *contract)
{
	double x = log((double)contract->strike.e6 / (double)moment->spot.e6) /
		   (moment->surface.deviation + 0.02);
	/* Out of the money there is more trade than in it. */
	double side = contract->right == CONTRACT_CALL ? x : -x;
	double far = side > 0 ? 0.12 : 0.35;
	double busy = fmin(1, fmax(0.1, log10(fmax(1, turnover(moment))) / 4.5));
	return busy * exp(-far * x * x) / (1 + 0.4 * moment->years);
}

static int64_t tick_size(const struct sim_share *share, double turnover_m, int64_t e6)
{
	if (sim_options_grid_is_dense(share))
		return CENT_E6;
	if (share->listing->kind == INSTRUMENT_INDEX || turnover_m < PENNY_TURNOVER)
		return NICKEL_E6;
	return e6 < THREE_E6 ? CENT_E6 : NICKEL_E6;
}

struct price sim_options_price_least(const struct sim_share *share)
{
	struct sim_options_price_moment moment = {.share = share};
	return (struct price){tick_size(share, turnover(&moment), 0)};
}

struct price sim_options_price_tick(const struct sim_share *share, double price)
{
	struct sim_options_price_moment moment = {.share = share};
	int64_t e6 = llround(fmax(0, price) * E6);
	int64_t tick = tick_size(share, turnover(&moment), e6);
	return (struct price){(e6 + tick / 2) / tick * tick};
}

/* How far the quote's sides are from the middle, before they go to ticks. */
static double half_width(const struct sim_options_price_moment *moment,
	const struct contract *contract, double price)
{
	struct option option = sim_options_price_option(moment, contract);
	option.style = OPTION_EUROPEAN;
	double vega = option_value(&option).vega;
	double still = 1 - sim_options_price_liveliness(moment, contract);
	return 0.05 * vega + 0.0002 * price +
	       still * still * (0.012 * price + 0.3 * vega + 0.01);
}

static double unit(uint64_t key, int64_t moment, enum purpose purpose)
{
	return sim_math_unit(sim_math_bits(key, (uint64_t)moment, purpose));
}

struct quote sim_options_price_quote(const struct sim_options_price_moment *moment,
	const struct contract *contract, double price)
{
	uint64_t key = sim_options_price_key(moment->share, contract);
	double width = half_width(moment, contract, price);
	double lively = sim_options_price_liveliness(moment, contract);
	int64_t second = moment->time_us / SECOND_US, pause = second / SIZE_SECONDS;
	double low = price - width * (0.8 + 0.4 * unit(key, second, BID_WIDTH));
	double high = price + width * (0.8 + 0.4 * unit(key, second, ASK_WIDTH));
	int64_t bid = (int64_t)floor(fmax(0, low) * E6), ask = (int64_t)ceil(high * E6);
	int64_t tick = tick_size(moment->share, turnover(moment), bid);
	bid -= bid % tick;
	tick = tick_size(moment->share, turnover(moment), ask);
	ask = (ask + tick - 1) / tick * tick;
	if (ask <= bid)
		ask = bid + tick;
	double shown = 8 + 300 * lively * lively;
	double bid_part = unit(key, pause, BID_SIZE),
	       ask_part = unit(key, pause, ASK_SIZE);
	return (struct quote){.time_us = moment->time_us,
		.bid = {bid},
		.ask = {ask},
		.bid_size = bid == 0 ? 0 : 1 + (int64_t)(shown * bid_part * bid_part),
		.ask_size = 1 + (int64_t)(shown * ask_part * ask_part)};
}
