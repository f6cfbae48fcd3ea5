#include "trading/trigger_rules.h"

#include "trading/tick_rules.h"

/* A per cent in millionths, against the whole. */
static const int64_t PERCENT_WHOLE_E6 = 100000000;
static const int64_t COLLAR_FROM_E6 = 50000000;
enum { COLLAR_LOW_BP = 10400, COLLAR_BP = 10250, WHOLE_BP = 10000 };

static bool has_stop(enum terms_type type)
{
	switch (type) {
	case TERMS_MARKET:
	case TERMS_LIMIT:
		return false;
	case TERMS_STOP:
	case TERMS_STOP_LIMIT:
	case TERMS_TRAILING_STOP:
		break;
	}
	return true;
}

static bool is_at_work(enum terms_status status)
{
	switch (status) {
	case TERMS_NEW:
	case TERMS_ACCEPTED:
	case TERMS_PENDING_NEW:
	case TERMS_PARTIALLY_FILLED:
		return true;
	case TERMS_FILLED:
	case TERMS_DONE_FOR_DAY:
	case TERMS_CANCELED:
	case TERMS_EXPIRED:
	case TERMS_REPLACED:
	case TERMS_PENDING_CANCEL:
	case TERMS_PENDING_REPLACE:
	case TERMS_ACCEPTED_FOR_BIDDING:
	case TERMS_STOPPED:
	case TERMS_REJECTED:
	case TERMS_SUSPENDED:
	case TERMS_CALCULATED:
	case TERMS_HELD:
	case TERMS_STATUSES:
		break;
	}
	return false;
}

static bool is_reached(enum terms_side side, struct price stop, struct price trade)
{
	if (price_sign(stop) <= 0)
		return false;
	return side == TERMS_BUY ? price_compare(trade, stop) >= 0
				 : price_compare(trade, stop) <= 0;
}

/* The stop that trails this mark; 0 when it would not be above zero. */
static bool trail(const struct terms_order *order, struct price mark, int64_t multiplier,
	struct price *stop)
{
	bool buys = order->side == TERMS_BUY;
	struct price found;
	bool fits;
	if (price_sign(order->trail_price) > 0) {
		fits = buys ? price_add(mark, order->trail_price, &found)
			    : price_sub(mark, order->trail_price, &found);
	} else {
		int64_t part = buys ? PERCENT_WHOLE_E6 + order->trail_percent_e6
				    : PERCENT_WHOLE_E6 - order->trail_percent_e6;
		fits = price_times_ratio(mark, part, PERCENT_WHOLE_E6,
			buys ? DECIMAL_CEIL : DECIMAL_FLOOR, &found);
	}
	if (!fits || !tick_rules_against(order->side, found, multiplier, &found))
		return false;
	*stop = price_sign(found) > 0 ? found : (struct price){0};
	return true;
}

/* What was traded since the last look, as the order meets it. */
struct traded {
	struct price far;  /* the trade that comes closest to the stop */
	struct price near; /* the one that the high-water mark follows */
};

static struct traded traded_of(enum terms_side side, const struct terms_market *market)
{
	struct price high = market->last, low = market->last;
	if (market->volume > 0 && price_sign(market->high) > 0 &&
		price_sign(market->low) > 0) {
		high = price_max(high, market->high);
		low = price_min(low, market->low);
	}
	return side == TERMS_BUY ? (struct traded){high, low}
				 : (struct traded){low, high};
}

static struct price better_mark(
	enum terms_side side, struct price mark, struct price trade)
{
	if (price_sign(mark) <= 0)
		return trade;
	return side == TERMS_BUY ? price_min(mark, trade) : price_max(mark, trade);
}

static struct trigger look_trailing(const struct terms_order *order,
	const struct terms_market *market, int64_t multiplier, struct trigger trigger)
{
	struct traded traded = traded_of(order->side, market);
	if (is_reached(order->side, order->stop, traded.far)) {
		trigger.reason = TRIGGER_REACHED;
		trigger.at = traded.far;
		return trigger;
	}
	struct price mark = better_mark(order->side, order->high_water, traded.near);
	struct price stop;
	if (!trail(order, mark, multiplier, &stop)) {
		trigger.reason = TRIGGER_TOO_LARGE;
		return trigger;
	}
	trigger.high_water = mark;
	trigger.stop = stop;
	if (is_reached(order->side, stop, market->last)) {
		trigger.reason = TRIGGER_REACHED;
		trigger.at = market->last;
	}
	return trigger;
}

struct trigger trigger_rules_look(const struct terms_order *order,
	const struct terms_market *market, int64_t multiplier)
{
	struct trigger trigger = {.reason = TRIGGER_NOT_REACHED,
		.stop = order->stop,
		.high_water = order->high_water};
	if (!has_stop(order->type) || order->triggered || !is_at_work(order->status))
		trigger.reason = TRIGGER_NO_STOP;
	else if (!market->open)
		trigger.reason = TRIGGER_CLOSED;
	else if (price_sign(market->last) <= 0)
		trigger.reason = TRIGGER_NO_TRADE;
	if (trigger.reason != TRIGGER_NOT_REACHED)
		return trigger;
	if (order->type == TERMS_TRAILING_STOP)
		return look_trailing(order, market, multiplier, trigger);
	struct traded traded = traded_of(order->side, market);
	if (is_reached(order->side, order->stop, traded.far)) {
		trigger.reason = TRIGGER_REACHED;
		trigger.at = traded.far;
	}
	return trigger;
}

bool trigger_rules_limit(
	const struct terms_order *order, int64_t multiplier, struct price *limit)
{
	struct price found;
	switch (order->type) {
	case TERMS_LIMIT:
	case TERMS_STOP_LIMIT:
		*limit = order->limit;
		return true;
	case TERMS_MARKET:
	case TERMS_TRAILING_STOP:
		*limit = (struct price){0};
		return true;
	case TERMS_STOP:
		break;
	}
	if (order->side == TERMS_SELL) {
		*limit = (struct price){0};
		return true;
	}
	int64_t bp = order->stop.e6 < COLLAR_FROM_E6 ? COLLAR_LOW_BP : COLLAR_BP;
	if (!price_times_ratio(order->stop, bp, WHOLE_BP, DECIMAL_FLOOR, &found) ||
		!tick_rules_round(found, multiplier, DECIMAL_FLOOR, &found))
		return false;
	*limit = found;
	return true;
}

int trigger_rules_compare(const struct terms_order *a, const struct terms_order *b)
{
	int order = (int)has_stop(b->type) - (int)has_stop(a->type);
	if (order == 0)
		order = decimal_compare(a->submitted_us, b->submitted_us);
	if (order == 0)
		order = decimal_compare(a->number, b->number);
	return order;
}
