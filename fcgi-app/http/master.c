#include "http/master.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "http/report.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { WORKER_LIMIT = 32, TICK_MS = 100, STOP_GRACE_S = 30 };

static const int64_t YOUNG_US = 1000 * 1000;
static const int64_t BACKOFF_FIRST_US = 100 * 1000;
static const int64_t BACKOFF_LAST_US = 5000 * 1000;

/* An idle worker comes round every second. */
static const int64_t IDLE_SILENCE_US = 10 * 1000 * 1000;

/* The generation of the image before a reload, then the pids of its workers by
 * number; they are told to leave once the new ones work. */
static const char OLD_WORKERS[] = "PAPERTRADE_OLD_WORKERS";

struct child {
	pid_t pid; /* 0: none at present */
	int64_t born_us;
	int64_t backoff_us;
	int64_t due_us;
	bool killed;
};

struct master {
	const struct master_setup *setup;
	struct child children[WORKER_LIMIT];
	pid_t old[WORKER_LIMIT];
	int64_t old_deadline_us;
	int64_t generation;
	bool ready;
	int64_t watchdog_us;
	int64_t watchdog_due_us;
	sigset_t signals;
};

/* Generations take turns in the two halves of the pool's slots. */
static int slot_of(const struct master *master, int64_t generation, int number)
{
	int half = master->setup->pool == METRICS_FAST ? METRICS_FAST_SLOTS / 2
						       : METRICS_SLOW_SLOTS / 2;
	return number + (generation % 2 == 0 ? 0 : half);
}

static int own_slot(const struct master *master, int number)
{
	return slot_of(master, master->generation, number);
}

static void spawn(struct master *master, int number)
{
	struct child *child = &master->children[number];
	pid_t parent = getpid();
	int slot = own_slot(master, number);
	metrics_worker_gone(master->setup->pool, slot);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		_exit(master->setup->work(master->setup->context, number, slot));
	}
	child->born_us = clock_monotonic_us();
	child->killed = false;
	if (pid > 0) {
		child->pid = pid;
		return;
	}
	LOG(LOG_ERROR, "fork", LOG_TEXT("error", strerror(errno)));
	child->due_us = child->born_us + BACKOFF_LAST_US;
}

static void spawn_due(struct master *master, int64_t now_us)
{
	for (int i = 0; i < master->setup->workers; i++)
		if (master->children[i].pid == 0 && now_us >= master->children[i].due_us)
			spawn(master, i);
}

/* When a worker that died is to be replaced: at once, unless it died young. One that
 * others killed is none the worse for it: their patience sets the pace. */
static void plan_replacement(struct child *child, int status, int64_t now_us)
{
	bool young = now_us - child->born_us < YOUNG_US;
	bool by_others =
		WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !child->killed;
	child->pid = 0;
	if (!young || by_others)
		child->backoff_us = 0;
	child->due_us = now_us + child->backoff_us;
	if (by_others && young)
		child->due_us = now_us + BACKOFF_FIRST_US;
	else if (young)
		child->backoff_us = child->backoff_us == 0 ? BACKOFF_FIRST_US
				    : child->backoff_us * 2 > BACKOFF_LAST_US
					    ? BACKOFF_LAST_US
					    : child->backoff_us * 2;
}

static void note_old_death(struct master *master, pid_t pid)
{
	for (int i = 0; i < WORKER_LIMIT; i++) {
		if (master->old[i] != pid)
			continue;
		master->old[i] = 0;
		metrics_worker_gone(
			master->setup->pool, slot_of(master, master->generation + 1, i));
	}
}

static void note_death(struct master *master, pid_t pid, int status, int64_t now_us)
{
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
	note_old_death(master, pid);
	for (int i = 0; i < master->setup->workers; i++) {
		struct child *child = &master->children[i];
		if (child->pid != pid)
			continue;
		metrics_worker_gone(master->setup->pool, own_slot(master, i));
		plan_replacement(child, status, now_us);
		if (clean) {
			child->due_us = now_us;
			child->backoff_us = 0;
			return;
		}
		metrics_pool_replaced(master->setup->pool);
		LOG(LOG_ERROR, "worker died", LOG_NUMBER("worker", i),
			LOG_NUMBER("worker_pid", pid),
			LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
			LOG_NUMBER("exit", WIFEXITED(status) ? WEXITSTATUS(status) : 0));
		report_event(log_process(), "worker died", "signal",
			WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		return;
	}
}

static void reap(struct master *master)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		note_death(master, pid, status, clock_monotonic_us());
}

