#ifndef TESTS_TRADING_SIMULATION_MODEL_H
#define TESTS_TRADING_SIMULATION_MODEL_H

/*
 * The simple model that the simulation is held against: what cash and shares must be, by
 * plain arithmetic in wide numbers, without any of the rules.
 */

#include "trade.h"

__extension__ typedef __int128 wide;

enum { MODEL_SYMBOLS = 4 };

struct model {
	wide cash_e6;
	wide shares_e9[MODEL_SYMBOLS];
	/* Where the cash came from and went to. */
	wide deposits_e6, income_e6, costs_e6, realized_e6;
};

/* To the nearest, a tie to the even one. */
static inline wide model_nearest(wide dividend, wide divisor)
{
	wide size = dividend < 0 ? -dividend : dividend;
	wide quotient = size / divisor, rest = size % divisor;
	if (2 * rest > divisor || (2 * rest == divisor && quotient % 2 == 1))
		quotient++;
	return dividend < 0 ? -quotient : quotient;
}

static inline wide model_up(wide dividend, wide divisor)
{
	return (dividend + divisor - 1) / divisor;
}

/* price * shares, to the millionth. */
static inline wide model_value_e6(int64_t price_e6, int64_t shares_e9)
{
	return model_nearest((wide)price_e6 * shares_e9, 1000000000);
}

/* price * shares, to the cent. */
static inline wide model_cents_e6(int64_t price_e6, wide shares_e9)
{
	return model_nearest((wide)price_e6 * shares_e9, (wide)10000000000000) * 10000;
}

static inline wide model_commission_e6(const struct terms_fees *fees, wide shares_e9)
{
	wide cents = model_nearest((wide)fees->per_order.e6 * 1000000000 +
					   (wide)fees->per_share.e6 * shares_e9,
		(wide)10000000000000);
	wide e6 = cents * 10000;
	if (shares_e9 == 0)
		return 0;
	if (e6 < fees->per_order_least.e6)
		e6 = fees->per_order_least.e6;
	if (fees->per_order_most.e6 > 0 && e6 > fees->per_order_most.e6)
		e6 = fees->per_order_most.e6;
	return e6;
}

/* All that an order has cost when it has filled so much, at the rates of June 2024. */
static inline wide model_fees_e6(const struct terms_fees *fees, enum terms_side side,
	wide shares_e9, wide value_e6)
{
	wide e6 = model_commission_e6(fees, shares_e9);
	if (side == TERMS_BUY)
		return e6;
	/* $27.80 a million; $0.000166 a share, at most $8.30. */
	wide sec_cents = model_up(value_e6 * 2780, (wide)1000000000000);
	wide finra_cents = model_up(shares_e9 * 166, (wide)10000000000000);
	return e6 + sec_cents * 10000 + (finra_cents < 830 ? finra_cents : 830) * 10000;
}

static inline void model_fill(struct model *model, int symbol, enum terms_side side,
	int64_t shares_e9, int64_t price_e6, wide fee_e6)
{
	wide value_e6 = model_value_e6(price_e6, shares_e9);
	wide sign = side == TERMS_BUY ? 1 : -1;
	model->shares_e9[symbol] += sign * shares_e9;
	model->cash_e6 -= sign * value_e6 + fee_e6;
	model->costs_e6 += fee_e6;
}

/* Cash that comes without shares, from a dividend; or, below zero, goes. */
static inline void model_income(struct model *model, wide e6)
{
	model->cash_e6 += e6;
	model->income_e6 += e6;
}

static inline void model_cost(struct model *model, wide e6)
{
	model->cash_e6 -= e6;
	model->costs_e6 += e6;
}

/* Interest or borrow fee on an amount over nights, in cents. */
static inline wide model_accrued_e6(wide amount_e6, int64_t bp, int64_t nights)
{
	return model_nearest(amount_e6 * bp * nights, (wide)36000000000) * 10000;
}

/* Whole shares stay whole and the broken one is paid; broken ones keep nine decimals. */
static inline void model_split(
	struct model *model, int symbol, int64_t after, int64_t before, int64_t price_e6)
{
	wide had = model->shares_e9[symbol], unit = 1000000000;
	wide has = had * after / before;
	bool whole = had % unit == 0;
	if (whole && has != 0) {
		wide kept = has / unit * unit;
		if (kept != has)
			model->cash_e6 +=
				model_nearest(price_e6 * (had * after - kept * before),
					before * unit * 10000) *
				10000;
		has = kept;
	}
	model->shares_e9[symbol] = has;
}

static inline void model_delist(struct model *model, int symbol, int64_t price_e6)
{
	model->cash_e6 += model_cents_e6(price_e6, model->shares_e9[symbol]);
	model->shares_e9[symbol] = 0;
}

#endif
