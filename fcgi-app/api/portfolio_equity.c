#include "api/portfolio_equity.h"

#include "api/day.h"
#include "api/equity_history.h"
#include "base/json_write.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/amount.h"
#include "trading/curve_rules.h"

enum { START, END };
enum { YEAR = 366, DAYS_MOST = 10 * YEAR };

const struct param portfolio_equity_params[PORTFOLIO_EQUITY_PARAMS] = {
	[START] = DAY_PARAM("start",
		"From that day on, ten years at most. Default: a year before the end."),
	[END] = DAY_PARAM("end", "Until that day, inclusive. Default: today."),
};

static void write_day(struct json_writer *json, const struct equity_day *day,
	int64_t part_e6, const struct curve *curve)
{
	json_write_object(json);
	day_write(json, "day", day->day);
	json_write_pair_bool(json, "live", day->live);
	amount_write_time(json, "at", day->at_us);
	amount_write_money(json, "equity", day->equity);
	amount_write_money(json, "cash", day->cash);
	amount_write_money(json, "long_market_value", day->long_value);
	amount_write_money(json, "short_market_value", day->short_value);
	amount_write_money(json, "flow", day->flow);
	amount_write_money(json, "profit_loss", day->profit);
	account_book_write_part(json, "profit_loss_pct", part_e6);
	account_book_write_part(json, "return_pct", curve->return_e6);
	account_book_write_part(json, "drawdown_pct", curve->drawdown_e6);
	json_write_object_end(json);
}

/* The days, with the curve drawn along. */
static int write_days(struct json_writer *json, const struct equity_history *history,
	struct curve *curve)
{
	struct money before = history->base;
	*curve = curve_rules_begin();
	json_write_array(json);
	for (size_t i = 0; i < history->count; i++) {
		int64_t part_e6;
		const struct equity_day *day = &history->days[i];
		if (!position_rules_part(day->profit, before, &part_e6) ||
			!curve_rules_add(curve, before, day->profit))
			return -1;
		write_day(json, day, part_e6, curve);
		before = day->equity;
	}
	json_write_array_end(json);
	return 0;
}

static int tell(struct reply *reply, const struct equity_history *history)
{
	struct curve curve;
	const struct account_book *account = &history->account;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "account_id", account->book.account_id);
	json_write_pair_integer(&json, "epoch", account->book.epoch);
	amount_write_money(&json, "base_equity", history->base);
	day_write(&json, "base_day", history->base_day);
	json_write_key(&json, "days");
	if (write_days(&json, history, &curve) != 0)
		return -1;
	amount_write_money(&json, "profit_loss", curve.profit);
	account_book_write_part(&json, "return_pct", curve.return_e6);
	account_book_write_part(&json, "max_drawdown_pct", curve.deepest_e6);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int portfolio_equity(struct request *request, struct reply *reply)
{
	struct equity_history history;
	const struct scene_time time = scene_time(feed_calendar(), request->now_us);
	int32_t end = day_of(
		&request->values[END], calendar_day_of(time.calendar, time.now_us));
	int32_t start = day_of(&request->values[START], end - YEAR);
	if (start > end)
		return reply_refuse_field(reply, "end", "must not be before start");
	if (end - start > DAYS_MOST)
		return reply_refuse_field(
			reply, "start", "must not be over ten years before the end");
	int found = equity_history_read(request, reply, start, end, &history);
	return found == 1 ? tell(reply, &history) : found;
}
