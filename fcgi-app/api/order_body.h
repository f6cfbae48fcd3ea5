/*
 * An order as a request's body words it.
 */
#ifndef API_ORDER_BODY_H
#define API_ORDER_BODY_H

#include "http/param.h"
#include "trading/placing.h"

struct request;
struct reply;

enum { ORDER_BODY_PARAMS = 19 };

extern const struct param order_body_params[ORDER_BODY_PARAMS];

struct order_body {
	const char *symbol; /* as it was sent; empty: none */
	bool dry;           /* only say what would happen */
	struct placing_request request;
};

/* Reads it. Under /api words that are missing mean a market order for the day. 1: read;
 * else what the handler returns. What the words are worth, the rules say. */
int order_body_read(struct request *request, struct reply *reply, struct order_body *body)
	__attribute__((warn_unused_result));

/* The client's id in a text, NULL for an empty one, and its length in characters. */
const char *order_body_client_id(const struct param_value *value, size_t *length);

/* A time in force; false when the word is none. */
bool order_body_tif(const char *word, enum terms_tif *tif);

#endif
