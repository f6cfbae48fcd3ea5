#include "bin/instance.h"

#include "market/feed_sources.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = PATH_MAX + 64 };

static char settings_file[PATH_SIZE];
static char scripts[PATH_SIZE];
static bool installed;

/* The checkout that this program was built in, if its path ends in one of the
 * build directories. */
static bool find_checkout(char checkout[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", checkout, PATH_MAX - 1);
	if (length <= 0)
		return false;
	checkout[length] = '\0';
	char *build = strstr(checkout, "/build/");
	if (build == NULL)
		return false;
	*build = '\0';
	return true;
}

/* The scripts beside this program, wherever the instance is. */
static void find_scripts(void)
{
	char checkout[PATH_MAX];
	if (find_checkout(checkout))
		snprintf(scripts, sizeof(scripts), "%s/scripts", checkout);
	else
		snprintf(scripts, sizeof(scripts), "/usr/share/papertrade/scripts");
}

int instance_try(char error[SETTINGS_ERROR_SIZE])
{
	char checkout[PATH_MAX];
	char home[PATH_MAX + 8];
	char started[PATH_SIZE];
	const char *given = getenv("PT_HOME");

	error[0] = '\0';
	installed = false;
	find_scripts();
	if (given != NULL && *given != '\0') {
		if (realpath(given, home) == NULL)
			snprintf(home, sizeof(home), "%s", given);
	} else if (find_checkout(checkout)) {
		snprintf(home, sizeof(home), "%s/var", checkout);
	} else {
		snprintf(home, sizeof(home), "/var/lib/papertrade");
		installed = true;
		/* Where the units have it; systemd says so to theirs. */
		setenv("RUNTIME_DIRECTORY", "/run/papertrade", 0);
	}
	if (installed)
		snprintf(settings_file, sizeof(settings_file),
			"/etc/papertrade/papertrade.env");
	else
		snprintf(settings_file, sizeof(settings_file), "%s/papertrade.env", home);
	snprintf(started, sizeof(started), "%s/run/environment", home);
	if (settings_load(home, settings_file, started, error) == 0 &&
		feed_sources_load(error))
		return 0;
	/* One line, whatever the value that is quoted in it holds. */
	for (char *byte = error; *byte != '\0'; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			*byte = '?';
	return -1;
}

int instance_load(void)
{
	char error[SETTINGS_ERROR_SIZE];
	if (instance_try(error) == 0)
		return 0;
	fprintf(stderr, "papertrade: %s\n", error);
	return -1;
}

bool instance_is_installed(void)
{
	return installed;
}

const char *instance_scripts(void)
{
	return scripts;
}

const char *instance_settings_file(void)
{
	return settings_file;
}

PGconn *instance_connect(enum setting setting)
{
	const char *const keys[] = {"connect_timeout", "dbname", NULL};
	const char *const words[] = {"5", settings_text(setting), NULL};
	return PQconnectdbParams(keys, words, 1);
}
