#include "market/import_order.h"

#include "base/clock.h"

struct import_order import_order_begin(
	const struct calendar *calendar, struct timeframe timeframe)
{
	return (struct import_order){
		.calendar = calendar, .timeframe = timeframe, .symbol = -1};
}

/* Weeks and months may be dated anywhere within; they begin where they begin. */
enum import_verdict import_order_judge(
	struct import_order *order, const struct bar_sort_item *item, struct bar *bar)
{
	struct timeframe timeframe = order->timeframe;
	int64_t start_us =
		timeframe_start_us(order->calendar, timeframe, item->bar.time_us);
	bool movable =
		timeframe.unit == TIMEFRAME_WEEK || timeframe.unit == TIMEFRAME_MONTH;
	*bar = item->bar;
	if (start_us != bar->time_us && !movable)
		return IMPORT_MISPLACED;
	bar->time_us = start_us;
	if (order->symbol == item->symbol && order->time_us == start_us)
		return IMPORT_REPEATED;
	order->symbol = item->symbol;
	order->time_us = start_us;
	order->line = item->line;
	order->file = item->file;
	return IMPORT_GOOD;
}

bool import_order_is_closed(const struct calendar *calendar, int32_t day)
{
	struct calendar_session session;
	int weekday = calendar_weekday(day);
	int year, month, of_month;
	if (calendar_hours_of(calendar) == CALENDAR_ALWAYS)
		return false;
	if (weekday == 0 || weekday == 6)
		return true;
	clock_date_of(day, &year, &month, &of_month);
	return year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR &&
	       !calendar_session(calendar, day, &session);
}
