#include "bin/command.h"

#include "api/pool.h"
#include "auth/network.h"
#include "base/settings.h"
#include "bin/instance.h"

#include <stdio.h>
#include <string.h>

int serve_command(int count, char **arguments)
{
	enum metrics_pool pool;
	if (count == 2 && strcmp(arguments[1], "fast") == 0) {
		pool = METRICS_FAST;
	} else if (count == 2 && strcmp(arguments[1], "slow") == 0) {
		pool = METRICS_SLOW;
	} else {
		fprintf(stderr, "usage: papertrade serve fast|slow\n");
		return COMMAND_USAGE;
	}
	if (instance_load() != 0)
		return COMMAND_FAILED;
	/* A reload starts the program again with the arguments it had. */
	return pool_run(pool, arguments - 1);
}
