#include "quant/option_boundary.h"

#include <math.h>

enum { NODES = OPTION_BOUNDARY_NODES, ROUNDS = 8 };

/* Half of the points of Gauss-Legendre quadrature on [-1, 1]; the other half are
 * their mirror images. */
struct point {
	double at;
	double weight;
};

static const struct point coarse[] = {
	{0.981560634246719244, 0.047175336386511828},
	{0.904117256370474909, 0.106939325995318427},
	{0.769902674194304693, 0.160078328543346221},
	{0.587317954286617483, 0.203167426723065925},
	{0.367831498998180184, 0.233492536538354806},
	{0.125233408511468913, 0.249147045813402773},
};

static const struct point fine[] = {
	{0.997263861849481570, 0.007018610009470096},
	{0.985611511545268382, 0.016274394730905670},
	{0.964762255587506390, 0.025392065309262059},
	{0.934906075937739667, 0.034273862913021431},
	{0.896321155766052091, 0.042835898022226683},
	{0.849367613732569970, 0.050998059262376175},
	{0.794483795967942386, 0.058684093478535544},
	{0.732182118740289711, 0.065822222776361849},
	{0.663044266930215231, 0.072345794108848505},
	{0.587715757240762304, 0.078193895787070311},
	{0.506899908932229359, 0.083311924226946749},
	{0.421351276130635333, 0.087652093004403811},
	{0.331868602282127667, 0.091173878695763891},
	{0.239287362252137065, 0.093844399080804566},
	{0.144471961582796488, 0.095638720079274861},
	{0.048307665687738317, 0.096540088514727798},
};

enum {
	COARSE = 2 * sizeof(coarse) / sizeof(*coarse),
	FINE = 2 * sizeof(fine) / sizeof(*fine)
};

/* Time runs through the integrals as the square of a sine: that makes what is under
 * them smooth at both ends, where it depends on square roots of the time passed and
 * of the time left. */
struct angle {
	double sine;
	double cosine;
	double weight;
};

/* With `crowd` most angles are small: just above the boundary nearly all of the value's
 * curvature comes from the first moments. */
static void spread(const struct point *points, int count, int crowd, struct angle *angles)
{
	for (int i = 0; i < count; i++) {
		double at = i % 2 == 0 ? points[i / 2].at : -points[i / 2].at;
		double part = 0.5 * (1 + at);
		double angle = M_PI_2 * (crowd ? part * part : part);
		double sine = sin(angle), cosine = cos(angle);
		double weight = M_PI_4 * points[i / 2].weight * (crowd ? 2 * part : 1);
		angles[i] = (struct angle){sine, cosine, 2 * weight * sine * cosine};
	}
}

static double normal(double x)
{
	return 0.5 * erfc(-x * M_SQRT1_2);
}

static double density(double x)
{
	return 0.5 * M_2_SQRTPI * M_SQRT1_2 * exp(-0.5 * x * x);
}

int option_boundary_exists(const struct option_boundary_terms *terms)
{
	double deviation = terms->volatility * sqrt(terms->years);
	double drift = fabs(terms->rate - terms->yield) * terms->years;
	return deviation > 1e-6 && drift < 20 * deviation;
}

/* Where the boundary lies with any amount of time left: it never falls lower. */
static double perpetual(const struct option_boundary_terms *terms)
{
	double variance = terms->volatility * terms->volatility;
	double half = (terms->rate - terms->yield) / variance - 0.5;
	double power = -half - sqrt(half * half + 2 * terms->rate / variance);
	return log(power / (power - 1));
}

/* A first guess: Bjerksund and Stensland's flat boundary of 1993, time by time. */
static double guess(const struct option_boundary_terms *terms, double limit, double least,
	double years)
{
	double start = exp(-limit), end = exp(-least);
	double pace = (terms->yield - terms->rate) * years +
		      2 * terms->volatility * sqrt(years);
	double value = start - (end - start) * expm1(-pace * start / (end - start));
	return fmin(limit, fmax(least, -log(fmax(value, 1e-300))));
}

/* The polynomial in the root of the time through `squares`, whose values are the
 * squares of the boundary's distance from its limit: those bend least. */
static void fit(struct option_boundary *boundary, const double *squares)
{
	for (int k = 0; k <= NODES; k++) {
		double sum = 0;
		for (int j = 0; j <= NODES; j++) {
			double share = j == 0 || j == NODES ? 0.5 : 1;
			sum += share * squares[j] * cos(M_PI * j * k / NODES);
		}
		boundary->coefficients[k] =
			sum * (k == 0 || k == NODES ? 1.0 : 2.0) / NODES;
	}
}

