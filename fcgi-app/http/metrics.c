#include "http/metrics.h"

#include "base/shared.h"
#include "base/text.h"

#include <stdatomic.h>
#include <string.h>

enum { LAYOUT = 7 };

typedef _Atomic uint64_t tally;

const int metrics_statuses[METRICS_STATUSES] = {200, 201, 202, 204, 207, 304, 400, 401,
	403, 404, 405, 406, 408, 409, 410, 413, 415, 422, 423, 429, 500, 502, 503, 504};

/* Upper bounds in microseconds; above the last is +Inf. */
static const int64_t bounds_us[METRICS_BUCKETS] = {100, 250, 500, 1000, 2500, 5000, 10000,
	25000, 50000, 100000, 250000, 500000, 1000000, 2500000};

struct route_counters {
	tally statuses[METRICS_STATUSES + 1]; /* the last: any other status */
	tally buckets[METRICS_BUCKETS + 1];
	tally duration_us;
};

struct slot {
	_Alignas(64) _Atomic int64_t busy_us;
	_Atomic int64_t turn_us;
	_Atomic int32_t started;
	_Atomic int32_t database;
	_Atomic int32_t connections;
	tally counters[METRICS_COUNTERS];
	_Atomic int64_t gauges[METRICS_GAUGES];
	struct route_counters routes[ROUTE_LIMIT]; /* the first: led nowhere */
};

struct pool {
	_Alignas(64) _Atomic int32_t workers;
	_Atomic int64_t started_us;
	tally replaced;
};

struct region {
	struct pool pools[METRICS_POOLS];
	struct slot slots[METRICS_SLOTS];
};

static struct region *region;
static struct slot *own;

static int first_slot(enum metrics_pool pool)
{
	return pool == METRICS_FAST ? 0 : METRICS_FAST_SLOTS;
}

static struct slot *slot_of(enum metrics_pool pool, int number)
{
	return &region->slots[first_slot(pool) + number];
}

/* Routes are counted by number, so another table is another layout. */
static uint64_t layout(void)
{
	size_t count;
	const struct route *table = route_table(&count);
	uint64_t hash = LAYOUT;
	for (size_t i = 0; i < count; i++)
		hash = hash * 31 + text_hash(table[i].path, strlen(table[i].path)) +
		       (uint64_t)table[i].method;
	return hash;
}

int metrics_open(const char *directory)
{
	region = shared_map(directory, "metrics", sizeof(*region), layout());
	if (region == NULL)
		return -1;
	own = &region->slots[0];
	return 0;
}

static void add(tally *total, uint64_t amount)
{
	atomic_fetch_add_explicit(total, amount, memory_order_relaxed);
}

static uint64_t read_counter(tally *total)
{
	return atomic_load_explicit(total, memory_order_relaxed);
}

void metrics_take_slot(enum metrics_pool pool, int number)
{
	own = slot_of(pool, number);
	atomic_store(&own->busy_us, 0);
	atomic_store(&own->connections, 0);
	atomic_store(&own->database, METRICS_DATABASE_DOWN);
}

void metrics_take_daemon_slot(int number)
{
	own = &region->slots[METRICS_DAEMON_FIRST + number];
}

void metrics_started(void)
{
	atomic_store(&own->started, 1);
}

void metrics_busy(int64_t monotonic_us)
{
	atomic_store_explicit(&own->busy_us, monotonic_us, memory_order_relaxed);
}

void metrics_idle(void)
{
	atomic_store_explicit(&own->busy_us, 0, memory_order_relaxed);
}

void metrics_turn(int64_t monotonic_us)
{
	atomic_store_explicit(&own->turn_us, monotonic_us, memory_order_relaxed);
}

void metrics_connections(int count)
{
	atomic_store_explicit(&own->connections, count, memory_order_relaxed);
}

void metrics_database(enum metrics_database state)
{
	int32_t before = atomic_exchange_explicit(
		&own->database, (int32_t)state, memory_order_relaxed);
	if (before == METRICS_DATABASE_UP && state == METRICS_DATABASE_DOWN)
		metrics_count(METRICS_DATABASE_LOST);
}

void metrics_count(enum metrics_counter counter)
{
	add(&own->counters[counter], 1);
}

void metrics_set(enum metrics_gauge gauge, int64_t value)
{
	atomic_store_explicit(&own->gauges[gauge], value, memory_order_relaxed);
}

static size_t status_index(int status)
{
	size_t i = 0;
	while (i < METRICS_STATUSES && metrics_statuses[i] != status)
		i++;
	return i;
}

