/*
 * What an order would do: told, and not done.
 */
#ifndef API_ORDER_PREVIEW_H
#define API_ORDER_PREVIEW_H

#include "trading/placing.h"

struct reply;

/* Replies with what came of an order that was decided on a book that is not posted. */
int order_preview_reply(struct reply *reply, const struct book *book,
	const struct scene *scene, const struct placing *placing)
	__attribute__((warn_unused_result));

#endif
