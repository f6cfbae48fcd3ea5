/*
 * Running another program and reading what it says: openssl, systemctl, the scripts that
 * come with this program.
 */
#ifndef BIN_TOOL_H
#define BIN_TOOL_H

#include <stddef.h>

enum { TOOL_MISSING = 127, TOOL_SILENT = 128 };

/*
 * Runs the words up to NULL, nothing to read, for at most `seconds`. Its output, error
 * output included, goes into `said` as far as it fits, with the last line's end cut off.
 * Returns its exit code, TOOL_MISSING when there is no such program, or TOOL_SILENT when
 * it was cut short.
 */
int tool_run(char *said, size_t size, int seconds, char *const words[])
	__attribute__((warn_unused_result));

#define TOOL_RUN(said, seconds, ...)                                                     \
	tool_run((said), sizeof(said), (seconds), (char *const[]){__VA_ARGS__, NULL})

/* The path of a script that came with this program; lives on until the next call. */
const char *tool_script(const char *name);

#endif
