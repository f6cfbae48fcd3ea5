#ifndef TESTS_DB_RELAY_H
#define TESTS_DB_RELAY_H

/*
 * A process between the connection under test and the real server. Stopped with
 * SIGSTOP it is a server that takes connections and says nothing; killed, one
 * that went away: the instance behind it comes to no harm.
 */

#include "database.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

enum { RELAY_PAIRS = 8, RELAY_PORT = 5432 };

static pid_t relay_pid;
static char relay_directory[64];

static inline struct sockaddr_un relay_address(const char *directory)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int length = snprintf(address.sun_path, sizeof(address.sun_path),
		"%s/.s.PGSQL.%d", directory, RELAY_PORT);
	assert_in_range(length, 1, sizeof(address.sun_path) - 1);
	return address;
}

/* A socket in a new directory that a connection string can name as host. */
static inline int relay_listen(char *url, size_t size)
{
	snprintf(relay_directory, sizeof(relay_directory), "/tmp/pt-relay-XXXXXX");
	assert_non_null(mkdtemp(relay_directory));
	struct sockaddr_un address = relay_address(relay_directory);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 16), 0);
	snprintf(url, size, "host=%s dbname=papertrade user=papertrade_app",
		relay_directory);
	return listener;
}

static inline void relay_forget(void)
{
	unlink(relay_address(relay_directory).sun_path);
	rmdir(relay_directory);
}

/* Carries what one side says to the other; false when it has hung up. */
static inline bool relay_carry(int from, int to)
{
	char buffer[16384];
	ssize_t length = read(from, buffer, sizeof(buffer));
	return length > 0 && write(to, buffer, (size_t)length) == length;
}

static inline int relay_dial(const struct sockaddr_un *server)
{
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(descriptor, (const struct sockaddr *)server, sizeof(*server)) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

/* Entries 2i and 2i + 1 are the ends of one connection. */
static inline void relay_run(int listener, const struct sockaddr_un *server)
{
	struct pollfd ends[2 * RELAY_PAIRS + 1];
	for (int i = 0; i < 2 * RELAY_PAIRS; i++)
		ends[i] = (struct pollfd){-1, POLLIN, 0};
	ends[2 * RELAY_PAIRS] = (struct pollfd){listener, POLLIN, 0};
	while (poll(ends, 2 * RELAY_PAIRS + 1, -1) >= 0 || errno == EINTR) {
		int taken = -1;
		if (ends[2 * RELAY_PAIRS].revents != 0)
			taken = accept(listener, NULL, NULL);
		for (int i = 0; i < 2 * RELAY_PAIRS; i++) {
			if (ends[i].fd < 0 || ends[i].revents == 0 ||
				relay_carry(ends[i].fd, ends[i ^ 1].fd))
				continue;
			close(ends[i].fd);
			close(ends[i ^ 1].fd);
			ends[i].fd = ends[i ^ 1].fd = -1;
		}
		for (int i = 0; taken >= 0 && i < 2 * RELAY_PAIRS; i += 2) {
			if (ends[i].fd >= 0)
				continue;
			ends[i].fd = taken;
			ends[i + 1].fd = relay_dial(server);
			ends[i].revents = ends[i + 1].revents = 0;
			taken = -1;
		}
	}
}

/* Starts the relay and points `url` at it. */
static inline void relay_start(char *url, size_t size)
{
	char runtime[128];
	snprintf(runtime, sizeof(runtime), "%s/run", getenv("PT_HOME"));
	struct sockaddr_un server = relay_address(runtime);
	int listener = relay_listen(url, size);
	relay_pid = fork();
	assert_true(relay_pid >= 0);
	if (relay_pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		relay_run(listener, &server);
		_exit(0);
	}
	close(listener);
}

static inline void relay_signal(int number)
{
	assert_int_equal(kill(relay_pid, number), 0);
}

static inline void relay_stop(void)
{
	kill(relay_pid, SIGKILL);
	waitpid(relay_pid, NULL, 0);
	relay_forget();
}

#endif
