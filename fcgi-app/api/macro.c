#include "api/macro.h"

#include "api/day.h"
#include "api/market_context.h"
#include "http/reply.h"
#include "http/request.h"
#include "money/decimal.h"

enum { VALUE_SCALE = 6, HISTORY = 24 };

const struct param macro_list_params[MACRO_LIST_PARAMS] = {
	[MACRO_NAME] = {.name = "series",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 32,
		.description = "One series, by its key or FRED's id, with its history. "
			       "Default: all, with a short one."},
	[MACRO_START] = DAY_PARAM("start", "With series: from that day on."),
	[MACRO_END] = DAY_PARAM("end", "With series: until that day, inclusive."),
	[MACRO_LIMIT] = {.name = "limit",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = 1,
		.most = 20000,
		.initial = "20000",
		.description = "With series: the newest so many points."},
};

void macro_write_value(
	struct json_writer *json, const char *key, bool known, int64_t value_e6)
{
	json_write_key(json, key);
	if (known)
		json_write_decimal(json, value_e6, VALUE_SCALE);
	else
		json_write_null(json);
}

static const char *frequency_name(enum macro_frequency frequency)
{
	switch (frequency) {
	case MACRO_DAILY:
		return "daily";
	case MACRO_WEEKLY:
		return "weekly";
	case MACRO_MONTHLY:
		return "monthly";
	case MACRO_QUARTERLY:
		return "quarterly";
	}
	return "";
}

/* The newest value and how far it is from the one before. */
static void write_latest(struct json_writer *json, const struct macro_points *points)
{
	size_t count = points->count;
	bool known = count > 0;
	int64_t value_e6 = known ? points->items[count - 1].value_e6 : 0;
	int64_t previous_e6 = count > 1 ? points->items[count - 2].value_e6 : 0;
	int64_t change_e6 = 0;
	bool changed = count > 1 && decimal_sub(value_e6, previous_e6, &change_e6);
	day_write(json, "date", known ? points->items[count - 1].day : 0);
	macro_write_value(json, "value", known, value_e6);
	macro_write_value(json, "previous", count > 1, previous_e6);
	macro_write_value(json, "change", changed, change_e6);
}

static void write_series(struct json_writer *json, enum macro_series series,
	const struct macro_points *points)
{
	const struct macro_fact *fact = macro_fact(series);
	json_write_pair(json, "series", fact->key);
	json_write_pair(json, "id", fact->id);
	json_write_pair(json, "title", fact->title);
	json_write_pair(json, "unit", fact->unit);
	json_write_pair(json, "frequency", frequency_name(fact->frequency));
	json_write_pair_integer(json, "places", fact->places);
	write_latest(json, points);
	json_write_key(json, "history");
	json_write_array(json);
	for (size_t i = 0; i < points->count; i++) {
		json_write_object(json);
		day_write(json, "date", points->items[i].day);
		macro_write_value(json, "value", true, points->items[i].value_e6);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

static int refuse_series(struct request *request, struct reply *reply)
{
	struct text why = text_in(request->arena);
	text_string(&why, "is none of");
	for (enum macro_series series = 0; series < MACRO_SERIES; series++) {
		text_string(&why, series == 0 ? " " : ", ");
		text_string(&why, macro_fact(series)->key);
	}
	const char *words = text_done(&why);
	return words == NULL ? -1 : reply_refuse_field(reply, "series", words);
}

static int tell_one(struct request *request, struct reply *reply)
{
	struct feed feed = market_context_feed(request);
	struct macro_points points = {0};
	struct feed_origin origin = {0};
	struct macro_query query = {
		.series = macro_named(request->values[MACRO_NAME].text),
		.from_day = day_of(&request->values[MACRO_START], day_first()),
		.until_day = day_of(&request->values[MACRO_END], day_today(&feed)),
		.limit = (size_t)request->values[MACRO_LIMIT].integer,
	};
	if (query.series == MACRO_SERIES)
		return refuse_series(request, reply);
	if (query.from_day > query.until_day)
		return reply_refuse_field(reply, "end", "must not be before start");
	enum feed_fault fault = feed_macro(&feed, &query, &points, &origin);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_series(&json, query.series, &points);
	market_context_origin(&json, &feed, &origin);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* All series: one that its source cannot tell just now stands there without values. */
static int tell_all(struct request *request, struct reply *reply)
{
	struct feed feed = market_context_feed(request);
	struct feed_origin origin = {0};
	enum feed_fault worst = FEED_NOT_OFFERED;
	bool any = false;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "series");
	json_write_array(&json);
	for (enum macro_series series = 0; series < MACRO_SERIES; series++) {
		struct macro_points points = {0};
		struct macro_query query = {
			series, day_first(), day_today(&feed), HISTORY};
		enum feed_fault fault = feed_macro(&feed, &query, &points, &origin);
		if (fault == FEED_ELSEWHERE || fault == FEED_BROKEN)
			return market_context_fault(reply, fault, NULL);
		any = any || fault == FEED_OK;
		worst = fault == FEED_UNAVAILABLE ? fault : worst;
		json_write_object(&json);
		write_series(&json, series, &points);
		json_write_object_end(&json);
	}
	if (!any)
		return market_context_fault(reply, worst, NULL);
	json_write_array_end(&json);
	market_context_origin(&json, &feed, &origin);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int macro_list(struct request *request, struct reply *reply)
{
	const struct param_value *values = request->values;
	if (param_filled(&values[MACRO_NAME]) != NULL)
		return tell_one(request, reply);
	for (int i = MACRO_START; i <= MACRO_LIMIT; i++)
		if (values[i].given)
			return reply_refuse_field(reply, macro_list_params[i].name,
				"goes with series alone");
	return tell_all(request, reply);
}
