#include "api/pool.h"

#include "api/context.h"
#include "api/gate.h"
#include "api/housekeeping.h"
#include "api/routes.h"
#include "auth/access.h"
#include "auth/limits.h"
#include "auth/secret.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "http/listener.h"
#include "http/master.h"
#include "http/report.h"
#include "http/worker.h"
#include "market/feed.h"

#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* First block of a request's arena, and the most that all may take. */
enum { SLOW_NICENESS = 10, KEPT_BYTES = 4 * 1024 * 1024 };

enum { ARENA_FIRST = 32 * 1024, ARENA_FACTOR = 8, ARENA_SPARE = 16 * 1024 * 1024 };

/* An upload of unknown length is read into ever larger pieces of memory. */
enum { UPLOAD_FACTOR = 4 };

struct pool {
	enum metrics_pool kind;
	const char *name;
	struct listener listener;
	struct arena *arena;
	struct api_context context;
	bool connected;
	int64_t chores_due_us; /* INT64_MAX: this worker keeps no house */
	bool settled;
	char application[32];
};

static const char *const names[METRICS_POOLS] = {"fast", "slow"};

const char *pool_directory(void)
{
	static char directory[PATH_MAX];
	const char *given = getenv("RUNTIME_DIRECTORY");
	if (given != NULL)
		return given;
	snprintf(directory, sizeof(directory), "%s/run", settings_home());
	return directory;
}

static void handle(void *context, FCGX_Request *fcgi)
{
	struct pool *pool = context;
	struct request request = {
		.arena = pool->arena,
		.fcgi = fcgi,
		.now_us = clock_now_us(),
		.context = &pool->context,
	};
	dispatch(&request, &gate_hooks);
	arena_reset(pool->arena);
}

/* What was learned of sessions and keys counts no more once access has changed,
 * or may have, while nothing could be heard. */
static void hear_of_access(struct pool *pool, bool ready)
{
	bool back = ready && !pool->connected;
	pool->connected = ready;
	if (connection_notified(pool->context.database) || back)
		access_changed();
}

static struct worker_watch watch(void *context)
{
	struct pool *pool = context;
	struct api_context *api = &pool->context;
	int descriptor = connection_descriptor(api->database);
	bool ready = connection_ready(api->database);
	int64_t due_us = connection_due_us(api->database);
	bool trying = !ready && (descriptor >= 0 || due_us == 0);
	if (descriptor != api->watched) {
		api->watched = descriptor;
		api->watch_generation++;
	}
	metrics_database(ready ? METRICS_DATABASE_UP : METRICS_DATABASE_DOWN);
	hear_of_access(pool, ready);
	/* No request is taken before the first attempt to connect has ended, well or
	 * not: a fresh worker is to fail none that another would serve. */
	pool->settled = pool->settled || !trying;
	return (struct worker_watch){descriptor, connection_wants_write(api->database),
		api->watch_generation,
		due_us < pool->chores_due_us ? due_us : pool->chores_due_us,
		!pool->settled};
}

static void advance(void *context, int64_t monotonic_us)
{
	struct pool *pool = context;
	connection_advance(pool->context.database, monotonic_us);
	if (monotonic_us >= pool->chores_due_us)
		pool->chores_due_us =
			housekeeping_turn(pool->context.database, monotonic_us);
}

/* Replies of 100 KB and more come and go: what they took is kept for the next one,
 * for getting pages from the kernel and giving them back costs more than filling
 * them. */
static void keep_pages(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
	mallopt(M_TOP_PAD, KEPT_BYTES / 4);
}

