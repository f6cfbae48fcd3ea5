/*
 * The exits that an order brings along, its take-profit and its stop-loss: which of
 * them its class needs, and how their prices must lie.
 */
#ifndef TRADING_EXIT_RULES_H
#define TRADING_EXIT_RULES_H

#include "trading/order_rules.h"

/* The first thing that is wrong with the exits of an order that is sound otherwise,
 * whatever its class. */
enum trade_refusal exit_rules_check(const struct order_request *request,
	const struct order_setting *setting, struct trade_details *details)
	__attribute__((warn_unused_result));

/* Do the exits close a long position? (Else a short one.) */
bool exit_rules_is_long(const struct terms_order *order);

#endif
