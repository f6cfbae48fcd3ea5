#include "http/listener.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

/* Names by which descriptors are passed on. */
static const char NAME_LISTENER[] = "listener";
static const char NAME_IN[] = "handover-in";
static const char NAME_OUT[] = "handover-out";

static int fail(const char *what, const char *path)
{
	LOG(LOG_ERROR, "socket", LOG_TEXT("what", what), LOG_TEXT("path", path),
		LOG_TEXT("error", strerror(errno)));
	return -1;
}

/* Binds beside the path and moves into place, so the path never lacks. */
static int open_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s.new", path) >=
		(int)sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return fail("path", path);
	}
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return fail("socket", path);
	unlink(address.sun_path);
	if (bind(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		chmod(address.sun_path, 0660) != 0 || listen(descriptor, BACKLOG) != 0 ||
		rename(address.sun_path, path) != 0) {
		fail("bind", path);
		close(descriptor);
		return -1;
	}
	return descriptor;
}

static void free_names(char **names)
{
	for (char **name = names; name != NULL && *name != NULL; name++)
		free(*name);
	free(names);
}

static void take(struct listener *listener, int descriptor, const char *name)
{
	if (strcmp(name, NAME_IN) == 0)
		listener->handover.in = descriptor;
	else if (strcmp(name, NAME_OUT) == 0)
		listener->handover.out = descriptor;
	else if (sd_is_socket(descriptor, AF_UNSPEC, SOCK_STREAM, 1) > 0)
		listener->socket = descriptor;
	else
		close(descriptor);
}

static void take_inherited(struct listener *listener)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);
	for (int i = 0; i < count; i++)
		take(listener, SD_LISTEN_FDS_START + i, names[i]);
	if (count >= 0)
		free_names(names);
}

static void store(const char *name, int descriptor)
{
	char message[64];
	snprintf(message, sizeof(message), "FDSTORE=1\nFDNAME=%s", name);
	sd_pid_notify_with_fds(0, 0, message, &descriptor, 1);
}

/* Both ends, or none: half a post box is of no use. */
static int open_handover(struct handover *handover)
{
	if (handover->in >= 0 && handover->out >= 0)
		return 0;
	if (handover_open(handover) != 0)
		return -1;
	store(NAME_IN, handover->in);
	store(NAME_OUT, handover->out);
	return 0;
}

int listener_open(struct listener *listener, const char *path)
{
	*listener = (struct listener){-1, {-1, -1}};
	take_inherited(listener);
	if (listener->socket < 0)
		listener->socket = open_socket(path);
	if (listener->socket < 0 ||
		fcntl(listener->socket, F_SETFL,
			fcntl(listener->socket, F_GETFL) | O_NONBLOCK) != 0)
		return -1;
	return open_handover(&listener->handover) == 0 ? 0 : fail("handover", path);
}

/* Moves all to where LISTEN_FDS wants them: 3, 4, 5. They are lifted clear of
 * those places first. */
void listener_pass_on(const struct listener *listener)
{
	char pid[24];
	char names[96];
	const int all[] = {
		listener->socket, listener->handover.in, listener->handover.out};
	int lifted[3];

	for (int i = 0; i < 3; i++)
		lifted[i] = fcntl(all[i], F_DUPFD_CLOEXEC, 64);
	for (int i = 0; i < 3; i++)
		dup2(lifted[i], SD_LISTEN_FDS_START + i);
	snprintf(pid, sizeof(pid), "%d", getpid());
	snprintf(names, sizeof(names), "%s:%s:%s", NAME_LISTENER, NAME_IN, NAME_OUT);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "3", 1);
	setenv("LISTEN_FDNAMES", names, 1);
}
