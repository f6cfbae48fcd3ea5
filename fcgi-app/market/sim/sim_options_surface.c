#include "market/sim/sim_options_surface.h"

#include <math.h>

#include "base/clock.h"
#include "market/sim/sim_earnings.h"
#include "market/sim/sim_economy.h"
#include "market/sim/sim_level.h"

/* Restlessness fades over some months; what is usual carries a premium. */
static const double FADES_YEARS = 0.3, PREMIUM = 1.08;
static const double LEAST = 0.05, MOST = 3;

/* A report moves a price by as much as so many usual days. */
static const double REPORT_DAYS = 12;

enum { REPORTS = 16 };

double sim_options_surface_rate(int32_t day, double years)
{
	int year, month, day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	/* The month before: what this one's meeting decides is not known yet. */
	const struct sim_economy_month *economy =
		sim_economy_month(sim_world()->seed, sim_economy_number(year, month) - 1);
	double percent = economy->policy - 0.15 + economy->premium * fmin(years, 10) / 10;
	return fmax(0, percent / 100);
}

/* The volatility that the last weeks had, as far as it is known on a day. */
static double restless(const struct sim_share *share, int32_t day)
{
	enum { WEEKS_BACK = 16 };
	int32_t number = calendar_number(sim_world()->calendar, day) - WEEKS_BACK;
	return sim_level_volatility(share, number < 0 ? 0 : number);
}

static double reports_until(
	const struct sim_share *share, int32_t day, int32_t expiration_day)
{
	struct sim_earnings_report reports[REPORTS];
	/* One on the last day comes after the close. */
	return (double)sim_earnings(
		share->listing->symbol, day, expiration_day - 1, reports, REPORTS);
}

struct sim_options_surface sim_options_surface_at(
	const struct sim_share *share, int32_t day, int32_t expiration_day, double years)
{
	const struct listing *listing = share->listing;
	double usual = listing->volatility_bp / 10000.0;
	double term = fmax(years, 0.5 / 365);
	double now = restless(share, day);
	double faded = FADES_YEARS / term * (1 - exp(-term / FADES_YEARS));
	double quiet = PREMIUM * (usual + (now - usual) * faded);
	double report = usual * usual * REPORT_DAYS / 252;
	double variance =
		quiet * quiet * term + report * reports_until(share, day, expiration_day);
	double index = listing->kind == INSTRUMENT_STOCK ? 0 : 1;
	return (struct sim_options_surface){.rate = sim_options_surface_rate(day, years),
		.yield = listing->dividend_bp / 10000.0,
		.level = fmin(MOST, fmax(LEAST, sqrt(variance / term))),
		.skew = 0.045 + 0.045 * index,
		.smile = 0.022 - 0.006 * index,
		.deviation = usual * sqrt(fmax(term, 3.0 / 365))};
}

double sim_options_surface_volatility(
	const struct sim_options_surface *surface, double spot, double strike)
{
	double x = log(strike / spot) / surface->deviation;
	/* Far out it levels off: a parabola would promise money for nothing. */
	double softened = x / sqrt(1 + x * x / 16);
	double shape =
		1 - surface->skew * softened + surface->smile * softened * softened;
	return fmin(MOST, fmax(LEAST, surface->level * shape));
}
