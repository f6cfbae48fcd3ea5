/*
 * When a provider may be called, and what its answers do to that: pure decisions on
 * a record, with the time and the randomness given.
 *
 * Quota: a bucket of a quarter of the minute's allowance that gains the other three
 * quarters in a minute, so that no minute, wherever it begins, sees more than the
 * whole; and a count of calls a day (UTC). Failures in a row: waits that double, with
 * jitter; after LINE_FAILURES the breaker opens, lets one call through when its time
 * is over, and closes when that succeeds. A key refused LINE_REFUSALS times without
 * a success between opens it for longer. What the provider asks for (Retry-After) is
 * kept to.
 */
#ifndef MARKET_LINE_RULES_H
#define MARKET_LINE_RULES_H

#include <stdint.h>

enum { LINE_FAILURES = 5, LINE_REFUSALS = 3, LINE_PROBLEM_SIZE = 192 };

struct line_limits {
	int64_t per_minute; /* 0: none */
	int64_t per_day;    /* 0: none */
};

struct line_record {
	int64_t full_at_us; /* when the minute's bucket is full again */
	int64_t day;        /* that day_calls counts, from 1970-01-01 */
	int64_t day_calls;
	int64_t paused_until_us; /* at the provider's word */
	int64_t waits_until_us;  /* after a failure */
	int64_t open_until_us;   /* of the breaker; 0: it is closed */
	int64_t trial_until_us;  /* the one call of a half-open breaker is under way */
	int64_t failures_in_row;
	int64_t refusals_in_row;
	int64_t limits_in_row;
	int64_t openings_in_row;
	int64_t calls;
	int64_t failures;
	int64_t limited;
	int64_t last_success_us; /* 0: never */
	int64_t last_failure_us;
	int64_t latency_us; /* of the last call */
	int64_t latency_average_us;
	char problem[LINE_PROBLEM_SIZE]; /* of the last failure; holds no secret */
};

enum line_breaker { LINE_CLOSED, LINE_OPEN, LINE_HALF_OPEN };

enum line_reason {
	LINE_FREE,
	LINE_BROKEN,  /* the breaker is open */
	LINE_PAUSED,  /* the provider told us to wait */
	LINE_WAITING, /* a failure was a moment ago */
	LINE_DAY_SPENT,
	LINE_MINUTE_SPENT
};

struct line_verdict {
	enum line_reason reason;
	int64_t retry_in_us; /* 0 when free */
};

enum line_outcome {
	LINE_GOOD,
	LINE_REFUSED, /* 401, 403 */
	LINE_LIMITED, /* 429 */
	LINE_FAILED
};

struct line_result {
	enum line_outcome outcome;
	int64_t duration_us;
	int64_t retry_after_us; /* 0: not said */
	const char *problem;    /* of what is not good */
};

/* May it be called now? Takes a token if so. */
struct line_verdict line_rules_take(
	struct line_record *record, const struct line_limits *limits, int64_t now_us);

/* What became of a call that was let through. `random` is any number, uniform. */
void line_rules_settle(struct line_record *record, const struct line_result *result,
	uint32_t random, int64_t now_us);

enum line_breaker line_rules_breaker(const struct line_record *record, int64_t now_us);

/* Calls today. */
int64_t line_rules_day_calls(const struct line_record *record, int64_t now_us);

/* How many calls the minute's bucket and the day still hold; -1: no such limit. */
int64_t line_rules_minute_left(const struct line_record *record,
	const struct line_limits *limits, int64_t now_us);
int64_t line_rules_day_left(const struct line_record *record,
	const struct line_limits *limits, int64_t now_us);

#endif
