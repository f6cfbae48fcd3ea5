/*
 * Idempotency-Key: a request that is repeated with the same key and body gets the reply
 * that was given the first time, and does nothing. The same key with another body, or for
 * another route, is refused. A refused request uses no key up: it changed nothing, and
 * may be asked again.
 */
#ifndef API_IDEMPOTENCY_H
#define API_IDEMPOTENCY_H

struct book_reply;
struct request;
struct reply;

/* The key that came with a request, NULL when none did. 1: go on; else what the handler
 * returns, for a key that is none. */
int idempotency_read(struct request *request, struct reply *reply, const char **key)
	__attribute__((warn_unused_result));

/* Replies again with what is stored (NULL: nothing is). 1: go on; else what the handler
 * returns. */
int idempotency_replay(struct request *request, struct reply *reply,
	const struct book_reply *stored) __attribute__((warn_unused_result));

/* Keeps a reply, whole by now, for the key (NULL: does nothing), in the transaction of
 * what the request did. */
int idempotency_keep(struct request *request, struct reply *reply, const char *account_id,
	const char *key) __attribute__((warn_unused_result));

/* Does what a request asks for, once: for routes that open no book. The key counts in the
 * account. */
int idempotency_once(struct request *request, struct reply *reply, const char *account_id,
	int (*handle)(struct request *request, struct reply *reply))
	__attribute__((warn_unused_result));

#endif
