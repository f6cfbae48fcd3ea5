#include "api/economic_calendar.h"

#include "api/day.h"
#include "api/macro.h"
#include "api/market_context.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/sim/sim_macro.h"

enum { AHEAD = 14, DAYS_MOST = 366 };

const struct param economic_calendar_params[ECONOMIC_CALENDAR_PARAMS] = {
	[ECONOMIC_CALENDAR_START] =
		DAY_PARAM("start", "From that day on. Default: today, or the end."),
	[ECONOMIC_CALENDAR_END] =
		DAY_PARAM("end", "Until that day, inclusive, at most a year on. "
				 "Default: 14 days after the start."),
};

static void write_release(
	struct json_writer *json, const struct sim_macro_release *release)
{
	const struct macro_fact *fact = macro_fact(release->series);
	bool decision = release->series == MACRO_FED_FUNDS;
	char time[40];
	calendar_format_time(feed_calendar(), release->time_us, time);
	json_write_object(json);
	json_write_key(json, "time");
	json_write_time_short(json, release->time_us);
	json_write_pair(json, "time_new_york", time);
	json_write_pair(json, "series", fact->key);
	json_write_pair(json, "title",
		decision ? "Federal funds target, upper end" : fact->title);
	json_write_pair(json, "unit", fact->unit);
	day_write(json, "period", release->period);
	macro_write_value(json, "previous", release->has_previous, release->previous_e6);
	macro_write_value(json, "forecast", release->has_previous, release->forecast_e6);
	macro_write_value(json, "actual", release->is_out, release->actual_e6);
	json_write_object_end(json);
}

static int tell(struct reply *reply, const struct feed *feed,
	const struct sim_macro_releases *releases)
{
	struct feed_origin origin = {
		.source = SOURCE_SIM, .fetched_us = feed->wall_us, .stale = false};
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "events");
	json_write_array(&json);
	for (size_t i = 0; i < releases->count; i++)
		write_release(&json, &releases->items[i]);
	json_write_array_end(&json);
	market_context_origin(&json, feed, &origin);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int economic_calendar_get(struct request *request, struct reply *reply)
{
	struct feed feed = market_context_feed(request);
	const struct param_value *start = &request->values[ECONOMIC_CALENDAR_START];
	const struct param_value *end = &request->values[ECONOMIC_CALENDAR_END];
	struct sim_macro_releases releases = {0};
	struct provider_call call = {.arena = feed.arena,
		.calendar = feed_calendar(),
		.wall_us = feed.wall_us,
		.now_us = feed.now_us};
	int32_t today = day_today(&feed);
	int32_t until = day_of(end, today);
	int32_t from = day_of(start, end->given && until < today ? until : today);
	if (!end->given)
		until = from + AHEAD;
	if (from > until)
		return market_context_refuse_range(reply);
	if (until - from >= DAYS_MOST)
		return reply_refuse_field(
			reply, "end", "must be within a year of the start");
	if (feed_sources(FEED_MACRO)[0] != SOURCE_SIM)
		return market_context_fault(reply, FEED_NOT_OFFERED, NULL);
	if (sim_macro_find_releases(&call, from, until, &releases) != PROVIDER_OK)
		return market_context_fault(reply, FEED_BROKEN, NULL);
	return tell(reply, &feed, &releases);
}
