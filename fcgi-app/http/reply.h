/*
 * The reply to a request. Handlers end with one of these calls, so replying
 * and returning are one act: `return reply_end(reply, 200);`.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_write.h"
#include "base/text.h"
#include "http/param.h"
#include "http/refusal.h"

struct request;

struct reply {
	const struct request *request;
	int status;
	const char *content_type;
	struct text headers;
	struct text body;
	bool kept;        /* the transaction commits although the reply refuses */
	bool tagged;      /* the body gets an ETag and is compared with If-None-Match */
	bool handed_over; /* another pool answers */
};

struct reply reply_to(const struct request *request);

/* Writes JSON into the body. */
struct json_writer reply_json(struct reply *reply);

/* Adds a header; the value is dropped when it could break out of its line. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* The body is complete. */
int reply_end(struct reply *reply, int status) __attribute__((warn_unused_result));

/* The same for a body that may be kept for `seconds`, by everyone. */
int reply_end_cached(struct reply *reply, int seconds)
	__attribute__((warn_unused_result));

/* The same for a body that its reader alone may keep; without a tag, as it changes
 * with every second. */
int reply_end_private(struct reply *reply, int seconds)
	__attribute__((warn_unused_result));

/* And for one that stays as it is, with a tag. */
int reply_end_private_tagged(struct reply *reply, int seconds)
	__attribute__((warn_unused_result));

/* Another pool is to answer this GET, which nginx passes on to it: the one that
 * may take long and has a network. */
int reply_hand_over(struct reply *reply) __attribute__((warn_unused_result));

/* A refusal; with the exact words; with the field too. What the body held
 * before is dropped. */
int reply_refuse(struct reply *reply, enum refusal refusal)
	__attribute__((warn_unused_result));
int reply_refuse_because(struct reply *reply, enum refusal refusal, const char *message)
	__attribute__((warn_unused_result));
int reply_refuse_field(struct reply *reply, const char *name, const char *why)
	__attribute__((warn_unused_result));

/* A refusal whose transaction commits: what it noted must not be lost. */
int reply_refuse_keeping(struct reply *reply, enum refusal refusal)
	__attribute__((warn_unused_result));

/* Sends it all; the stream is flushed when the request is finished. */
void reply_send(struct reply *reply);

#endif
