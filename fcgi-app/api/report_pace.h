/*
 * Which reports are told, so that a storm of errors is no storm of messages: pure.
 */
#ifndef API_REPORT_PACE_H
#define API_REPORT_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { REPORT_PACE_KINDS = 32, REPORT_PACE_MOST = 30 };

struct report_pace {
	struct {
		uint64_t kind; /* 0: free */
		int64_t told_us;
		int64_t passed_over;
	} kinds[REPORT_PACE_KINDS];
	int64_t began_us; /* of the minute in which `told` were */
	int told;
};

/* May one of this kind be told now? If so, `passed_over` is how many of it were not
 * since the last. */
bool report_pace_allow(struct report_pace *pace, uint64_t kind, int64_t now_us,
	int64_t *passed_over) __attribute__((warn_unused_result));

#endif
