/*
 * What comes next for an order that rests: what the market's last move, or the time,
 * makes of it. The same rule says in memory, without a query, that nothing comes of it,
 * and under the account's lock what does.
 */
#ifndef TRADING_REST_RULES_H
#define TRADING_REST_RULES_H

#include "trading/fill_rules.h"
#include "trading/life_rules.h"

enum rest_step {
	REST_WAITS,    /* nothing comes of it */
	REST_MOVES,    /* only its place in the queue, or where its stop trails to */
	REST_OPENS,    /* its hours have begun: it works from now on */
	REST_TRIGGERS, /* its stop is reached */
	REST_FILLS,    /* it gets fills, or what is left of it is cancelled */
	REST_ENDS      /* its time is over */
};

/* The price of an auction, at the opening or the close of a session. */
struct rest_print {
	int64_t at_us;
	struct price price;
};

enum { REST_PRINTS = 4 };

/* What an order is shown. */
struct rest_view {
	struct fill_model model;
	struct terms_market market; /* with what was traded since the last look */
	const struct life_hours *hours;
	int64_t seen_us; /* when the market was like that */
	int64_t now_us;
	bool tradable; /* the quote is fresh enough to trade on */
	bool fresh;    /* it has just begun to work, or its stop was just reached */
	bool looked;   /* it had its fills from this market: only time can act on it */
	struct rest_print prints[REST_PRINTS]; /* at_us 0: none */
};

/* What MOVES changes, and what FILLS are made from. */
struct rest_change {
	struct price stop;
	struct price high_water;
	struct quantity ahead;
	enum fill_moment moment;
	struct terms_market market; /* the view's or, of an auction, its print */
};

/* `armed`: its stop is watched although the order is held (leg_rules_is_armed). */
enum rest_step rest_rules_next(const struct terms_order *order, bool armed,
	const struct rest_view *view, struct rest_change *change)
	__attribute__((warn_unused_result));

#endif
