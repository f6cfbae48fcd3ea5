#include "api/portfolio_history.h"

#include "api/context.h"
#include "api/day.h"
#include "api/equity_history.h"
#include "base/arena.h"
#include "base/clock.h"
#include "http/reply.h"
#include "trading/amount.h"

#include <stdio.h>
#include <string.h>

enum { PERIOD, TIMEFRAME, START, END, DATE_END, REPORTING, EXTENDED, RESET };
enum { WEEK = 7, DAYS_MOST = 3660, MINUTES_MOST = 7, INTRADAY_MOST = 31 };

static const int64_t SECOND_US = 1000000;

const struct param portfolio_history_params[PORTFOLIO_HISTORY_PARAMS] = {
	[PERIOD] = {.name = "period",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 4,
		.description =
			"How long: a number, and D, W, M or A (years). Default: 1M."},
	[TIMEFRAME] = {.name = "timeframe",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "1Min 5Min 15Min 1H 1D",
		.description =
			"How far apart; under 1D for a month at most, 1Min for a week."},
	[START] = DAY_PARAM("start", "From then on; not with both period and end."),
	[END] = DAY_PARAM("end", "Until then. Default: now."),
	[DATE_END] = DAY_PARAM("date_end", "The same, of older clients."),
	[REPORTING] = {.name = "intraday_reporting",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "market_hours extended_hours continuous",
		.description =
			"Which hours to tell of, under 1D. Default: market_hours."},
	[EXTENDED] = {.name = "extended_hours",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.description = "The same, of older clients."},
	[RESET] = {.name = "pnl_reset",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "per_day no_reset",
		.initial = "per_day",
		.description = "Under 1D: is profit counted from each day's beginning?"},
};

static const struct {
	const char *name;
	int64_t step_us;
	int32_t days_most;
} timeframes[] = {
	{"1Min", INT64_C(60000000), MINUTES_MOST},
	{"5Min", INT64_C(300000000), INTRADAY_MOST},
	{"15Min", INT64_C(900000000), INTRADAY_MOST},
	{"1H", INT64_C(3600000000), INTRADAY_MOST},
	{"1D", 0, DAYS_MOST},
};
enum { MINUTE = 0, QUARTER = 2, DAY = 4 };

struct question {
	int32_t first;
	int32_t last;
	int64_t from_us;
	int64_t until_us;
	size_t timeframe;
	enum calendar_phase hours; /* the widest that is told of: open, post for extended,
				      closed for all */
	bool resets;
};

struct point {
	int64_t time_us;
	struct money equity;
	struct money profit;
	int64_t part_e6;
};

struct points {
	struct point *items;
	size_t count;
};

/* The day that lies a period before another, and one on. */
static bool day_before(const char *period, int32_t last, int32_t *first)
{
	int year, month, day;
	int64_t count;
	char digits[8];
	size_t length = strspn(period, "0123456789");
	snprintf(digits, sizeof(digits), "%.*s", (int)length, period);
	if (!text_to_integer(digits, 1, DAYS_MOST, &count) ||
		strlen(period) != length + 1 || strchr("DWMA", period[length]) == NULL)
		return false;
	if (period[length] == 'D' || period[length] == 'W') {
		*first = last + 1 - (int32_t)count * (period[length] == 'D' ? 1 : WEEK);
		return true;
	}
	clock_date_of(last, &year, &month, &day);
	int64_t months =
		(int64_t)year * 12 + month - 1 - count * (period[length] == 'M' ? 1 : 12);
	if (months < (int64_t)CALENDAR_FIRST_YEAR * 12)
		return false;
	*first = clock_day_of((int)(months / 12), (int)(months % 12) + 1, 1) + day;
	return true;
}

/* The end: a date is a whole day, and nothing is told of the future. */
static void read_end(
	const struct param_value *end, int64_t now_us, struct question *asked)
{
	int32_t today = calendar_day_of(feed_calendar(), now_us);
	asked->last = day_of(end, today);
	asked->until_us = end->given && !end->flag ? end->integer
						   : calendar_midnight_us(feed_calendar(),
							     asked->last + 1);
	if (asked->until_us > now_us)
		asked->until_us = now_us + 1;
	if (asked->last > today)
		asked->last = today;
}

