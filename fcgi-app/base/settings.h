/*
 * Settings of the server: one table (settings.def) of name, kind, default,
 * check and description. A value comes from the environment, else from what
 * the instance was started with, else from its settings file, else from the
 * default. All are checked when loaded; afterwards reading one cannot fail.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting {
#define SETTING(name, kind, initial, least, most, choices, description) SETTING_##name,
#include "base/settings.def"
#undef SETTING
	SETTING_COUNT
};

enum setting_kind {
	SETTING_NUMBER,
	SETTING_FLAG,
	SETTING_TEXT,
	SETTING_CHOICE,
	SETTING_SECRET
};

enum setting_origin {
	SETTING_FROM_DEFAULT,
	SETTING_FROM_FILE,
	SETTING_FROM_START,
	SETTING_FROM_ENVIRONMENT
};

struct setting_fact {
	const char *name;
	enum setting_kind kind;
	const char *initial;
	int64_t least;
	int64_t most;
	const char *choices;
	const char *description;
};

enum { SETTINGS_ERROR_SIZE = 512 };

/*
 * Loads and checks all settings for the instance whose state is in `home`.
 * `file` and `started` are env files that need not exist. On -1 `error` names
 * the setting, where it was set and what it takes; nothing was changed.
 */
int settings_load(const char *home, const char *file, const char *started,
	char error[SETTINGS_ERROR_SIZE]) __attribute__((warn_unused_result));

const struct setting_fact *settings_fact(enum setting setting);
const char *settings_text(enum setting setting);
int64_t settings_number(enum setting setting);
bool settings_flag(enum setting setting);
enum setting_origin settings_origin(enum setting setting);

/* Is `word` one of the words, separated by spaces, of a list? */
bool settings_list_has(const char *list, const char *word);

/* Where the state of this instance is. */
const char *settings_home(void);

#endif
