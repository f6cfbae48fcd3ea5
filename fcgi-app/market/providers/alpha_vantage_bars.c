#include "market/providers/alpha_vantage_bars.h"

#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/providers/amount.h"
#include "market/providers/field.h"
#include "market/providers/ladder.h"
#include "market/providers/listed.h"

#include <stdio.h>
#include <string.h>

enum {
	COLUMNS_MOST = 12,
	CELL_SIZE = 40,
	LINE_SIZE = 400,
	RECENT_DAYS = 29,   /* what it tells of minutes without naming a month */
	COMPACT_DAYS = 140, /* in which 100 sessions lie */
	MONTHS_MOST = 3,
	OLD_TTL_S = 86400
};

static const int64_t DAY_US = INT64_C(86400) * 1000000;
static const int64_t PRICE_MOST_E6 = INT64_C(1000000000) * 1000000;
static const int64_t VOLUME_MOST = INT64_C(1000000000000000);

static const int minutes_offered[] = {1, 5, 15, 30, 60, 0};

enum column { OPEN, HIGH, LOW, CLOSE, ADJUSTED, VOLUME, COLUMNS };

/* Which cell of a line holds what; -1: none does. */
struct layout {
	int cells[COLUMNS];
};

/* The cells of a line, cut out of a copy; how many. */
static int split(char *line, char *cells[COLUMNS_MOST])
{
	int count = 0;
	char *rest = line;
	while (rest != NULL && count < COLUMNS_MOST)
		cells[count++] = strsep(&rest, ",");
	return count;
}

/* The next line, without its end, in a buffer; false at the end or past the room. */
static bool take_line(const char **at, char line[LINE_SIZE])
{
	size_t length = strcspn(*at, "\r\n");
	if (**at == '\0' || length >= LINE_SIZE)
		return false;
	memcpy(line, *at, length);
	line[length] = '\0';
	*at += length;
	*at += strspn(*at, "\r\n");
	return true;
}

/* "adjusted_close" of days is "adjusted close" of weeks. */
static bool read_header(char *line, struct layout *layout)
{
	static const char *const names[COLUMNS] = {
		"open", "high", "low", "close", "adjusted close", "volume"};
	char *cells[COLUMNS_MOST];
	int count = split(line, cells);
	for (int column = 0; column < COLUMNS; column++) {
		layout->cells[column] = -1;
		for (int i = 1; i < count; i++) {
			char *mark = strchr(cells[i], '_');
			if (mark != NULL)
				*mark = ' ';
			if (strcmp(cells[i], names[column]) == 0)
				layout->cells[column] = i;
		}
	}
	return strcmp(cells[0], "timestamp") == 0 && layout->cells[OPEN] > 0 &&
	       layout->cells[HIGH] > 0 && layout->cells[LOW] > 0 &&
	       layout->cells[CLOSE] > 0 && layout->cells[VOLUME] > 0;
}

/* 2026-01-30, or 2026-01-30 09:30:00 by the clocks of New York. */
static bool read_time(const struct calendar *calendar, const char *text, int64_t *time_us)
{
	char utc[CELL_SIZE];
	int64_t clock_us;
	int32_t day;
	if (!field_read_day(text, &day))
		return false;
	*time_us = calendar_midnight_us(calendar, day);
	if (strlen(text) == 10)
		return true;
	snprintf(utc, sizeof(utc), "%.19sZ", text);
	if (!field_read_time(utc, &clock_us))
		return false;
	*time_us = calendar_at_us(
		calendar, day, (int32_t)((clock_us - day * DAY_US) / 1000000));
	return true;
}

static bool read_price(const char *text, struct price *price)
{
	int64_t value;
	if (!amount_read(text, PRICE_SCALE, &value) || value <= 0 ||
		value > PRICE_MOST_E6)
		return false;
	price->e6 = value;
	return true;
}

/* Brings a bar to its adjusted close, each price rounded once. */
static bool adjust(struct bar *bar, struct price adjusted)
{
	struct price *prices[] = {&bar->open, &bar->high, &bar->low};
	for (size_t i = 0; i < sizeof(prices) / sizeof(*prices); i++)
		if (!price_times_ratio(*prices[i], adjusted.e6, bar->close.e6,
			    DECIMAL_HALF_EVEN, prices[i]))
			return false;
	bar->close = adjusted;
	return true;
}

static bool read_bar(const struct calendar *calendar, char *line,
	const struct layout *layout, bool adjusted, struct bar *bar)
{
	char *cells[COLUMNS_MOST];
	struct price close;
	int64_t time_us;
	int count = split(line, cells);
	*bar = (struct bar){0};
	for (int column = 0; column < COLUMNS; column++)
		if (layout->cells[column] >= count)
			return false;
	if (!read_time(calendar, cells[0], &time_us) ||
		!read_price(cells[layout->cells[OPEN]], &bar->open) ||
		!read_price(cells[layout->cells[HIGH]], &bar->high) ||
		!read_price(cells[layout->cells[LOW]], &bar->low) ||
		!read_price(cells[layout->cells[CLOSE]], &bar->close) ||
		!amount_read(cells[layout->cells[VOLUME]], 0, &bar->volume) ||
		bar->volume > VOLUME_MOST)
		return false;
	if (adjusted && (layout->cells[ADJUSTED] < 0 ||
				!read_price(cells[layout->cells[ADJUSTED]], &close) ||
				!adjust(bar, close)))
		return false;
	return field_settle_bar(bar, time_us);
}

