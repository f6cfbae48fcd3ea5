/*
 * Changing what was placed: cancelling orders, and putting another in the place of one.
 */
#ifndef TRADING_CHANGING_H
#define TRADING_CHANGING_H

#include "trading/filling.h"
#include "trading/replace_rules.h"

/* Cancels the order that the book was opened for (order_id), and what hangs on it. */
enum trade_refusal changing_cancel(struct post *post, const char *order_id,
	struct trade_details *details) __attribute__((warn_unused_result));

/* Cancels all that is open, of a symbol or (NULL) of all; `ended` counts what this ended,
 * and `tickets`, with room for all open orders, says which. */
void changing_cancel_all(
	struct post *post, const char *symbol, struct ticket **tickets, size_t *ended);

struct changing_request {
	const char *order_id; /* that the book was opened for */
	struct replace_request wanted;
	const char *client_order_id; /* of the successor; NULL: it is given one */
	const char *source;
	const char *source_id;
};

/* Puts a successor in the place of an order of the scene's symbol. The book was opened
 * with `places` and room for one more. A refused book is not to be posted; `broken` is
 * -1 when there is no memory, or the books contradict each other. */
enum trade_refusal changing_replace(struct post *post, const struct scene *scene,
	const struct changing_request *request, struct ticket **successor,
	struct trade_details *details, int *broken) __attribute__((warn_unused_result));

#endif
