/*
 * The limits that an account's owner set, and what a preview warns of. An order that
 * lessens a position is always let through: limits must not lock anyone in.
 */
#ifndef TRADING_RISK_RULES_H
#define TRADING_RISK_RULES_H

#include "trading/refusal_rules.h"

/* 0: no such limit. */
struct risk_limits {
	struct money largest_order;
	int64_t position_share_bp; /* of equity */
	struct money daily_loss;
	int64_t orders_a_day;
};

/* What an order is for its account. */
struct risk_case {
	const char *symbol;
	bool closes;                 /* it lessens a position, and does nothing else */
	struct money value;          /* of the order; not below zero */
	struct money position_value; /* of the position with it; not below zero */
	struct money equity;
	struct money
		last_equity;  /* at the last close, moved by what was paid in or out */
	int64_t orders_today; /* before it */
};

/* The first limit that stands in the way. A sum that does not fit is beyond any limit. */
enum trade_refusal risk_rules_check(const struct risk_limits *limits,
	const struct risk_case *order, struct trade_details *details)
	__attribute__((warn_unused_result));

/* Three day trades in five sessions; a fourth needs this much equity, in dollars. */
enum { RISK_DAY_TRADES_MOST = 3, RISK_DAY_TRADER_EQUITY = 25000 };

/* Where the account has asked for it: refuses to open a position that, sold today, could
 * be the fourth day trade. `day_trades` counts those of the last five sessions. */
enum trade_refusal risk_rules_day_trade(const struct terms_account *account,
	const struct risk_case *order, int64_t day_trades)
	__attribute__((warn_unused_result));

/* What warnings begin at. */
enum {
	RISK_CONCENTRATION_BP = 2500, /* of equity in one position */
	RISK_SPREAD_BP = 100,         /* of the price between bid and ask */
	RISK_VOLUME_BP = 500          /* of what is traded in a typical day */
};

/* What a preview warns of. */
struct risk_warnings {
	bool concentrated; /* much of the account in one position */
	bool wide_spread;
	bool large_share; /* of a day's volume: it will move the price */
};

struct risk_warnings risk_rules_warnings(const struct risk_case *order,
	struct quantity quantity, const struct terms_market *market);

#endif
