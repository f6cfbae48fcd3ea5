/*
 * Keys of the server, derived from its one secret (JWT_SECRET_KEY): one for each
 * purpose, so that none can stand in for another. After the secret was changed
 * the one before it (JWT_SECRET_KEY_PREVIOUS) still verifies what it signed.
 */
#ifndef AUTH_SECRET_H
#define AUTH_SECRET_H

#include <stddef.h>

enum { SECRET_KEY_SIZE = 32, SECRET_ID_SIZE = 9 };

enum secret_purpose {
	SECRET_ACCESS,
	SECRET_CSRF,
	SECRET_TOTP,
	SECRET_PAGE,
	SECRET_PURPOSES
};

/* Current first; the previous one where there is one. */
enum secret_age { SECRET_CURRENT, SECRET_PREVIOUS, SECRET_AGES };

/* Derives all keys; -1, with one line on standard error, when the secret is
 * missing or too short. Call once, before the keys are used. */
int secret_load(const char *current, const char *previous)
	__attribute__((warn_unused_result));

/* NULL when there is no key of that age. */
const unsigned char *secret_key(enum secret_age age, enum secret_purpose purpose);

/* A name for the secret of that age that gives nothing of it away. */
const char *secret_id(enum secret_age age);

#endif
