/*
 * An order as it stands in the books: its terms, and what else is kept of it. Read
 * from the view order_tickets; what is text lives as long as the arena that the rows
 * live in.
 */
#ifndef TRADING_TICKET_H
#define TRADING_TICKET_H

#include "db/rows.h"
#include "trading/terms_rules.h"

struct arena;

/* What there is to write of it. */
enum ticket_mark { TICKET_STORED, TICKET_NEW, TICKET_CHANGED };

struct ticket {
	enum ticket_mark mark;
	const char *id;
	const char *client_order_id;
	const char *parent_id; /* NULL: none; likewise below */
	const char *replaces;
	const char *replaced_by;
	const char *asset_id;
	const char *position_intent;
	const char *reason;
	const char *source; /* who placed it: "web", "key", "strategy" … */
	const char *source_id;
	bool is_option;
	int64_t epoch;
	struct terms_order terms;
	struct money fees; /* that its fills have cost */
	int64_t fill_count;
	int64_t created_us;
	int64_t updated_us;
	int64_t filled_us; /* 0: never; likewise below */
	int64_t expired_us;
	int64_t canceled_us;
	int64_t failed_us;
	int64_t replaced_us;
};

struct tickets {
	struct ticket *items;
	size_t count;
};

/* The words of the database and the API: "buy", "take_profit". */
const char *ticket_side(enum terms_side side);
const char *ticket_role(enum terms_role role);

/* What the order opens or closes, given the position: "buy_to_open". */
const char *ticket_intent(enum terms_side side, struct quantity position);

/* All rows of order_tickets, with room for `more` besides. -1, logged, when one holds
 * what no order can, or there is no memory. */
int ticket_read(struct arena *arena, const struct rows *rows, size_t more,
	struct tickets *tickets) __attribute__((warn_unused_result));

/* The ticket of that id; NULL when there is none. */
struct ticket *ticket_find(const struct tickets *tickets, const char *id);

#endif
