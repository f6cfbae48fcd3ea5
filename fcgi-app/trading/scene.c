#include "trading/scene.h"

#include "base/settings.h"
#include "market/board.h"
#include "market/feed.h"
#include "market/catalogue.h"
#include "market/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t SECOND_US = 1000000;
static const int64_t SHARE_E9 = 1000000000;
enum {
	EVENING_S = 19 * 3600,
	GTC_END_S = 16 * 3600 + 15 * 60,
	GTC_DAYS = 90,
	ROUND_LOT = 100
};

struct scene_time scene_time(const struct calendar *calendar, int64_t wall_us)
{
	return (struct scene_time){calendar, wall_us, board_market_us(wall_us)};
}

static struct life_session session_of(const struct calendar_session *session)
{
	return (struct life_session){.pre_us = session->pre_us,
		.open_us = session->open_us,
		.close_us = session->close_us,
		.post_us = session->post_us};
}

struct life_hours scene_hours(const struct scene_time *time)
{
	const struct calendar *calendar = time->calendar;
	int32_t day = calendar_day_of(calendar, time->now_us);
	int32_t number = calendar_number(calendar, day);
	struct calendar_session session;
	struct life_hours hours = {
		.always = calendar_hours_of(calendar) == CALENDAR_ALWAYS,
		.has_today = calendar_session(calendar, day, &session),
		.evening_us = calendar_at_us(calendar, day, EVENING_S),
		.gtc_end_us = calendar_at_us(calendar, day + GTC_DAYS, GTC_END_S),
	};
	if (hours.has_today) {
		hours.today = session_of(&session);
		number++;
	}
	if (number < calendar_sessions(calendar)) {
		session = calendar_numbered(calendar, number);
		hours.next = session_of(&session);
	}
	return hours;
}

int32_t scene_session_day(const struct scene_time *time)
{
	struct calendar_session session;
	if (calendar_current(time->calendar, time->now_us, &session))
		return session.day;
	return calendar_day_of(time->calendar, time->now_us);
}

int64_t scene_midnight_us(const struct scene_time *time)
{
	return calendar_midnight_us(
		time->calendar, calendar_day_of(time->calendar, time->now_us));
}

int64_t scene_sessions_ago_us(const struct scene_time *time, int32_t sessions)
{
	int32_t number = calendar_number(time->calendar, scene_session_day(time));
	number = number < sessions ? 0 : number - sessions + 1;
	if (number >= calendar_sessions(time->calendar))
		return scene_midnight_us(time);
	return calendar_midnight_us(
		time->calendar, calendar_numbered(time->calendar, number).day);
}

void scene_prices(
	const struct snapshot *snapshot, struct price *price, struct price *last_close)
{
	const struct quote *quote = &snapshot->quote;
	*last_close = snapshot->previous_day.close;
	*price = snapshot->trade.price;
	if (price->e6 > 0)
		return;
	price->e6 = quote->bid.e6 > 0 && quote->ask.e6 > 0
			    ? quote->bid.e6 + (quote->ask.e6 - quote->bid.e6) / 2
			    : snapshot->day.close.e6;
}

static int place_of(const char *symbol)
{
	int place = catalogue_find(symbol);
	return place >= 0 ? place : catalogue_find_id(symbol);
}

static bool has(const struct instrument *instrument, uint32_t flag)
{
	return (instrument->flags & flag) != 0;
}

static void take_instrument(struct scene *scene, const struct instrument *instrument)
{
	struct terms_instrument *terms = &scene->instrument;
	*terms = (struct terms_instrument){
		.known = true,
		.active = !has(instrument, INSTRUMENT_INACTIVE),
		.tradable = instrument->kind != INSTRUMENT_INDEX &&
			    has(instrument, INSTRUMENT_TRADABLE),
		.marginable = has(instrument, INSTRUMENT_MARGINABLE),
		.shortable = has(instrument, INSTRUMENT_SHORTABLE),
		.easy_to_borrow = has(instrument, INSTRUMENT_EASY_TO_BORROW),
		.fractionable = has(instrument, INSTRUMENT_FRACTIONABLE),
	};
	snprintf(terms->symbol, sizeof(terms->symbol), "%s", instrument->symbol);
	memcpy(scene->asset_id, catalogue_id(scene->place), INSTRUMENT_ID_SIZE);
}

