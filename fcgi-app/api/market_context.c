#include "api/market_context.h"

#include "api/context.h"
#include "base/arena.h"
#include "base/clock.h"
#include "http/reply.h"
#include "market/board.h"
#include "market/catalogue.h"

#include <stdio.h>

static const int64_t DAY_US = INT64_C(86400) * 1000000;

struct feed market_context_feed(const struct request *request)
{
	struct api_context *context = context_of(request);
	bool reads = request->route->data != ROUTE_NO_DATA;
	return (struct feed){
		.arena = request->arena,
		.database = context->database,
		.transaction = reads ? &context->transaction : NULL,
		.wall_us = request->now_us,
		.now_us = board_market_us(request->now_us),
		.network = context->network,
	};
}

static int refuse_unknown(struct reply *reply, const char *symbol)
{
	char message[64];
	if (symbol == NULL)
		return reply_refuse(reply, REFUSAL_ASSET);
	snprintf(message, sizeof(message), "asset not found for %s", symbol);
	return reply_refuse_because(reply, REFUSAL_ASSET, message);
}

int market_context_fault(struct reply *reply, enum feed_fault fault, const char *symbol)
{
	switch (fault) {
	case FEED_ELSEWHERE:
		return reply_hand_over(reply);
	case FEED_NOT_OFFERED:
		return reply_refuse(reply, REFUSAL_NOT_OFFERED);
	case FEED_UNKNOWN:
		return refuse_unknown(reply, symbol);
	case FEED_UNAVAILABLE:
		if (!feed_has_begun())
			return reply_refuse_because(reply, REFUSAL_UNAVAILABLE,
				"the market has not begun: a replay does once bars are "
				"imported and the market daemon runs");
		return reply_refuse_because(reply, REFUSAL_UNAVAILABLE,
			"none of the sources of this data answers just now");
	case FEED_OK:
	case FEED_BROKEN:
		break;
	}
	return -1;
}

/* Those that the board has; returns how many it has not, and their numbers. */
static size_t read_board(struct feed *feed, struct market_context_found *found, int count,
	const struct instrument **missing, int *numbers)
{
	size_t missed = 0;
	for (int i = 0; i < count; i++) {
		int place = catalogue_find(found[i].symbol);
		if (place < 0)
			continue;
		board_want(place, feed->wall_us);
		if (feed_board(place, &found[i].snapshot)) {
			found[i].instrument = catalogue_at(place);
			continue;
		}
		numbers[missed] = i;
		missing[missed++] = catalogue_at(place);
	}
	return missed;
}

static enum feed_fault ask_sources(struct feed *feed, struct market_context_found *found,
	const struct instrument **missing, const int *numbers, size_t count)
{
	struct feed_origin origin;
	struct snapshot *snapshots = arena_alloc(feed->arena, count * sizeof(*snapshots));
	if (snapshots == NULL)
		return FEED_BROKEN;
	enum feed_fault fault = feed_snapshots(feed, missing, count, snapshots, &origin);
	if (fault != FEED_OK)
		return fault == FEED_UNKNOWN ? FEED_OK : fault;
	for (size_t i = 0; i < count; i++) {
		if (snapshots[i].received_us == 0)
			continue;
		found[numbers[i]].snapshot = snapshots[i];
		found[numbers[i]].instrument = missing[i];
	}
	return FEED_OK;
}

enum feed_fault market_context_find(struct feed *feed, const struct param_value *symbols,
	struct market_context_found **found, int *count)
{
	const char *const *list;
	*count = param_symbols(feed->arena, symbols, &list);
	if (*count < 0)
		return FEED_BROKEN;
	size_t room = (size_t)*count + 1;
	*found = arena_alloc(feed->arena, room * sizeof(**found));
	const struct instrument **missing =
		arena_alloc(feed->arena, room * sizeof(*missing));
	int *numbers = arena_alloc(feed->arena, room * sizeof(*numbers));
	if (*found == NULL || missing == NULL || numbers == NULL)
		return FEED_BROKEN;
	for (int i = 0; i < *count; i++)
		(*found)[i].symbol = list[i];
	size_t missed = read_board(feed, *found, *count, missing, numbers);
	return missed == 0 ? FEED_OK
			   : ask_sources(feed, *found, missing, numbers, missed);
}

/* Days that the calendar reaches; what is asked beyond them is empty anyway. */
static int32_t reachable(int64_t day)
{
	int64_t first = clock_day_of(CALENDAR_FIRST_YEAR, 1, 1);
	int64_t last = clock_day_of(CALENDAR_LAST_YEAR, 12, 31);
	return (int32_t)(day < first ? first : day > last ? last : day);
}

/* A date is a day of New York: its first instant, or that of the day after it. */
static int64_t instant_of(const struct param_value *value, bool end)
{
	if (!value->flag)
		return value->integer + end;
	int64_t day = value->integer / DAY_US;
	return calendar_midnight_us(feed_calendar(), reachable(day + end));
}

/* Before what they mean is cut to what the calendar reaches. */
static bool is_ordered(const struct param_value *start, const struct param_value *end)
{
	if (!start->given || !end->given)
		return true;
	if (start->flag == end->flag)
		return start->integer <= end->integer;
	return instant_of(start, false) < instant_of(end, true);
}

bool market_context_range(const struct feed *feed, const struct param_value *start,
	const struct param_value *end, struct market_context_range *range)
{
	const struct calendar *calendar = feed_calendar();
	int64_t past_us = feed->now_us + 1;
	int64_t first_us = calendar_midnight_us(calendar, reachable(INT32_MIN));
	int64_t until_us = end->given ? instant_of(end, true) : past_us;
	int64_t last_us = until_us < past_us ? until_us - 1 : feed->now_us;
	if (last_us < first_us)
		last_us = first_us;
	int64_t from_us =
		start->given ? instant_of(start, false)
			     : calendar_midnight_us(calendar,
				       reachable(calendar_day_of(calendar, last_us)));
	*range = (struct market_context_range){
		.from_us = from_us < first_us ? first_us : from_us,
		.until_us = until_us < past_us ? until_us : past_us,
	};
	return is_ordered(start, end);
}

int market_context_refuse_range(struct reply *reply)
{
	return reply_refuse_field(reply, "end", "must not be before start");
}

void market_context_origin(struct json_writer *json, const struct feed *feed,
	const struct feed_origin *origin)
{
	int64_t fetched_us = origin->fetched_us == 0 ? feed->wall_us : origin->fetched_us;
	int64_t age_us = feed->wall_us > fetched_us ? feed->wall_us - fetched_us : 0;
	json_write_pair(json, "source", source_name(origin->source));
	json_write_pair_bool(json, "simulated", source_is_simulated(origin->source));
	json_write_pair_decimal(json, "age_seconds", age_us / 1000, 3);
	json_write_pair_bool(json, "stale", origin->stale);
}

void market_context_capital(const char *symbol, char capital[PARAM_SYMBOL_SIZE])
{
	size_t length = 0;
	for (; symbol[length] != '\0' && length < PARAM_SYMBOL_SIZE - 1; length++) {
		char byte = symbol[length];
		capital[length] =
			byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
	}
	capital[length] = '\0';
}