/* What is wrong with the stretch of time; NULL when nothing is. */
static const char *read_range(const struct request *request, int64_t now_us,
	struct question *asked, const char **field)
{
	const struct param_value *values = request->values;
	const char *period = param_filled(&values[PERIOD]);
	const struct param_value *start = &values[START];
	bool has_end = values[END].given || values[DATE_END].given;
	*field = "period";
	if (period != NULL && start->given && has_end)
		return "cannot be given together with start and end";
	read_end(&values[values[END].given ? END : DATE_END], now_us, asked);
	asked->first = day_of(start, 0);
	/* A stretch that is known by its start goes as far as its period. */
	if (start->given && period != NULL) {
		int32_t length;
		if (!day_before(period, asked->first, &length))
			return "must be a number, and D, W, M or A";
		asked->last = asked->first + (asked->first - length);
		asked->until_us = calendar_midnight_us(feed_calendar(), asked->last + 1);
	} else if (!start->given && !day_before(period == NULL ? "1M" : period,
					    asked->last, &asked->first)) {
		return "must be a number, and D, W, M or A";
	}
	*field = "end";
	if (asked->first > asked->last)
		return "must not be before start";
	asked->from_us = start->given && !start->flag
				 ? start->integer
				 : calendar_midnight_us(feed_calendar(), asked->first);
	return NULL;
}

static const char *read_timeframe(
	const struct request *request, struct question *asked, const char **field)
{
	const char *name = request->values[TIMEFRAME].text;
	int32_t days = asked->last - asked->first + 1;
	*field = "timeframe";
	asked->timeframe = days < MINUTES_MOST ? MINUTE : days < 30 ? QUARTER : DAY;
	for (size_t i = 0; name != NULL && i <= DAY; i++)
		if (strcmp(timeframes[i].name, name) == 0)
			asked->timeframe = i;
	return days <= timeframes[asked->timeframe].days_most
		       ? NULL
		       : "is too short for so long a period";
}

static void read_hours(const struct request *request, struct question *asked)
{
	const char *reporting = request->values[REPORTING].text;
	asked->resets = strcmp(request->values[RESET].text, "per_day") == 0;
	asked->hours = request->values[EXTENDED].flag ? CALENDAR_POST : CALENDAR_OPEN;
	if (reporting != NULL && strcmp(reporting, "extended_hours") == 0)
		asked->hours = CALENDAR_POST;
	if (reporting != NULL && strcmp(reporting, "continuous") == 0)
		asked->hours = CALENDAR_CLOSED;
}

/* A day is called by the instant at which it opened. */
static int64_t opening_us(int32_t day)
{
	struct calendar_session session;
	return calendar_session(feed_calendar(), day, &session)
		       ? session.open_us
		       : calendar_midnight_us(feed_calendar(), day);
}

static bool draw_days(
	struct arena *arena, const struct equity_history *history, struct points *points)
{
	struct money profit = {0};
	points->items = arena_alloc(arena, (history->count + 1) * sizeof(*points->items));
	if (points->items == NULL)
		return false;
	for (size_t i = 0; i < history->count; i++) {
		const struct equity_day *day = &history->days[i];
		struct point *point = &points->items[points->count++];
		if (!money_add(profit, day->profit, &profit) ||
			!position_rules_part(profit, history->base, &point->part_e6))
			return false;
		point->time_us = opening_us(day->day);
		point->equity = day->equity;
		point->profit = profit;
	}
	return true;
}

static bool is_told(const struct question *asked, int64_t time_us)
{
	enum calendar_phase phase = calendar_phase(feed_calendar(), time_us);
	if (asked->hours == CALENDAR_OPEN)
		return phase == CALENDAR_OPEN;
	return asked->hours == CALENDAR_CLOSED || phase != CALENDAR_CLOSED;
}

