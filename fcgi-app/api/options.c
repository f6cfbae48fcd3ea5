#include "api/options.h"

#include "api/market_context.h"
#include "api/market_view.h"
#include "api/option_wire.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <stdio.h>

enum { SYMBOL, EXPIRATION };

const struct param options_chain_params[OPTIONS_CHAIN_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL,
	[EXPIRATION] = {.name = "expiration",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = CALENDAR_DATE_SIZE - 2,
		.description = "The day on which the contracts expire, as YYYY-MM-DD; "
			       "the nearest when left out."},
};

const struct param options_expirations_params[OPTIONS_EXPIRATIONS_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL,
};

/* What is asked, and what was found. */
struct work {
	struct request *request;
	struct reply *reply;
	struct feed feed;
	const struct instrument *underlying;
	struct expirations expirations;
	struct feed_origin origin;
	int32_t day;
	struct chain chain;
};

/* Finds the underlying and its expirations. */
static enum feed_fault look_up(struct work *work)
{
	int place = catalogue_find(work->request->values[SYMBOL].text);
	if (place < 0)
		return FEED_UNKNOWN;
	work->underlying = catalogue_at(place);
	return feed_expirations(
		&work->feed, work->underlying, &work->expirations, &work->origin);
}

static int refuse_bare(const struct work *work)
{
	char message[64];
	snprintf(message, sizeof(message), "no options are listed on %s",
		work->underlying->symbol);
	return reply_refuse_because(work->reply, REFUSAL_ASSET, message);
}

/* What a fault of look_up comes to, a symbol without options included. */
static int refuse(const struct work *work, enum feed_fault fault)
{
	if (work->underlying != NULL && (fault == FEED_OK || fault == FEED_UNKNOWN))
		return refuse_bare(work);
	return market_context_fault(
		work->reply, fault, work->request->values[SYMBOL].text);
}

/* The expiration that is asked for; why it is refused, or NULL. */
static const char *choose_day(struct work *work)
{
	const char *text = param_filled(&work->request->values[EXPIRATION]);
	work->day = work->expirations.days[0];
	if (text == NULL)
		return NULL;
	if (!calendar_parse_day(text, &work->day))
		return "must be a date as YYYY-MM-DD";
	for (size_t i = 0; i < work->expirations.count; i++)
		if (work->expirations.days[i] == work->day)
			return NULL;
	return work->day < calendar_day_of(feed_calendar(), work->feed.now_us)
		       ? "has passed"
		       : "is a day on which none of these contracts expire";
}

static void write_expirations(struct json_writer *json, const struct work *work)
{
	json_write_key(json, "expirations");
	json_write_array(json);
	for (size_t i = 0; i < work->expirations.count; i++) {
		char text[CALENDAR_DATE_SIZE];
		calendar_format_day(work->expirations.days[i], text);
		json_write_string(json, text);
	}
	json_write_array_end(json);
}

/* The lines of one right, or of both for CONTRACT_PUT + 1. */
static void write_lines(
	struct json_writer *json, const char *key, const struct work *work, int right)
{
	json_write_key(json, key);
	json_write_array(json);
	for (size_t i = 0; i < work->chain.count; i++) {
		const struct chain_line *line = &work->chain.items[i];
		if (right > CONTRACT_PUT || (int)line->contract.right == right)
			option_wire_line(json, line, work->chain.underlying_price);
	}
	json_write_array_end(json);
}

static void write_origin(struct json_writer *json, const struct work *work)
{
	market_view_write_source(json, work->origin.source);
	json_write_pair_bool(json, "stale", work->origin.stale);
	json_write_key(json, "fetched_at");
	json_write_time_short(json, work->origin.fetched_us);
}

static int write_chain(const struct work *work)
{
	struct json_writer json = reply_json(work->reply);
	json_write_object(&json);
	json_write_pair(&json, "symbol", work->underlying->symbol);
	json_write_key(&json, "underlying_price");
	if (work->chain.underlying_price.e6 > 0)
		json_write_decimal(&json, work->chain.underlying_price.e6, PRICE_SCALE);
	else
		json_write_null(&json);
	option_wire_day(&json, "expiration", work->day);
	write_expirations(&json, work);
	write_lines(&json, "calls", work, CONTRACT_CALL);
	write_lines(&json, "puts", work, CONTRACT_PUT);
	write_lines(&json, "options", work, CONTRACT_PUT + 1);
	json_write_key(&json, "time");
	json_write_time_short(&json, work->chain.time_us);
	write_origin(&json, work);
	json_write_object_end(&json);
	return reply_end(work->reply, 200);
}

/* Sources whose chains do not say what the underlying costs leave it to the board. */
static void complete(struct work *work)
{
	struct snapshot snapshot;
	struct market_view view;
	if (work->chain.underlying_price.e6 > 0)
		return;
	int place = catalogue_find(work->underlying->symbol);
	if (place < 0 || feed_snapshot(&work->feed, place, &snapshot) != FEED_OK)
		return;
	market_view_of(work->underlying, &snapshot, &view);
	work->chain.underlying_price = view.price;
}

int options_chain(struct request *request, struct reply *reply)
{
	struct work work = {request, reply, .feed = market_context_feed(request)};
	enum feed_fault fault = look_up(&work);
	if (fault != FEED_OK || work.expirations.count == 0)
		return refuse(&work, fault);
	const char *why = choose_day(&work);
	if (why != NULL)
		return reply_refuse_field(reply, "expiration", why);
	struct chain_query query = {.underlying = work.underlying,
		.from_day = work.day,
		.until_day = work.day};
	fault = feed_chain(&work.feed, &query, &work.chain, &work.origin);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, work.underlying->symbol);
	complete(&work);
	return write_chain(&work);
}

int options_expirations(struct request *request, struct reply *reply)
{
	struct work work = {request, reply, .feed = market_context_feed(request)};
	enum feed_fault fault = look_up(&work);
	if (fault != FEED_OK || work.expirations.count == 0)
		return refuse(&work, fault);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "symbol", work.underlying->symbol);
	write_expirations(&json, &work);
	write_origin(&json, &work);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
