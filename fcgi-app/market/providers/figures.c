#include "market/providers/figures.h"

#include "market/calendar.h"
#include "market/providers/field.h"

#include <stdlib.h>
#include <string.h>

static int by_day(const void *a, const void *b)
{
	const struct macro_point *first = a, *second = b;
	return (first->day > second->day) - (first->day < second->day);
}

static void read_point(
	struct crop *crop, const struct macro_query *query, const cJSON *object)
{
	struct macro_point point = {0};
	const char *value = field_string(object, "value");
	int32_t today =
		calendar_day_of(crop->ask->call->calendar, crop->ask->call->now_us);
	if (value != NULL && strcmp(value, ".") == 0)
		return;
	if (!field_day(object, "date", &point.day) ||
		!field_amount(object, "value", &point.value_e6))
		crop_spoilt(crop);
	else if (point.day >= query->from_day && point.day <= query->until_day &&
		 point.day <= today)
		crop_add(crop, &point);
}

bool figures_are_past(const struct provider_call *call, int32_t *known_day)
{
	int32_t today = calendar_day_of(call->calendar, call->now_us);
	*known_day = today - 1;
	return today < calendar_day_of(call->calendar, call->wall_us);
}

enum provider_fault figures_read(struct ask *ask, const cJSON *list,
	const struct macro_query *query, struct macro_points *points)
{
	struct crop crop = crop_of(ask, sizeof(struct macro_point), PROVIDER_ITEMS);
	*points = (struct macro_points){0};
	if (!cJSON_IsArray(list))
		return ask_nonsense(ask, "no list of figures");
	for (const cJSON *at = list->child; at != NULL; at = at->next)
		read_point(&crop, query, at);
	if (crop.count > 0)
		qsort(crop.items, crop.count, sizeof(struct macro_point), by_day);
	size_t left_out = crop.count > query->limit ? crop.count - query->limit : 0;
	if (crop.count > 0)
		points->items = (struct macro_point *)crop.items + left_out;
	points->count = crop.count - left_out;
	return crop_verdict(&crop);
}