/* Too long over one request; or idle, and yet it does not come round. */
static bool hangs(const struct master *master, int number, int64_t now_us)
{
	int slot = own_slot(master, number);
	int64_t busy_us = metrics_worker_busy_us(master->setup->pool, slot);
	int64_t turn_us = metrics_worker_turn_us(master->setup->pool, slot);
	if (busy_us != 0)
		return now_us - busy_us >= master->setup->request_timeout_us;
	return turn_us != 0 && now_us - turn_us >= IDLE_SILENCE_US;
}

static void kill_hanging(struct master *master, int64_t now_us)
{
	for (int i = 0; i < master->setup->workers; i++) {
		struct child *child = &master->children[i];
		if (child->pid == 0 || child->killed || !hangs(master, i, now_us))
			continue;
		LOG(LOG_ERROR, "worker hangs and is killed", LOG_NUMBER("worker", i),
			LOG_NUMBER("worker_pid", child->pid));
		kill(child->pid, SIGKILL);
		child->killed = true;
	}
}

static void signal_old(struct master *master, int signal)
{
	for (int i = 0; i < WORKER_LIMIT; i++)
		if (master->old[i] > 0)
			kill(master->old[i], signal);
}

/* Workers from before the reload get as long as any request may take. */
static void kill_lingering(struct master *master, int64_t now_us)
{
	if (master->old_deadline_us == 0 || now_us < master->old_deadline_us)
		return;
	master->old_deadline_us = 0;
	signal_old(master, SIGKILL);
}

static bool all_started(const struct master *master)
{
	for (int i = 0; i < master->setup->workers; i++)
		if (!metrics_worker_started(master->setup->pool, own_slot(master, i)))
			return false;
	return true;
}

static void note_ready(struct master *master)
{
	if (master->ready || !all_started(master))
		return;
	master->ready = true;
	signal_old(master, SIGTERM);
	master->old_deadline_us =
		clock_monotonic_us() + master->setup->request_timeout_us;
	sd_notifyf(0, "READY=1\nSTATUS=%d workers", master->setup->workers);
	LOG(LOG_INFO, "pool ready", LOG_NUMBER("workers", master->setup->workers),
		LOG_NUMBER("generation", master->generation));
}

static void pat_watchdog(struct master *master, int64_t now_us)
{
	if (master->watchdog_us == 0 || now_us < master->watchdog_due_us)
		return;
	sd_notify(0, "WATCHDOG=1");
	master->watchdog_due_us = now_us + master->watchdog_us / 3;
}

