#include "market/new_york.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

enum {
	WINTER_S = -5 * 3600,
	SUMMER_S = -4 * 3600,
	DAY_S = 86400,
	STEP_S = 7 * DAY_S, /* no summer or winter has been shorter */
	CHANGES = 2 * 130 + 2,
	DAY_MOST = 100000000 /* further days do not fit microseconds */
};

static const int64_t SECOND_US = 1000000;
static const int64_t LAST_S = 4102444800; /* 2100-01-01 */

/* From when on an offset is in force. */
struct change {
	int64_t from_s;
	int32_t offset_s;
};

static struct change changes[CHANGES];
static size_t change_count;

static int64_t divide_down(int64_t value, int64_t divisor)
{
	return value / divisor - (value % divisor < 0);
}

/* By the zone that TZ names. */
static int32_t local_offset_s(int64_t time_s)
{
	time_t time = (time_t)time_s;
	struct tm parts;
	return localtime_r(&time, &parts) == NULL ? 0 : (int32_t)parts.tm_gmtoff;
}

/* The first second of another offset, which is after `same` and not after `other`. */
static int64_t change_between(int64_t same, int64_t other)
{
	int32_t before = local_offset_s(same);
	while (other - same > 1) {
		int64_t middle = same + (other - same) / 2;
		if (local_offset_s(middle) == before)
			same = middle;
		else
			other = middle;
	}
	return other;
}

static bool walk(void)
{
	size_t count = 0;
	changes[count++] = (struct change){0, local_offset_s(0)};
	for (int64_t at = 0; at + STEP_S < LAST_S; at += STEP_S) {
		int32_t offset_s = local_offset_s(at + STEP_S);
		if (offset_s == changes[count - 1].offset_s)
			continue;
		if (count == CHANGES || (offset_s != WINTER_S && offset_s != SUMMER_S))
			return false;
		changes[count++] =
			(struct change){change_between(at, at + STEP_S), offset_s};
	}
	change_count = count;
	return changes[0].offset_s == WINTER_S && count > 1;
}

bool new_york_load(void)
{
	if (change_count > 0)
		return true;
	const char *given = getenv("TZ");
	char *kept = given == NULL ? NULL : strdup(given);
	bool read = (given == NULL || kept != NULL) &&
		    setenv("TZ", ":America/New_York", 1) == 0;
	if (read) {
		tzset();
		read = walk();
		if (kept == NULL)
			unsetenv("TZ");
		else if (setenv("TZ", kept, 1) != 0)
			read = false;
		tzset();
	}
	free(kept);
	if (!read)
		LOG(LOG_ERROR, "no_zone_data", LOG_TEXT("zone", "America/New_York"),
			LOG_TEXT("mend", "install the package tzdata"));
	return read;
}

/* The change that is in force at an instant. */
static const struct change *change_at(int64_t time_s)
{
	assert(change_count > 0);
	size_t low = 0, high = change_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (changes[middle].from_s <= time_s)
			low = middle;
		else
			high = middle;
	}
	return &changes[low];
}

int32_t new_york_offset_s(int64_t time_us)
{
	return change_at(divide_down(time_us, SECOND_US))->offset_s;
}

int32_t new_york_day_of(int64_t time_us)
{
	int64_t time_s = divide_down(time_us, SECOND_US);
	return (int32_t)divide_down(time_s + change_at(time_s)->offset_s, DAY_S);
}

int64_t new_york_at_us(int32_t day, int32_t second)
{
	if (day > DAY_MOST)
		day = DAY_MOST;
	if (day < -DAY_MOST)
		day = -DAY_MOST;
	int64_t local_s = (int64_t)day * DAY_S + second;
	int64_t summer_s = local_s - SUMMER_S, winter_s = local_s - WINTER_S;
	if (change_at(summer_s)->offset_s == SUMMER_S)
		return summer_s * SECOND_US;
	if (change_at(winter_s)->offset_s == WINTER_S)
		return winter_s * SECOND_US;
	return change_at(winter_s)->from_s * SECOND_US;
}