static enum provider_fault read_table(
	struct ask *ask, const char *body, bool adjusted, struct crop *crop)
{
	char line[LINE_SIZE];
	struct layout layout;
	/* An object without anything: it knows of none. */
	if (*body == '{')
		return ask_fault(ask, PROVIDER_UNKNOWN, "it knows no such series");
	if (!take_line(&body, line) || !read_header(line, &layout))
		return ask_nonsense(ask, "no table of bars");
	while (take_line(&body, line) && !crop_is_full(crop)) {
		struct bar bar;
		if (read_bar(ask->call->calendar, line, &layout, adjusted, &bar))
			crop_add(crop, &bar);
		else
			crop_spoilt(crop);
	}
	return *body == '\0' || crop_is_full(crop)
		       ? PROVIDER_OK
		       : ask_nonsense(ask, "a line without an end");
}

/* One table; `month` names it where minutes are further back, `over` says that it
 * changes no more. */
static enum provider_fault ask_table(struct ask *ask, const struct bar_query *query,
	int minutes, const char *month, bool over, struct crop *crop)
{
	static const char *const functions[][2] = {
		{"TIME_SERIES_DAILY", "TIME_SERIES_DAILY_ADJUSTED"},
		{"TIME_SERIES_WEEKLY", "TIME_SERIES_WEEKLY_ADJUSTED"},
		{"TIME_SERIES_MONTHLY", "TIME_SERIES_MONTHLY_ADJUSTED"}};
	const char *body;
	size_t length;
	char symbol[ASK_SYMBOL_SIZE], interval[8];
	bool adjusted = query->adjustment == BAR_ALL;
	bool recent = query->from_us > ask->call->now_us - COMPACT_DAYS * DAY_US;
	int row = query->timeframe.unit == TIMEFRAME_MONTH  ? 2
		  : query->timeframe.unit == TIMEFRAME_WEEK ? 1
							    : 0;
	listed_mark(query->instrument->symbol, '.', '-', symbol);
	ask_about(ask, "/query",
		over ? OLD_TTL_S : settings_number(SETTING_CACHE_TTL_BARS));
	ask_pair(ask, "function",
		minutes > 0 ? "TIME_SERIES_INTRADAY" : functions[row][adjusted]);
	ask_pair(ask, "symbol", symbol);
	if (minutes > 0) {
		snprintf(interval, sizeof(interval), "%dmin", minutes);
		ask_pair(ask, "interval", interval);
		ask_pair(ask, "adjusted", adjusted ? "true" : "false");
	}
	if (row == 0)
		ask_pair(ask, "outputsize", minutes == 0 && recent ? "compact" : "full");
	if (month != NULL)
		ask_pair(ask, "month", month);
	ask_pair(ask, "datatype", "csv");
	enum provider_fault fault = ask_text(ask, &body, &length);
	if (fault == PROVIDER_OK)
		fault = read_table(ask, body, adjusted && minutes == 0, crop);
	ask_forget(ask);
	return fault;
}

/* Minutes of more than a month ago come month by month. */
static enum provider_fault ask_months(
	struct ask *ask, const struct bar_query *query, int minutes, struct crop *crop)
{
	const struct provider_call *call = ask->call;
	int first_year, first_month, year, month, day;
	int64_t last_us =
		query->until_us - 1 < call->now_us ? query->until_us - 1 : call->now_us;
	clock_date_of(calendar_day_of(call->calendar, query->from_us), &first_year,
		&first_month, &day);
	clock_date_of(calendar_day_of(call->calendar, last_us), &year, &month, &day);
	int months = (year - first_year) * 12 + month - first_month + 1;
	enum provider_fault fault = PROVIDER_OK;
	if (months > MONTHS_MOST)
		return ask_fault(ask, PROVIDER_NOT_OFFERED,
			"minutes of more than three months at once");
	for (int i = 0; i < months && fault == PROVIDER_OK; i++) {
		char name[CALENDAR_DATE_SIZE];
		int at = first_month - 1 + i;
		calendar_format_day(
			clock_day_of(first_year + at / 12, at % 12 + 1, 1), name);
		name[7] = '\0';
		fault = ask_table(ask, query, minutes, name, i + 1 < months, crop);
	}
	return fault;
}

/* It adjusts for splits and dividends at once, or for neither. */
static bool is_offered(const struct bar_query *query, int minutes)
{
	bool adjustment = query->adjustment == BAR_RAW || query->adjustment == BAR_ALL;
	bool timeframe = minutes > 0 || query->timeframe.unit >= TIMEFRAME_DAY;
	return adjustment && timeframe && query->instrument->kind != INSTRUMENT_INDEX;
}

enum provider_fault alpha_vantage_bars_get(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	struct ask ask;
	int minutes = ladder_minutes(query->timeframe, minutes_offered);
	*bars = (struct bars){0};
	if (!is_offered(query, minutes))
		return PROVIDER_NOT_OFFERED;
	if (query->from_us >= query->until_us || query->from_us > call->now_us)
		return PROVIDER_OK;
	ask_begin(&ask, call, ASK_ALPHA_VANTAGE);
	struct crop crop = crop_of(&ask, sizeof(struct bar), PROVIDER_ITEMS);
	enum provider_fault fault =
		minutes > 0 && query->from_us < call->now_us - RECENT_DAYS * DAY_US
			? ask_months(&ask, query, minutes, &crop)
			: ask_table(&ask, query, minutes, NULL, false, &crop);
	if (fault == PROVIDER_OK)
		fault = ladder_finish(&crop, query, bars);
	return ask_end(&ask, fault);
}
