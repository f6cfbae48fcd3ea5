/*
 * The market daemon: keeps the board of quotes fresh, and the catalogue. Children of it
 * do what must not hold up a quote: one fetches anew what has grown old in the cache,
 * from providers that may be slow; one lets resting orders meet the market, in accounts
 * that may be locked.
 */
#include "bin/command.h"

#include "api/pool.h"
#include "api/reports.h"
#include "api/routes.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "bin/instance.h"
#include "db/connection.h"
#include "http/metrics.h"
#include "http/report.h"
#include "market/board.h"
#include "market/desk.h"
#include "market/feed.h"
#include "market/renewal.h"
#include "trading/schedule.h"
#include "trading/tick.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 64 * 1024 * 1024, LONGEST_MS = 1000 };

static const int64_t SECOND_US = 1000000;
static const int64_t SYNC_US = 10 * SECOND_US;
static const int64_t RETRY_US = 2 * SECOND_US;
static const int64_t RENEWAL_US = SECOND_US / 2;
static const int64_t BEAT_US = SECOND_US;
static const int64_t HELD_UP_US = SECOND_US;

/* What is done again and again. */
struct chore {
	const char *name;
	/* Returns after how long it is to be done again. */
	int64_t (*run)(struct feed *feed);
	int64_t due_us;
};

/* A process of the daemon's own. */
struct child {
	const char *name;
	bool (*is_needed)(void);
	int (*run)(void);
	pid_t pid; /* 0: it does not run */
};

static volatile sig_atomic_t stopping;

static void note_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static int64_t refresh(struct feed *feed)
{
	int64_t period_us = desk_period_us();
	desk_refresh(feed);
	/* At the turn of the second, for that is when simulated prices move. */
	return period_us - feed->wall_us % period_us;
}

static int64_t sync_catalogue(struct feed *feed)
{
	if (!connection_ready(feed->database))
		return RETRY_US / 10;
	if (desk_sync(feed->database, feed->arena) != 0)
		return RETRY_US;
	metrics_set(METRICS_CATALOGUE_US, feed->wall_us);
	return SYNC_US;
}

static int64_t beat(struct feed *feed)
{
	board_beat(feed->wall_us);
	sd_notify(0, "WATCHDOG=1");
	return BEAT_US;
}

static void tell_jump(int64_t wall_us, int64_t by_us)
{
	bool ahead = by_us > 0;
	board_note_jump(wall_us, by_us);
	LOG(LOG_WARNING,
		ahead ? "the system clock was set ahead"
		      : "the system clock was set back",
		LOG_NUMBER("seconds", (llabs(by_us) + SECOND_US / 2) / SECOND_US),
		LOG_TEXT("effect",
			ahead ? "what was to end by now has ended: sessions, day orders"
			      : "orders and sessions of a time to come wait for it"),
		LOG_TEXT("mend", "see that it is right now and stays so: timedatectl "
				 "set-ntp true, in a container on its host"));
}

/* A look between whose two clocks the process had to wait says nothing. */
static int64_t watch_clock(struct feed *feed)
{
	static struct clock_watch watch;
	(void)feed;
	int64_t monotonic_us = clock_monotonic_us();
	int64_t wall_us = clock_now_us();
	if (clock_monotonic_us() - monotonic_us > HELD_UP_US)
		return BEAT_US;
	int64_t by_us = clock_watch_look(&watch, wall_us, monotonic_us);
	if (by_us != 0)
		tell_jump(wall_us, by_us);
	return BEAT_US;
}

/* Set back while no daemon ran: the last one was here at a time to come. */
static void look_back(int64_t wall_us)
{
	int64_t by_us = wall_us - board_beat_us();
	if (by_us < -SECOND_US)
		tell_jump(wall_us, by_us);
}

/* For a child: without the daemon it ends. */
static int64_t watch_parent(struct feed *feed)
{
	(void)feed;
	if (getppid() == 1)
		stopping = 1;
	return BEAT_US;
}

static int64_t renew(struct feed *feed)
{
	watch_parent(feed);
	if (!connection_ready(feed->database))
		return RETRY_US;
	int tried = renewal_turn(feed);
	metrics_set(METRICS_RENEWED_US, feed->wall_us);
	return tried > 0 ? 0 : RENEWAL_US;
}

static int64_t list_assets(struct feed *feed)
{
	if (!connection_ready(feed->database))
		return RETRY_US;
	return renewal_list_assets(feed);
}

static int64_t run_due(struct chore *chores, size_t count, struct feed *feed)
{
	int64_t next_us = INT64_MAX;
	for (size_t i = 0; i < count && !stopping; i++) {
		int64_t now_us = clock_monotonic_us();
		if (now_us >= chores[i].due_us) {
			feed->wall_us = clock_now_us();
			feed->now_us = board_market_us(feed->wall_us);
			int64_t pause_us = chores[i].run(feed);
			chores[i].due_us = clock_monotonic_us() + pause_us;
			arena_reset(feed->arena);
		}
		if (chores[i].due_us < next_us)
			next_us = chores[i].due_us;
	}
	return next_us;
}

