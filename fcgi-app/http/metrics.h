/*
 * Counters of all processes of an instance, in shared memory: one slot each,
 * written by its owner alone with relaxed atomics, summed by whoever reads.
 * Counters go on when a process is replaced, for the slot stays.
 */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/route.h"

struct json_writer;

enum metrics_pool { METRICS_FAST, METRICS_SLOW, METRICS_POOLS };

/* Twice the workers of a pool: during a reload two generations of them live. The
 * last ones are the market daemon's processes. */
enum {
	METRICS_FAST_SLOTS = 64,
	METRICS_SLOW_SLOTS = 32,
	METRICS_DAEMON_FIRST = 96,
	METRICS_DAEMON_SLOTS = 4,
	METRICS_SLOTS = 100
};

enum metrics_database { METRICS_DATABASE_DOWN, METRICS_DATABASE_UP };

/* What is cached: quotes, bars, options, news, macro, actions, search. */
enum { METRICS_CACHES = 7 };

/* What happens by itself: see trading/schedule.h. */
enum { METRICS_CHORES = 5 };

/* Counters with a name of their own. */
enum metrics_counter {
	METRICS_RATE_LIMITED_GLOBAL,
	METRICS_RATE_LIMITED_AUTH,
	METRICS_RATE_LIMITED_TRADE,
	METRICS_RATE_LIMITED_KEY,
	METRICS_CONNECTIONS_ACCEPTED,
	METRICS_CONNECTIONS_ADOPTED,
	METRICS_DATABASE_LOST,
	METRICS_CACHE_HITS, /* seven of each: see METRICS_CACHES */
	METRICS_CACHE_STALE = METRICS_CACHE_HITS + METRICS_CACHES,
	METRICS_CACHE_MISSES = METRICS_CACHE_STALE + METRICS_CACHES,
	METRICS_QUOTES_WRITTEN = METRICS_CACHE_MISSES + METRICS_CACHES,
	METRICS_FILLS, /* of orders that rested */
	METRICS_REPORTS_SENT,
	METRICS_REPORTS_FAILED,
	METRICS_REPORTS_PASSED_OVER, /* told already, a moment ago */
	METRICS_COUNTERS
};

/* What stands at a value, each told by one process. */
enum metrics_gauge {
	METRICS_RESTING_ORDERS,
	METRICS_RESTING_BACKLOG, /* accounts that wait to be dealt with */
	METRICS_TICK_US,         /* how long the last look at all of them took */
	METRICS_TICK_TIME_US,    /* and when it was, on the wall clock */
	METRICS_LAST_CHORE,      /* when each was last done, on the wall clock */
	METRICS_AUDIT_US = METRICS_LAST_CHORE + METRICS_CHORES, /* when one last ended */
	METRICS_AUDIT_PROBLEMS,
	METRICS_DATABASE_BYTES,
	METRICS_DATABASE_BACKENDS,
	METRICS_ROWS_USERS, /* rows of tables: see api/figures.c */
	METRICS_ROWS_ACCOUNTS,
	METRICS_ROWS_ORDERS,
	METRICS_ROWS_FILLS,
	METRICS_ROWS_TRANSFERS,
	METRICS_CATALOGUE_US, /* when what else happens by itself was last done */
	METRICS_RENEWED_US,
	METRICS_ASSETS_US,
	METRICS_SWEPT_US,
	METRICS_LETTERS_US,
	METRICS_FIGURES_US,
	METRICS_GAUGES
};

/* Maps the counters; call before forking. -1 when there is no shared memory. */
int metrics_open(const char *directory) __attribute__((warn_unused_result));

/* Which slot of its pool this process writes. */
void metrics_take_slot(enum metrics_pool pool, int slot);

/* The same for a process of the market daemon. */
void metrics_take_daemon_slot(int slot);

/* A worker's life. */
void metrics_started(void);
void metrics_busy(int64_t monotonic_us);
void metrics_idle(void);
void metrics_turn(int64_t monotonic_us);
void metrics_connections(int count);
void metrics_database(enum metrics_database state);

void metrics_count(enum metrics_counter counter);
void metrics_set(enum metrics_gauge gauge, int64_t value);

/* A request was answered; `route` NULL is one that led nowhere. */
void metrics_request(const struct route *route, int status, int64_t duration_us);

/* What the master says of its pool, and asks of it. */
void metrics_pool_started(enum metrics_pool pool, int workers, int64_t now_us);
void metrics_pool_replaced(enum metrics_pool pool);
bool metrics_worker_started(enum metrics_pool pool, int slot);
void metrics_worker_gone(enum metrics_pool pool, int slot);
/* Since when it is busy with one request, 0 when idle; and its last turn, 0
 * before the first. */
int64_t metrics_worker_busy_us(enum metrics_pool pool, int slot);
int64_t metrics_worker_turn_us(enum metrics_pool pool, int slot);

/* Summed facts, for health and the dashboard. */
struct metrics_summary {
	int workers[METRICS_POOLS];
	uint64_t replaced[METRICS_POOLS];
	int alive[METRICS_POOLS];
	int busy[METRICS_POOLS];
	int database_up[METRICS_POOLS];
	int connections;
	int64_t started_us;
	uint64_t requests;
	uint64_t errors; /* replies of 500 and above */
	uint64_t duration_us;
	uint64_t counters[METRICS_COUNTERS];
	int64_t gauges[METRICS_GAUGES];
};

struct metrics_summary metrics_sum(void);

/* The connections from nginx alone, which costs less than all the sums. */
int metrics_open_connections(void);

/* The counters of one route, by its number plus one (0: led nowhere), over all slots. */
enum { METRICS_STATUSES = 24, METRICS_BUCKETS = 14 };

struct metrics_route {
	uint64_t statuses[METRICS_STATUSES + 1]; /* the last: any other status */
	uint64_t buckets[METRICS_BUCKETS + 1];
	uint64_t duration_us;
};

extern const int metrics_statuses[METRICS_STATUSES];

struct metrics_route metrics_route_sum(size_t route);

#endif