/* One instant, unless its step has been told already. */
static bool draw_moment(const struct equity_history *history,
	const struct question *asked, int64_t time_us, struct money equity,
	struct points *points)
{
	int64_t step_us = timeframes[asked->timeframe].step_us;
	int64_t begin_us = time_us / step_us * step_us;
	int32_t day = calendar_day_of(feed_calendar(), time_us);
	struct money before =
		asked->resets ? equity_history_before(history, day) : history->base;
	if (points->count > 0 && points->items[points->count - 1].time_us >= begin_us)
		return true;
	struct point *point = &points->items[points->count++];
	point->time_us = begin_us;
	point->equity = equity;
	return money_sub(equity, before, &point->profit) &&
	       position_rules_part(point->profit, before, &point->part_e6);
}

/* The moments of the stretch, and the present one if that is in it. */
static int draw_moments(struct request *request, const struct question *asked,
	const struct equity_history *history, struct points *points)
{
	struct rows rows;
	char from[24], until[24], step[24];
	const struct book *book = &history->account.book;
	const char *const parameters[] = {book->account_id, from, until, step};
	snprintf(from, sizeof(from), "%lld", (long long)asked->from_us);
	snprintf(until, sizeof(until), "%lld", (long long)asked->until_us);
	snprintf(step, sizeof(step), "%lld",
		(long long)timeframes[asked->timeframe].step_us);
	if (transaction_run(context_transaction(request), STATEMENT_PORTFOLIO_MOMENTS, 4,
		    parameters, &rows) != 0)
		return -1;
	points->items = arena_alloc(
		request->arena, ((size_t)rows.count + 1) * sizeof(*points->items));
	if (points->items == NULL)
		return -1;
	for (int row = 0; row < rows.count; row++) {
		struct money equity;
		int64_t at_us = rows_integer(&rows, row, "at_us");
		if (rows_integer(&rows, row, "epoch") != book->epoch ||
			!is_told(asked, at_us))
			continue;
		if (!amount_money(&rows, row, "equity", &equity) ||
			!draw_moment(history, asked, at_us, equity, points))
			return -1;
	}
	if (book->time.now_us >= asked->until_us)
		return 0;
	return draw_moment(history, asked, book->time.now_us,
		       history->account.figures.equity, points)
		       ? 0
		       : -1;
}

static void write_times(
	struct json_writer *json, const char *key, const struct points *points)
{
	json_write_key(json, key);
	json_write_array(json);
	for (size_t i = 0; i < points->count; i++)
		json_write_integer(json, points->items[i].time_us / SECOND_US);
	json_write_array_end(json);
}

enum row { EQUITY, PROFIT, PART };

static void write_row(struct json_writer *json, const char *key,
	const struct points *points, enum row row)
{
	json_write_key(json, key);
	json_write_array(json);
	for (size_t i = 0; i < points->count; i++) {
		const struct point *point = &points->items[i];
		int64_t value = point->part_e6;
		if (row != PART)
			value = row == EQUITY ? point->equity.e6 : point->profit.e6;
		json_write_decimal(json, value, MONEY_SCALE);
	}
	json_write_array_end(json);
}

static int tell(struct reply *reply, const struct question *asked,
	const struct equity_history *history, const struct points *points)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_times(&json, "timestamp", points);
	write_row(&json, "equity", points, EQUITY);
	write_row(&json, "profit_loss", points, PROFIT);
	write_row(&json, "profit_loss_pct", points, PART);
	json_write_pair_decimal(&json, "base_value", history->base.e6, MONEY_SCALE);
	if (history->base_day != 0)
		day_write(&json, "base_value_asof", history->base_day);
	json_write_pair(&json, "timeframe", timeframes[asked->timeframe].name);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int portfolio_history(struct request *request, struct reply *reply)
{
	struct equity_history history;
	struct points points = {0};
	struct question asked;
	const char *field;
	const struct scene_time time = scene_time(feed_calendar(), request->now_us);
	const char *why = read_range(request, time.now_us, &asked, &field);
	if (why == NULL)
		why = read_timeframe(request, &asked, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	read_hours(request, &asked);
	int found =
		equity_history_read(request, reply, asked.first, asked.last, &history);
	if (found != 1)
		return found;
	bool drawn = asked.timeframe == DAY
			     ? draw_days(request->arena, &history, &points)
			     : draw_moments(request, &asked, &history, &points) == 0;
	return drawn ? tell(reply, &asked, &history, &points) : -1;
}
