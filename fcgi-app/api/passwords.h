/*
 * Changing a password, proving who one is once more, and a new password for
 * those who forgot theirs.
 */
#ifndef API_PASSWORDS_H
#define API_PASSWORDS_H

#include "http/param.h"

struct request;
struct reply;

enum {
	PASSWORDS_CHANGE_PARAMS = 2,
	PASSWORDS_PROVE_PARAMS = 3,
	PASSWORDS_FORGOT_PARAMS = 2,
	PASSWORDS_RESET_PARAMS = 2
};

extern const struct param passwords_change_params[PASSWORDS_CHANGE_PARAMS];
extern const struct param passwords_prove_params[PASSWORDS_PROVE_PARAMS];
extern const struct param passwords_forgot_params[PASSWORDS_FORGOT_PARAMS];
extern const struct param passwords_reset_params[PASSWORDS_RESET_PARAMS];

/* POST /api/auth/password: all other sessions end. */
int passwords_change(struct request *request, struct reply *reply);

/* POST /api/auth/step-up: a fresh access token. */
int passwords_prove(struct request *request, struct reply *reply);

/* POST /api/auth/forgot: a link by e-mail, if there is such a user; the reply
 * does not say. */
int passwords_forgot(struct request *request, struct reply *reply);

/* POST /api/auth/reset: a new password by link; all sessions end. */
int passwords_reset(struct request *request, struct reply *reply);

#endif