static void wait_until(struct connection *database, int64_t due_us)
{
	struct pollfd watched = {.fd = connection_descriptor(database),
		.events = connection_wants_write(database) ? POLLIN | POLLOUT : POLLIN};
	int64_t now_us = clock_monotonic_us();
	int64_t database_us = connection_due_us(database);
	if (database_us < due_us)
		due_us = database_us;
	int64_t pause_ms = due_us <= now_us ? 0 : (due_us - now_us + 999) / 1000;
	poll(&watched, watched.fd >= 0,
		pause_ms > LONGEST_MS ? LONGEST_MS : (int)pause_ms);
	connection_advance(database, clock_monotonic_us());
}

static int work(struct chore *chores, size_t count, const char *application,
	enum setting timeout_ms, void (*close)(struct feed *feed))
{
	struct feed feed = {.network = true};
	feed.arena = arena_new(ARENA_FIRST, ARENA_MOST);
	feed.database = connection_new(settings_text(SETTING_DATABASE_MARKET_URL),
		application, (int)settings_number(timeout_ms));
	if (feed.arena == NULL || feed.database == NULL)
		return EXIT_FAILURE;
	while (!stopping)
		wait_until(feed.database, run_due(chores, count, &feed));
	if (close != NULL)
		close(&feed);
	connection_free(feed.database);
	arena_free(feed.arena);
	return EXIT_SUCCESS;
}

static int run_renewer(void)
{
	struct chore chores[] = {{"renew", renew, 0}, {"assets", list_assets, 0}};
	metrics_take_daemon_slot(1);
	return work(chores, sizeof(chores) / sizeof(*chores), "papertrade-market-renewal",
		SETTING_DATABASE_SLOW_TIMEOUT_MS, NULL);
}

/* Without a database: that it is gone has to be told too. */
static int run_reporter(void)
{
	struct timespec nap = {.tv_nsec = 200000000L};
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	int64_t due_us = 0;
	metrics_take_daemon_slot(3);
	while (arena != NULL && !stopping && getppid() != 1) {
		int64_t now_us = clock_monotonic_us();
		if (now_us >= due_us) {
			due_us = now_us + reports_turn(arena, now_us);
			arena_reset(arena);
		}
		nanosleep(&nap, NULL);
	}
	arena_free(arena);
	return EXIT_SUCCESS;
}

static bool is_always_needed(void)
{
	return true;
}

static int run_trader(void)
{
	struct chore chores[] = {{"watch", watch_parent, 0}, {"tick", tick_turn, 0},
		{"schedule", schedule_turn, 0}};
	metrics_take_daemon_slot(2);
	return work(chores, sizeof(chores) / sizeof(*chores), "papertrade-market-trading",
		SETTING_DATABASE_TIMEOUT_MS, tick_close);
}

static struct child children[] = {
	{"market-renewal", renewal_is_needed, run_renewer, 0},
	{"market-trading", is_always_needed, run_trader, 0},
	{"market-reports", reports_are_wanted, run_reporter, 0},
};

enum { CHILDREN = sizeof(children) / sizeof(*children) };

static void start(struct child *child)
{
	child->pid = fork();
	if (child->pid != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	log_set_process(child->name, -1);
	_exit(child->run());
}

/* Starts the children, and again those that have died. */
static int64_t keep_children(struct feed *feed)
{
	(void)feed;
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *child = &children[i];
		if (!child->is_needed() ||
			(child->pid > 0 && waitpid(child->pid, NULL, WNOHANG) == 0))
			continue;
		if (child->pid > 0) {
			LOG(LOG_WARNING,
				"a process of the market daemon has died; another is "
				"started",
				LOG_TEXT("name", child->name));
			report_event(child->name, "process died", "pid", child->pid);
		}
		start(child);
	}
	return RETRY_US / 4;
}

static void stop_children(void)
{
	for (size_t i = 0; i < CHILDREN; i++)
		if (children[i].pid > 0)
			kill(children[i].pid, SIGTERM);
	for (size_t i = 0; i < CHILDREN; i++)
		if (children[i].pid > 0)
			waitpid(children[i].pid, NULL, 0);
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = note_stop};
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int run(void)
{
	struct chore chores[] = {{"children", keep_children, 0}, {"beat", beat, 0},
		{"clock", watch_clock, 0}, {"sync", sync_catalogue, 0},
		{"refresh", refresh, 0}};
	metrics_take_daemon_slot(0);
	if (desk_open(clock_now_us()) != 0)
		return EXIT_FAILURE;
	look_back(clock_now_us());
	sd_notify(0, "READY=1");
	LOG(LOG_INFO, "market open for business",
		LOG_TEXT("source", source_name(feed_sources(FEED_QUOTES)[0])));
	int code = work(chores, sizeof(chores) / sizeof(*chores), "papertrade-market",
		SETTING_DATABASE_SLOW_TIMEOUT_MS, NULL);
	sd_notify(0, "STOPPING=1");
	stop_children();
	LOG(LOG_INFO, "market stops");
	return code;
}

int market_command(int count, char **arguments)
{
	(void)arguments;
	if (count != 1) {
		fprintf(stderr, "usage: papertrade market\n");
		return COMMAND_USAGE;
	}
	if (instance_load() != 0)
		return COMMAND_FAILED;
	log_set_level(log_level_named(settings_text(SETTING_LOG_LEVEL)));
	log_set_process("market", -1);
	routes_install();
	catch_signals();
	if (metrics_open(pool_directory()) != 0 || report_open(pool_directory()) != 0 ||
		feed_open(pool_directory()) != 0)
		return COMMAND_FAILED;
	return run();
}
