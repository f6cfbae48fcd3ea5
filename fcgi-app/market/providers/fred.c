#include "market/providers/fred.h"

#include "base/json_read.h"
#include "base/settings.h"
#include "market/providers/figures.h"

static enum provider_fault macro(struct provider_call *call,
	const struct macro_query *query, struct macro_points *points)
{
	struct ask ask;
	const cJSON *tree;
	int32_t known_day;
	*points = (struct macro_points){0};
	ask_begin(&ask, call, ASK_FRED);
	ask_about(&ask, "/fred/series/observations",
		settings_number(SETTING_CACHE_TTL_MACRO));
	ask_pair(&ask, "series_id", macro_fact(query->series)->id);
	ask_pair(&ask, "file_type", "json");
	ask_pair_day(&ask, "observation_start", query->from_day);
	ask_pair_day(&ask, "observation_end", query->until_day);
	if (figures_are_past(call, &known_day)) {
		ask_pair_day(&ask, "realtime_start", known_day);
		ask_pair_day(&ask, "realtime_end", known_day);
	}
	ask_pair(&ask, "sort_order", "desc");
	/* Days without a figure count here: there are holidays among them. */
	ask_pair_integer(&ask, "limit",
		(int64_t)(query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS) *
				2 +
			10);
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK)
		fault = figures_read(
			&ask, json_read_member(tree, "observations"), query, points);
	return ask_end(&ask, fault);
}

const struct provider fred_provider = {.source = SOURCE_FRED, .macro = macro};
