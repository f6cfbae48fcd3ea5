#include "market/sim/sim_options_tape.h"

#include <math.h>

#include "market/sim/sim_math.h"
#include "market/sim/sim_options_grid.h"
#include "market/sim/sim_options_price.h"
#include "market/sim/sim_split.h"

enum purpose { VOLUME = 520, TIME, SHARE, SIDE, INTEREST };

/* Trades of at least so many contracts on average, so that none is of 0. */
enum { CONTRACTS_A_TRADE = 8, SESSIONS_BACK = 5 };

static const double INDEX_CONTRACTS = 20000, BUILD_UP_DAYS = 15;

/* What is usual for a contract: contracts a day at the money, soon to expire. */
static double usual(
	const struct sim_share *share, const struct contract *contract, int32_t day)
{
	const struct listing *listing = share->listing;
	double base = listing->kind == INSTRUMENT_INDEX ? INDEX_CONTRACTS
							: 0.25 * listing->volume_k;
	int32_t number = calendar_number(sim_world()->calendar, day) - 1;
	double years = (double)(contract->expiration_day - day) / 365;
	struct sim_options_price_moment moment = {.share = share,
		.years = years,
		.spot = {sim_split_close(share, number < 0 ? 0 : number) * 100},
		.surface = {.deviation = listing->volatility_bp / 10000.0 *
					 sqrt(fmax(years, 3.0 / 365))}};
	if (moment.spot.e6 <= 0)
		return 0;
	double lively = sim_options_price_liveliness(&moment, contract);
	double round = contract->strike.e6 % 5000000 == 0 ? 1.6 : 1;
	return base * lively * lively * lively * round / (1 + 8 * years);
}

static double drawn(uint64_t key, int64_t place, enum purpose purpose)
{
	return sim_math_normal(sim_math_bits(key, (uint64_t)place, purpose));
}

static double unit(uint64_t key, int64_t place, enum purpose purpose)
{
	return sim_math_unit(sim_math_bits(key, (uint64_t)place, purpose));
}

bool sim_options_tape_open(const struct sim_share *share, const struct contract *contract,
	const struct calendar_session *session, struct sim_options_tape *tape)
{
	int32_t day = session->day;
	int32_t listed = sim_options_grid_listed(share, contract->expiration_day);
	if (listed == 0 || listed > day || day > contract->expiration_day)
		return false;
	*tape = (struct sim_options_tape){
		share, contract, *session, sim_options_price_key(share, contract), 0, 0};
	int64_t expiry_us =
		chain_expiry_us(sim_world()->calendar, contract->expiration_day);
	if (tape->session.close_us > expiry_us)
		tape->session.close_us = expiry_us;
	double volume = usual(share, contract, day) * exp(drawn(tape->key, day, VOLUME));
	tape->volume = (int64_t)fmin(volume, 1e7);
	int64_t trades = tape->volume / CONTRACTS_A_TRADE + (tape->volume > 0);
	tape->trades = (int)(trades > SIM_OPTIONS_TAPE_TRADES ? SIM_OPTIONS_TAPE_TRADES
							      : trades);
	return true;
}

static int64_t place_of(const struct sim_options_tape *tape, int number)
{
	return (int64_t)tape->session.day * SIM_OPTIONS_TAPE_TRADES + number;
}

int64_t sim_options_tape_time_us(const struct sim_options_tape *tape, int number)
{
	int64_t length_us = tape->session.close_us - tape->session.open_us;
	double part =
		(number + unit(tape->key, place_of(tape, number), TIME)) / tape->trades;
	return tape->session.open_us + (int64_t)(part * (double)length_us);
}

int sim_options_tape_done(const struct sim_options_tape *tape, int64_t time_us)
{
	int64_t length_us = tape->session.close_us - tape->session.open_us;
	if (tape->trades == 0 || time_us < tape->session.open_us)
		return 0;
	double part = (double)(time_us - tape->session.open_us) / (double)length_us;
	if (part >= 1)
		return tape->trades;
	int number = (int)(part * tape->trades);
	return number + (sim_options_tape_time_us(tape, number) <= time_us);
}

