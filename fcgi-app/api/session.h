/*
 * A web session's beginning, its renewal and its end, as the client sees them:
 * an access token in the body, a refresh token in a cookie.
 */
#ifndef API_SESSION_H
#define API_SESSION_H

#include <stdint.h>

struct request;
struct reply;
struct rows;
struct json_writer;

/* Begins a session for the user whom the transaction is about, notes it, and
 * replies with `status`. */
int session_begin(struct request *request, struct reply *reply, int status)
	__attribute__((warn_unused_result));

/* Replies with a fresh access token of a session that lasts on. */
int session_continue(struct request *request, struct reply *reply, const char *session,
	int64_t proved_s) __attribute__((warn_unused_result));

/* Puts a new refresh token for the session into the cookie. */
int session_set_cookie(struct request *request, struct reply *reply, const char *session)
	__attribute__((warn_unused_result));

/* Takes the cookie away. */
void session_clear_cookie(struct reply *reply);

/* Writes the transaction's own user, as PEOPLE_SELF told of them. */
void session_write_user(struct json_writer *json, const struct rows *self);

/* Did the session's user prove who they are within the last minutes? */
int session_is_fresh(const struct request *request);

#endif
