/*
 * Errors that somebody should be told of: a ring in shared memory. Any process puts one
 * in, at the cost of a copy; one process that has a network takes them out. When nobody
 * does, the oldest are written over. It holds names, numbers and the id of a request,
 * never what a client sent.
 */
#ifndef HTTP_REPORT_H
#define HTTP_REPORT_H

#include <stdbool.h>
#include <stdint.h>

struct route;

struct report {
	int64_t at_us;
	char event[48];      /* such as "request failed" */
	char process[24];    /* who tells */
	char route[96];      /* method and template; empty: of no request */
	char request_id[40]; /* empty: of no request */
	int64_t number;      /* status, signal or count: what `meaning` says */
	char meaning[16];
};

/* Maps the ring; call before forking. -1 when there is no shared memory. */
int report_open(const char *directory) __attribute__((warn_unused_result));

/* The same, but only where the server has made it before. */
bool report_open_existing(const char *directory) __attribute__((warn_unused_result));

/* A request ended in a bug; `route` NULL is one that led nowhere. */
void report_request(const char *process, const struct route *route,
	const char *request_id, int64_t status);

/* Something else did. Does nothing before the ring is open. */
void report_event(
	const char *process, const char *event, const char *meaning, int64_t number);

/* The next that nobody has taken; false when there is none. `lost` counts those that
 * were written over before. For one process at a time. */
bool report_take(struct report *report, uint64_t *lost)
	__attribute__((warn_unused_result));

#endif
