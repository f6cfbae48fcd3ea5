/*
 * Who calls: the credentials of a request, and what access they give.
 *
 *   Authorization: Bearer TOKEN                 a web session's access token
 *   APCA-API-KEY-ID and APCA-API-SECRET-KEY     an API key
 *   Authorization: Basic base64(KEY:SECRET)     the same
 *   Authorization: Bearer KEY:SECRET            the same
 */
#ifndef API_IDENTITY_H
#define API_IDENTITY_H

#include "auth/access.h"
#include "auth/jwt.h"
#include "http/refusal.h"

struct request;

enum identity_state {
	IDENTITY_NONE,    /* no credentials were sent */
	IDENTITY_BAD,     /* they are not credentials of ours */
	IDENTITY_PENDING, /* they may be: the database has to be asked */
	IDENTITY_KNOWN
};

struct identity {
	enum identity_state state;
	enum access_kind kind;
	struct jwt_claims claims; /* of a session */
	const char *key;          /* of an API key */
	const char *secret;
	const struct access *access; /* when known */
};

/* Reads the request's credentials and what this worker knows of them. */
void identity_read(struct request *request);

/* Makes a pending identity known, or bad. */
enum refusal identity_resolve(struct request *request)
	__attribute__((warn_unused_result));

const struct identity *identity_of(const struct request *request);

/* The access of a caller whom the gate let through. */
const struct access *identity_access(const struct request *request);

/* The refresh token that came as a cookie, NULL when none did. */
const char *identity_cookie(const struct request *request);

#endif
