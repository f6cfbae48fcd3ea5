#include "market/providers/tradier_series.h"

#include "base/settings.h"
#include "market/calendar.h"
#include "market/providers/field.h"
#include "market/providers/ladder.h"
#include "market/providers/tradier_shape.h"

#include <stdio.h>

static const int64_t SECOND_US = 1000000;
static const int64_t DAY_US = INT64_C(86400) * 1000000;

static const int intraday[] = {1, 5, 15, 0};

/* "2026-01-30 09:30" by the clocks of New York. */
static void ask_pair_minute(struct ask *ask, const char *name, int64_t time_us)
{
	char text[40];
	calendar_format_time(ask->call->calendar, time_us, text);
	text[10] = ' ';
	text[16] = '\0';
	ask_pair(ask, name, text);
}

static void ask_intraday(struct ask *ask, const struct bar_query *query, int minutes)
{
	char interval[8];
	const struct calendar *calendar = ask->call->calendar;
	int64_t last_us =
		query->until_us < ask->call->now_us ? query->until_us : ask->call->now_us;
	snprintf(interval, sizeof(interval), "%dmin", minutes);
	ask_pair(ask, "interval", interval);
	ask_pair_minute(ask, "start",
		timeframe_start_us(calendar, query->timeframe, query->from_us));
	/* To the end of that day: the question stays the same all day. */
	ask_pair_minute(ask, "end",
		calendar_midnight_us(calendar, calendar_day_of(calendar, last_us) + 1));
	ask_pair(ask, "session_filter", "all");
}

static void ask_daily(struct ask *ask, const struct bar_query *query)
{
	const struct calendar *calendar = ask->call->calendar;
	int64_t last_us = query->until_us - 1 < ask->call->now_us ? query->until_us - 1
								  : ask->call->now_us;
	ask_pair(ask, "interval", "daily");
	ask_pair_day(ask, "start",
		calendar_day_of(calendar,
			timeframe_start_us(calendar, query->timeframe, query->from_us)));
	ask_pair_day(ask, "end", calendar_day_of(calendar, last_us));
}

static bool read_time(
	const struct calendar *calendar, const cJSON *object, int64_t *time_us)
{
	int32_t day;
	if (field_epoch(object, "timestamp", SECOND_US, time_us))
		return true;
	if (!field_day(object, "date", &day))
		return false;
	*time_us = calendar_midnight_us(calendar, day);
	return true;
}

static void read_bar(
	const struct provider_call *call, const cJSON *object, struct crop *crop)
{
	struct bar bar = {0};
	int64_t time_us;
	bool whole = read_time(call->calendar, object, &time_us) &&
		     field_price(object, "open", &bar.open) &&
		     field_price(object, "high", &bar.high) &&
		     field_price(object, "low", &bar.low) &&
		     field_price(object, "close", &bar.close) &&
		     field_count(object, "volume", &bar.volume);
	(void)field_price(object, "vwap", &bar.vwap);
	if (whole && field_settle_bar(&bar, time_us))
		crop_add(crop, &bar);
	else
		crop_spoilt(crop);
}

/* Tradier adjusts days for splits and for nothing else, and leaves minutes, which
 * reach back a few weeks, as they were. */
static bool is_offered(const struct bar_query *query, int minutes)
{
	return query->adjustment == BAR_SPLIT ||
	       (query->adjustment == BAR_RAW && minutes > 0);
}

/* Asks for bars of a symbol as Tradier writes it. */
static enum provider_fault run(struct provider_call *call, const struct bar_query *query,
	const char *symbol, int minutes, struct bars *bars)
{
	struct ask ask;
	const cJSON *tree, *list;
	if (query->from_us >= query->until_us || query->from_us > call->now_us)
		return PROVIDER_OK;
	bool old = query->until_us < call->now_us - 2 * DAY_US;
	ask_begin(&ask, call, ASK_TRADIER);
	ask_about(&ask, minutes > 0 ? "/v1/markets/timesales" : "/v1/markets/history",
		old && minutes > 0 ? DAY_US / SECOND_US
				   : settings_number(SETTING_CACHE_TTL_BARS));
	ask_pair(&ask, "symbol", symbol);
	if (minutes > 0)
		ask_intraday(&ask, query, minutes);
	else
		ask_daily(&ask, query);
	struct crop crop = crop_of(&ask, sizeof(struct bar), PROVIDER_ITEMS);
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK &&
		!tradier_shape_list(&ask, tree, minutes > 0 ? "series" : "history",
			minutes > 0 ? "data" : "day", &list))
		fault = PROVIDER_NONSENSE;
	if (fault == PROVIDER_OK) {
		for (const cJSON *at = field_first(list); at != NULL;
			at = field_after(list, at))
			read_bar(call, at, &crop);
		fault = ladder_finish(&crop, query, bars);
	}
	return ask_end(&ask, fault);
}

enum provider_fault tradier_series_bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	char symbol[ASK_SYMBOL_SIZE];
	int minutes = ladder_minutes(query->timeframe, intraday);
	*bars = (struct bars){0};
	if (!is_offered(query, minutes))
		return PROVIDER_NOT_OFFERED;
	tradier_shape_symbol(query->instrument, symbol);
	return run(call, query, symbol, minutes, bars);
}

enum provider_fault tradier_series_contract_bars(
	struct provider_call *call, const struct contract_query *query, struct bars *bars)
{
	struct bar_query span = {.timeframe = query->timeframe,
		.from_us = query->from_us,
		.until_us = query->until_us,
		.limit = query->limit,
		.descending = query->descending};
	*bars = (struct bars){0};
	return run(call, &span, query->contract->symbol,
		ladder_minutes(query->timeframe, intraday), bars);
}
