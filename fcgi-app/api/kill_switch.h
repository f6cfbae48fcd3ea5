/*
 * Kill switches: of an account, and of the whole server. They cancel what rests and let
 * no new order through until they are released, over restarts too. Reading, signing in
 * and releasing are never stopped.
 */
#ifndef API_KILL_SWITCH_H
#define API_KILL_SWITCH_H

#include "http/param.h"

struct request;
struct reply;

enum { KILL_SWITCH_ACCOUNT_PARAMS = 1, KILL_SWITCH_SERVER_PARAMS = 1 };

extern const struct param kill_switch_account_params[KILL_SWITCH_ACCOUNT_PARAMS];
extern const struct param kill_switch_server_params[KILL_SWITCH_SERVER_PARAMS];

/* An account's own, and how the server's stands. */
int kill_switch_get(struct request *request, struct reply *reply);
int kill_switch_kill(struct request *request, struct reply *reply);
int kill_switch_release(struct request *request, struct reply *reply);

/* The server's. Its market daemon ends what rests in everybody's accounts. */
int kill_switch_server_get(struct request *request, struct reply *reply);
int kill_switch_server_kill(struct request *request, struct reply *reply);
int kill_switch_server_release(struct request *request, struct reply *reply);

#endif
