/*
 * What an option is worth, and how that changes: Black, Scholes and Merton's model
 * with a continuous dividend yield, European exercise by their formula, American by
 * the boundary of early exercise. And the volatility that a price implies.
 * Shared with: market: chains are priced by it.
 * Shared with: trading: margin and expiry look at theoretical values.
 */
#ifndef QUANT_OPTION_H
#define QUANT_OPTION_H

#include <stdbool.h>

enum option_right { OPTION_CALL, OPTION_PUT };

enum option_style { OPTION_EUROPEAN, OPTION_AMERICAN };

/* Rates and volatility are shares of one: 0.05 is 5 %; rates compound continuously. */
struct option {
	enum option_right right;
	enum option_style style;
	double spot;
	double strike;
	double years; /* until it expires */
	double rate;
	double yield;
	double volatility;
};

struct option_value {
	double price;
	double delta;
	double gamma;
	double theta; /* a calendar day */
	double vega;  /* a point of volatility: 20 % to 21 % */
	double rho;   /* a point of interest */
};

/* Can it be priced? Spot and strike above 0 and below 1e9, at most 50 years, rate
 * within -50 % and 100 %, yield within 0 and 100 %, volatility within 0 and 2000 %. */
bool option_is_sound(const struct option *option);

/* What it is worth when exercised now; never below 0. */
double option_intrinsic(const struct option *option);

/* Both take a sound option. At expiry and without volatility the value is what then
 * is certain, and the Greeks are those of the line it lies on. */
double option_price(const struct option *option);
struct option_value option_value(const struct option *option);

/* The volatility at which the option, whatever its own says, has that price. False
 * when none does: the price is at or below the value without volatility, or above
 * what any volatility up to 2000 % gives. */
bool option_volatility(const struct option *option, double price, double *volatility)
	__attribute__((warn_unused_result));

#endif
