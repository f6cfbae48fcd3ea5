/* trading_hours_*: clock and days as clients read them, at fixed instants. */
#include "api/trading_hours.h"

#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { BODY_SIZE = 1024 };

static const struct calendar *nyse, *always;
static char buffer[BODY_SIZE];
static struct text body;

static int start(void **state)
{
	(void)state;
	nyse = calendar_load(CALENDAR_NYSE);
	always = calendar_load(CALENDAR_ALWAYS);
	return nyse == NULL || always == NULL;
}

static struct json_writer writer(void)
{
	body = text_over(buffer, sizeof(buffer));
	return json_write_to(&body);
}

static int64_t at(const char *text)
{
	int64_t time_us;
	bool is_date;
	if (!clock_parse(text, &time_us, &is_date))
		fail_msg("%s is no time", text);
	return time_us;
}

static void clocks(void **state)
{
	(void)state;
	static const struct {
		const struct calendar **calendar;
		const char *time, *json;
	} table[] = {
		{&nyse, "2026-01-30T12:00:00.25-05:00",
			"{\"timestamp\":\"2026-01-30T12:00:00.250000-05:00\",\"is_open\":"
			"true,"
			"\"next_open\":\"2026-02-02T09:30:00-05:00\","
			"\"next_close\":\"2026-01-30T16:00:00-05:00\"}"},
		{&nyse, "2026-01-30T16:00:00-05:00",
			"{\"timestamp\":\"2026-01-30T16:00:00-05:00\",\"is_open\":false,"
			"\"next_open\":\"2026-02-02T09:30:00-05:00\","
			"\"next_close\":\"2026-02-02T16:00:00-05:00\"}"},
		/* before a half day, over the change of the clocks */
		{&nyse, "2024-03-09T12:00:00-05:00",
			"{\"timestamp\":\"2024-03-09T12:00:00-05:00\",\"is_open\":false,"
			"\"next_open\":\"2024-03-11T09:30:00-04:00\","
			"\"next_close\":\"2024-03-11T16:00:00-04:00\"}"},
		{&nyse, "2025-07-03T08:00:00-04:00",
			"{\"timestamp\":\"2025-07-03T08:00:00-04:00\",\"is_open\":false,"
			"\"next_open\":\"2025-07-03T09:30:00-04:00\","
			"\"next_close\":\"2025-07-03T13:00:00-04:00\"}"},
		{&nyse, "2036-01-02T12:00:00-05:00",
			"{\"timestamp\":\"2036-01-02T12:00:00-05:00\",\"is_open\":false,"
			"\"next_open\":null,\"next_close\":null}"},
		{&always, "2026-01-31T12:00:00-05:00",
			"{\"timestamp\":\"2026-01-31T12:00:00-05:00\",\"is_open\":true,"
			"\"next_open\":\"2026-02-01T00:00:00-05:00\","
			"\"next_close\":\"2026-02-01T00:00:00-05:00\"}"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct json_writer json = writer();
		trading_hours_clock(&json, *table[i].calendar, at(table[i].time));
		assert_string_equal(text_done(&body), table[i].json);
	}
}

static struct calendar_session session(const struct calendar *calendar, const char *text)
{
	struct calendar_session found;
	int32_t day;
	if (!calendar_parse_day(text, &day) || !calendar_session(calendar, day, &found))
		fail_msg("%s has no session", text);
	return found;
}

static void days(void **state)
{
	(void)state;
	static const struct {
		const struct calendar **calendar;
		const char *day, *json;
	} table[] = {
		{&nyse, "2026-01-30",
			"{\"date\":\"2026-01-30\",\"open\":\"09:30\",\"close\":\"16:00\","
			"\"session_open\":\"0400\",\"session_close\":\"2000\","
			"\"settlement_date\":\"2026-02-02\"}"},
		{&nyse, "2024-11-29",
			"{\"date\":\"2024-11-29\",\"open\":\"09:30\",\"close\":\"13:00\","
			"\"session_open\":\"0400\",\"session_close\":\"1700\","
			"\"settlement_date\":\"2024-12-02\"}"},
		{&always, "2024-11-03",
			"{\"date\":\"2024-11-03\",\"open\":\"00:00\",\"close\":\"23:59\","
			"\"session_open\":\"0000\",\"session_close\":\"2359\","
			"\"settlement_date\":\"2024-11-04\"}"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct json_writer json = writer();
		struct calendar_session one = session(*table[i].calendar, table[i].day);
		trading_hours_day(&json, *table[i].calendar, &one);
		assert_string_equal(text_done(&body), table[i].json);
	}
}

static void days_of_venues(void **state)
{
	(void)state;
	struct json_writer json = writer();
	struct calendar_session one = session(nyse, "2025-07-03");
	trading_hours_venue_day(&json, nyse, &one);
	assert_string_equal(text_done(&body),
		"{\"date\":\"2025-07-03\",\"pre_start\":\"2025-07-03T04:00:00-04:00\","
		"\"pre_end\":\"2025-07-03T09:30:00-04:00\","
		"\"core_start\":\"2025-07-03T09:30:00-04:00\","
		"\"core_end\":\"2025-07-03T13:00:00-04:00\","
		"\"post_start\":\"2025-07-03T13:00:00-04:00\","
		"\"post_end\":\"2025-07-03T17:00:00-04:00\","
		"\"lunch_start\":null,\"lunch_end\":null,"
		"\"settlement_date\":\"2025-07-07\"}");
	json = writer();
	one = session(always, "2025-07-04");
	trading_hours_venue_day(&json, always, &one);
	assert_string_equal(text_done(&body),
		"{\"date\":\"2025-07-04\",\"pre_start\":null,\"pre_end\":null,"
		"\"core_start\":\"2025-07-04T00:00:00-04:00\","
		"\"core_end\":\"2025-07-05T00:00:00-04:00\","
		"\"post_start\":null,\"post_end\":null,"
		"\"lunch_start\":null,\"lunch_end\":null,"
		"\"settlement_date\":\"2025-07-05\"}");
}

static void venues(void **state)
{
	(void)state;
	static const char *const names[] = {"NASDAQ", "nasdaq", "XNAS", "xnas"};
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(trading_hours_venue(names[i])->acronym, "NASDAQ");
	assert_null(trading_hours_venue("LSE"));
	assert_null(trading_hours_venue(""));
}

static void phases_of_venues(void **state)
{
	(void)state;
	static const struct {
		const struct calendar **calendar;
		const char *time, *phase;
		bool is_market_day;
	} table[] = {
		{&nyse, "2026-01-30T03:59:59-05:00",
			"\"closed\",\"phase_until\":\"2026-01-30T04:00:00-05:00\"}",
			true},
		{&nyse, "2026-01-30T04:00:00-05:00",
			"\"pre\",\"phase_until\":\"2026-01-30T09:30:00-05:00\"}", true},
		{&nyse, "2026-01-30T09:30:00-05:00",
			"\"core\",\"phase_until\":\"2026-01-30T16:00:00-05:00\"}", true},
		{&nyse, "2026-01-30T16:00:00-05:00",
			"\"post\",\"phase_until\":\"2026-01-30T20:00:00-05:00\"}", true},
		{&nyse, "2026-01-30T20:00:00-05:00",
			"\"closed\",\"phase_until\":\"2026-02-02T04:00:00-05:00\"}",
			true},
		{&nyse, "2026-01-31T20:00:00-05:00",
			"\"closed\",\"phase_until\":\"2026-02-02T04:00:00-05:00\"}",
			false},
		{&nyse, "2035-12-31T20:00:00-05:00", "\"closed\",\"phase_until\":null}",
			true},
		{&always, "2026-01-31T20:00:00-05:00",
			"\"core\",\"phase_until\":\"2026-02-01T00:00:00-05:00\"}", true},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct json_writer json = writer();
		trading_hours_venue_clock(&json, *table[i].calendar,
			trading_hours_venue("NYSE"), at(table[i].time));
		const char *written = text_done(&body);
		assert_non_null(strstr(written, "\"mic\":\"XNYS\",\"acronym\":\"NYSE\""));
		assert_non_null(strstr(written, table[i].phase));
		assert_non_null(strstr(written, table[i].is_market_day
							? "\"is_market_day\":true"
							: "\"is_market_day\":false"));
	}
}

static void status(void **state)
{
	(void)state;
	struct json_writer json = writer();
	trading_hours_status(&json, nyse, at("2025-12-25T12:00:00-05:00"));
	json_write_object_end(&json);
	assert_string_equal(text_done(&body),
		"{\"is_open\":false,\"phase\":\"closed\","
		"\"time\":\"2025-12-25T17:00:00.000000Z\","
		"\"next_open\":\"2025-12-26T14:30:00.000000Z\","
		"\"next_close\":\"2025-12-26T21:00:00.000000Z\","
		"\"hours\":\"nyse\",\"holiday\":\"Christmas Day\"}");
	json = writer();
	trading_hours_status(&json, always, at("2035-12-31T12:00:00-05:00"));
	json_write_object_end(&json);
	assert_string_equal(text_done(&body),
		"{\"is_open\":true,\"phase\":\"open\","
		"\"time\":\"2035-12-31T17:00:00.000000Z\",\"next_open\":null,"
		"\"next_close\":\"2036-01-01T05:00:00.000000Z\","
		"\"hours\":\"always\",\"holiday\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clocks),
		cmocka_unit_test(days),
		cmocka_unit_test(days_of_venues),
		cmocka_unit_test(venues),
		cmocka_unit_test(phases_of_venues),
		cmocka_unit_test(status),
	};
	return cmocka_run_group_tests_name("api/trading_hours", tests, start, NULL);
}
