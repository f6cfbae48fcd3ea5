#include "api/yield_curve.h"

#include "api/day.h"
#include "api/macro.h"
#include "api/market_context.h"
#include "http/reply.h"
#include "http/request.h"
#include "money/decimal.h"

/* How far back to look for a day with a curve: past a long weekend. */
enum { LOOK_BACK = 10 };

static const struct maturity {
	enum macro_series series;
	const char *name;
	int months;
} maturities[] = {
	{MACRO_TREASURY_1M, "1M", 1},
	{MACRO_TREASURY_3M, "3M", 3},
	{MACRO_TREASURY_6M, "6M", 6},
	{MACRO_TREASURY_1Y, "1Y", 12},
	{MACRO_TREASURY_2Y, "2Y", 24},
	{MACRO_TREASURY_5Y, "5Y", 60},
	{MACRO_TREASURY_10Y, "10Y", 120},
	{MACRO_TREASURY_30Y, "30Y", 360},
};

enum { MATURITIES = sizeof(maturities) / sizeof(*maturities) };

/* Places of those among them whose spreads are watched. */
enum { THREE_MONTHS = 1, TWO_YEARS = 4, TEN_YEARS = 6 };

const struct param yield_curve_params[YIELD_CURVE_PARAMS] = {
	[YIELD_CURVE_DATE] =
		DAY_PARAM("date", "The curve of that day, or of the last one before it "
				  "that has one. Default: today."),
};

struct curve {
	int32_t day;
	bool known[MATURITIES];
	int64_t yields_e6[MATURITIES];
	struct feed_origin origin;
};

/* Reads the newest point of each maturity; the curve is that of the newest day. */
static enum feed_fault read_curve(struct feed *feed, int32_t day, struct curve *curve)
{
	int32_t days[MATURITIES] = {0};
	for (int i = 0; i < MATURITIES; i++) {
		struct macro_points points = {0};
		struct macro_query query = {
			maturities[i].series, day - LOOK_BACK, day, 1};
		enum feed_fault fault = feed_macro(feed, &query, &points, &curve->origin);
		if (fault != FEED_OK)
			return fault;
		if (points.count == 0)
			continue;
		days[i] = points.items[points.count - 1].day;
		curve->yields_e6[i] = points.items[points.count - 1].value_e6;
		if (days[i] > curve->day)
			curve->day = days[i];
	}
	for (int i = 0; i < MATURITIES; i++)
		curve->known[i] = curve->day != 0 && days[i] == curve->day;
	return FEED_OK;
}

static bool spread(const struct curve *curve, int from, int to, int64_t *spread_e6)
{
	return curve->known[from] && curve->known[to] &&
	       decimal_sub(curve->yields_e6[to], curve->yields_e6[from], spread_e6);
}

static void write_points(struct json_writer *json, const struct curve *curve)
{
	json_write_key(json, "points");
	json_write_array(json);
	for (int i = 0; i < MATURITIES; i++) {
		if (!curve->known[i])
			continue;
		json_write_object(json);
		json_write_pair(json, "maturity", maturities[i].name);
		json_write_pair_integer(json, "months", maturities[i].months);
		json_write_pair(json, "series", macro_fact(maturities[i].series)->key);
		macro_write_value(json, "yield", true, curve->yields_e6[i]);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

static int tell(struct reply *reply, const struct feed *feed, const struct curve *curve)
{
	int64_t twos_e6 = 0;
	int64_t bills_e6 = 0;
	bool has_twos = spread(curve, TWO_YEARS, TEN_YEARS, &twos_e6);
	bool has_bills = spread(curve, THREE_MONTHS, TEN_YEARS, &bills_e6);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	day_write(&json, "date", curve->day);
	json_write_pair(&json, "unit", macro_fact(MACRO_TREASURY_10Y)->unit);
	write_points(&json, curve);
	macro_write_value(&json, "spread_2s10s", has_twos, twos_e6);
	macro_write_value(&json, "spread_3m10y", has_bills, bills_e6);
	json_write_key(&json, "inverted");
	if (has_twos)
		json_write_bool(&json, twos_e6 < 0);
	else
		json_write_null(&json);
	market_context_origin(&json, feed, &curve->origin);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int yield_curve_get(struct request *request, struct reply *reply)
{
	struct feed feed = market_context_feed(request);
	struct curve curve = {0};
	int32_t today = day_today(&feed);
	int32_t day = day_of(&request->values[YIELD_CURVE_DATE], today);
	if (day > today)
		return reply_refuse_field(reply, "date", "lies in the future");
	enum feed_fault fault = read_curve(&feed, day, &curve);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	if (curve.day == 0)
		return reply_refuse_because(reply, REFUSAL_ABSENT,
			"there is no yield curve on that day or soon before it");
	return tell(reply, &feed, &curve);
}
