#include "market/line_rules.h"

#include <stdbool.h>
#include <stdio.h>

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const int64_t DAY_US = INT64_C(86400) * 1000000;
static const int64_t WAIT_MOST_US = INT64_C(60) * 1000000;
static const int64_t PAUSE_MOST_US = INT64_C(24) * 3600 * 1000000;
static const int64_t LIMITED_MOST_US = INT64_C(3600) * 1000000;
static const int64_t TRIAL_US = INT64_C(90) * 1000000;
static const int64_t OPEN_US = INT64_C(30) * 1000000;
static const int64_t OPEN_MOST_US = INT64_C(900) * 1000000;
static const int64_t REFUSED_US = INT64_C(900) * 1000000;
static const int64_t REFUSED_MOST_US = INT64_C(4) * 3600 * 1000000;

enum { DOUBLINGS_MOST = 20, AVERAGE_OF = 8 };

struct bucket {
	int64_t size;
	int64_t step_us; /* in which it gains one */
};

static struct bucket bucket_of(const struct line_limits *limits)
{
	int64_t size = limits->per_minute / 4 > 0 ? limits->per_minute / 4 : 1;
	int64_t gained = limits->per_minute > size ? limits->per_minute - size : 1;
	return (struct bucket){size, (MINUTE_US + gained - 1) / gained};
}

/* How far from full it is, in time. The wall clock may have been set back: what is
 * further off than can be is void. */
static int64_t lack_us(
	const struct line_record *record, struct bucket bucket, int64_t now_us)
{
	int64_t lack = record->full_at_us - now_us;
	return lack > 0 && lack <= bucket.size * bucket.step_us ? lack : 0;
}

