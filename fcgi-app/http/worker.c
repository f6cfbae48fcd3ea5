#include "http/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/metrics.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { CONNECTION_LIMIT = 128, EVENTS = 32, PEER_TIMEOUT_S = 5, NAP_MS = 1000 };

/* What an event is about: a connection by its place, or one of these. */
enum { LISTENER = CONNECTION_LIMIT, ADOPTION, WATCHED };

struct worker {
	const struct worker_setup *setup;
	int epoll;
	bool started;
	bool listening;
	int open;
	int64_t served;
	struct worker_watch watch;
	FCGX_Request connections[CONNECTION_LIMIT]; /* ipcFd < 0: free */
};

static volatile sig_atomic_t leaving;

static void leave(int signal)
{
	(void)signal;
	leaving = 1;
}

static void watch_descriptor(const struct worker *worker, int operation, int descriptor,
	uint32_t events, int what)
{
	struct epoll_event event = {.events = events, .data.u32 = (uint32_t)what};
	if (epoll_ctl(worker->epoll, operation, descriptor, &event) != 0)
		LOG(LOG_ERROR, "epoll_ctl", LOG_TEXT("error", strerror(errno)),
			LOG_NUMBER("what", what));
}

static void listen_again(struct worker *worker, bool wanted)
{
	if (worker->listening == wanted)
		return;
	worker->listening = wanted;
	int operation = wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL;
	watch_descriptor(worker, operation, worker->setup->listener,
		EPOLLIN | EPOLLEXCLUSIVE, LISTENER);
	watch_descriptor(worker, operation, worker->setup->handover->out,
		EPOLLIN | EPOLLEXCLUSIVE, ADOPTION);
}

static int free_place(const struct worker *worker)
{
	int place = 0;
	while (place < CONNECTION_LIMIT && worker->connections[place].ipcFd >= 0)
		place++;
	return place;
}

/* Takes a connection in. A peer that stops in the middle of a record is
 * dropped by its socket's time-out. The listening socket is kept from libfcgi,
 * which would block in accept. */
static void admit(struct worker *worker, int descriptor)
{
	struct timeval timeout = {.tv_sec = PEER_TIMEOUT_S};
	int place = free_place(worker);
	FCGX_Request *connection = &worker->connections[place];

	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	FCGX_InitRequest(connection, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	connection->ipcFd = descriptor;
	watch_descriptor(worker, EPOLL_CTL_ADD, descriptor, EPOLLIN, place);
	worker->open++;
	listen_again(worker, worker->open < CONNECTION_LIMIT);
	metrics_connections(worker->open);
}

static void accept_one(struct worker *worker)
{
	int descriptor = accept4(worker->setup->listener, NULL, NULL, SOCK_CLOEXEC);
	if (descriptor < 0)
		return;
	metrics_count(METRICS_CONNECTIONS_ACCEPTED);
	admit(worker, descriptor);
}

static void adopt_one(struct worker *worker)
{
	int descriptor = handover_adopt(worker->setup->handover);
	if (descriptor < 0)
		return;
	metrics_count(METRICS_CONNECTIONS_ADOPTED);
	admit(worker, descriptor);
}

static void note_closed(struct worker *worker, FCGX_Request *connection)
{
	if (connection->ipcFd >= 0)
		return;
	worker->open--;
	listen_again(worker, true);
	metrics_connections(worker->open);
}

/* Serves the request that has begun to arrive on a connection. */
static void serve(struct worker *worker, FCGX_Request *connection)
{
	if (connection->ipcFd < 0)
		return;
	/* Between requests libfcgi must not close what it would see as done. */
	connection->keepConnection = 1;
	metrics_busy(clock_monotonic_us());
	if (FCGX_Accept_r(connection) == 0) {
		worker->setup->hooks->handle(worker->setup->context, connection);
		FCGX_Finish_r(connection);
		worker->served++;
	}
	metrics_idle();
	note_closed(worker, connection);
}

static void start(struct worker *worker)
{
	worker->started = true;
	listen_again(worker, true);
	metrics_started();
}

static void rewatch(struct worker *worker)
{
	struct worker_watch *old = &worker->watch;
	struct worker_watch new = worker->setup->hooks->watch(worker->setup->context);
	bool same = new.descriptor == old->descriptor &&new.generation == old->generation;
	uint32_t events = new.writable ? EPOLLIN | EPOLLOUT : EPOLLIN;

	if (new.descriptor >= 0 && !same)
		watch_descriptor(worker, EPOLL_CTL_ADD, new.descriptor, events, WATCHED);
	else if (new.descriptor >= 0 && new.writable != old->writable)
		watch_descriptor(worker, EPOLL_CTL_MOD, new.descriptor, events, WATCHED);
	*old = new;
	if (!worker->started && !new.starting)
		start(worker);
}

static int wait_ms(const struct worker *worker, int64_t now_us)
{
	int64_t left_us = worker->watch.due_us - now_us;
	if (left_us <= 0)
		return 0;
	return left_us / 1000 + 1 > NAP_MS ? NAP_MS : (int)(left_us / 1000 + 1);
}

static void handle_event(struct worker *worker, int what)
{
	switch (what) {
	case LISTENER:
		accept_one(worker);
		return;
	case ADOPTION:
		adopt_one(worker);
		return;
	case WATCHED:
		worker->setup->hooks->advance(
			worker->setup->context, clock_monotonic_us());
		return;
	default:
		serve(worker, &worker->connections[what]);
	}
}

static void turn(struct worker *worker, const sigset_t *open_mask)
{
	struct epoll_event events[EVENTS];
	rewatch(worker);
	int64_t now_us = clock_monotonic_us();
	metrics_turn(now_us);
	int count = epoll_pwait(
		worker->epoll, events, EVENTS, wait_ms(worker, now_us), open_mask);
	for (int i = 0; i < count; i++)
		handle_event(worker, (int)events[i].data.u32);
	now_us = clock_monotonic_us();
	if (now_us >= worker->watch.due_us)
		worker->setup->hooks->advance(worker->setup->context, now_us);
}

/* Connections go to the workers that stay; with a full post box they close. */
static void hand_over(struct worker *worker)
{
	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		FCGX_Request *connection = &worker->connections[i];
		if (connection->ipcFd < 0)
			continue;
		if (handover_post(worker->setup->handover, connection->ipcFd) == 0)
			connection->ipcFd = -1;
		else
			close(connection->ipcFd);
	}
}

/* Signals are let in only while waiting, so no request is cut short. */
static void prepare_signals(sigset_t *open_mask)
{
	struct sigaction action = {.sa_handler = leave};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t blocked;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	sigemptyset(open_mask);
}

int worker_run(const struct worker_setup *setup)
{
	static struct worker worker;
	sigset_t open_mask;

	prepare_signals(&open_mask);
	FCGX_Init();
	/* libfcgi asks for SIGUSR1 and would answer it by refusing requests. */
	signal(SIGUSR1, SIG_IGN);
	worker.setup = setup;
	worker.watch.descriptor = -1;
	worker.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (worker.epoll < 0)
		return EXIT_FAILURE;
	for (int i = 0; i < CONNECTION_LIMIT; i++)
		worker.connections[i].ipcFd = -1;
	while (!leaving && worker.served < setup->request_limit)
		turn(&worker, &open_mask);
	close(worker.epoll);
	hand_over(&worker);
	return EXIT_SUCCESS;
}