double option_boundary_at(const struct option_boundary *boundary, double root_share)
{
	double x = 2 * root_share - 1, one = 0, two = 0;
	for (int k = NODES; k >= 1; k--) {
		double next = 2 * x * one - two + boundary->coefficients[k];
		two = one;
		one = next;
	}
	return boundary->limit - sqrt(fmax(0, x * one - two + boundary->coefficients[0]));
}

/* One side of the balance that holds on the boundary, and the other. */
struct balance {
	double money;
	double share;
};

static struct balance weigh(const struct option_boundary *boundary,
	const struct angle *angles, double root_share, double level)
{
	const struct option_boundary_terms *terms = &boundary->terms;
	double carry = terms->rate - terms->yield;
	double years = terms->years * root_share * root_share, root = sqrt(years);
	double deviation = terms->volatility * root;
	double low = (level + carry * years) / deviation - deviation / 2;
	struct balance sum = {0, 0};
	for (int k = 0; k < COARSE; k++) {
		double time = root * angles[k].sine, left = root * angles[k].cosine;
		double other =
			option_boundary_at(boundary, root_share * angles[k].cosine);
		double spread_k = terms->volatility * time;
		double d =
			(level - other + carry * time * time) / spread_k - spread_k / 2;
		double weight = years * angles[k].weight;
		sum.money += weight * exp(terms->rate * left * left) * normal(d);
		if (terms->yield != 0)
			sum.share += weight * exp(terms->yield * left * left) *
				     normal(d + spread_k);
	}
	return (struct balance){normal(low) + terms->rate * sum.money,
		normal(low + deviation) + terms->yield * sum.share};
}

/* Improves the levels once; returns by how much at most. */
static double improve(struct option_boundary *boundary, const struct angle *angles,
	double least, const double *shares, double *squares)
{
	const struct option_boundary_terms *terms = &boundary->terms;
	double most = 0;
	fit(boundary, squares);
	for (int i = 0; i < NODES; i++) {
		double years = terms->years * shares[i] * shares[i];
		double level = boundary->limit - sqrt(squares[i]);
		struct balance balance = weigh(boundary, angles, shares[i], level);
		double next = log(balance.money / balance.share) -
			      (terms->rate - terms->yield) * years;
		/* Neither side can be told apart from nothing: leave it. */
		if (!isfinite(next))
			continue;
		next = fmin(boundary->limit, fmax(least, next));
		most = fmax(most, fabs(next - level));
		squares[i] = (next - boundary->limit) * (next - boundary->limit);
	}
	return most;
}

void option_boundary_solve(
	const struct option_boundary_terms *terms, struct option_boundary *boundary)
{
	struct angle angles[COARSE];
	double shares[NODES + 1], squares[NODES + 1];
	double least = perpetual(terms);
	boundary->terms = *terms;
	boundary->limit =
		terms->yield > terms->rate ? log(terms->rate / terms->yield) : 0;
	spread(coarse, COARSE, 0, angles);
	for (int i = 0; i <= NODES; i++) {
		shares[i] = i == NODES ? 0 : 0.5 * (1 + cos(M_PI * i / NODES));
		double level = guess(terms, boundary->limit, least,
			terms->years * shares[i] * shares[i]);
		squares[i] = i == NODES ? 0
					: (level - boundary->limit) *
						  (level - boundary->limit);
	}
	for (int round = 0; round < ROUNDS; round++)
		if (improve(boundary, angles, least, shares, squares) < 1e-9)
			break;
	fit(boundary, squares);
}

struct option_boundary_premium option_boundary_premium(
	const struct option_boundary *boundary, double spot, double strike)
{
	const struct option_boundary_terms *terms = &boundary->terms;
	struct angle angles[FINE];
	struct option_boundary_premium sum = {0, 0, 0};
	double level = log(spot / strike), carry = terms->rate - terms->yield;
	spread(fine, FINE, 1, angles);
	for (int k = 0; k < FINE; k++) {
		double time = terms->years * angles[k].sine * angles[k].sine;
		double width = terms->volatility * sqrt(time);
		double d = (level - option_boundary_at(boundary, angles[k].cosine) +
				   carry * time) /
				   width -
			   width / 2;
		double weight = terms->years * angles[k].weight;
		double money = weight * terms->rate * strike * exp(-terms->rate * time);
		double share = weight * terms->yield * exp(-terms->yield * time);
		double low = density(d) / width, high = density(d + width) / width;
		sum.value += money * normal(-d) - share * spot * normal(-d - width);
		sum.slope += share * (high - normal(-d - width)) - money * low / spot;
		sum.curvature += money * low * (1 + d / width) / (spot * spot) -
				 share * high * d / (width * spot);
	}
	return sum;
}
