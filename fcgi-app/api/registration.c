#include "api/registration.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/session.h"
#include "auth/credential.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/settings.h"
#include "http/reply.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { EMAIL, PASSWORD, USERNAME, INVITE, FIRST };

#define TEXT(field, most_bytes, about)                                                   \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.most = (most_bytes), .description = (about)                             \
	}

const struct param registration_params[REGISTRATION_PARAMS] = {
	[EMAIL] = TEXT("email", 254, "E-mail address; signing in takes it too."),
	[PASSWORD] = {.name = "password",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.most = 1024,
		.description = "At least 8 characters, not a common password."},
	[USERNAME] = TEXT("username", 32, "Made from the e-mail address when not given."),
	[INVITE] = TEXT("invite", 64, "The token of an invitation."),
	[FIRST] = {.name = "first",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.description = "false: refuse rather than become the first user, who "
			       "administrates."},
};

#undef TEXT

/* A user name from what stands before the @: letters and digits that a name can
 * have, and a few random ones so that it is nobody else's. */
static const char *name_from(struct request *request, const char *email)
{
	char *name = arena_alloc(request->arena, 33);
	size_t used = 0;
	for (; name != NULL && *email != '\0' && *email != '@' && used < 24; email++) {
		char letter = (char)(*email | 0x20);
		if ((letter >= 'a' && letter <= 'z') || (*email >= '0' && *email <= '9'))
			name[used++] = *email >= '0' && *email <= '9' ? *email : letter;
	}
	if (name != NULL)
		snprintf(name + used, 33 - used, "%s%04u", used == 0 ? "user" : "",
			randombytes_uniform(10000));
	return name;
}

bool registration_is_name(const char *name)
{
	size_t length = strlen(name);
	return length >= 2 && length <= 32 && strchr("._-", name[0]) == NULL &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

bool registration_is_email(const char *email)
{
	const char *at = strchr(email, '@');
	return at != NULL && at != email && at[1] != '\0' &&
	       strchr(at + 1, '@') == NULL && strpbrk(email, " \t,;<>\"") == NULL;
}

struct registration {
	const char *email;
	const char *username;
	const char *role;
	const char *link; /* of the invitation, NULL without one */
};

/* Whether this person may register, and as what. Returns 1 to go on. */
static int admit(struct request *request, struct reply *reply, struct registration *new)
{
	struct rows link;
	char hash[CREDENTIAL_HASH_SIZE];
	const char *invite = param_filled(&request->values[INVITE]);
	const char *parameter = hash;
	const char *mode = settings_text(SETTING_REGISTRATION);
	new->role = "trader";
	if (strcmp(mode, "closed") == 0 || (invite == NULL && strcmp(mode, "open") != 0))
		return reply_refuse(reply, REFUSAL_REGISTRATION);
	if (invite == NULL)
		return 1;
	credential_hash(invite, hash);
	if (transaction_run(context_transaction(request), STATEMENT_LINKS_FIND, 1,
		    &parameter, &link) != 0)
		return -1;
	if (link.count == 0 || strcmp(rows_text(&link, 0, "purpose"), "invite") != 0)
		return reply_refuse(reply, REFUSAL_LINK);
	new->link = rows_text(&link, 0, "id");
	new->role = rows_text(&link, 0, "role");
	if (rows_text(&link, 0, "email") != NULL)
		new->email = rows_text(&link, 0, "email");
	return 1;
}

static int check_registration(
	struct request *request, struct reply *reply, struct registration *new)
{
	const char *name = param_filled(&request->values[USERNAME]);
	if (new->email == NULL)
		new->email = param_filled(&request->values[EMAIL]);
	if (new->email == NULL && name == NULL)
		return reply_refuse_field(reply, "email", "is required");
	if (new->email != NULL && !registration_is_email(new->email))
		return reply_refuse_field(reply, "email", "is not an e-mail address");
	new->username = name != NULL ? text_lower(request->arena, name)
				     : name_from(request, new->email);
	if (new->username == NULL)
		return -1;
	if (!registration_is_name(new->username))
		return reply_refuse_field(reply, "username",
			"must have 2 to 32 letters, digits, dots, dashes or underscores");
	const char *why = password_refuse(
		request->values[PASSWORD].text, new->username, new->email);
	return why == NULL ? 1 : reply_refuse_field(reply, "password", why);
}

/* The transaction holds others who register off. Returns 1 to go on. */
static int refuse_first(struct request *request, struct reply *reply)
{
	struct rows users;
	if (!request->values[FIRST].given || request->values[FIRST].flag)
		return 1;
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_COUNT, 0, NULL,
		    &users) != 0)
		return -1;
	return rows_integer(&users, 0, "users") > 1
		       ? 1
		       : reply_refuse_because(reply, REFUSAL_STATE,
				 "nobody has registered yet, and who comes first "
				 "administrates");
}

int registration_post(struct request *request, struct reply *reply)
{
	struct registration new = {0};
	struct rows made;
	struct rows used;
	char hash[PASSWORD_HASH_SIZE];
	struct transaction *transaction = context_transaction(request);
	int admitted = admit(request, reply, &new);
	if (admitted == 1)
		admitted = check_registration(request, reply, &new);
	if (admitted != 1)
		return admitted;
	if (password_hash(request->values[PASSWORD].text, hash) != 0)
		return -1;
	const char *const parameters[] = {new.username, new.email, hash, new.role,
		settings_text(SETTING_STARTING_CASH)};
	if (transaction_run(
		    transaction, STATEMENT_PEOPLE_REGISTER, 5, parameters, &made) != 0)
		return -1;
	const char *id = rows_text(&made, 0, "id");
	if (id == NULL)
		return reply_refuse(reply, REFUSAL_TAKEN);
	admitted = refuse_first(request, reply);
	if (admitted != 1)
		return admitted;
	if ((new.link !=
		    NULL &&transaction_run(transaction, STATEMENT_LINKS_USE, 1, &new.link,
			    &used) != 0) ||
		transaction_identify(transaction, id) != 0 ||
		activity_note(request, "register", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return session_begin(request, reply, 201);
}
