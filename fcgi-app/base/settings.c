#include "base/settings.h"

#include "base/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_SIZE = 1280, LINE_SIZE = 2048, LINE_COUNT = 2000 };

static const char NAME_BYTES[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
				 "abcdefghijklmnopqrstuvwxyz";

struct value {
	char text[VALUE_SIZE];
	int64_t number;
	enum setting_origin origin;
};

static const struct setting_fact facts[SETTING_COUNT] = {
#define SETTING(name, kind, initial, least, most, choices, description)                  \
	[SETTING_##name] = {                                                             \
		#name, SETTING_##kind, initial, least, most, choices, description},
#include "base/settings.def"
#undef SETTING
};

static struct value values[SETTING_COUNT];
static struct value loading[SETTING_COUNT];
static char home_path[PATH_MAX];

const struct setting_fact *settings_fact(enum setting setting)
{
	return &facts[setting];
}

const char *settings_text(enum setting setting)
{
	return values[setting].text;
}

int64_t settings_number(enum setting setting)
{
	return values[setting].number;
}

bool settings_flag(enum setting setting)
{
	return values[setting].number != 0;
}

enum setting_origin settings_origin(enum setting setting)
{
	return values[setting].origin;
}

const char *settings_home(void)
{
	return home_path;
}

bool settings_list_has(const char *list, const char *word)
{
	size_t length = strlen(word);
	while (*list != '\0') {
		list += strspn(list, " ");
		size_t span = strcspn(list, " ");
		if (span == length && span > 0 && strncmp(list, word, length) == 0)
			return true;
		list += span;
	}
	return false;
}

static bool is_control_free(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

/* What a value must be, for the error; NULL when it is. */
static const char *refuse(
	const struct setting_fact *fact, struct value *value, char why[VALUE_SIZE])
{
	static const char *const truths[] = {"true", "1", "yes", "on"};
	static const char *const lies[] = {"false", "0", "no", "off"};

	switch (fact->kind) {
	case SETTING_NUMBER:
		if (text_to_integer(value->text, fact->least, fact->most, &value->number))
			return NULL;
		snprintf(why, VALUE_SIZE, "a whole number from %lld to %lld",
			(long long)fact->least, (long long)fact->most);
		return why;
	case SETTING_FLAG:
		for (size_t i = 0; i < sizeof(truths) / sizeof(*truths); i++) {
			value->number = strcmp(value->text, truths[i]) == 0;
			if (value->number != 0 || strcmp(value->text, lies[i]) == 0)
				return NULL;
		}
		return "true or false";
	case SETTING_CHOICE:
		if (settings_list_has(fact->choices, value->text))
			return NULL;
		snprintf(why, VALUE_SIZE, "one of: %s", fact->choices);
		return why;
	case SETTING_TEXT:
	case SETTING_SECRET:
		if (strlen(value->text) < (size_t)fact->least)
			return "a text that is not empty";
		if (strlen(value->text) > (size_t)fact->most ||
			!is_control_free(value->text))
			return "a shorter text without control characters";
		return NULL;
	}
	return "a known kind";
}

static int set(const struct setting_fact *fact, const char *text,
	enum setting_origin origin, const char *where, char error[SETTINGS_ERROR_SIZE])
{
	struct value *value = &loading[fact - facts];
	char why[VALUE_SIZE];

	if (strlen(text) >= VALUE_SIZE) {
		snprintf(error, SETTINGS_ERROR_SIZE, "%s: %s is too long", where,
			fact->name);
		return -1;
	}
	snprintf(value->text, VALUE_SIZE, "%s", text);
	value->origin = origin;
	const char *wanted = refuse(fact, value, why);
	if (wanted == NULL)
		return 0;
	if (fact->kind == SETTING_SECRET)
		snprintf(error, SETTINGS_ERROR_SIZE, "%s: %s must be %s", where,
			fact->name, wanted);
	else
		snprintf(error, SETTINGS_ERROR_SIZE, "%s: %s must be %s, not \"%.64s\"",
			where, fact->name, wanted, text);
	return -1;
}

static int set_default(const struct setting_fact *fact, const char *home,
	char error[SETTINGS_ERROR_SIZE])
{
	static const char mark[] = "{PT_HOME}";
	char expanded[VALUE_SIZE];
	const char *found = strstr(fact->initial, mark);

	if (found == NULL)
		return set(fact, fact->initial, SETTING_FROM_DEFAULT, "default", error);
	int length = snprintf(expanded, sizeof(expanded), "%.*s%s%s",
		(int)(found - fact->initial), fact->initial, home, found + strlen(mark));
	if (length < 0 || (size_t)length >= sizeof(expanded)) {
		snprintf(error, SETTINGS_ERROR_SIZE, "PT_HOME is too long");
		return -1;
	}
	return set(fact, expanded, SETTING_FROM_DEFAULT, "default", error);
}

static const struct setting_fact *fact_named(const char *name)
{
	for (int i = 0; i < SETTING_COUNT; i++)
		if (strcmp(facts[i].name, name) == 0)
			return &facts[i];
	return NULL;
}

/* Cuts white space from both ends, and one pair of quotes around what is left. */
static char *trim(char *text)
{
	text += strspn(text, " \t\r\n");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		text[--length] = '\0';
	if (length >= 2 && (text[0] == '"' || text[0] == '\'') &&
		text[length - 1] == text[0]) {
		text[length - 1] = '\0';
		text++;
	}
	return text;
}

static int load_line(char *line, enum setting_origin origin, const char *where,
	char error[SETTINGS_ERROR_SIZE])
{
	char *name = trim(line);
	if (*name == '\0' || *name == '#')
		return 0;
	char *equals = strchr(name, '=');
	if (equals != NULL) {
		*equals = '\0';
		name = trim(name);
	}
	/* What is no name may hold a secret, so it is not repeated. */
	if (equals == NULL || name[strspn(name, NAME_BYTES)] != '\0') {
		snprintf(error, SETTINGS_ERROR_SIZE, "%s: not of the form NAME=value",
			where);
		return -1;
	}
	const struct setting_fact *fact = fact_named(name);
	if (fact == NULL) {
		snprintf(error, SETTINGS_ERROR_SIZE, "%s: there is no setting %.64s",
			where, name);
		return -1;
	}
	return set(fact, trim(equals + 1), origin, where, error);
}

static int load_lines(FILE *stream, const char *path, enum setting_origin origin,
	char error[SETTINGS_ERROR_SIZE])
{
	char line[LINE_SIZE];
	char where[PATH_MAX + 32];

	for (int number = 1; fgets(line, sizeof(line), stream) != NULL; number++) {
		snprintf(where, sizeof(where), "%s:%d", path, number);
		if (number > LINE_COUNT || strlen(line) == sizeof(line) - 1) {
			snprintf(error, SETTINGS_ERROR_SIZE, "%s: too long", where);
			return -1;
		}
		if (load_line(line, origin, where, error) != 0)
			return -1;
	}
	return 0;
}

static int load_file(
	const char *path, enum setting_origin origin, char error[SETTINGS_ERROR_SIZE])
{
	FILE *stream = fopen(path, "re");
	if (stream == NULL && errno == ENOENT)
		return 0;
	if (stream == NULL) {
		snprintf(error, SETTINGS_ERROR_SIZE, "%s cannot be read: %s", path,
			strerror(errno));
		return -1;
	}
	int result = load_lines(stream, path, origin, error);
	if (result == 0 && ferror(stream)) {
		snprintf(error, SETTINGS_ERROR_SIZE, "%s cannot be read: %s", path,
			strerror(errno));
		result = -1;
	}
	fclose(stream);
	return result;
}

static int load_environment(char error[SETTINGS_ERROR_SIZE])
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		const char *text = getenv(facts[i].name);
		if (text != NULL && set(&facts[i], text, SETTING_FROM_ENVIRONMENT,
					    "environment", error) != 0)
			return -1;
	}
	return 0;
}

int settings_load(const char *home, const char *file, const char *started,
	char error[SETTINGS_ERROR_SIZE])
{
	for (int i = 0; i < SETTING_COUNT; i++)
		if (set_default(&facts[i], home, error) != 0)
			return -1;
	if (load_file(file, SETTING_FROM_FILE, error) != 0 ||
		load_file(started, SETTING_FROM_START, error) != 0 ||
		load_environment(error) != 0)
		return -1;
	if (loading[SETTING_LIVE_TRADING].number != 0) {
		snprintf(error, SETTINGS_ERROR_SIZE,
			"LIVE_TRADING must be false: this server trades play money only "
			"and "
			"never sends an order to a broker");
		return -1;
	}
	snprintf(home_path, sizeof(home_path), "%s", home);
	memcpy(values, loading, sizeof(values));
	return 0;
}
