#include "api/admin.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/letters.h"
#include "api/page.h"
#include "api/registration.h"
#include "api/session.h"
#include "auth/credential.h"
#include "auth/password.h"
#include "base/settings.h"
#include "http/reply.h"

#include <stdio.h>
#include <string.h>

enum { LIMIT, AFTER };
enum { USERNAME, EMAIL, PASSWORD, ROLE };
enum { USER, NEW_ROLE, DISABLED };
enum { INVITE_EMAIL, INVITE_ROLE };

#define TEXT(field, needed, least_bytes, most_bytes, about)                              \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.required = (needed), .least = (least_bytes), .most = (most_bytes),      \
		.description = (about)                                                   \
	}
#define ROLES(field, value)                                                              \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_CHOICE,              \
		.choices = "admin trader viewer", .initial = (value),                    \
		.description = "What the user may do."                                   \
	}
#define ID                                                                               \
	{                                                                                \
		.name = "id", .place = PARAM_PATH, .kind = PARAM_UUID, .required = true, \
		.description = "The id."                                                 \
	}

const struct param admin_list_params[ADMIN_LIST_PARAMS] = {
	[LIMIT] = PAGE_LIMIT(500, "100", "At most so many users."),
	[AFTER] = PAGE_AFTER,
};

const struct param admin_create_params[ADMIN_CREATE_PARAMS] = {
	[USERNAME] =
		TEXT("username", true, 2, 32, "Small letters, digits, dots, dashes."),
	[EMAIL] = TEXT("email", false, 0, 254, "E-mail address."),
	[PASSWORD] =
		TEXT("password", false, 0, 1024, "Without one, a link to choose it."),
	[ROLE] = ROLES("role", "trader"),
};

const struct param admin_user_params[ADMIN_USER_PARAMS] = {[USER] = ID};

const struct param admin_change_params[ADMIN_CHANGE_PARAMS] = {
	[USER] = ID,
	[NEW_ROLE] = ROLES("role", NULL),
	[DISABLED] = {.name = "disabled",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.description = "A disabled user's sessions end, and none begins."},
};

const struct param admin_invite_params[ADMIN_INVITE_PARAMS] = {
	[INVITE_EMAIL] =
		TEXT("email", false, 0, 254, "Whom the link is for, and sent to."),
	[INVITE_ROLE] = ROLES("role", "trader"),
};

#undef TEXT
#undef ROLES
#undef ID

enum { RESET_S = 24 * 3600, INVITE_S = 7 * 24 * 3600 };

static void write_user(struct json_writer *json, const struct rows *rows, int row)
{
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "public_id"));
	json_write_pair(json, "username", rows_text(rows, row, "username"));
	json_write_pair(json, "email", rows_text(rows, row, "email"));
	json_write_pair(json, "role", rows_text(rows, row, "role"));
	json_write_pair_bool(json, "disabled", rows_flag(rows, row, "disabled"));
	json_write_pair_bool(json, "totp_enabled", rows_flag(rows, row, "totp"));
	json_write_pair_bool(json, "has_password", rows_flag(rows, row, "has_password"));
	json_write_pair(json, "created_at", rows_text(rows, row, "created_at"));
	json_write_pair(json, "last_sign_in_at", rows_text(rows, row, "last_sign_in_at"));
	json_write_object_end(json);
}

int admin_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *const parameters[] = {
		request->values[AFTER].text, request->values[LIMIT].text};
	if (transaction_run(context_transaction(request), STATEMENT_ADMIN_USERS, 2,
		    parameters, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "users");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++)
		write_user(&json, &rows, row);
	json_write_array_end(&json);
	page_write_next(&json, "next_after", &rows, request->values[LIMIT].integer);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* Notes what was done to whom. */
static int note(struct request *request, const char *action, const char *public_id)
{
	char detail[96];
	snprintf(detail, sizeof(detail), "{\"user_id\":\"%.40s\"}", public_id);
	return activity_note(request, action, ACTIVITY_DONE, detail);
}

static int find_user(struct request *request, const char *public_id, struct rows *user)
{
	return transaction_run(
		context_transaction(request), STATEMENT_ADMIN_USER, 1, &public_id, user);
}

/* Makes a one-time link and writes it into the reply; sends it where it can. */
static int make_link(struct request *request, struct json_writer *json,
	const char *public_id, const char *email, const char *role)
{
	struct rows made;
	char token[CREDENTIAL_TOKEN_SIZE];
	char hash[CREDENTIAL_HASH_SIZE];
	char seconds[24];
	bool invite = role != NULL;
	struct text address = text_in(request->arena);
	credential_token(token);
	credential_hash(token, hash);
	snprintf(seconds, sizeof(seconds), "%d", invite ? INVITE_S : RESET_S);
	const char *const parameters[] = {hash, invite ? "invite" : "reset", public_id,
		invite ? email : NULL, role, seconds};
	if (transaction_run(context_transaction(request), STATEMENT_LINKS_INSERT, 6,
		    parameters, &made) != 0 ||
		made.count == 0)
		return -1;
	letters_link(&address, invite ? "register" : "reset", token);
	const char *link = text_done(&address);
	if (link == NULL)
		return -1;
	json_write_pair(json, "link", link);
	json_write_pair(json, "token", token);
	json_write_pair(json, "link_id", rows_text(&made, 0, "id"));
	json_write_pair(json, "expires_at", rows_text(&made, 0, "expires_at"));
	if (email == NULL)
		return 0;
	return invite ? letters_invite(request, email, token)
		      : letters_reset(request, email, token);
}

