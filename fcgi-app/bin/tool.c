#include "bin/tool.h"

#include "base/clock.h"
#include "bin/instance.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child. */
static void become(char *const words[], int output)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
		dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
		_exit(TOOL_MISSING);
	execvp(words[0], words);
	_exit(TOOL_MISSING);
}

/* Reads until the end of all that writes; false when that took too long. */
static bool read_all(int input, char *said, size_t size, int64_t deadline_us)
{
	size_t length = 0;
	char rest[512];
	for (;;) {
		struct pollfd watched = {input, POLLIN, 0};
		int64_t left_us = deadline_us - clock_monotonic_us();
		bool room = length + 1 < size;
		if (left_us <= 0 || poll(&watched, 1, (int)(left_us / 1000) + 1) <= 0)
			return false;
		ssize_t got = read(input, room ? said + length : rest,
			room ? size - 1 - length : sizeof(rest));
		if (got <= 0)
			return true;
		length += room ? (size_t)got : 0;
		said[length] = '\0';
	}
}

int tool_run(char *said, size_t size, int seconds, char *const words[])
{
	int ends[2];
	int status = 0;
	said[0] = '\0';
	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return TOOL_SILENT;
	pid_t pid = fork();
	if (pid == 0)
		become(words, ends[1]);
	close(ends[1]);
	bool ended =
		pid > 0 && read_all(ends[0], said, size,
				   clock_monotonic_us() + seconds * INT64_C(1000000));
	close(ends[0]);
	if (pid > 0 && !ended)
		kill(pid, SIGKILL);
	if (pid <= 0 || waitpid(pid, &status, 0) != pid || !ended || !WIFEXITED(status))
		return TOOL_SILENT;
	size_t length = strlen(said);
	while (length > 0 && said[length - 1] == '\n')
		said[--length] = '\0';
	return WEXITSTATUS(status);
}

const char *tool_script(const char *name)
{
	static char path[PATH_MAX + 64];
	snprintf(path, sizeof(path), "%s/%s", instance_scripts(), name);
	return path;
}
