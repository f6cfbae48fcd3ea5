/*
 * Access tokens: JSON Web Tokens signed with HMAC-SHA-256. Exactly one form of
 * header is accepted, ours, to the byte, so there is no algorithm to argue
 * about; any other token is no token.
 */
#ifndef AUTH_JWT_H
#define AUTH_JWT_H

#include <stdbool.h>
#include <stdint.h>

enum { JWT_SIZE = 640, JWT_FIELD_SIZE = 40, JWT_LIFETIME_S = 900 };

struct jwt_claims {
	char user[JWT_FIELD_SIZE];    /* sub: the user's public id */
	char session[JWT_FIELD_SIZE]; /* sid */
	int64_t issued_s;             /* iat, nbf */
	int64_t expires_s;            /* exp */
	int64_t proved_s; /* auth_time: when the user last proved who they are */
};

/* Signs claims with the current key; `claims` that do not fit are a bug. */
void jwt_sign(const struct jwt_claims *claims, char token[JWT_SIZE]);

/* Verifies a token at a time; with the current key or the one before it. */
bool jwt_verify(const char *token, int64_t now_s, struct jwt_claims *claims)
	__attribute__((warn_unused_result));

#endif
