#include "quant/option.h"

#include "quant/option_boundary.h"

#include <math.h>

static const double VOLATILITY_MOST = 20;
static const double DAYS = 365;
static const double POINT = 0.01;

/* As a part of the spot. */
static const double NEGLIGIBLE = 1e-7;

bool option_is_sound(const struct option *option)
{
	return option->spot > 0 && option->spot < 1e9 && option->strike > 0 &&
	       option->strike < 1e9 && option->years >= 0 && option->years <= 50 &&
	       option->rate >= -0.5 && option->rate <= 1 && option->yield >= 0 &&
	       option->yield <= 1 && option->volatility >= 0 &&
	       option->volatility <= VOLATILITY_MOST;
}

static double sign(const struct option *option)
{
	return option->right == OPTION_CALL ? 1 : -1;
}

double option_intrinsic(const struct option *option)
{
	return fmax(0, sign(option) * (option->spot - option->strike));
}

static double normal(double x)
{
	return 0.5 * erfc(-x * M_SQRT1_2);
}

static double density(double x)
{
	return 0.5 * M_2_SQRTPI * M_SQRT1_2 * exp(-0.5 * x * x);
}

/* Is it so certain where the underlying will be that there is nothing to weigh? */
static bool is_certain(const struct option *option)
{
	return option->volatility * sqrt(option->years) < 1e-9;
}

/* Exercised at a time, when the underlying only drifts. */
static struct option_value drifted(const struct option *option, double years)
{
	double w = sign(option);
	double share = exp(-option->yield * years), money = exp(-option->rate * years);
	double value = w * (option->spot * share - option->strike * money);
	if (value <= 0)
		return (struct option_value){0};
	struct option_value at = {.price = value, .delta = w * share};
	if (years > 0)
		at.theta = w *
			   (option->yield * option->spot * share -
				   option->rate * option->strike * money) /
			   DAYS;
	at.rho = w * years * option->strike * money * POINT;
	return at;
}

/* Without volatility an American option is exercised at the best time: now, at the
 * end, or where what is gained in dividends and lost in interest break even. */
static struct option_value certain(const struct option *option)
{
	struct option_value best = drifted(option, option->years);
	if (option->style == OPTION_EUROPEAN)
		return best;
	struct option_value now = drifted(option, 0);
	if (now.price >= best.price)
		best = now;
	double carry = option->rate - option->yield;
	double ratio = option->rate * option->strike / (option->yield * option->spot);
	double turn = log(ratio) / carry;
	if (isfinite(turn) && turn > 0 && turn < option->years) {
		struct option_value there = drifted(option, turn);
		/* Its time is a date: as the days pass nothing changes but the wait. */
		if (there.price > best.price) {
			there.theta = 0;
			best = there;
		}
	}
	return best;
}

static struct option_value european(const struct option *option)
{
	double w = sign(option), root = sqrt(option->years);
	double deviation = option->volatility * root;
	double d = (log(option->spot / option->strike) +
			   (option->rate - option->yield) * option->years) /
			   deviation +
		   deviation / 2;
	double share = option->spot * exp(-option->yield * option->years);
	double money = option->strike * exp(-option->rate * option->years);
	double above = normal(w * d), below = normal(w * (d - deviation));
	double bell = share * density(d);
	return (struct option_value){
		.price = fmax(0, w * (share * above - money * below)),
		.delta = w * share / option->spot * above,
		.gamma = bell / (option->spot * option->spot * deviation),
		.theta = (w * (option->yield * share * above -
				      option->rate * money * below) -
				 bell * option->volatility / (2 * root)) /
			 DAYS,
		.vega = bell * root * POINT,
		.rho = w * option->years * money * below * POINT};
}

/* Is the right to exercise early worth nothing? */
static bool is_patient(const struct option *option)
{
	if (option->style == OPTION_EUROPEAN)
		return true;
	if (option->right == OPTION_CALL)
		return option->yield <= 0 && option->rate >= 0;
	return option->rate <= 0;
}

/* An American call is a put on the strike, struck at the spot, with rate and yield
 * exchanged: what is solved is always a put. */
static struct option_boundary_terms put_terms(const struct option *option)
{
	bool call = option->right == OPTION_CALL;
	/* Without dividends and with a negative rate a call has a boundary too. */
	double rate = call ? fmax(option->yield, 1e-9) : option->rate;
	return (struct option_boundary_terms){.years = option->years,
		.rate = rate,
		.yield = call ? option->rate : option->yield,
		.volatility = option->volatility};
}

/* Price, delta and gamma of an American option with a boundary. */
static struct option_value american(const struct option *option)
{
	bool call = option->right == OPTION_CALL;
	double spot = call ? option->strike : option->spot;
	double strike = call ? option->spot : option->strike;
	struct option_boundary boundary;
	struct option_boundary_terms terms = put_terms(option);
	option_boundary_solve(&terms, &boundary);
	if (log(spot / strike) <= option_boundary_at(&boundary, 1))
		return (struct option_value){
			.price = option_intrinsic(option), .delta = sign(option)};
	struct option_boundary_premium premium =
		option_boundary_premium(&boundary, spot, strike);
	struct option_value value = european(option);
	if (call) {
		/* A put's value grows with spot and strike alike, so that its slopes by
		 * the two and its curvatures by the two follow from one another. */
		premium.slope = (premium.value - spot * premium.slope) / strike;
		premium.curvature *= spot * spot / (strike * strike);
	}
	value.price =
		fmax(value.price + fmax(0, premium.value), option_intrinsic(option));
	value.delta += premium.slope;
	value.gamma = fmax(0, value.gamma + premium.curvature);
	return value;
}