/* As the client wrote it, but in capitals, for whoever has to be told. */
static void take_words(struct scene *scene, const char *symbol)
{
	struct contract contract;
	char *capital = scene->instrument.symbol;
	size_t length = strnlen(symbol, TERMS_SYMBOL_SIZE - 1);
	for (size_t i = 0; i < length; i++)
		capital[i] = symbol[i] >= 'a' && symbol[i] <= 'z'
				     ? (char)(symbol[i] - 'a' + 'A')
				     : symbol[i];
	capital[length] = '\0';
	scene->option = chain_parse_symbol(capital, &contract);
}

/* A quote is as old as the board has had it: one that is right may well stand for
 * minutes. */
static enum scene_quote age_of(const struct scene *scene)
{
	const struct quote *quote = &scene->snapshot.quote;
	int64_t most_us = settings_number(SETTING_QUOTE_MAX_AGE_S) * SECOND_US;
	if (scene->snapshot.received_us == 0 ||
		(quote->bid.e6 <= 0 && quote->ask.e6 <= 0))
		return SCENE_MISSING;
	/* One of a time to come is from before the clock was set back. */
	return llabs(scene->time.wall_us - scene->snapshot.received_us) > most_us
		       ? SCENE_STALE
		       : SCENE_FRESH;
}

/* Some sources quote prices alone: a round lot then stands behind each. */
static struct quantity shown(struct price price, int64_t count)
{
	const int64_t most = INT64_MAX / SHARE_E9;
	if (price.e6 > 0 && count <= 0)
		count = ROUND_LOT;
	return (struct quantity){(count < most ? count : most) * SHARE_E9};
}

static void take_market(struct scene *scene)
{
	const struct snapshot *snapshot = &scene->snapshot;
	enum calendar_phase phase =
		calendar_phase(scene->time.calendar, scene->time.now_us);
	struct price last, close;
	scene_prices(snapshot, &last, &close);
	scene->market = (struct terms_market){
		.time_us = snapshot->quote.time_us,
		.bid = snapshot->quote.bid,
		.ask = snapshot->quote.ask,
		.bid_size = shown(snapshot->quote.bid, snapshot->quote.bid_size),
		.ask_size = shown(snapshot->quote.ask, snapshot->quote.ask_size),
		.last = last,
		.high = last,
		.low = last,
		.day_volume = snapshot->previous_day.volume > 0
				      ? snapshot->previous_day.volume
				      : snapshot->day.volume,
		.open = phase == CALENDAR_OPEN,
		.extended = phase == CALENDAR_PRE || phase == CALENDAR_POST,
	};
}

void scene_of(const char *symbol, const struct scene_time *time, struct scene *scene)
{
	*scene = (struct scene){.time = *time,
		.place = place_of(symbol),
		.quote = SCENE_MISSING,
		.hours = scene_hours(time)};
	if (scene->place < 0) {
		take_words(scene, symbol);
		return;
	}
	take_instrument(scene, catalogue_at(scene->place));
	board_want(scene->place, time->wall_us);
	if (!feed_board(scene->place, &scene->snapshot))
		scene->snapshot = (struct snapshot){0};
	scene->quote = age_of(scene);
	take_market(scene);
}

void scene_worth(
	const char *symbol, const struct scene_time *time, struct scene_worth *worth)
{
	struct snapshot snapshot;
	*worth = (struct scene_worth){.place = place_of(symbol)};
	if (worth->place < 0)
		return;
	worth->marginable = has(catalogue_at(worth->place), INSTRUMENT_MARGINABLE);
	board_want(worth->place, time->wall_us);
	if (feed_board(worth->place, &snapshot))
		scene_prices(&snapshot, &worth->price, &worth->last_close);
}
