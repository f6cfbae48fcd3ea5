/*
 * Becoming a user: open to anyone, by invitation, or to nobody, as REGISTRATION
 * says. Whoever comes first administrates.
 */
#ifndef API_REGISTRATION_H
#define API_REGISTRATION_H

#include "http/param.h"

struct request;
struct reply;

enum { REGISTRATION_PARAMS = 5 };

extern const struct param registration_params[REGISTRATION_PARAMS];

/* POST /api/auth/register: signs in as well. */
int registration_post(struct request *request, struct reply *reply);

/* Is it a name that a user can have; an address that a letter can go to? */
bool registration_is_name(const char *name);
bool registration_is_email(const char *email);

#endif
