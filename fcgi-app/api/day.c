#include "api/day.h"

#include "base/clock.h"
#include "base/json_write.h"
#include "market/calendar.h"

static const int64_t DAY_US = INT64_C(86400) * 1000000;

int32_t day_first(void)
{
	return clock_day_of(CALENDAR_FIRST_YEAR, 1, 1);
}

int32_t day_last(void)
{
	return clock_day_of(CALENDAR_LAST_YEAR, 12, 31);
}

int32_t day_today(const struct feed *feed)
{
	return calendar_day_of(feed_calendar(), feed->now_us);
}

int32_t day_of(const struct param_value *value, int32_t initial)
{
	if (!value->given)
		return initial;
	if (value->integer < day_first() * DAY_US)
		return day_first();
	if (value->integer >= (day_last() + 1) * DAY_US)
		return day_last();
	return value->flag ? (int32_t)(value->integer / DAY_US)
			   : calendar_day_of(feed_calendar(), value->integer);
}

void day_write(struct json_writer *json, const char *key, int32_t day)
{
	char text[CALENDAR_DATE_SIZE];
	calendar_format_day(day, text);
	json_write_pair(json, key, day == 0 ? NULL : text);
}