static int work(void *context, int number, int slot)
{
	static const struct worker_hooks hooks = {handle, watch, advance};
	struct pool *pool = context;
	bool fast = pool->kind == METRICS_FAST;
	size_t body_limit = (size_t)settings_number(SETTING_BODY_LIMIT);
	size_t upload_limit = fast ? 0 : (size_t)settings_number(SETTING_UPLOAD_LIMIT);

	keep_pages();
	log_set_process(pool->name, number);
	metrics_take_slot(pool->kind, slot);
	snprintf(pool->application, sizeof(pool->application), "papertrade-%s-%d",
		pool->name, number);
	pool->arena = arena_new(ARENA_FIRST,
		body_limit * ARENA_FACTOR + upload_limit * UPLOAD_FACTOR + ARENA_SPARE);
	pool->context.watched = -1;
	pool->context.network = !fast;
	pool->chores_due_us = !fast && number == 0 ? 0 : INT64_MAX;
	pool->context.database =
		connection_new(settings_text(SETTING_DATABASE_URL), pool->application,
			(int)settings_number(fast ? SETTING_DATABASE_TIMEOUT_MS
						  : SETTING_DATABASE_SLOW_TIMEOUT_MS));
	if (pool->arena == NULL || pool->context.database == NULL)
		return EXIT_FAILURE;
	struct worker_setup setup = {pool->listener.socket, &pool->listener.handover,
		settings_number(SETTING_WORKER_REQUESTS), &hooks, pool};
	int code = worker_run(&setup);
	connection_free(pool->context.database);
	arena_free(pool->arena);
	return code;
}

/* What the slow pool does is to take what trading leaves over. Where the kernel
 * shares processor time between sessions, niceness counts only within one, so the
 * session is made nice too. */
static void yield_to_others(void)
{
	FILE *session = fopen("/proc/self/autogroup", "we");
	if (setpriority(PRIO_PROCESS, 0, SLOW_NICENESS) != 0)
		LOG(LOG_WARNING, "niceness cannot be set");
	if (session == NULL)
		return;
	fprintf(session, "%d", SLOW_NICENESS);
	fclose(session);
}

/* The path by which this program was started, which may lead to another release by
 * the time of a reload; else the file that it is. NULL when neither can be told. */
static const char *program_path(const char *given)
{
	static char path[PATH_MAX];
	if (*given == '/')
		return given;
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (length <= 0)
		return NULL;
	path[length] = '\0';
	return path;
}

int pool_run(enum metrics_pool kind, char *const *arguments)
{
	static struct pool pool;
	char path[PATH_MAX];
	bool fast = kind == METRICS_FAST;

	pool.kind = kind;
	pool.name = names[kind];
	log_set_level(log_level_named(settings_text(SETTING_LOG_LEVEL)));
	log_set_process(pool.name, -1);
	routes_install();
	if (!fast)
		yield_to_others();
	snprintf(path, sizeof(path), "%s/%s.sock", pool_directory(), pool.name);
	const char *secret = settings_text(SETTING_JWT_SECRET_KEY);
	if (*secret == '\0')
		secret = settings_text(SETTING_AUTH_SECRET);
	if (secret_load(secret, settings_text(SETTING_JWT_SECRET_KEY_PREVIOUS)) != 0 ||
		metrics_open(pool_directory()) != 0 ||
		report_open(pool_directory()) != 0 ||
		limits_open(pool_directory()) != 0 ||
		access_open(pool_directory()) != 0 || feed_open(pool_directory()) != 0 ||
		listener_open(&pool.listener, path) != 0)
		return EXIT_FAILURE;
	struct master_setup setup = {
		.pool = kind,
		.workers = (int)settings_number(
			fast ? SETTING_FAST_WORKERS : SETTING_SLOW_WORKERS),
		.request_timeout_us = settings_number(fast ? SETTING_FAST_TIMEOUT_MS
							   : SETTING_SLOW_TIMEOUT_MS) *
				      1000,
		.arguments = arguments,
		.program = program_path(arguments[0]),
		.listener = &pool.listener,
		.work = work,
		.context = &pool,
	};
	return setup.program == NULL ? EXIT_FAILURE : master_run(&setup);
}
