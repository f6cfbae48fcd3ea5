#include "api/market_clock.h"

#include <stddef.h>

#include "api/trading_hours.h"
#include "base/clock.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/board.h"
#include "market/feed.h"

enum { START, END, VENUE };
enum { VENUES, TIME };
enum { CALENDAR_KEPT_S = 300, VENUES_MOST = 10 };

static const int64_t DAY_US = INT64_C(86400) * 1000000;

#define START_PARAM                                                                      \
	[START] = {.name = "start",                                                      \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TIME,                                                      \
		.description = "The first day; that of a time is New York's."}
#define END_PARAM                                                                        \
	[END] = {.name = "end",                                                          \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TIME,                                                      \
		.description = "The last day, which is included."}

const struct param market_clock_calendar_params[MARKET_CLOCK_CALENDAR_PARAMS] = {
	START_PARAM, END_PARAM};

const struct param
	market_clock_venue_calendar_params[MARKET_CLOCK_VENUE_CALENDAR_PARAMS] = {
		START_PARAM, END_PARAM,
		[VENUE] = {.name = "market",
			.place = PARAM_PATH,
			.kind = PARAM_TEXT,
			.required = true,
			.least = 1,
			.most = 64,
			.description = "NYSE, NASDAQ and so on, or a MIC."}};

const struct param market_clock_venues_params[MARKET_CLOCK_VENUES_PARAMS] = {
	[VENUES] = {.name = "markets",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.most = VENUES_MOST,
		.initial = "NYSE,NASDAQ",
		.description = "NYSE, NASDAQ and so on, or MICs, separated by commas."},
	[TIME] = {.name = "time",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "At this instant instead of now."},
};

int market_clock_get(struct request *request, struct reply *reply)
{
	struct json_writer json = reply_json(reply);
	trading_hours_clock(&json, feed_calendar(), board_market_us(request->now_us));
	return reply_end(reply, 200);
}

int market_clock_status(struct request *request, struct reply *reply)
{
	enum source source = feed_sources(FEED_QUOTES)[0];
	struct json_writer json = reply_json(reply);
	trading_hours_status(&json, feed_calendar(), board_market_us(request->now_us));
	json_write_pair(&json, "source", source_name(source));
	json_write_pair_bool(&json, "simulated", source_is_simulated(source));
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* Days that are asked for, and the sessions of them. */
struct stretch {
	int32_t first_day;
	int32_t last_day;
};

/* Clients whose type for a date is an instant send its midnight in UTC. */
static int32_t day_of(const struct param_value *value)
{
	return value->flag || value->integer % DAY_US == 0
		       ? (int32_t)(value->integer / DAY_US)
		       : calendar_day_of(feed_calendar(), value->integer);
}

_Static_assert(CALENDAR_FIRST_YEAR == 2000 && CALENDAR_LAST_YEAR == 2035,
	"the words below name the ends of the calendar");

static const char *outside(int32_t day)
{
	if (day < clock_day_of(CALENDAR_FIRST_YEAR, 1, 1))
		return "is before 2000-01-01, where the calendar begins";
	if (day > clock_day_of(CALENDAR_LAST_YEAR, 12, 31))
		return "is after 2035-12-31, where the calendar ends";
	return NULL;
}

/* Reads start and end. NULL when they are fine, else why not, with the field. */
static const char *read_stretch(
	const struct request *request, struct stretch *stretch, const char **field)
{
	const struct param_value *start = &request->values[START];
	const struct param_value *end = &request->values[END];
	*stretch = (struct stretch){
		.first_day = start->given ? day_of(start)
					  : clock_day_of(CALENDAR_FIRST_YEAR, 1, 1),
		.last_day = end->given ? day_of(end)
				       : clock_day_of(CALENDAR_LAST_YEAR, 12, 31),
	};
	*field = "start";
	if (outside(stretch->first_day) != NULL)
		return outside(stretch->first_day);
	*field = "end";
	if (outside(stretch->last_day) != NULL)
		return outside(stretch->last_day);
	return stretch->first_day > stretch->last_day ? "must not be before start" : NULL;
}

typedef void write_session(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session);

static void write_stretch(
	struct json_writer *json, const struct stretch *stretch, write_session *write)
{
	const struct calendar *calendar = feed_calendar();
	int32_t number = calendar_number(calendar, stretch->first_day);
	int32_t end = calendar_number(calendar, stretch->last_day + 1);
	json_write_array(json);
	for (; number < end; number++) {
		struct calendar_session session = calendar_numbered(calendar, number);
		write(json, calendar, &session);
	}
	json_write_array_end(json);
}

int market_clock_calendar(struct request *request, struct reply *reply)
{
	struct stretch stretch;
	const char *field;
	const char *why = read_stretch(request, &stretch, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	struct json_writer json = reply_json(reply);
	write_stretch(&json, &stretch, trading_hours_day);
	return reply_end_cached(reply, CALENDAR_KEPT_S);
}

int market_clock_venue_calendar(struct request *request, struct reply *reply)
{
	struct stretch stretch;
	const char *field;
	const char *why = read_stretch(request, &stretch, &field);
	const struct trading_venue *venue =
		trading_hours_venue(request->values[VENUE].text);
	if (venue == NULL)
		return reply_refuse_because(
			reply, REFUSAL_ABSENT, "there is no such exchange here");
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	trading_hours_venue_facts(&json, venue);
	json_write_key(&json, "calendar");
	write_stretch(&json, &stretch, trading_hours_venue_day);
	json_write_object_end(&json);
	return reply_end_cached(reply, CALENDAR_KEPT_S);
}

int market_clock_venues(struct request *request, struct reply *reply)
{
	const char *const *names = NULL;
	const struct param_value *asked = &request->values[TIME];
	int count = param_symbols(request->arena, &request->values[VENUES], &names);
	if (count < 0)
		return -1;
	for (int i = 0; i < count; i++)
		if (trading_hours_venue(names[i]) == NULL)
			return reply_refuse_field(
				reply, "markets", "names an exchange we do not know");
	int64_t time_us = board_market_us(request->now_us);
	if (asked->given)
		time_us = asked->integer;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "clocks");
	json_write_array(&json);
	for (int i = 0; i < count; i++)
		trading_hours_venue_clock(
			&json, feed_calendar(), trading_hours_venue(names[i]), time_us);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
