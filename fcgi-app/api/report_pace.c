#include "api/report_pace.h"

static const int64_t MINUTE_US = INT64_C(60) * 1000000;

/* Where this kind is, or else the place that is free or was told of longest ago. */
static int place_of(const struct report_pace *pace, uint64_t kind)
{
	int oldest = 0;
	for (int i = 0; i < REPORT_PACE_KINDS; i++) {
		if (pace->kinds[i].kind == kind)
			return i;
		if (pace->kinds[oldest].kind != 0 &&
			(pace->kinds[i].kind == 0 ||
				pace->kinds[i].told_us < pace->kinds[oldest].told_us))
			oldest = i;
	}
	return oldest;
}

bool report_pace_allow(
	struct report_pace *pace, uint64_t kind, int64_t now_us, int64_t *passed_over)
{
	kind = kind == 0 ? 1 : kind;
	int place = place_of(pace, kind);
	bool known = pace->kinds[place].kind == kind;
	if (now_us - pace->began_us >= MINUTE_US || pace->began_us == 0) {
		pace->began_us = now_us;
		pace->told = 0;
	}
	bool early = known && now_us - pace->kinds[place].told_us < MINUTE_US;
	if (early || pace->told >= REPORT_PACE_MOST) {
		if (known)
			pace->kinds[place].passed_over++;
		return false;
	}
	*passed_over = known ? pace->kinds[place].passed_over : 0;
	pace->kinds[place].kind = kind;
	pace->kinds[place].told_us = now_us;
	pace->kinds[place].passed_over = 0;
	pace->told++;
	return true;
}
