/*
 * Looks the whole installation over and says what it finds, a line each. With --fix it
 * puts right what is safe to, and says what it did.
 */
#include "bin/command.h"

#include "bin/doctor_backup.h"
#include "bin/doctor_database.h"
#include "bin/doctor_files.h"
#include "bin/doctor_machine.h"
#include "bin/doctor_service.h"
#include "bin/doctor_site.h"
#include "bin/doctor_units.h"
#include "bin/finding.h"
#include "bin/instance.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SAID = 256 };

/* A look, and what mends what it finds; NULL: nothing that is safe. */
struct look {
	const char *name;
	void (*look)(void);
	int (*mend)(char *said, size_t size);
};

/* Directories come first, for others are mended by writing there. */
static const struct look looks[] = {
	{"settings", doctor_files_settings, doctor_files_mend_settings},
	{"files", doctor_files_owners, doctor_files_mend_owners},
	{"disk", doctor_machine_disk, NULL},
	{"memory", doctor_machine_memory, NULL},
	{"time", doctor_machine_clock, NULL},
	{"logs", doctor_files_logs, NULL},
	{"units", doctor_units_look, doctor_units_mend},
	{"schema", doctor_database_look, doctor_database_mend},
	{"backup", doctor_backup_look, NULL},
	{"certificate", doctor_site_certificate, doctor_site_mend_certificate},
	{"nginx", doctor_site_nginx, doctor_site_mend_nginx},
	{"served", doctor_site_served, doctor_site_mend_served},
	{"port", doctor_machine_ports, NULL},
	{"pool", doctor_service_pools, NULL},
	{"market", doctor_service_market, NULL},
};

enum { LOOKS = sizeof(looks) / sizeof(*looks) };

/* What is wrong is mended and looked at again: what stays is told once more. */
static void look_at(const struct look *look, bool fix)
{
	int before = finding_count();
	char said[SAID] = "";
	look->look();
	if (!fix || look->mend == NULL || finding_worst(before) != FINDING_WRONG)
		return;
	if (look->mend(said, sizeof(said)) != 0)
		return;
	finding_forget(before);
	finding_note(look->name, FINDING_MENDED, NULL, NULL, "%s", said);
	look->look();
}

static int refuse_settings(const char *error, bool json)
{
	if (json) {
		finding_note("settings", FINDING_WRONG, "the server does not start",
			"mend that line; docs/settings.md lists what each takes", "%s",
			error);
		finding_print_json();
	} else {
		fprintf(stderr, "papertrade: %s\n", error);
	}
	return COMMAND_FAILED;
}

static const struct look *find_look(const char *name)
{
	for (size_t i = 0; name != NULL && i < LOOKS; i++)
		if (strcmp(looks[i].name, name) == 0)
			return &looks[i];
	return NULL;
}

struct options {
	bool json;
	bool fix;
	const struct look *only; /* NULL: all of them */
};

static bool parse(int count, char **arguments, struct options *options)
{
	for (int i = 1; i < count; i++) {
		const char *word = arguments[i];
		bool *option = strcmp(word, "--json") == 0  ? &options->json
			       : strcmp(word, "--fix") == 0 ? &options->fix
							    : NULL;
		bool one = strcmp(word, "--only") == 0 && options->only == NULL;
		if (one && i + 1 < count)
			options->only = find_look(arguments[++i]);
		if (one ? options->only == NULL : option == NULL || *option)
			return false;
		if (option != NULL)
			*option = true;
	}
	return true;
}

int doctor_command(int count, char **arguments)
{
	struct options options = {0};
	char error[SETTINGS_ERROR_SIZE];
	if (!parse(count, arguments, &options)) {
		fprintf(stderr, "usage: papertrade doctor [--fix] [--json] "
				"[--only CHECK]\n");
		return COMMAND_USAGE;
	}
	if (instance_try(error) != 0)
		return refuse_settings(error, options.json);
	for (size_t i = 0; i < LOOKS; i++)
		if (options.only == NULL || options.only == &looks[i])
			look_at(&looks[i], options.fix);
	if (options.json)
		finding_print_json();
	else
		finding_print();
	enum finding_state worst = finding_worst(0);
	return worst == FINDING_WRONG     ? COMMAND_FAILED
	       : worst == FINDING_UNKNOWN ? COMMAND_USAGE
					  : COMMAND_OK;
}
