#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

/* A directory of the test's own: setup and teardown for cmocka, and files in it. */

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch[64];

static inline int scratch_make(void **state)
{
	(void)state;
	snprintf(scratch, sizeof(scratch), "/tmp/pt-unit-XXXXXX");
	return mkdtemp(scratch) == NULL ? -1 : 0;
}

static inline int scratch_drop(
	const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline int scratch_remove(void **state)
{
	(void)state;
	return nftw(scratch, scratch_drop, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file there, good until the fourth call from now. */
static inline const char *scratch_path(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	snprintf(path, PATH_MAX, "%s/%s", scratch, name);
	return path;
}

/* Writes a file there and returns its path. */
static inline const char *scratch_file(const char *name, const char *content)
{
	const char *path = scratch_path(name);
	FILE *stream = fopen(path, "w");
	if (stream == NULL || fputs(content, stream) < 0 || fclose(stream) != 0)
		abort();
	return path;
}

#endif
