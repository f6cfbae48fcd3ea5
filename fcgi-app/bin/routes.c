#include "bin/command.h"

#include "api/routes.h"
#include "http/route.h"

#include <stdio.h>
#include <string.h>

/* A path of the slow pool as nginx takes it: whole, or up to its first parameter
 * with everything below. /api/v1/X is the same route as /api/X. */
static void print_location(const char *path, bool uploads)
{
	const char *upload = uploads ? " upload" : "";
	int length = (int)strcspn(path, "{");
	const char *kind = path[length] == '{' ? "^~" : "=";
	printf("%s %.*s%s\n", kind, length, path, upload);
	if (strncmp(path, "/api/", 5) == 0)
		printf("%s /api/v1/%.*s%s\n", kind, length - 5, path + 5, upload);
}

static bool is_listed_before(const struct route *table, size_t at)
{
	size_t length = strcspn(table[at].path, "{");
	for (size_t i = 0; i < at; i++)
		if (table[i].slow && strcspn(table[i].path, "{") == length &&
			strncmp(table[i].path, table[at].path, length) == 0)
			return true;
	return false;
}

/* Does any method of a path take uploads? */
static bool takes_uploads(const struct route *table, size_t routes, const char *path)
{
	for (size_t i = 0; i < routes; i++)
		if (table[i].media != NULL && strcmp(table[i].path, path) == 0)
			return true;
	return false;
}

int routes_command(int count, char **arguments)
{
	size_t routes;
	bool slow = count == 2 && strcmp(arguments[1], "--slow") == 0;
	if (count > 1 && !slow) {
		fprintf(stderr, "usage: papertrade routes [--slow]\n");
		return COMMAND_USAGE;
	}
	routes_install();
	const struct route *table = route_table(&routes);
	for (size_t i = 0; i < routes; i++) {
		if (!slow)
			printf("%-7s %s\n", route_method_name(table[i].method),
				table[i].path);
		else if (table[i].slow && !is_listed_before(table, i))
			print_location(table[i].path,
				takes_uploads(table, routes, table[i].path));
	}
	return COMMAND_OK;
}