static int reply_created(
	struct request *request, struct reply *reply, const char *name, bool with_link)
{
	struct rows user;
	struct rows found;
	struct transaction *transaction = context_transaction(request);
	if (transaction_run(transaction, STATEMENT_PEOPLE_FIND, 1, &name, &found) != 0 ||
		found.count == 0)
		return -1;
	const char *id = rows_text(&found, 0, "public_id");
	if (find_user(request, id, &user) != 0 || user.count == 0 ||
		note(request, "user_created", id) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "user");
	write_user(&json, &user, 0);
	if (with_link &&
		make_link(request, &json, id, rows_text(&user, 0, "email"), NULL) != 0)
		return -1;
	json_write_object_end(&json);
	return reply_end(reply, 201);
}

/* What keeps a user from being made as asked; NULL when nothing does. */
static const char *refuse_user(
	const char *name, const char *email, const char *password, const char **field)
{
	*field = "username";
	if (!registration_is_name(name))
		return "must have 2 to 32 letters, digits, dots, dashes or underscores";
	*field = "email";
	if (email != NULL && !registration_is_email(email))
		return "is not an e-mail address";
	*field = "password";
	return password == NULL ? NULL : password_refuse(password, name, email);
}

int admin_create(struct request *request, struct reply *reply)
{
	struct rows made;
	const char *field;
	char hash[PASSWORD_HASH_SIZE];
	const struct param_value *values = request->values;
	const char *name = text_lower(request->arena, values[USERNAME].text);
	const char *email = param_filled(&values[EMAIL]);
	const char *password = param_filled(&values[PASSWORD]);
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (name == NULL)
		return -1;
	const char *why = refuse_user(name, email, password, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	if (password != NULL && password_hash(password, hash) != 0)
		return -1;
	const char *const parameters[] = {name, email, password != NULL ? hash : NULL,
		values[ROLE].text, settings_text(SETTING_STARTING_CASH)};
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_REGISTER, 5,
		    parameters, &made) != 0)
		return -1;
	if (rows_text(&made, 0, "id") == NULL)
		return reply_refuse(reply, REFUSAL_TAKEN);
	return reply_created(request, reply, name, password == NULL);
}

int admin_show(struct request *request, struct reply *reply)
{
	struct rows user;
	if (find_user(request, request->values[USER].text, &user) != 0)
		return -1;
	if (user.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	struct json_writer json = reply_json(reply);
	write_user(&json, &user, 0);
	return reply_end(reply, 200);
}

int admin_change(struct request *request, struct reply *reply)
{
	struct rows rows;
	const struct param_value *values = request->values;
	const char *disabled = !values[DISABLED].given ? NULL
			       : values[DISABLED].flag ? "true"
						       : "false";
	const char *const parameters[] = {
		values[USER].text, values[NEW_ROLE].text, disabled};
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (transaction_run(context_transaction(request), STATEMENT_ADMIN_CHANGE, 3,
		    parameters, &rows) != 0)
		return -1;
	const char *result = rows_text(&rows, 0, "result");
	if (strcmp(result, "absent") == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	if (strcmp(result, "last") == 0)
		return reply_refuse(reply, REFUSAL_LAST_ADMIN);
	if (strcmp(result, "done") != 0)
		return reply_refuse(reply, REFUSAL_FORBIDDEN);
	if (note(request, "user_changed", values[USER].text) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return admin_show(request, reply);
}

int admin_reset_password(struct request *request, struct reply *reply)
{
	struct rows user;
	const char *id = request->values[USER].text;
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (find_user(request, id, &user) != 0)
		return -1;
	if (user.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	if (make_link(request, &json, id, rows_text(&user, 0, "email"), NULL) != 0 ||
		note(request, "password_link_made", id) != 0)
		return -1;
	json_write_object_end(&json);
	return reply_end(reply, 201);
}

int admin_invitations(struct request *request, struct reply *reply)
{
	static const char *const texts[] = {
		"id", "email", "role", "created_at", "expires_at"};
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_LINKS_LIST, 0, NULL,
		    &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "invitations");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++) {
		json_write_object(&json);
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
			json_write_pair(&json, texts[i], rows_text(&rows, row, texts[i]));
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int admin_invite(struct request *request, struct reply *reply)
{
	const char *email = param_filled(&request->values[INVITE_EMAIL]);
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (strcmp(settings_text(SETTING_REGISTRATION), "closed") == 0)
		return reply_refuse(reply, REFUSAL_REGISTRATION);
	if (email != NULL && !registration_is_email(email))
		return reply_refuse_field(reply, "email", "is not an e-mail address");
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "email", email);
	json_write_pair(&json, "role", request->values[INVITE_ROLE].text);
	if (make_link(request, &json, NULL, email, request->values[INVITE_ROLE].text) !=
			0 ||
		activity_note(request, "user_invited", ACTIVITY_DONE, NULL) != 0)
		return -1;
	json_write_object_end(&json);
	return reply_end(reply, 201);
}

int admin_withdraw(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_LINKS_WITHDRAW, 1,
		    &request->values[USER].text, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	if (activity_note(request, "invitation_withdrawn", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return reply_end(reply, 204);
}

int admin_activity(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *const parameters[] = {request->values[ACTIVITY_BEFORE].text,
		request->values[ACTIVITY_LIMIT].text};
	if (transaction_run(context_transaction(request), STATEMENT_ADMIN_ACTIVITY, 2,
		    parameters, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	activity_write(&json, &rows, request->values[ACTIVITY_LIMIT].integer, true);
	return reply_end(reply, 200);
}
