#ifndef TESTS_TRADING_TRADE_H
#define TESTS_TRADING_TRADE_H

/* Words for tests of trading: amounts from text, an order, a market, chance. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trading/terms_rules.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static inline struct price P(const char *text) {
	struct price price = {0};
	assert_int_equal(price_parse(text, strlen(text), &price), DECIMAL_OK);
	return price;
}

static inline struct money
M(const char *text) {
	struct money money = {0};
	assert_int_equal(money_parse(text, strlen(text), &money), DECIMAL_OK);
	return money;
}

static inline struct quantity
Q(const char *text) {
	struct quantity quantity = {0};
	assert_int_equal(quantity_parse(text, strlen(text), &quantity), DECIMAL_OK);
	return quantity;
}

static inline void
price_is(struct price price, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	price_format(price, 0, text);
	assert_string_equal(text, expected);
}

static inline void money_is(struct money money, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	money_format(money, 0, text);
	assert_string_equal(text, expected);
}

static inline void quantity_is(struct quantity quantity, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	quantity_format(quantity, 0, text);
	assert_string_equal(text, expected);
}

/* A day's order to buy 100 at the market. */
static inline struct terms_order an_order(void)
{
	return (struct terms_order){.symbol = "AAPL",
		.side = TERMS_BUY,
		.type = TERMS_MARKET,
		.tif = TERMS_DAY,
		.status = TERMS_NEW,
		.has_quantity = true,
		.quantity = Q("100"),
		.submitted_us = 1000,
		.number = 1};
}

/* 99.98 by 100.02, 300 on each side, open, nothing traded since the last look. */
static inline struct terms_market a_market(void)
{
	return (struct terms_market){.time_us = 1700000000000000,
		.bid = P("99.98"),
		.ask = P("100.02"),
		.bid_size = Q("300"),
		.ask_size = Q("300"),
		.last = P("100"),
		.high = P("100"),
		.low = P("100"),
		.day_volume = 10000000,
		.open = true};
}

/* SplitMix64. */
static inline uint64_t chance_bits(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static inline int64_t chance_below(uint64_t *state, int64_t bound)
{
	return (int64_t)(chance_bits(state) % (uint64_t)bound);
}

/* An edge, a part of the most, one share, or any size; zero or more. */
static inline int64_t chance_any(uint64_t *state)
{
	int64_t roll = chance_below(state, 16);
	if (roll < 2)
		return INT64_MAX - chance_below(state, 3);
	if (roll < 4)
		return chance_below(state, 3);
	if (roll < 6)
		return INT64_MAX / (1 + chance_below(state, 6));
	if (roll < 8)
		return INT64_C(1000000000) * (1 + chance_below(state, 3));
	return (int64_t)(chance_bits(state) >> (1 + chance_below(state, 62)));
}

#endif