/* Can the right to exercise early be worth more than a ten-millionth of the spot? What
 * it earns, at most, is interest on the strike, and what a share costs to hold, while
 * the option is in the money; from far out of it that is not likely. */
static bool is_worth_exercising(
	const struct option_boundary_terms *put, double spot, double strike)
{
	double carry = put->rate - put->yield - put->volatility * put->volatility / 2;
	double out = log(spot / strike) - fabs(carry) * put->years;
	double likely = out > 0 ? normal(-out / (put->volatility * sqrt(put->years))) : 1;
	double earned = (put->rate + fmax(0, -put->yield)) * strike * put->years;
	return earned * likely > NEGLIGIBLE * fmin(spot, strike);
}

/* How an option is to be priced. */
enum method { CERTAIN, BY_FORMULA, BY_BOUNDARY };

static enum method method_for(const struct option *option)
{
	if (is_certain(option))
		return CERTAIN;
	if (is_patient(option))
		return BY_FORMULA;
	struct option_boundary_terms terms = put_terms(option);
	bool call = option->right == OPTION_CALL;
	if (!is_worth_exercising(&terms, call ? option->strike : option->spot,
		    call ? option->spot : option->strike))
		return BY_FORMULA;
	return option_boundary_exists(&terms) ? BY_BOUNDARY : CERTAIN;
}

static struct option_value valued(const struct option *option)
{
	struct option_value value = {0};
	switch (method_for(option)) {
	case CERTAIN:
		value = certain(option);
		break;
	case BY_FORMULA:
		value = european(option);
		break;
	case BY_BOUNDARY:
		value = american(option);
		break;
	}
	if (option->style == OPTION_AMERICAN)
		value.price = fmax(value.price, option_intrinsic(option));
	return value;
}

double option_price(const struct option *option)
{
	return valued(option).price;
}

/* The difference of the price over a step to either side of one of its arguments. */
static double slope(const struct option *option, bool by_rate, double step)
{
	struct option low = *option, high = *option;
	if (by_rate) {
		low.rate -= step;
		high.rate += step;
	} else {
		low.volatility -= step;
		high.volatility += step;
	}
	return (option_price(&high) - option_price(&low)) / (2 * step);
}

struct option_value option_value(const struct option *option)
{
	struct option_value value = valued(option);
	if (method_for(option) != BY_BOUNDARY)
		return value;
	struct option_value at_expiry = european(option);
	bool exercised = value.price <= option_intrinsic(option) && value.gamma <= 0;
	value.theta = value.vega = value.rho = 0;
	if (exercised)
		return value;
	if (value.price - at_expiry.price < 10 * NEGLIGIBLE * option->spot)
		return (struct option_value){value.price, value.delta, value.gamma,
			at_expiry.theta, at_expiry.vega, at_expiry.rho};
	/* While it is held its value obeys the model's own equation, which gives theta.
	 */
	double variance = option->volatility * option->volatility;
	value.theta =
		(option->rate * value.price -
			(option->rate - option->yield) * option->spot * value.delta -
			variance * option->spot * option->spot * value.gamma / 2) /
		DAYS;
	value.vega = slope(option, false, option->volatility * 0.001) * POINT;
	value.rho = slope(option, true, 0.0001) * POINT;
	return value;
}

/* Where the price crosses `price` between two volatilities that lie on either side of
 * it: Chandrupatla's method, which bisects unless a parabola is safe. */
static double cross(struct option *option, double price, double low, double high)
{
	double a = high, b = low, c = low, share = 0.5;
	option->volatility = a;
	double fa = option_price(option) - price;
	option->volatility = b;
	double fb = option_price(option) - price, fc = fb;
	for (int round = 0; round < 100; round++) {
		double x = a + share * (b - a);
		option->volatility = x;
		double fx = option_price(option) - price;
		if ((fx > 0) == (fa > 0)) {
			c = a;
			fc = fa;
		} else {
			c = b;
			b = a;
			fc = fb;
			fb = fa;
		}
		a = x;
		fa = fx;
		double best = fabs(fa) < fabs(fb) ? a : b;
		double width = fabs(b - c);
		if (fa == 0 || fabs(b - a) < 1e-9 * fmax(best, 1e-3))
			return best;
		double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
		bool safe = width > 0 && phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
		share = !safe ? 0.5
			      : fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa /
									  (fc - fa) * fb /
									  (fc - fb);
		double least = 0.5e-9 * fmax(best, 1e-3) / fabs(b - a);
		share = fmin(1 - least, fmax(least, share));
	}
	return a;
}

bool option_volatility(const struct option *option, double price, double *volatility)
{
	struct option asked = *option;
	double high = VOLATILITY_MOST, low = 1e-4;
	asked.volatility = 0;
	if (!(price > option_price(&asked)) || option->years <= 0)
		return false;
	asked.volatility = low;
	if (!(price > option_price(&asked)))
		return false;
	asked.volatility = high;
	if (!(price < option_price(&asked)))
		return false;
	/* A European option is worth less, so it takes more volatility to reach the
	 * price: that is close above, and quick to find. */
	asked.style = OPTION_EUROPEAN;
	if (option->style == OPTION_AMERICAN && option_price(&asked) > price) {
		high = cross(&asked, price, low, high);
		high += 1e-7;
	}
	asked.style = option->style;
	*volatility = cross(&asked, price, low, high);
	return true;
}
