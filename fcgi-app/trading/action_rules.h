/*
 * What a company's action does to a holding, to its lots and to open orders, on the
 * ex-day before the market opens. The holding is that of the close before.
 *
 * Nothing of value appears or is lost: costs of lots before are costs of lots after and
 * of what was given up for cash; what it brought, less what it cost, is realized.
 */
#ifndef TRADING_ACTION_RULES_H
#define TRADING_ACTION_RULES_H

#include "trading/lot_rules.h"
#include "trading/terms_rules.h"

enum corporate_kind {
	CORPORATE_SPLIT, /* forward or reverse */
	CORPORATE_STOCK_DIVIDEND,
	CORPORATE_CASH_DIVIDEND,
	CORPORATE_SYMBOL_CHANGE,
	CORPORATE_DELISTING
};

struct corporate_event {
	enum corporate_kind kind;
	int64_t after;      /* of a split or stock dividend: this many shares … */
	int64_t before;     /* … for these; 4 for 1, or 105 for 100. 1 to 1000000 */
	struct price price; /* of a split or stock dividend, what a share is worth after
			       it; of a cash dividend, what a share gets; of a delisting,
			       what is paid for one */
	char new_symbol[TERMS_SYMBOL_SIZE]; /* of a symbol change */
	int64_t number;                     /* as of a fill, for what is realized */
	int64_t time_us;
};

struct corporate_change {
	struct quantity before;
	struct quantity after;
	struct money cash; /* the holder gets it; below zero: pays */
};

/*
 * Acts on a position. By a split, whole shares stay whole: what is broken is paid in
 * cash, to the nearest cent, a tie to the even one, and taken from the lots first in,
 * first out; a holding that was broken before keeps nine decimals. What is less than that
 * last one is lost, in lots' order: each lot ends where the sum until it, rounded towards
 * zero, ends. Dividends are paid on the whole holding, to the nearest cent, a tie to
 * the even one; who is short pays. A delisting closes all lots for what is paid.
 * Unless LOT_OK, lots, closings and change are void.
 */
__attribute__((warn_unused_result)) enum lot_result action_rules_holding(
	const struct corporate_event *event, struct lots *lots,
	struct lot_closings *closings, struct corporate_change *change);

enum corporate_effect {
	CORPORATE_KEPT, /* the order stays as it is */
	CORPORATE_CHANGED,
	CORPORATE_CANCELS,  /* nothing is left of it, or of what it trades */
	CORPORATE_TOO_LARGE /* a figure does not fit; the order stays */
};

/*
 * Acts on an open order. A split divides prices: limits are rounded to a tick for the
 * order's good (of a buy down, of a sale up), stops and trails away from the market;
 * what remains of a quantity is multiplied and rounded down, whole if it was; what was
 * filled stays. A cash dividend of a cent or more lowers the prices of buy limits and of
 * stops that sell when they are good till cancelled, rounded down to a tick, unless they
 * are not to be reduced. `multiplier` as in tick_rules.h.
 */
__attribute__((warn_unused_result)) enum corporate_effect action_rules_order(
	const struct corporate_event *event, int64_t multiplier, bool do_not_reduce,
	struct terms_order *order);

#endif