/* Would the program on disk start with the settings as they are now? */
static bool is_fit_to_reload(const struct master *master)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execl(master->setup->program, master->setup->program, "config", "--check",
			NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static void name_old_workers(const struct master *master)
{
	char buffer[WORKER_LIMIT * 12 + 24];
	struct text list = text_over(buffer, sizeof(buffer));
	text_integer(&list, master->generation);
	for (int i = 0; i < master->setup->workers; i++)
		text_format(&list, " %d", master->children[i].pid);
	const char *names = text_done(&list);
	setenv(OLD_WORKERS, names == NULL ? "" : names, 1);
}

static void reload(struct master *master)
{
	LOG(LOG_INFO, "reload");
	if (!is_fit_to_reload(master)) {
		LOG(LOG_ERROR,
			"reload refused: the settings are broken; all stays as it is");
		return;
	}
	sd_notifyf(
		0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_us());
	name_old_workers(master);
	listener_pass_on(master->setup->listener);
	execv(master->setup->program, master->setup->arguments);
	LOG(LOG_ERROR, "reload failed", LOG_TEXT("error", strerror(errno)));
	sd_notify(0, "READY=1");
}

static int living_old(const struct master *master)
{
	int count = 0;
	for (int i = 0; i < WORKER_LIMIT; i++)
		count += master->old[i] > 0;
	return count;
}

static int living(const struct master *master)
{
	int count = living_old(master);
	for (int i = 0; i < master->setup->workers; i++)
		count += master->children[i].pid > 0;
	return count;
}

static void signal_all(const struct master *master, int signal)
{
	for (int i = 0; i < master->setup->workers; i++)
		if (master->children[i].pid > 0)
			kill(master->children[i].pid, signal);
}

static int wait_signal(const struct master *master)
{
	struct timespec tick = {.tv_nsec = TICK_MS * 1000000L};
	sigset_t awaited = master->signals;
	/* There is room for two generations: another reload waits for the last to end. */
	if (!master->ready || living_old(master) > 0)
		sigdelset(&awaited, SIGHUP);
	/* Until the pool is ready, look more often: a start is to be quick. */
	if (!master->ready)
		tick.tv_nsec = 2000000L;
	return sigtimedwait(&awaited, NULL, &tick);
}

/* Lets the workers finish, then sees that they are gone. */
static int stop(struct master *master)
{
	int64_t deadline_us = clock_monotonic_us() + STOP_GRACE_S * (int64_t)1000000;
	sd_notify(0, "STOPPING=1");
	LOG(LOG_INFO, "pool stops");
	signal_all(master, SIGTERM);
	signal_old(master, SIGTERM);
	while (living(master) > 0) {
		int64_t now_us = clock_monotonic_us();
		if (now_us > deadline_us) {
			signal_all(master, SIGKILL);
			signal_old(master, SIGKILL);
		}
		wait_signal(master);
		reap(master);
		kill_hanging(master, now_us);
		pat_watchdog(master, now_us);
	}
	return EXIT_SUCCESS;
}

/* Workers of the image that this process was before a reload. */
static void inherit_workers(struct master *master)
{
	const char *names = getenv(OLD_WORKERS);
	if (names == NULL)
		return;
	char *rest;
	master->generation = strtoll(names, &rest, 10) + 1;
	for (int i = 0; i < WORKER_LIMIT && *rest == ' '; i++)
		master->old[i] = (pid_t)strtol(rest, &rest, 10);
	unsetenv(OLD_WORKERS);
}

/* Slots that a killed master may have left behind as taken. */
static void clear_slots(const struct master *master)
{
	for (int i = 0; i < WORKER_LIMIT && i < slot_of(master, 1, 0); i++) {
		metrics_worker_gone(master->setup->pool, own_slot(master, i));
		if (master->generation == 0)
			metrics_worker_gone(master->setup->pool, slot_of(master, 1, i));
	}
}

static int prepare(struct master *master)
{
	uint64_t watchdog_us = 0;
	if (master->setup->workers > WORKER_LIMIT)
		return -1;
	if (sd_watchdog_enabled(0, &watchdog_us) > 0)
		master->watchdog_us = (int64_t)watchdog_us;
	sigemptyset(&master->signals);
	sigaddset(&master->signals, SIGCHLD);
	sigaddset(&master->signals, SIGTERM);
	sigaddset(&master->signals, SIGINT);
	sigaddset(&master->signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &master->signals, NULL);
	inherit_workers(master);
	clear_slots(master);
	metrics_pool_started(master->setup->pool, master->setup->workers, clock_now_us());
	return 0;
}

int master_run(const struct master_setup *setup)
{
	static struct master master;
	master.setup = setup;
	if (prepare(&master) != 0)
		return EXIT_FAILURE;
	for (;;) {
		int64_t now_us = clock_monotonic_us();
		spawn_due(&master, now_us);
		kill_hanging(&master, now_us);
		kill_lingering(&master, now_us);
		note_ready(&master);
		pat_watchdog(&master, now_us);
		switch (wait_signal(&master)) {
		case SIGTERM:
		case SIGINT:
			return stop(&master);
		case SIGHUP:
			reload(&master);
			break;
		default:
			break;
		}
		reap(&master);
	}
}
