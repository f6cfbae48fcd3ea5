#include "market/providers/session_bars.h"

#include "market/calendar.h"

/* The day of the last session before a day; false when the calendar has none. */
static bool day_before(const struct calendar *calendar, int32_t day, int32_t *before)
{
	int32_t number = calendar_number(calendar, day);
	if (number <= 0 || number > calendar_sessions(calendar))
		return false;
	*before = calendar_numbered(calendar, number - 1).day;
	return true;
}

void session_bars_set(const struct calendar *calendar, const struct session_bars *session,
	struct snapshot *snapshot)
{
	int32_t before;
	int32_t day = calendar_day_of(calendar, session->time_us);
	struct bar bar = {.time_us = calendar_midnight_us(calendar, day),
		.open = session->open,
		.high = session->high,
		.low = session->low,
		.close = session->last,
		.volume = session->volume};
	if (bar_is_sound(&bar))
		snapshot->day = bar;
	if (session->previous_close.e6 > 0 && day_before(calendar, day, &before))
		snapshot->previous_day =
			(struct bar){.time_us = calendar_midnight_us(calendar, before),
				.close = session->previous_close};
}