static int64_t until(int64_t time_us, int64_t most_us, int64_t now_us)
{
	int64_t left_us = time_us - now_us;
	return left_us > 0 && left_us <= most_us ? left_us : 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t day_of(int64_t now_us)
{
	return now_us / DAY_US;
}

/* first, twice that, and so on to the most, for the n-th in a row. */
static int64_t doubled(int64_t first_us, int64_t most_us, int64_t n)
{
	int64_t times = least(n - 1, DOUBLINGS_MOST);
	return least(first_us << (times > 0 ? times : 0), most_us);
}

/* Between half of it and all of it, so that processes do not come back together. */
static int64_t jittered(int64_t wait_us, uint32_t random)
{
	int64_t half_us = wait_us / 2;
	return wait_us - (int64_t)(((uint64_t)half_us / 1000 * random) >> 32) * 1000;
}

enum line_breaker line_rules_breaker(const struct line_record *record, int64_t now_us)
{
	if (record->open_until_us == 0)
		return LINE_CLOSED;
	return until(record->open_until_us, REFUSED_MOST_US, now_us) > 0 ? LINE_OPEN
									 : LINE_HALF_OPEN;
}

static struct line_verdict refuse(enum line_reason reason, int64_t retry_in_us)
{
	return (struct line_verdict){reason, retry_in_us};
}

/* What stands in the way apart from quotas. */
static struct line_verdict hindrance(const struct line_record *record, int64_t now_us)
{
	int64_t left_us = until(record->open_until_us, REFUSED_MOST_US, now_us);
	if (left_us > 0)
		return refuse(LINE_BROKEN, left_us);
	left_us = until(record->trial_until_us, TRIAL_US, now_us);
	if (record->open_until_us != 0 && left_us > 0)
		return refuse(LINE_BROKEN, left_us);
	left_us = until(record->paused_until_us, PAUSE_MOST_US, now_us);
	if (left_us > 0)
		return refuse(LINE_PAUSED, left_us);
	left_us = until(record->waits_until_us, WAIT_MOST_US, now_us);
	if (left_us > 0 && record->open_until_us == 0)
		return refuse(LINE_WAITING, left_us);
	return refuse(LINE_FREE, 0);
}

struct line_verdict line_rules_take(
	struct line_record *record, const struct line_limits *limits, int64_t now_us)
{
	struct line_verdict verdict = hindrance(record, now_us);
	int64_t today = day_of(now_us);
	int64_t day_calls = line_rules_day_calls(record, now_us);
	if (verdict.reason != LINE_FREE)
		return verdict;
	if (limits->per_day > 0 && day_calls >= limits->per_day)
		return refuse(LINE_DAY_SPENT, (today + 1) * DAY_US - now_us);
	if (limits->per_minute > 0) {
		struct bucket bucket = bucket_of(limits);
		int64_t after_us = lack_us(record, bucket, now_us) + bucket.step_us;
		int64_t over_us = after_us - bucket.size * bucket.step_us;
		if (over_us > 0)
			return refuse(LINE_MINUTE_SPENT, over_us);
		record->full_at_us = now_us + after_us;
	}
	record->day = today;
	record->day_calls = day_calls + 1;
	record->calls++;
	if (record->open_until_us != 0)
		record->trial_until_us = now_us + TRIAL_US;
	return verdict;
}

static void open_breaker(struct line_record *record, int64_t first_us, int64_t most_us,
	uint32_t random, int64_t now_us)
{
	record->openings_in_row++;
	record->open_until_us =
		now_us +
		jittered(doubled(first_us, most_us, record->openings_in_row), random);
	record->trial_until_us = 0;
}

static void pause_for(struct line_record *record, int64_t wait_us, int64_t now_us)
{
	int64_t until_us = now_us + least(wait_us, PAUSE_MOST_US);
	if (until_us > record->paused_until_us ||
		until(record->paused_until_us, PAUSE_MOST_US, now_us) == 0)
		record->paused_until_us = until_us;
}

static void close_breaker(struct line_record *record)
{
	record->open_until_us = 0;
	record->trial_until_us = 0;
	record->openings_in_row = 0;
	record->failures_in_row = 0;
	record->waits_until_us = 0;
}

static void settle_limited(struct line_record *record, const struct line_result *result,
	uint32_t random, int64_t now_us)
{
	record->limited++;
	record->limits_in_row++;
	/* It answers, if only to send us away. */
	close_breaker(record);
	pause_for(record,
		result->retry_after_us > 0 ? result->retry_after_us
					   : jittered(doubled(MINUTE_US, LIMITED_MOST_US,
							      record->limits_in_row),
						     random),
		now_us);
}

static void settle_failed(struct line_record *record, const struct line_result *result,
	uint32_t random, int64_t now_us)
{
	bool tried = record->open_until_us != 0;
	record->failures++;
	record->failures_in_row++;
	record->waits_until_us = now_us + jittered(doubled(SECOND_US, WAIT_MOST_US,
							   record->failures_in_row),
						  random);
	if (result->retry_after_us > 0)
		pause_for(record, result->retry_after_us, now_us);
	if (tried || record->failures_in_row >= LINE_FAILURES)
		open_breaker(record, OPEN_US, OPEN_MOST_US, random, now_us);
}

static void settle_refused(struct line_record *record, uint32_t random, int64_t now_us)
{
	bool tried = record->open_until_us != 0;
	record->failures++;
	record->refusals_in_row++;
	if (tried || record->refusals_in_row >= LINE_REFUSALS)
		open_breaker(record, REFUSED_US, REFUSED_MOST_US, random, now_us);
}

static void settle_good(
	struct line_record *record, const struct line_result *result, int64_t now_us)
{
	close_breaker(record);
	record->refusals_in_row = 0;
	record->limits_in_row = 0;
	record->last_success_us = now_us;
	/* The last call of its quota. */
	if (result->retry_after_us > 0)
		pause_for(record, result->retry_after_us, now_us);
}

void line_rules_settle(struct line_record *record, const struct line_result *result,
	uint32_t random, int64_t now_us)
{
	record->latency_us = result->duration_us;
	record->latency_average_us +=
		record->latency_average_us == 0
			? result->duration_us
			: (result->duration_us - record->latency_average_us) / AVERAGE_OF;
	switch (result->outcome) {
	case LINE_GOOD:
		settle_good(record, result, now_us);
		return;
	case LINE_REFUSED:
		settle_refused(record, random, now_us);
		break;
	case LINE_LIMITED:
		settle_limited(record, result, random, now_us);
		break;
	case LINE_FAILED:
		settle_failed(record, result, random, now_us);
	}
	record->last_failure_us = now_us;
	snprintf(record->problem, sizeof(record->problem), "%s",
		result->problem == NULL ? "" : result->problem);
}

int64_t line_rules_minute_left(const struct line_record *record,
	const struct line_limits *limits, int64_t now_us)
{
	if (limits->per_minute == 0)
		return -1;
	struct bucket bucket = bucket_of(limits);
	int64_t room_us = bucket.size * bucket.step_us - lack_us(record, bucket, now_us);
	return room_us / bucket.step_us;
}

int64_t line_rules_day_calls(const struct line_record *record, int64_t now_us)
{
	return record->day == day_of(now_us) ? record->day_calls : 0;
}

int64_t line_rules_day_left(const struct line_record *record,
	const struct line_limits *limits, int64_t now_us)
{
	if (limits->per_day == 0)
		return -1;
	int64_t used = line_rules_day_calls(record, now_us);
	return used < limits->per_day ? limits->per_day - used : 0;
}
