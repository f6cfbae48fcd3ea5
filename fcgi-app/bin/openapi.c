#include "bin/command.h"

#include "api/routes.h"
#include "api/version.h"
#include "base/arena.h"
#include "base/text.h"
#include "http/openapi.h"

#include <stdio.h>

int openapi_command(int count, char **arguments)
{
	struct arena *arena = arena_new(64 * 1024, 64 * 1024 * 1024);
	(void)count;
	(void)arguments;
	if (arena == NULL)
		return COMMAND_FAILED;
	struct text out = text_in(arena);
	routes_install();
	openapi_write(&out, version_text());
	const char *document = text_done(&out);
	if (document != NULL)
		puts(document);
	arena_free(arena);
	return document == NULL ? COMMAND_FAILED : COMMAND_OK;
}
