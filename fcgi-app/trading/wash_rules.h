/*
 * How an order gets along with the position in its symbol and with the account's other
 * open orders there: it trades against none of them, opens no short position beside a
 * long one, turns no position over, and sells nothing twice.
 */
#ifndef TRADING_WASH_RULES_H
#define TRADING_WASH_RULES_H

#include "trading/refusal_rules.h"

/* An open order of the account in the symbol. */
struct wash_open {
	const char *id;
	const struct terms_order *order;
	struct quantity remaining; /* of one by notional: what that buys now */
};

/* Would it trade with an order of the same account? Complex orders and trailing stops
 * are exempt, on either side. Ask it with the order as the client gave it. */
enum trade_refusal wash_rules_cross(const struct terms_order *order,
	const struct wash_open *open, size_t count, struct trade_details *details)
	__attribute__((warn_unused_result));

/* What open orders hold of a position: sells of a long one, buys of a short one. An
 * order that is held itself holds nothing: another of its group does. False when the
 * sum does not fit. */
bool wash_rules_held(struct quantity position, const struct wash_open *open, size_t count,
	struct quantity *held) __attribute__((warn_unused_result));

/* May it be for `quantity`, given the position (below zero: short)? */
enum trade_refusal wash_rules_position(const struct terms_order *order,
	struct quantity quantity, struct quantity position, const struct wash_open *open,
	size_t count, struct trade_details *details) __attribute__((warn_unused_result));

/* Does it open or enlarge a short position? */
bool wash_rules_is_short(const struct terms_order *order, struct quantity position);

/* May this account sell this instrument short with such an order? */
enum trade_refusal wash_rules_short(const struct terms_order *order,
	const struct terms_account *account, const struct terms_instrument *instrument,
	struct trade_details *details) __attribute__((warn_unused_result));

#endif