int64_t sim_options_tape_volume(const struct sim_options_tape *tape, int done)
{
	if (done <= 0)
		return 0;
	if (done >= tape->trades)
		return tape->volume;
	double shift = 0.8 * (unit(tape->key, place_of(tape, done), SHARE) - 0.5);
	return (int64_t)((double)tape->volume * (done + shift) / tape->trades);
}

/* Where between the sides of the quote a trade takes place. */
static struct price struck(const struct sim_options_tape *tape, int number,
	const struct quote *quote, double value)
{
	double side = unit(tape->key, place_of(tape, number), SIDE);
	if (side < 0.4 && quote->bid.e6 > 0)
		return quote->bid;
	if (side < 0.8)
		return quote->ask;
	struct price middle = sim_options_price_tick(tape->share, value);
	return price_min(quote->ask, price_max(middle, quote->bid));
}

bool sim_options_tape_trade(
	const struct sim_options_tape *tape, int number, struct trade *trade)
{
	struct sim_options_price_moment moment;
	struct calendar_session session;
	int64_t time_us = sim_options_tape_time_us(tape, number), quoted_us;
	if (!sim_options_price_effective(time_us, &quoted_us, &session) ||
		!sim_options_price_moment(
			tape->share, quoted_us, tape->contract->expiration_day, &moment))
		return false;
	struct option option = sim_options_price_option(&moment, tape->contract);
	double value = option_price(&option);
	struct quote quote = sim_options_price_quote(&moment, tape->contract, value);
	struct price price = struck(tape, number, &quote, value);
	*trade = (struct trade){.time_us = time_us,
		.price = price.e6 > 0 ? price : quote.ask,
		.size = sim_options_tape_volume(tape, number + 1) -
			sim_options_tape_volume(tape, number),
		.id = place_of(tape, number) + 1};
	return true;
}

int32_t sim_options_tape_since(const struct sim_share *share, int32_t day)
{
	const struct calendar *calendar = sim_world()->calendar;
	size_t count;
	int32_t since = 0, number = calendar_number(calendar, day);
	const struct sim_split *splits = sim_split(share, &count);
	for (size_t i = 0; i < count; i++)
		if (splits[i].number <= number)
			since = calendar_numbered(calendar, splits[i].number).day;
	return since;
}

struct trade sim_options_tape_last(
	const struct sim_share *share, const struct contract *contract, int64_t time_us)
{
	const struct calendar *calendar = sim_world()->calendar;
	struct trade trade = {0};
	struct calendar_session session;
	if (!calendar_last(calendar, time_us, &session))
		return trade;
	int32_t number = calendar_number(calendar, session.day);
	int32_t since = sim_options_tape_since(share, calendar_day_of(calendar, time_us));
	for (int back = 0; back < SESSIONS_BACK && number >= back; back++) {
		struct sim_options_tape tape;
		session = calendar_numbered(calendar, number - back);
		if (session.day < since ||
			!sim_options_tape_open(share, contract, &session, &tape))
			break;
		int done = sim_options_tape_done(&tape, time_us);
		if (done > 0 && sim_options_tape_trade(&tape, done - 1, &trade))
			break;
	}
	return trade;
}

int64_t sim_options_tape_open_interest(
	const struct sim_share *share, const struct contract *contract, int32_t day)
{
	int32_t listed = sim_options_grid_listed(share, contract->expiration_day);
	if (listed == 0 || day <= listed)
		return 0;
	uint64_t key = sim_options_price_key(share, contract);
	double built = 1 - exp(-(day - listed) / BUILD_UP_DAYS);
	double usual_now = usual(share, contract, day);
	return (int64_t)fmin(
		1e8, 3 * usual_now * built * exp(0.6 * drawn(key, 0, INTEREST)));
}
