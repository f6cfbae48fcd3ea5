/*
 * The second factor: setting it up, asking for it, recovery codes.
 */
#ifndef API_SECOND_FACTOR_H
#define API_SECOND_FACTOR_H

#include "http/param.h"
#include "http/refusal.h"

struct request;
struct reply;
struct rows;

enum { SECOND_FACTOR_CODE_PARAMS = 1 };

extern const struct param second_factor_code_params[SECOND_FACTOR_CODE_PARAMS];

/* Asks for the factor where `user` (a row with totp, totp_secret,
 * totp_last_step) has one. Uses up the code, or the recovery code. */
int second_factor_check(struct request *request, const struct rows *user,
	const char *code, const char *recovery, enum refusal *refusal)
	__attribute__((warn_unused_result));

/* POST /api/auth/totp: a new secret, to be confirmed with a first code. */
int second_factor_begin(struct request *request, struct reply *reply);

/* POST /api/auth/totp/confirm: from now on it is asked for. */
int second_factor_confirm(struct request *request, struct reply *reply);

/* DELETE /api/auth/totp */
int second_factor_end(struct request *request, struct reply *reply);

/* POST /api/auth/recovery-codes: new ones for the old. */
int second_factor_renew_codes(struct request *request, struct reply *reply);

#endif
