/*
 * Corporate actions: what a company does to its shares.
 * Shared with: trading: they act on positions, orders and history.
 */
#ifndef MARKET_ACTION_H
#define MARKET_ACTION_H

#include <stddef.h>
#include <stdint.h>

#include "money/price.h"

enum action_kind {
	ACTION_SPLIT,         /* forward or reverse: new_shares for old_shares */
	ACTION_CASH_DIVIDEND, /* cash per share */
	ACTION_STOCK_DIVIDEND,
	ACTION_SYMBOL_CHANGE,
	ACTION_DELISTING,
	ACTION_SPIN_OFF,
	ACTION_KINDS
};

struct action {
	char symbol[24];
	char new_symbol[24]; /* of a symbol change or a spin-off */
	int32_t kind;        /* enum action_kind */
	int32_t ex_day;      /* days as of calendar.h; 0: unknown */
	int32_t declaration_day;
	int32_t record_day;
	int32_t payable_day;
	int64_t new_shares; /* 4 for 1: new 4, old 1 */
	int64_t old_shares;
	struct price cash;
};

struct actions {
	struct action *items; /* by ex_day, oldest first */
	size_t count;
};

/* Those whose ex_day is within [from_day, until_day]. */
struct action_query {
	const char *symbol; /* NULL: of all */
	int32_t from_day;
	int32_t until_day;
	unsigned kinds; /* bits 1 << kind; 0: all */
	size_t limit;
};

#endif