void metrics_request(const struct route *route, int status, int64_t duration_us)
{
	struct route_counters *counters =
		&own->routes[route == NULL ? 0 : route_number(route) + 1];
	size_t bucket = 0;
	while (bucket < METRICS_BUCKETS && duration_us > bounds_us[bucket])
		bucket++;
	add(&counters->statuses[status_index(status)], 1);
	add(&counters->buckets[bucket], 1);
	add(&counters->duration_us, (uint64_t)duration_us);
}

void metrics_pool_started(enum metrics_pool pool, int workers, int64_t now_us)
{
	atomic_store(&region->pools[pool].workers, workers);
	atomic_store(&region->pools[pool].started_us, now_us);
}

void metrics_pool_replaced(enum metrics_pool pool)
{
	add(&region->pools[pool].replaced, 1);
}

bool metrics_worker_started(enum metrics_pool pool, int number)
{
	return atomic_load(&slot_of(pool, number)->started) != 0;
}

void metrics_worker_gone(enum metrics_pool pool, int number)
{
	struct slot *slot = slot_of(pool, number);
	atomic_store(&slot->started, 0);
	atomic_store(&slot->busy_us, 0);
	atomic_store(&slot->turn_us, 0);
	atomic_store(&slot->database, METRICS_DATABASE_DOWN);
	atomic_store(&slot->connections, 0);
	for (int i = 0; i < METRICS_GAUGES; i++)
		atomic_store_explicit(&slot->gauges[i], 0, memory_order_relaxed);
}

int64_t metrics_worker_busy_us(enum metrics_pool pool, int number)
{
	return atomic_load_explicit(
		&slot_of(pool, number)->busy_us, memory_order_relaxed);
}

int64_t metrics_worker_turn_us(enum metrics_pool pool, int number)
{
	return atomic_load_explicit(
		&slot_of(pool, number)->turn_us, memory_order_relaxed);
}

static void sum_slot(struct metrics_summary *sum, struct slot *slot, int pool)
{
	if (atomic_load(&slot->started) != 0) {
		sum->alive[pool]++;
		sum->busy[pool] += atomic_load(&slot->busy_us) != 0;
		sum->database_up[pool] +=
			atomic_load(&slot->database) == METRICS_DATABASE_UP;
		sum->connections += atomic_load(&slot->connections);
	}
	for (int i = 0; i < METRICS_COUNTERS; i++)
		sum->counters[i] += read_counter(&slot->counters[i]);
	/* One process tells each; two do for a moment of a reload. */
	for (int i = 0; i < METRICS_GAUGES; i++) {
		int64_t value =
			atomic_load_explicit(&slot->gauges[i], memory_order_relaxed);
		if (value > sum->gauges[i])
			sum->gauges[i] = value;
	}
}

static void sum_routes(struct metrics_summary *sum, struct slot *slot, size_t routes)
{
	for (size_t route = 0; route <= routes; route++) {
		struct route_counters *counters = &slot->routes[route];
		for (size_t i = 0; i <= METRICS_STATUSES; i++) {
			uint64_t count = read_counter(&counters->statuses[i]);
			sum->requests += count;
			if (i < METRICS_STATUSES && metrics_statuses[i] >= 500)
				sum->errors += count;
		}
		sum->duration_us += read_counter(&counters->duration_us);
	}
}

struct metrics_summary metrics_sum(void)
{
	struct metrics_summary sum = {0};
	size_t routes;
	route_table(&routes);
	for (int pool = 0; pool < METRICS_POOLS; pool++) {
		sum.workers[pool] = atomic_load(&region->pools[pool].workers);
		sum.replaced[pool] = read_counter(&region->pools[pool].replaced);
		int64_t started_us = atomic_load(&region->pools[pool].started_us);
		if (started_us > sum.started_us)
			sum.started_us = started_us;
	}
	for (int i = 0; i < METRICS_SLOTS; i++) {
		sum_slot(&sum, &region->slots[i], i < METRICS_FAST_SLOTS ? 0 : 1);
		sum_routes(&sum, &region->slots[i], routes);
	}
	return sum;
}

int metrics_open_connections(void)
{
	int count = 0;
	for (int i = 0; i < METRICS_SLOTS; i++)
		count += atomic_load_explicit(
			&region->slots[i].connections, memory_order_relaxed);
	return count;
}

struct metrics_route metrics_route_sum(size_t route)
{
	struct metrics_route total = {0};
	for (int i = 0; i < METRICS_SLOTS; i++) {
		struct route_counters *part = &region->slots[i].routes[route];
		for (int j = 0; j <= METRICS_STATUSES; j++)
			total.statuses[j] += read_counter(&part->statuses[j]);
		for (int j = 0; j <= METRICS_BUCKETS; j++)
			total.buckets[j] += read_counter(&part->buckets[j]);
		total.duration_us += read_counter(&part->duration_us);
	}
	return total;
}
