#include "api/providers.h"

#include "http/reply.h"
#include "http/request.h"
#include "market/board.h"
#include "market/feed_sources.h"
#include "market/line.h"

static void write_time(struct json_writer *json, const char *key, int64_t time_us)
{
	json_write_key(json, key);
	if (time_us == 0)
		json_write_null(json);
	else
		json_write_time_short(json, time_us);
}

/* The kinds it is asked for, and its place in the order of each. */
static void write_kinds(struct json_writer *json, enum source source)
{
	json_write_key(json, "kinds");
	json_write_array(json);
	for (int kind = 0; kind < FEED_KINDS; kind++) {
		const enum source *sources = feed_sources((enum feed_kind)kind);
		for (int64_t i = 0; sources[i] != SOURCE_NONE; i++) {
			if (sources[i] != source)
				continue;
			json_write_object(json);
			json_write_pair(
				json, "kind", feed_sources_kind((enum feed_kind)kind));
			json_write_pair_integer(json, "order", i + 1);
			json_write_object_end(json);
		}
	}
	json_write_array_end(json);
}

static const char *word_of(enum line_breaker breaker)
{
	switch (breaker) {
	case LINE_CLOSED:
		return "ok";
	case LINE_HALF_OPEN:
		return "trying";
	case LINE_OPEN:
		return "failing";
	}
	return "ok";
}

static void write_number(
	struct json_writer *json, const char *key, int64_t value, bool is)
{
	json_write_key(json, key);
	if (is)
		json_write_integer(json, value);
	else
		json_write_null(json);
}

static void write_quota(struct json_writer *json, const struct line_state *state)
{
	const struct line_limits *limits = &state->limits;
	json_write_key(json, "quota");
	json_write_object(json);
	write_number(json, "minute_limit", limits->per_minute, limits->per_minute > 0);
	write_number(json, "minute_left", state->minute_left, state->minute_left >= 0);
	write_number(json, "day_limit", limits->per_day, limits->per_day > 0);
	json_write_pair_integer(json, "day_used", state->day_calls);
	write_number(json, "day_left", state->day_left, state->day_left >= 0);
	json_write_object_end(json);
}

static void write_line(struct json_writer *json, const struct line_state *state)
{
	const struct line_record *record = &state->record;
	json_write_pair(json, "state", word_of(state->breaker));
	write_quota(json, state);
	json_write_pair_integer(json, "calls", record->calls);
	json_write_pair_integer(json, "failures", record->failures);
	json_write_pair_integer(json, "limited", record->limited);
	json_write_pair_decimal(json, "latency_ms", record->latency_us, 3);
	write_time(json, "last_success", record->last_success_us);
	write_time(json, "last_failure", record->last_failure_us);
	json_write_pair(json, "last_problem",
		record->problem[0] == '\0' ? NULL : record->problem);
}

static void write_provider(struct json_writer *json, enum source source, int64_t wall_us)
{
	const struct provider *provider = provider_of(source);
	json_write_object(json);
	json_write_pair(json, "name", source_name(source));
	json_write_pair_bool(json, "simulated", source_is_simulated(source));
	json_write_pair_bool(json, "local", provider != NULL && provider->local);
	write_kinds(json, source);
	if (provider != NULL && !provider->local) {
		struct line_state state;
		line_state(source, wall_us, &state);
		write_line(json, &state);
	} else {
		json_write_pair(json, "state", "ok");
	}
	json_write_object_end(json);
}

int providers_list(struct request *request, struct reply *reply)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "providers");
	json_write_array(&json);
	for (int source = SOURCE_NONE + 1; source < SOURCES; source++)
		if (feed_sources_have((enum source)source))
			write_provider(&json, (enum source)source, request->now_us);
	json_write_array_end(&json);
	write_time(&json, "board_updated", board_beat_us());
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
