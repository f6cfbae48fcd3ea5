/*
 * papertrade: one program, a subcommand for each of its jobs.
 */
#include "bin/command.h"

#include <stdio.h>
#include <string.h>

struct command {
	const char *name;
	int (*run)(int count, char **arguments);
	const char *summary;
};

static const struct command commands[] = {
	{"audit", audit_command,
		"prove the books of all accounts, or of one; --json; exit code 1 when "
		"not"},
	{"config", config_command,
		"show the settings; --check, --get, --export, --json, --markdown"},
	{"database", database_command,
		"try the connection of each role; --service writes one for libpq"},
	{"doctor", doctor_command, "check the whole installation; --fix, --json"},
	{"market", market_command, "run the market daemon: quotes, and what is listed"},
	{"import", import_command, "bars of CSV files into the database; --dry-run …"},
	{"migrate", migrate_command,
		"up, down or status of the database's schema; --json"},
	{"openapi", openapi_command, "print the OpenAPI document"},
	{"replay", replay_command,
		"work an account out of its ledger anew, and compare; --json"},
	{"routes", routes_command,
		"list the paths of the API; --slow those of the slow pool"},
	{"serve", serve_command, "run the fast or the slow pool of workers"},
	{"smoke", smoke_command,
		"check an instance from outside, from health to a trade; --json"},
	{"supervise", supervise_command, "run what a file lists, and keep it running"},
	{"user", user_command, "list, create, disable, role, password, link …"},
	{"version", version_command, "print the version; --json"},
};

static void usage(FILE *stream)
{
	fprintf(stream, "usage: papertrade COMMAND [ARGUMENT …]\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fprintf(stream, "\nPT_HOME says which instance is meant.\n");
}

int main(int count, char **arguments)
{
	const char *name = count > 1 ? arguments[1] : "";
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(count - 1, arguments + 1);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
		strcmp(name, "help") == 0) {
		usage(stdout);
		return COMMAND_OK;
	}
	if (strcmp(name, "--version") == 0)
		return version_command(1, arguments);
	if (*name != '\0')
		fprintf(stderr, "papertrade: there is no command %s\n\n", name);
	usage(stderr);
	return COMMAND_USAGE;
}
