/*
 * Placing an order: a ladder of guards, each of which lets it through or says why not;
 * then its place in the book, its fills at once where the market has come to it, and the
 * exits that it brings along.
 */
#ifndef TRADING_PLACING_H
#define TRADING_PLACING_H

#include "trading/filling.h"
#include "trading/order_rules.h"
#include "trading/risk_rules.h"

/* Orders that an account may have open at once. */
enum { PLACING_OPEN_MOST = 1000, PLACING_ORDERS = 1 + LEG_EXITS_MOST };

struct placing_request {
	struct order_request wanted; /* of the scene's symbol */
	const char *client_order_id; /* NULL: it is given one */
	const char *position_intent; /* NULL: by the position */
	const char *source;          /* who places it: "web", "key" … */
	const char *source_id;       /* NULL: none */
};

/* What came of it. */
struct placing {
	struct ticket *ticket; /* in the book; NULL: it never came to that */
	struct trade_details details;
	struct fill_decision decision; /* none while it waits for its hours */
	struct money fees;
	struct risk_case risk;
	struct margin_figures before; /* of the account */
};

/* Decides, in the post's book, which was opened with `places`, room for PLACING_ORDERS
 * more, and the lots that the order closes. A refusal leaves book and post as they were.
 * `broken` is -1 when there is no memory, or the books contradict each other. */
enum trade_refusal placing_decide(struct post *post, const struct scene *scene,
	const struct placing_request *request, struct placing *placing, int *broken)
	__attribute__((warn_unused_result));

#endif
