/*
 * The words of trading, as all its rules use them: orders, holdings, what the
 * market says, what an account may do. Rules are pure: given these, they decide,
 * and touch neither clock nor database. Times are microseconds since 1970, UTC.
 */
#ifndef TRADING_TERMS_RULES_H
#define TRADING_TERMS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "money/money.h"

enum { TERMS_SYMBOL_SIZE = 24, TERMS_ID_SIZE = 37, TERMS_CLIENT_ID_SIZE = 129 };

enum terms_side { TERMS_BUY, TERMS_SELL };

enum terms_type {
	TERMS_MARKET,
	TERMS_LIMIT,
	TERMS_STOP,
	TERMS_STOP_LIMIT,
	TERMS_TRAILING_STOP
};

enum terms_tif { TERMS_DAY, TERMS_GTC, TERMS_OPG, TERMS_CLS, TERMS_IOC, TERMS_FOK };

enum terms_class { TERMS_SIMPLE, TERMS_BRACKET, TERMS_OCO, TERMS_OTO, TERMS_MLEG };

/* What an order is to another of its group. */
enum terms_role {
	TERMS_ALONE,
	TERMS_ENTRY,       /* of a bracket or an oto */
	TERMS_TAKE_PROFIT, /* a leg; of an oco the parent */
	TERMS_STOP_LOSS    /* a leg */
};

enum terms_status {
	TERMS_NEW,
	TERMS_PARTIALLY_FILLED,
	TERMS_FILLED,
	TERMS_DONE_FOR_DAY,
	TERMS_CANCELED,
	TERMS_EXPIRED,
	TERMS_REPLACED,
	TERMS_PENDING_CANCEL,
	TERMS_PENDING_REPLACE,
	TERMS_ACCEPTED,
	TERMS_PENDING_NEW,
	TERMS_ACCEPTED_FOR_BIDDING,
	TERMS_STOPPED,
	TERMS_REJECTED,
	TERMS_SUSPENDED,
	TERMS_CALCULATED,
	TERMS_HELD,
	TERMS_STATUSES
};

struct terms_order {
	char symbol[TERMS_SYMBOL_SIZE];
	enum terms_side side;
	enum terms_type type;
	enum terms_tif tif;
	enum terms_class class;
	enum terms_role role;
	enum terms_status status;
	bool extended_hours;
	bool has_quantity; /* else notional says how much */
	struct quantity quantity;
	struct money notional;
	struct quantity filled;
	struct money filled_value; /* sum of price times quantity over its fills */
	struct price limit;        /* 0: none; likewise below */
	struct price stop;
	struct price trail_price;
	int64_t trail_percent_e6; /* 1500000 is 1.5 % */
	struct price high_water;  /* the best since it began to trail; lowest for a buy */
	bool triggered;           /* the stop has been reached */
	struct quantity ahead;    /* of a resting limit: what queued before it */
	int64_t submitted_us;
	int64_t expires_us; /* 0: not by time */
	int64_t number; /* counts an account's orders; with the seed it decides chance */
};

/* One position; below zero is short. */
struct terms_holding {
	char symbol[TERMS_SYMBOL_SIZE];
	struct quantity quantity;
	struct money cost;  /* what it cost; of a short: below zero, what it brought */
	struct price price; /* now */
	struct price last_close; /* of the session before */
};

/* What the market says about a symbol at an instant. */
struct terms_market {
	int64_t time_us;
	struct price bid;
	struct price ask;
	struct quantity bid_size;
	struct quantity ask_size;
	struct price last;
	struct price high; /* of what was traded since the market was last looked at */
	struct price low;
	int64_t volume;     /* shares traded since then */
	int64_t day_volume; /* typical of a day: what impact is measured against */
	bool open;          /* regular hours */
	bool extended;      /* extended hours */
};

enum terms_fill_model { TERMS_TOUCH, TERMS_REALISTIC };

/* What an account pays. */
struct terms_fees {
	struct money per_order;
	struct money per_share;       /* times the quantity */
	struct money per_order_least; /* of the two together */
	struct money per_order_most;  /* 0: no ceiling */
	bool regulatory;              /* on sells: what the SEC and FINRA take */
	int64_t borrow_bp;            /* a year, on shorts that are easy to borrow */
	int64_t interest_bp;          /* a year, on borrowed cash */
};

/* What an instrument allows. */
struct terms_instrument {
	char symbol[TERMS_SYMBOL_SIZE];
	bool known;
	bool active;
	bool tradable;
	bool marginable;
	bool shortable;
	bool easy_to_borrow;
	bool fractionable;
};

/* An account, as rules see it. */
struct terms_account {
	struct money cash;
	int multiplier; /* 1, 2 or 4 */
	bool no_shorting;
	bool fractional;        /* fractional orders are allowed */
	bool suspended;         /* by its user */
	bool blocked;           /* killed, archived */
	bool day_trade_checked; /* the pattern-day-trader rule is on */
	enum terms_fill_model fill_model;
	struct terms_fees fees;
	struct money last_equity; /* at the last session's close */
	struct money last_maintenance;
	uint64_t seed;
};

#endif
