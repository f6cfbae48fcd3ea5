#include "bin/command.h"

#include "api/reports.h"
#include "auth/network.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/instance.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* How long hashing a password is to take. */
enum { SECRET_LEAST = 32, HASH_MS = 150 };

static const char *const kinds[] = {
	"number", "true or false", "text", "choice", "secret"};
static const char *const origins[] = {"default", "file", "start", "environment"};

static bool is_secret(enum setting setting)
{
	return settings_fact(setting)->kind == SETTING_SECRET;
}

/* What may be shown of a value. */
static const char *shown(enum setting setting)
{
	if (is_secret(setting) && settings_origin(setting) != SETTING_FROM_DEFAULT)
		return "********";
	return settings_text(setting);
}

static int print_table(void)
{
	printf("# settings of %s (file: %s)\n", settings_home(),
		instance_settings_file());
	for (int i = 0; i < SETTING_COUNT; i++) {
		enum setting setting = (enum setting)i;
		printf("%s=%s  # %s\n", settings_fact(setting)->name, shown(setting),
			origins[settings_origin(setting)]);
	}
	return COMMAND_OK;
}

static int print_json(void)
{
	static char buffer[64 * 1024];
	struct text out = text_over(buffer, sizeof(buffer));
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	for (int i = 0; i < SETTING_COUNT; i++) {
		enum setting setting = (enum setting)i;
		json_write_key(&json, settings_fact(setting)->name);
		json_write_object(&json);
		json_write_pair(&json, "value", shown(setting));
		json_write_pair(&json, "origin", origins[settings_origin(setting)]);
		json_write_object_end(&json);
	}
	json_write_object_end(&json);
	const char *document = text_done(&out);
	if (document == NULL)
		return COMMAND_FAILED;
	puts(document);
	return COMMAND_OK;
}

/* For a shell's eval: secrets are left out. */
static int print_export(void)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		enum setting setting = (enum setting)i;
		if (is_secret(setting))
			continue;
		printf("export %s='", settings_fact(setting)->name);
		for (const char *byte = settings_text(setting); *byte != '\0'; byte++) {
			if (*byte == '\'')
				fputs("'\\''", stdout);
			else
				putchar(*byte);
		}
		puts("'");
	}
	return COMMAND_OK;
}

/* The values that the environment gives, secrets too, as lines of an env file;
 * the quotes keep spaces and quotes at the ends of a value. */
static int print_environment(void)
{
	for (int i = 0; i < SETTING_COUNT; i++)
		if (settings_origin((enum setting)i) == SETTING_FROM_ENVIRONMENT)
			printf("%s=\"%s\"\n", settings_fact((enum setting)i)->name,
				settings_text((enum setting)i));
	return COMMAND_OK;
}

static int print_one(const char *name)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		if (strcmp(settings_fact((enum setting)i)->name, name) == 0) {
			puts(settings_text((enum setting)i));
			return COMMAND_OK;
		}
	}
	fprintf(stderr, "papertrade: there is no setting %s\n", name);
	return COMMAND_FAILED;
}

static void print_limits(const struct setting_fact *fact)
{
	if (fact->kind == SETTING_NUMBER)
		printf("%lld to %lld", (long long)fact->least, (long long)fact->most);
	else if (fact->kind == SETTING_CHOICE)
		fputs(fact->choices, stdout);
	else
		fputs(kinds[fact->kind], stdout);
}

/* docs/settings.md, which is made from the table alone. */
static int print_markdown(void)
{
	puts("# Settings\n");
	puts("Made by `build/papertrade config --markdown` from the table in the "
	     "program; do not "
	     "edit.\n");
	puts("A setting is taken from the environment, else from what the instance was "
	     "started "
	     "with, else from its settings file (`$PT_HOME/papertrade.env`; installed: "
	     "`/etc/papertrade/papertrade.env`), else from the default. `papertrade "
	     "config` shows "
	     "the values in force, with secrets masked.\n");
	puts("| setting | takes | default | what it is |");
	puts("| --- | --- | --- | --- |");
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_fact *fact = settings_fact((enum setting)i);
		printf("| `%s` | ", fact->name);
		print_limits(fact);
		if (*fact->initial == '\0')
			printf(" | – | %s |\n", fact->description);
		else
			printf(" | `%s` | %s |\n", fact->initial, fact->description);
	}
	return COMMAND_OK;
}

/* What this machine's settings for passwords should be, as lines of an env file. */
static int print_calibration(void)
{
	if (instance_load() != 0 || sodium_init() < 0)
		return COMMAND_FAILED;
	printf("ARGON2_MEMORY_KIB=%lld\n", (long long)password_calibrate(HASH_MS));
	return COMMAND_OK;
}

static int check_networks(void)
{
	static const enum setting lists[] = {
		SETTING_METRICS_ALLOW, SETTING_TRUSTED_PROXIES};
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (network_list_valid(settings_text(lists[i])))
			continue;
		fprintf(stderr,
			"papertrade: %s must be networks such as 192.0.2.0/24, separated "
			"by "
			"spaces, not \"%s\"\n",
			settings_fact(lists[i])->name, settings_text(lists[i]));
		return COMMAND_FAILED;
	}
	return COMMAND_OK;
}

static int check_dsn(void)
{
	if (reports_dsn_valid())
		return COMMAND_OK;
	fprintf(stderr, "papertrade: SENTRY_DSN must be of the form "
			"https://key@host/project\n");
	return COMMAND_FAILED;
}

/* A pool does not start without one, so a reload has to be refused. */
static int check_secret(void)
{
	const char *secret = settings_text(SETTING_JWT_SECRET_KEY);
	if (*secret == '\0')
		secret = settings_text(SETTING_AUTH_SECRET);
	if (strlen(secret) >= SECRET_LEAST)
		return COMMAND_OK;
	fprintf(stderr,
		"papertrade: JWT_SECRET_KEY is missing or shorter than %d bytes: put "
		"back "
		"the one it had, or for a new instance the output of openssl rand -hex "
		"32\n",
		SECRET_LEAST);
	return COMMAND_FAILED;
}

static int usage(void)
{
	fprintf(stderr, "usage: papertrade config [--check | --get NAME | --export | "
			"--environment | --calibrate | --json | --markdown]\n");
	return COMMAND_USAGE;
}

int config_command(int count, char **arguments)
{
	const char *option = count > 1 ? arguments[1] : "";
	bool get = strcmp(option, "--get") == 0;
	if (count > 1 && count != (get ? 3 : 2))
		return usage();
	if (strcmp(option, "--markdown") == 0)
		return print_markdown();
	if (strcmp(option, "--calibrate") == 0)
		return print_calibration();
	if (instance_load() != 0 || check_networks() != COMMAND_OK ||
		check_dsn() != COMMAND_OK)
		return COMMAND_FAILED;
	if (*option == '\0')
		return print_table();
	if (strcmp(option, "--check") == 0)
		return check_secret();
	if (strcmp(option, "--json") == 0)
		return print_json();
	if (strcmp(option, "--export") == 0)
		return print_export();
	if (strcmp(option, "--environment") == 0)
		return print_environment();
	if (get)
		return print_one(arguments[2]);
	return usage();
}
