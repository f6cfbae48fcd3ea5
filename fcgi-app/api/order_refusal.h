/*
 * How a refused order is told: code, message and the members that go with it.
 */
#ifndef API_ORDER_REFUSAL_H
#define API_ORDER_REFUSAL_H

#include "trading/refusal_rules.h"

struct json_writer;
struct reply;

/* The members of a refusal, into an object that is open. */
void order_refusal_write(struct json_writer *json, enum trade_refusal refusal,
	const struct trade_details *details);

/* Replies with it, and with the field that is meant, where the route takes it. */
int order_refusal_reply(struct reply *reply, enum trade_refusal refusal,
	const struct trade_details *details) __attribute__((warn_unused_result));

#endif
