/*
 * What is wrong with an order by itself, before anyone asks whether the account can
 * afford it: its words, its amount, its prices, what may be combined with what.
 */
#ifndef TRADING_ORDER_RULES_H
#define TRADING_ORDER_RULES_H

#include "trading/refusal_rules.h"

enum { ORDER_CLIENT_ID_MOST = TERMS_CLIENT_ID_SIZE - 1 };

/* What a client asks for: an order, and what was said that an order has no place for. */
struct order_request {
	struct terms_order order; /* has_quantity: qty was given */
	bool bad_side;            /* a word that means no side; likewise below */
	bool bad_type;
	bool bad_tif;
	bool bad_class;
	bool has_notional;
	bool has_limit;
	bool has_stop;
	bool has_trail_price;
	bool has_trail_percent;
	bool has_profit; /* take_profit.limit_price */
	bool has_loss;   /* stop_loss.stop_price */
	bool has_loss_limit;
	struct price profit_limit;
	struct price loss_stop;
	struct price loss_limit;
	bool option; /* the symbol is an option contract's */
	size_t legs; /* of an mleg order */
	size_t client_id_length;
};

/* What it meets. */
struct order_setting {
	struct quantity position; /* of its symbol; below zero is short */
	struct price base;        /* what it trades at now; 0: not known */
};

/* The first thing that is wrong, or REFUSE_NOTHING. */
enum trade_refusal order_rules_check(const struct order_request *request,
	const struct terms_instrument *instrument, const struct order_setting *setting,
	struct trade_details *details) __attribute__((warn_unused_result));

/* May this account place it at all? */
enum trade_refusal order_rules_admit(const struct terms_account *account,
	const struct terms_order *order) __attribute__((warn_unused_result));

/* Makes of a sound order what will stand in the book: a buy stop becomes a stop-limit
 * 4 % above its stop (2.5 % from $50 on), rounded down to a tick; an oco takes its
 * limit from its take-profit. False when a price does not fit. */
bool order_rules_derive(struct order_request *request)
	__attribute__((warn_unused_result));

/* The same for a mere order: the stop-loss of a short position is a buy stop too. */
bool order_rules_derive_stop(struct terms_order *order)
	__attribute__((warn_unused_result));

/* Is it for a part of a share, or for an amount of money? */
bool order_rules_is_fractional(const struct terms_order *order);

/* What it is for at a price above 0: its quantity, or what its money buys, rounded
 * down. False when that does not fit. */
bool order_rules_quantity(const struct terms_order *order, struct price price,
	struct quantity *quantity) __attribute__((warn_unused_result));

#endif
