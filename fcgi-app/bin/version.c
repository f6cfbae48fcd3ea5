#include "bin/command.h"

#include "api/version.h"
#include "db/migrations.h"

#include <stdio.h>
#include <string.h>

int version_command(int count, char **arguments)
{
	if (count > 1 && strcmp(arguments[1], "--json") == 0)
		printf("{\"version\":\"%s\",\"commit\":\"%s\",\"schema\":%d}\n",
			version_text(), version_commit(), migrations_latest());
	else
		printf("papertrade %s (%s)\n", version_text(), version_commit());
	return COMMAND_OK;
}
