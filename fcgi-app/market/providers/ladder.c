#include "market/providers/ladder.h"

#include "market/calendar.h"

enum { HOUR_MINUTES = 60 };

int ladder_minutes(struct timeframe timeframe, const int *minutes)
{
	int wanted = timeframe.unit == TIMEFRAME_MINUTE ? timeframe.count
		     : timeframe.unit == TIMEFRAME_HOUR ? timeframe.count * HOUR_MINUTES
							: 0;
	int best = 0;
	for (const int *at = minutes; *at != 0; at++)
		if (wanted > 0 && wanted % *at == 0)
			best = *at;
	return best;
}

static void reverse(struct bars *bars)
{
	for (size_t i = 0, j = bars->count; i + 1 < j; i++) {
		struct bar bar = bars->items[i];
		bars->items[i] = bars->items[--j];
		bars->items[j] = bar;
	}
}

enum provider_fault ladder_finish(
	struct crop *crop, const struct bar_query *query, struct bars *bars)
{
	const struct provider_call *call = crop->ask->call;
	size_t kept = 0;
	*bars = (struct bars){0};
	crop_sort(crop, true, false, PROVIDER_ITEMS);
	if (crop->count == 0)
		return crop_verdict(crop);
	struct bars joined = {crop->items, crop->count};
	int64_t count = timeframe_gather(call->calendar, query->timeframe, &joined);
	if (count < 0)
		return ask_nonsense(crop->ask, "volumes past any bound");
	joined.count = (size_t)count;
	for (size_t i = 0; i < joined.count; i++) {
		const struct bar *bar = &joined.items[i];
		if (bar->time_us >= query->from_us && bar->time_us < query->until_us &&
			bar->time_us <= call->now_us)
			joined.items[kept++] = *bar;
	}
	joined.count = kept;
	if (query->descending)
		reverse(&joined);
	if (joined.count > query->limit)
		joined.count = query->limit;
	*bars = joined;
	return PROVIDER_OK;
}
