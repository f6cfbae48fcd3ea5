#include "bin/command.h"

#include "base/settings.h"
#include "bin/instance.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const enum setting connections[] = {
	SETTING_DATABASE_OWNER_URL, SETTING_DATABASE_URL, SETTING_DATABASE_MARKET_URL};

enum { CONNECTIONS = sizeof(connections) / sizeof(*connections) };

static bool connects(enum setting setting)
{
	PGconn *connection = instance_connect(setting);
	bool well = PQstatus(connection) == CONNECTION_OK;
	const char *why = PQerrorMessage(connection);
	if (!well)
		fprintf(stderr, "papertrade: %s: %.*s\n", settings_fact(setting)->name,
			(int)strcspn(why, "\n"), why);
	PQfinish(connection);
	return well;
}

static int check_all(void)
{
	for (int i = 0; i < CONNECTIONS; i++)
		if (!connects(connections[i]))
			return COMMAND_FAILED;
	puts("every role reaches the database");
	return COMMAND_OK;
}

/* A section of a connection service file: what other programs of PostgreSQL are told in
 * a private file, so that no password stands in a list of processes. */
static int print_service(enum setting setting)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(settings_text(setting), &why);
	if (options == NULL) {
		fprintf(stderr, "papertrade: %s: %s", settings_fact(setting)->name,
			why == NULL ? "out of memory\n" : why);
		PQfreemem(why);
		return COMMAND_FAILED;
	}
	puts("[papertrade]");
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
		if (option->val != NULL)
			printf("%s=%s\n", option->keyword, option->val);
	PQconninfoFree(options);
	return COMMAND_OK;
}

int database_command(int count, char **arguments)
{
	bool service = count == 3 && strcmp(arguments[1], "--service") == 0;
	if (count != 1 && !service) {
		fprintf(stderr, "usage: papertrade database [--service SETTING]\n");
		return COMMAND_USAGE;
	}
	if (instance_load() != 0)
		return COMMAND_FAILED;
	if (!service)
		return check_all();
	for (int i = 0; i < CONNECTIONS; i++)
		if (strcmp(arguments[2], settings_fact(connections[i])->name) == 0)
			return print_service(connections[i]);
	fprintf(stderr, "papertrade: %s names no connection\n", arguments[2]);
	return COMMAND_FAILED;
}
