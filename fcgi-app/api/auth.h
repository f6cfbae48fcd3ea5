/*
 * Signing in and out, and staying signed in.
 */
#ifndef API_AUTH_H
#define API_AUTH_H

#include "http/param.h"

struct request;
struct reply;

enum { AUTH_LOGIN_PARAMS = 5 };

extern const struct param auth_login_params[AUTH_LOGIN_PARAMS];

int auth_login(struct request *request, struct reply *reply);
int auth_refresh(struct request *request, struct reply *reply);
int auth_logout(struct request *request, struct reply *reply);
int auth_me(struct request *request, struct reply *reply);
int auth_csrf_token(struct request *request, struct reply *reply);

#endif
