#include "api/profile.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/registration.h"
#include "api/session.h"
#include "base/json_copy.h"
#include "http/reply.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { EMAIL, DISPLAY_NAME, THEME, TIME_ZONE, LOCALE, ACCOUNT, UI };

#define TEXT(field, most_bytes, about)                                                   \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.most = (most_bytes), .description = (about)                             \
	}

const struct param profile_params[PROFILE_PARAMS] = {
	[EMAIL] = TEXT("email", 254, "E-mail address; changing it takes a recent proof."),
	[DISPLAY_NAME] = TEXT("display_name", 64, "How you are called on screen."),
	[THEME] = {.name = "theme",
		.place = PARAM_BODY,
		.kind = PARAM_CHOICE,
		.choices = "dark light system",
		.description = "Colours of the web app."},
	[TIME_ZONE] = TEXT("time_zone", 64, "Such as Europe/Berlin."),
	[LOCALE] = TEXT("locale", 35, "Such as en-US."),
	[ACCOUNT] = {.name = "default_account_id",
		.place = PARAM_BODY,
		.kind = PARAM_UUID,
		.description = "The paper account that is meant when none is named."},
	[UI] = {.name = "ui",
		.place = PARAM_BODY,
		.kind = PARAM_OBJECT,
		.description =
			"Anything the web app keeps, at most 8 KB; replaced whole."},
};

#undef TEXT

enum { UI_LIMIT = 8192 };

static int reply_profile(struct request *request, struct reply *reply)
{
	struct rows self;
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_SELF, 0, NULL,
		    &self) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "user");
	session_write_user(&json, &self);
	json_write_key(&json, "preferences");
	json_write_raw(&json, rows_text(&self, 0, "preferences"));
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int profile_get(struct request *request, struct reply *reply)
{
	return reply_profile(request, reply);
}

/* A zone is one that the system has data for. */
static bool is_zone(const char *name)
{
	char path[128];
	struct stat status;
	size_t plain = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789_+-/");
	if (name[plain] != '\0' || name[0] == '/' || name[0] == '\0')
		return false;
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static bool is_locale(const char *name)
{
	size_t plain = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-");
	return plain >= 2 && name[plain] == '\0';
}

/* The preferences that were given, as a JSON object to merge. */
static const char *write_preferences(const struct request *request)
{
	struct text out = text_in(request->arena);
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	for (int i = THEME; i <= LOCALE; i++)
		if (request->values[i].given)
			json_write_pair(
				&json, profile_params[i].name, request->values[i].text);
	if (request->values[UI].given) {
		json_write_key(&json, "ui");
		json_copy(&json, request->values[UI].json);
	}
	json_write_object_end(&json);
	return out.length > UI_LIMIT ? NULL : text_done(&out);
}

static const char *refuse(const struct request *request, const char **field)
{
	const struct param_value *values = request->values;
	*field = profile_params[TIME_ZONE].name;
	if (values[TIME_ZONE].given && !is_zone(values[TIME_ZONE].text))
		return "is not a time zone";
	*field = profile_params[LOCALE].name;
	if (values[LOCALE].given && !is_locale(values[LOCALE].text))
		return "is not a locale";
	*field = profile_params[EMAIL].name;
	if (values[EMAIL].given && !registration_is_email(values[EMAIL].text))
		return "is not an e-mail address";
	return NULL;
}

int profile_change(struct request *request, struct reply *reply)
{
	struct rows changed;
	const char *field;
	const struct param_value *values = request->values;
	const char *why = refuse(request, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	if (values[EMAIL].given && !session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	const char *preferences = write_preferences(request);
	if (preferences == NULL)
		return reply_refuse_field(reply, "ui", "is larger than 8 KB");
	const char *const parameters[] = {values[EMAIL].text, values[DISPLAY_NAME].text,
		preferences, values[ACCOUNT].text};
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_UPDATE, 4,
		    parameters, &changed) != 0)
		return strcmp(context_transaction(request)->sqlstate, "23505") == 0
			       ? reply_refuse(reply, REFUSAL_TAKEN)
			       : -1;
	if (changed.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	if (activity_note(request, "settings_changed", ACTIVITY_DONE, NULL) != 0)
		return -1;
	if (values[EMAIL].given || values[ACCOUNT].given)
		context_of(request)->access_changed = true;
	return reply_profile(request, reply);
}
