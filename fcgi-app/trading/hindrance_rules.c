#include "trading/hindrance_rules.h"

#include "trading/tick_rules.h"
#include "trading/trigger_rules.h"

bool hindrance_rules_print(enum fill_moment moment)
{
	return moment == FILL_OPENING || moment == FILL_CLOSING;
}

static bool is_its_moment(enum terms_tif tif, enum fill_moment moment)
{
	switch (tif) {
	case TERMS_OPG:
		return moment == FILL_OPENING;
	case TERMS_CLS:
		return moment == FILL_CLOSING;
	case TERMS_DAY:
	case TERMS_GTC:
	case TERMS_IOC:
	case TERMS_FOK:
		break;
	}
	return !hindrance_rules_print(moment);
}

static bool is_trading(const struct terms_order *order, const struct terms_market *market,
	enum fill_moment moment)
{
	return market->open || hindrance_rules_print(moment) ||
	       (market->extended && order->extended_hours && order->type == TERMS_LIMIT);
}

static bool is_stale(const struct fill_model *model, int64_t quote_us, int64_t now_us)
{
	int64_t age_us;
	return model->stale_us > 0 &&
	       (!decimal_sub(now_us, quote_us, &age_us) || age_us > model->stale_us);
}

static bool is_open(enum terms_status status)
{
	return status == TERMS_NEW || status == TERMS_ACCEPTED ||
	       status == TERMS_PENDING_NEW || status == TERMS_PARTIALLY_FILLED;
}

static bool waits_for_trigger(const struct terms_order *order)
{
	return order->type != TERMS_MARKET && order->type != TERMS_LIMIT &&
	       !order->triggered;
}

/* What the order itself lacks. */
static enum fill_reason of_order(const struct fill_model *model,
	const struct terms_order *order, struct hindrance *hindrance)
{
	if (!is_open(order->status))
		return FILL_NOT_OPEN;
	if (!quantity_sub(order->quantity, order->filled, &hindrance->left) ||
		!money_sub(
			order->notional, order->filled_value, &hindrance->money_left) ||
		!trigger_rules_limit(order, model->multiplier, &hindrance->limit))
		return FILL_TOO_LARGE;
	if (order->has_quantity ? quantity_sign(hindrance->left) <= 0
				: money_sign(hindrance->money_left) <= 0)
		return FILL_NOT_OPEN;
	return waits_for_trigger(order) ? FILL_NOT_TRIGGERED : FILL_WHOLE;
}

static bool is_crossed(const struct terms_market *market)
{
	return price_sign(market->bid) > 0 && price_sign(market->ask) > 0 &&
	       price_compare(market->bid, market->ask) > 0;
}

/* What the quote lacks. */
static enum fill_reason of_quote(const struct fill_model *model, enum terms_side side,
	const struct terms_market *market, enum fill_moment moment, struct price *touch)
{
	struct price found = side == TERMS_BUY ? market->ask : market->bid;
	if (hindrance_rules_print(moment))
		found = market->last;
	else if (is_crossed(market))
		return FILL_CROSSED;
	if (price_sign(found) <= 0)
		return FILL_NO_QUOTE;
	if (!tick_rules_against(side, found, model->multiplier, &found))
		return FILL_TOO_LARGE;
	if (price_sign(found) <= 0)
		return FILL_NO_QUOTE;
	*touch = found;
	return FILL_WHOLE;
}

struct hindrance hindrance_rules_find(const struct fill_model *model,
	const struct terms_order *order, const struct terms_market *market,
	enum fill_moment moment, int64_t now_us)
{
	struct hindrance hindrance = {0};
	hindrance.reason = of_order(model, order, &hindrance);
	if (hindrance.reason != FILL_WHOLE)
		return hindrance;
	if (!is_its_moment(order->tif, moment))
		hindrance.reason = FILL_OTHER_MOMENT;
	else if (!is_trading(order, market, moment))
		hindrance.reason = FILL_MARKET_CLOSED;
	else if (is_stale(model, market->time_us, now_us))
		hindrance.reason = FILL_STALE;
	else
		hindrance.reason =
			of_quote(model, order->side, market, moment, &hindrance.touch);
	return hindrance;
}
