/*
 * Administration of users: listing, making, inviting, disabling, roles.
 */
#ifndef API_ADMIN_H
#define API_ADMIN_H

#include "http/param.h"

struct request;
struct reply;

enum {
	ADMIN_LIST_PARAMS = 2,
	ADMIN_CREATE_PARAMS = 4,
	ADMIN_USER_PARAMS = 1,
	ADMIN_CHANGE_PARAMS = 3,
	ADMIN_INVITE_PARAMS = 2
};

extern const struct param admin_list_params[ADMIN_LIST_PARAMS];
extern const struct param admin_create_params[ADMIN_CREATE_PARAMS];
extern const struct param admin_user_params[ADMIN_USER_PARAMS];
extern const struct param admin_change_params[ADMIN_CHANGE_PARAMS];
extern const struct param admin_invite_params[ADMIN_INVITE_PARAMS];

/* GET /api/admin/users */
int admin_list(struct request *request, struct reply *reply);

/* POST /api/admin/users: with a password, or with a link to choose one. */
int admin_create(struct request *request, struct reply *reply);

/* GET /api/admin/users/{id} */
int admin_show(struct request *request, struct reply *reply);

/* PATCH /api/admin/users/{id}: role, disabled. */
int admin_change(struct request *request, struct reply *reply);

/* POST /api/admin/users/{id}/reset-password: a one-time link. */
int admin_reset_password(struct request *request, struct reply *reply);

/* GET, POST /api/admin/invitations; DELETE /api/admin/invitations/{id} */
int admin_invitations(struct request *request, struct reply *reply);
int admin_invite(struct request *request, struct reply *reply);
int admin_withdraw(struct request *request, struct reply *reply);

/* GET /api/admin/activity */
int admin_activity(struct request *request, struct reply *reply);

#endif
