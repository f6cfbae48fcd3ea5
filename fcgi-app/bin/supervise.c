/*
 * Runs the parts of an instance outside systemd: `make run` and `make up`. It
 * holds the pools' sockets and post boxes, so that restarting a pool loses no
 * request, starts what the file lists in order, starts again whatever dies (with
 * backoff), and stops all in the opposite order.
 *
 * The file has a line for each part, with fields separated by tabs:
 *   socket   NAME  PATH                        hold a pool's socket and post box
 *   step     NAME  COMMAND ARGUMENT …          run to its end; it has to succeed
 *   service  NAME  SIGNAL  SOCKET|-  COMMAND ARGUMENT …   keep running
 */
#include "bin/command.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "http/listener.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_SIZE = 16384, WORDS = 64, PARTS = 16, STOP_GRACE_MS = 15000 };

static const int64_t YOUNG_US = 500 * 1000;
static const int64_t BACKOFF_FIRST_US = 200 * 1000;
static const int64_t BACKOFF_LAST_US = 3000 * 1000;

struct held {
	char name[32];
	struct listener listener;
};

struct service {
	char line[LINE_SIZE];
	char *words[WORDS];
	char **command; /* the words from the command on */
	const char *name;
	int stop_signal;
	const struct listener *listener; /* NULL: none */
	pid_t pid;                       /* 0: not running */
	int64_t born_us;
	int64_t due_us;
	int64_t backoff_us;
};

static struct held sockets[PARTS];
static int socket_count;
static struct service services[PARTS];
static int service_count;
static sigset_t signals;

static int split(char *line, char *words[WORDS])
{
	int count = 0;
	line[strcspn(line, "\n")] = '\0';
	while (line != NULL && count < WORDS - 1)
		words[count++] = strsep(&line, "\t");
	words[count] = NULL;
	return line == NULL ? count : -1;
}

static int hold(const char *name, const char *path)
{
	struct held *held = &sockets[socket_count];
	if (socket_count == PARTS || listener_open(&held->listener, path) != 0)
		return -1;
	snprintf(held->name, sizeof(held->name), "%s", name);
	socket_count++;
	return 0;
}

static const struct listener *listener_named(const char *name)
{
	for (int i = 0; i < socket_count; i++)
		if (strcmp(sockets[i].name, name) == 0)
			return &sockets[i].listener;
	return NULL;
}

/* In the child: its own process group, and an end when the supervisor ends. */
static void become(
	char *const *command, const struct listener *listener, int death_signal)
{
	sigset_t none;
	/* A session of its own: the kernel shares processor time between sessions,
	 * and PostgreSQL's processes each have one. */
	setsid();
	prctl(PR_SET_PDEATHSIG, death_signal);
	if (listener != NULL)
		listener_pass_on(listener);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(command[0], command);
	LOG(LOG_ERROR, "cannot be started", LOG_TEXT("command", command[0]),
		LOG_TEXT("error", strerror(errno)));
	_exit(127);
}

static void start(struct service *service)
{
	service->born_us = clock_monotonic_us();
	service->pid = fork();
	if (service->pid == 0)
		become(service->command, service->listener, service->stop_signal);
	if (service->pid < 0) {
		service->pid = 0;
		service->due_us = service->born_us + BACKOFF_LAST_US;
	}
}

static void note_death(struct service *service, int status)
{
	int64_t now_us = clock_monotonic_us();
	LOG(LOG_ERROR, "service died", LOG_TEXT("service", service->name),
		LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
		LOG_NUMBER("exit", WIFEXITED(status) ? WEXITSTATUS(status) : 0));
	/* What it left behind would be in the way of the next. */
	kill(-service->pid, SIGKILL);
	service->pid = 0;
	if (now_us - service->born_us > YOUNG_US)
		service->backoff_us = 0;
	service->due_us = now_us + service->backoff_us;
	service->backoff_us =
		service->backoff_us == 0 ? BACKOFF_FIRST_US : service->backoff_us * 2;
	if (service->backoff_us > BACKOFF_LAST_US)
		service->backoff_us = BACKOFF_LAST_US;
}

