#include "http/report.h"

#include "base/clock.h"
#include "base/shared.h"
#include "http/route.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LAYOUT = 1, PLACES = 64 };

/* Looks at a place whose writer has not come back, before it is given up. */
enum { PATIENCE = 50 };

struct place {
	_Atomic uint64_t turn; /* which report it holds, from 1; 0: being written */
	struct report report;
};

struct ring {
	_Alignas(64) _Atomic uint64_t written;
	_Alignas(64) _Atomic uint64_t taken;
	struct place places[PLACES];
};

static struct ring *ring;

int report_open(const char *directory)
{
	ring = shared_map(directory, "reports", sizeof(*ring), LAYOUT);
	return ring == NULL ? -1 : 0;
}

bool report_open_existing(const char *directory)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%.4000s/reports", directory);
	return access(path, R_OK | W_OK) == 0 && report_open(directory) == 0;
}

static void put(const struct report *report)
{
	if (ring == NULL)
		return;
	uint64_t turn = atomic_fetch_add(&ring->written, 1) + 1;
	struct place *place = &ring->places[turn % PLACES];
	atomic_store(&place->turn, 0);
	place->report = *report;
	atomic_store_explicit(&place->turn, turn, memory_order_release);
}

void report_request(const char *process, const struct route *route,
	const char *request_id, int64_t status)
{
	struct report report = {.at_us = clock_now_us(), .number = status};
	snprintf(report.event, sizeof(report.event), "request failed");
	snprintf(report.meaning, sizeof(report.meaning), "status");
	snprintf(report.process, sizeof(report.process), "%s", process);
	snprintf(report.route, sizeof(report.route), "%s %s",
		route == NULL ? "any" : route_method_name(route->method),
		route == NULL ? "unmatched" : route->path);
	snprintf(report.request_id, sizeof(report.request_id), "%s",
		request_id == NULL ? "" : request_id);
	put(&report);
}

void report_event(
	const char *process, const char *event, const char *meaning, int64_t number)
{
	struct report report = {.at_us = clock_now_us(), .number = number};
	snprintf(report.event, sizeof(report.event), "%s", event);
	snprintf(report.meaning, sizeof(report.meaning), "%s", meaning);
	snprintf(report.process, sizeof(report.process), "%s", process);
	put(&report);
}

/* A place that is still being written is waited for, but not for ever: its writer may
 * have died. */
static bool is_given_up(uint64_t turn)
{
	static uint64_t waited_for;
	static int looks;
	if (waited_for != turn) {
		waited_for = turn;
		looks = 0;
	}
	return ++looks > PATIENCE;
}

bool report_take(struct report *report, uint64_t *lost)
{
	if (ring == NULL)
		return false;
	uint64_t written = atomic_load(&ring->written);
	uint64_t taken = atomic_load(&ring->taken);
	if (written - taken > PLACES) {
		*lost += written - taken - PLACES;
		taken = written - PLACES;
	}
	for (; taken < written; taken++) {
		struct place *place = &ring->places[(taken + 1) % PLACES];
		uint64_t turn = atomic_load_explicit(&place->turn, memory_order_acquire);
		if (turn < taken + 1 && !is_given_up(taken + 1))
			break;
		*report = place->report;
		atomic_thread_fence(memory_order_acquire);
		if (turn == taken + 1 && atomic_load(&place->turn) == turn) {
			atomic_store(&ring->taken, taken + 1);
			return true;
		}
		(*lost)++;
	}
	atomic_store(&ring->taken, taken);
	return false;
}
