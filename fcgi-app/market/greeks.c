#include "market/greeks.h"

#include "market/calendar.h"
#include "quant/option.h"

#include <math.h>

static const double YEAR_US = 365.0 * 86400 * 1000000;
static const double E6 = 1000000;

double greeks_years(
	const struct calendar *calendar, int64_t now_us, int32_t expiration_day)
{
	int64_t left_us = chain_expiry_us(calendar, expiration_day) - now_us;
	return left_us <= 0 ? 0 : (double)left_us / YEAR_US;
}

struct option greeks_option(const struct contract *contract, struct price underlying,
	double years, double rate, double yield)
{
	return (struct option){
		.right = contract->right == CONTRACT_CALL ? OPTION_CALL : OPTION_PUT,
		.style = chain_is_european(contract) ? OPTION_EUROPEAN : OPTION_AMERICAN,
		.spot = (double)underlying.e6 / E6,
		.strike = (double)contract->strike.e6 / E6,
		.years = years,
		.rate = rate,
		.yield = yield};
}

/* The nearest millionth; what no Greek of a sound option comes near is cut. */
static int64_t millionths(double value)
{
	if (!isfinite(value))
		return 0;
	return llround(fmax(-1e12, fmin(1e12, value)) * E6);
}

struct chain_greeks greeks_of(const struct option_value *value, double volatility)
{
	return (struct chain_greeks){.delta_e6 = millionths(value->delta),
		.gamma_e6 = millionths(value->gamma),
		.theta_e6 = millionths(value->theta),
		.vega_e6 = millionths(value->vega),
		.rho_e6 = millionths(value->rho),
		.volatility_e6 = millionths(volatility)};
}

static void fill(struct chain_line *line, struct option option)
{
	const struct quote *quote = &line->quote;
	if (quote->bid.e6 <= 0 || quote->ask.e6 < quote->bid.e6)
		return;
	double middle = ((double)quote->bid.e6 + (double)quote->ask.e6) / 2 / E6;
	if (!option_is_sound(&option) ||
		!option_volatility(&option, middle, &option.volatility))
		return;
	struct option_value value = option_value(&option);
	line->greeks = greeks_of(&value, option.volatility);
	line->has_greeks = true;
}

void greeks_fill(struct chain *chain, double rate, double yield, int64_t now_us,
	const struct calendar *calendar)
{
	int32_t day = 0;
	double years = 0;
	if (chain->underlying_price.e6 <= 0)
		return;
	for (size_t i = 0; i < chain->count; i++) {
		struct chain_line *line = &chain->items[i];
		if (line->has_greeks)
			continue;
		if (years <= 0 || day != line->contract.expiration_day) {
			day = line->contract.expiration_day;
			years = greeks_years(calendar, now_us, day);
		}
		fill(line, greeks_option(&line->contract, chain->underlying_price, years,
				   rate, yield));
	}
}
