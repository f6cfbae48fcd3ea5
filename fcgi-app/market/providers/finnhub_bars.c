#include "market/providers/finnhub_bars.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "market/calendar.h"
#include "market/providers/field.h"
#include "market/providers/ladder.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 6 };

static const int64_t SECOND_US = 1000000;
static const int64_t DAY_US = INT64_C(86400) * 1000000;

static const int minutes_offered[] = {1, 5, 15, 30, 60, 0};
static const char *const column_names[COLUMNS] = {"t", "o", "h", "l", "c", "v"};

static void ask_candles(struct ask *ask, const struct bar_query *query, int minutes)
{
	char resolution[8] = "D";
	const struct provider_call *call = ask->call;
	int64_t last_us = query->until_us < call->now_us ? query->until_us : call->now_us;
	int64_t first_us =
		timeframe_start_us(call->calendar, query->timeframe, query->from_us);
	if (minutes > 0)
		snprintf(resolution, sizeof(resolution), "%d", minutes);
	ask_about(ask, "/api/v1/stock/candle", settings_number(SETTING_CACHE_TTL_BARS));
	ask_pair(ask, "symbol", query->instrument->symbol);
	ask_pair(ask, "resolution", resolution);
	/* From a day's beginning to a day's end: the question stays the same all day. */
	ask_pair_integer(ask, "from", (first_us - first_us % DAY_US) / SECOND_US);
	ask_pair_integer(ask, "to", (last_us - last_us % DAY_US + DAY_US) / SECOND_US);
}

/* Days are told by their midnight in UTC. */
static int64_t begin_us(const struct calendar *calendar, int64_t told_us, int minutes)
{
	return minutes > 0 ? told_us
			   : calendar_midnight_us(calendar, (int32_t)(told_us / DAY_US));
}

/* One row, of the items that stand beside one another. */
static bool read_row(
	const struct calendar *calendar, cJSON *row, int minutes, struct bar *bar)
{
	int64_t told_us;
	*bar = (struct bar){0};
	return field_epoch(row, "t", SECOND_US, &told_us) &&
	       field_price(row, "o", &bar->open) && field_price(row, "h", &bar->high) &&
	       field_price(row, "l", &bar->low) && field_price(row, "c", &bar->close) &&
	       field_count(row, "v", &bar->volume) &&
	       field_settle_bar(bar, begin_us(calendar, told_us, minutes));
}

static bool find_columns(const cJSON *tree, const cJSON *columns[COLUMNS])
{
	int length = -1;
	for (size_t i = 0; i < COLUMNS; i++) {
		const cJSON *column = json_read_member(tree, column_names[i]);
		if (!cJSON_IsArray(column))
			return false;
		int here = cJSON_GetArraySize(column);
		if (length >= 0 && here != length)
			return false;
		length = here;
		columns[i] = column->child;
	}
	return true;
}

/* Turns the columns: a row is an object that the same functions read as any other. */
static enum provider_fault read_columns(
	struct ask *ask, const cJSON *tree, int minutes, struct crop *crop)
{
	const cJSON *columns[COLUMNS];
	if (!find_columns(tree, columns))
		return ask_nonsense(ask, "columns are missing or of unlike length");
	while (columns[0] != NULL) {
		cJSON cells[COLUMNS], row = {.type = cJSON_Object, .child = cells};
		struct bar bar;
		for (size_t i = 0; i < COLUMNS; i++) {
			cells[i] = *columns[i];
			cells[i].string = (char *)(uintptr_t)column_names[i];
			cells[i].next = i + 1 < COLUMNS ? &cells[i + 1] : NULL;
			columns[i] = columns[i]->next;
		}
		if (read_row(ask->call->calendar, &row, minutes, &bar))
			crop_add(crop, &bar);
		else
			crop_spoilt(crop);
	}
	return PROVIDER_OK;
}

/* Days are adjusted for splits, minutes are as they were. */
static bool is_offered(const struct bar_query *query, int minutes)
{
	return query->instrument->kind != INSTRUMENT_INDEX &&
	       query->adjustment == (minutes > 0 ? BAR_RAW : BAR_SPLIT);
}

enum provider_fault finnhub_bars_get(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	struct ask ask;
	const cJSON *tree;
	int minutes = ladder_minutes(query->timeframe, minutes_offered);
	*bars = (struct bars){0};
	if (!is_offered(query, minutes))
		return PROVIDER_NOT_OFFERED;
	if (query->from_us >= query->until_us || query->from_us > call->now_us)
		return PROVIDER_OK;
	ask_begin(&ask, call, ASK_FINNHUB);
	struct crop crop = crop_of(&ask, sizeof(struct bar), PROVIDER_ITEMS);
	ask_candles(&ask, query, minutes);
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK) {
		const char *state = field_string(tree, "s");
		if (state == NULL)
			fault = ask_nonsense(&ask, "no state of the answer");
		else if (strcmp(state, "no_data") != 0)
			fault = read_columns(&ask, tree, minutes, &crop);
	}
	if (fault == PROVIDER_OK)
		fault = ladder_finish(&crop, query, bars);
	return ask_end(&ask, fault);
}