static void reap(void)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < service_count; i++)
			if (services[i].pid == pid)
				note_death(&services[i], status);
}

/* The next signal within `wait_ms`; 0 when there is none. */
static int next_signal(int wait_ms)
{
	struct timespec wait = {wait_ms / 1000, (wait_ms % 1000) * 1000000L};
	int signal = sigtimedwait(&signals, NULL, &wait);
	return signal > 0 ? signal : 0;
}

static bool is_end(int signal)
{
	return signal == SIGTERM || signal == SIGINT;
}

static int run_step(const char *name, char *const *command)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0)
		become(command, NULL, SIGTERM);
	while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0) {
		int signal = next_signal(20);
		if (is_end(signal)) {
			kill(pid, SIGTERM);
			waitpid(pid, &status, 0);
			return -1;
		}
	}
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	LOG(LOG_ERROR, "step failed", LOG_TEXT("step", name));
	return -1;
}

static int signal_named(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {{"TERM", SIGTERM}, {"INT", SIGINT}, {"QUIT", SIGQUIT}};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].number;
	return SIGTERM;
}

static int add_service(const char *line)
{
	if (service_count == PARTS)
		return -1;
	struct service *service = &services[service_count];
	snprintf(service->line, sizeof(service->line), "%s", line);
	if (split(service->line, service->words) < 5)
		return -1;
	service->name = service->words[1];
	service->stop_signal = signal_named(service->words[2]);
	service->listener = listener_named(service->words[3]);
	service->command = service->words + 4;
	service_count++;
	start(service);
	return 0;
}

static int follow(const char *line)
{
	char copy[LINE_SIZE];
	char *words[WORDS];
	snprintf(copy, sizeof(copy), "%s", line);
	int count = split(copy, words);
	if (count == 3 && strcmp(words[0], "socket") == 0)
		return hold(words[1], words[2]);
	if (count >= 3 && strcmp(words[0], "step") == 0)
		return run_step(words[1], words + 2);
	if (count >= 5 && strcmp(words[0], "service") == 0)
		return add_service(line);
	LOG(LOG_ERROR, "a line is not understood", LOG_TEXT("line", line));
	return -1;
}

static int follow_all(const char *path)
{
	static char line[LINE_SIZE];
	FILE *stream = fopen(path, "re");
	if (stream == NULL) {
		LOG(LOG_ERROR, "the list of parts cannot be read",
			LOG_TEXT("path", path));
		return -1;
	}
	int result = 0;
	while (result == 0 && fgets(line, sizeof(line), stream) != NULL)
		result = follow(line);
	fclose(stream);
	return result;
}

static void stop(struct service *service)
{
	int64_t deadline_us = clock_monotonic_us() + STOP_GRACE_MS * (int64_t)1000;
	int status;
	pid_t pid = service->pid;
	if (pid == 0)
		return;
	kill(pid, service->stop_signal);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (clock_monotonic_us() > deadline_us)
			kill(-pid, SIGKILL);
		next_signal(20);
	}
	kill(-pid, SIGKILL);
	service->pid = 0;
}

static void keep_running(void)
{
	for (;;) {
		int64_t now_us = clock_monotonic_us();
		for (int i = 0; i < service_count; i++)
			if (services[i].pid == 0 && now_us >= services[i].due_us)
				start(&services[i]);
		int signal = next_signal(100);
		if (is_end(signal))
			return;
		for (int i = 0; signal == SIGHUP && i < service_count; i++)
			if (services[i].pid > 0 && services[i].listener != NULL)
				kill(services[i].pid, SIGHUP);
		reap();
	}
}

int supervise_command(int count, char **arguments)
{
	if (count != 2) {
		fprintf(stderr, "usage: papertrade supervise FILE\n");
		return COMMAND_USAGE;
	}
	log_set_process("supervise", -1);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	int result = follow_all(arguments[1]);
	if (result == 0)
		keep_running();
	while (service_count > 0)
		stop(&services[--service_count]);
	return result == 0 ? COMMAND_OK : COMMAND_FAILED;
}
