/*
 * What may be changed about an open order, and what its successor inherits: its fills,
 * and its place in the queue when nobody behind it is the worse for it.
 *
 * A replacement is decided in two steps, for fills may come between: `check` when it is
 * asked for, `settle` when it takes place. Nothing is replaced below what is filled by
 * then, and life_rules lets one of fill, cancellation and replacement end an order.
 */
#ifndef TRADING_REPLACE_RULES_H
#define TRADING_REPLACE_RULES_H

#include "trading/order_rules.h"

/* What a client wants changed. */
struct replace_request {
	bool has_quantity;
	bool has_limit;
	bool has_stop;
	bool has_trail;
	bool has_tif;
	bool bad_tif;
	struct quantity quantity;
	struct price limit;
	struct price stop;
	int64_t trail_e6; /* a price or a percentage, as the order has it */
	enum terms_tif tif;
	size_t client_id_length;
};

struct replacement {
	struct terms_order order; /* the successor */
	bool keeps_place;         /* else it queues anew, from now on */
};

/* Of what the order becomes, or why it stays. Asks order_rules about the successor; the
 * account's means and the order's siblings are the caller's. */
enum trade_refusal replace_rules_check(const struct terms_order *order,
	const struct replace_request *request, const struct terms_instrument *instrument,
	const struct order_setting *setting, struct replacement *replacement,
	struct trade_details *details) __attribute__((warn_unused_result));

/* Makes the successor of the order as it is now: takes over its fills. */
enum trade_refusal replace_rules_settle(const struct terms_order *order,
	struct replacement *replacement, struct trade_details *details)
	__attribute__((warn_unused_result));

#endif
