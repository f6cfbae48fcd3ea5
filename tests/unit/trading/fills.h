#ifndef TESTS_TRADING_FILLS_H
#define TESTS_TRADING_FILLS_H

/* Decisions about fills, and what to expect of them. */

#include "trade.h"

#include "trading/fill_rules.h"

static const int64_t NOW_US = 1700000000500000;

static inline struct fill_model a_model(enum terms_fill_model kind)
{
	return (struct fill_model){.kind = kind,
		.seed = 7,
		.share_bp = FILL_SHARE_BP,
		.stale_us = 5000000,
		.multiplier = 1};
}

static inline struct fill_decision decide(enum terms_fill_model kind,
	const struct terms_order *order, const struct terms_market *market,
	enum fill_moment moment)
{
	struct fill_model model = a_model(kind);
	struct fill_decision decision;
	fill_rules_decide(&model, order, market, moment, NOW_US, &decision);
	return decision;
}

/* One fill, of all. */
static inline void filled_at(const struct fill_decision *decision, const char *quantity,
	const char *price, const char *value)
{
	assert_int_equal(decision->count, 1);
	assert_int_equal(decision->reason, FILL_WHOLE);
	assert_int_equal(decision->rest, FILL_NOTHING_RESTS);
	quantity_is(decision->fills[0].quantity, quantity);
	price_is(decision->fills[0].price, price);
	money_is(decision->fills[0].value, value);
	quantity_is(decision->filled, quantity);
	money_is(decision->value, value);
}

static inline void nothing(const struct fill_decision *decision, enum fill_reason reason,
	enum fill_rest rest)
{
	assert_int_equal(decision->count, 0);
	assert_int_equal(decision->reason, reason);
	assert_int_equal(decision->rest, rest);
	quantity_is(decision->filled, "0");
	money_is(decision->value, "0");
}

#endif
