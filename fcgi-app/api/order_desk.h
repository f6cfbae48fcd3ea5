/*
 * The desk at which a request trades: the book of its account, and the post in which what
 * it does is written down.
 */
#ifndef API_ORDER_DESK_H
#define API_ORDER_DESK_H

#include "trading/post.h"

struct request;
struct reply;

struct order_desk {
	struct scene_time time;
	struct book book;
	struct post post;
};

/* The time at which the request trades. */
struct scene_time order_desk_time(const struct request *request);

/* Opens the book of the request's account: `query` says what for; account and time are
 * filled in here. 1: it is open; else what the handler returns. */
int order_desk_open(struct request *request, struct reply *reply, struct book_query query,
	struct order_desk *desk) __attribute__((warn_unused_result));

/* Who places an order: "key" or "web", and the key's id or NULL. */
const char *order_desk_source(const struct request *request, const char **id);

#endif
