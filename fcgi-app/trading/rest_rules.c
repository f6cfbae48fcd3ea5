#include "trading/rest_rules.h"

#include "trading/tick_rules.h"
#include "trading/trigger_rules.h"

/* How long a print is waited for: as the market goes on, and where it does not. */
static const int64_t PRINT_US = INT64_C(5) * 60 * 1000000;
static const int64_t SILENCE_US = INT64_C(12) * 3600 * 1000000;

/* Of what is traded in a typical day, an auction's part. */
enum { OPENING_BP = 200, CLOSING_BP = 800, WHOLE_BP = 10000 };

static bool is_auction(const struct terms_order *order)
{
	return order->tif == TERMS_OPG || order->tif == TERMS_CLS;
}

static bool is_over(const struct terms_order *order, const struct rest_view *view)
{
	return order->expires_us != 0 && view->now_us >= order->expires_us;
}

static const struct rest_print *print_of(
	const struct terms_order *order, const struct rest_view *view)
{
	for (int i = 0; i < REST_PRINTS; i++)
		if (view->prints[i].at_us == order->expires_us &&
			price_sign(view->prints[i].price) > 0)
			return &view->prints[i];
	return NULL;
}

static enum rest_step next_of_auction(const struct terms_order *order,
	const struct rest_view *view, struct rest_change *change)
{
	bool opens = order->tif == TERMS_OPG;
	if (!is_over(order, view))
		return REST_WAITS;
	const struct rest_print *print = print_of(order, view);
	if (print == NULL || view->looked) {
		bool late = view->seen_us - order->expires_us > PRINT_US ||
			    view->now_us - order->expires_us > SILENCE_US;
		return late || view->looked ? REST_ENDS : REST_WAITS;
	}
	change->moment = opens ? FILL_OPENING : FILL_CLOSING;
	change->market.last = change->market.high = change->market.low = print->price;
	change->market.volume =
		change->market.day_volume / WHOLE_BP * (opens ? OPENING_BP : CLOSING_BP);
	return REST_FILLS;
}

/* One that waits for its hours. If they were missed, it ends without a fill. */
static enum rest_step next_of_waiting(
	const struct terms_order *order, const struct rest_view *view)
{
	const struct life_session *today = &view->hours->today;
	bool begins_over = order->tif == TERMS_IOC || order->tif == TERMS_FOK;
	bool missed = is_over(order, view) &&
		      (!begins_over || order->expires_us < today->pre_us);
	if (missed)
		return REST_ENDS;
	bool opens = view->tradable &&
		     life_rules_in_hours(order, view->hours, view->seen_us) &&
		     life_rules_in_hours(order, view->hours, view->now_us);
	return opens ? REST_OPENS : REST_WAITS;
}

/* The stop of an order: of one that is armed as if it were at work. */
static enum rest_step next_of_stop(const struct terms_order *order, bool armed,
	const struct rest_view *view, struct rest_change *change)
{
	struct terms_order at_work;
	if (armed && order->status == TERMS_HELD) {
		at_work = *order;
		at_work.status = TERMS_NEW;
		order = &at_work;
	}
	struct trigger trigger =
		trigger_rules_look(order, &view->market, view->model.multiplier);
	if (trigger.reason == TRIGGER_TOO_LARGE)
		return REST_WAITS;
	change->stop = trigger.stop;
	change->high_water = trigger.high_water;
	if (trigger.reason == TRIGGER_REACHED)
		return REST_TRIGGERS;
	bool moves = price_compare(trigger.stop, order->stop) != 0 ||
		     price_compare(trigger.high_water, order->high_water) != 0;
	return moves ? REST_MOVES : REST_WAITS;
}

/* Can a limit not be reached, neither by the quote nor by what was traded? */
static bool is_away(const struct terms_order *order, const struct rest_view *view)
{
	const struct terms_market *market = &view->market;
	if (price_is_zero(order->limit) || view->fresh)
		return false;
	struct price touch = order->side == TERMS_BUY ? market->ask : market->bid;
	struct price best = order->side == TERMS_BUY ? market->low : market->high;
	return (price_sign(touch) <= 0 ||
		       tick_rules_compare(order->side, touch, order->limit) > 0) &&
	       (price_sign(best) <= 0 ||
		       tick_rules_compare(order->side, best, order->limit) > 0);
}

static enum rest_step next_of_fills(const struct terms_order *order,
	const struct rest_view *view, struct rest_change *change)
{
	struct fill_decision decision;
	if (is_away(order, view))
		return REST_WAITS;
	change->moment = view->fresh ? FILL_FRESH : FILL_LOOK;
	fill_rules_decide(&view->model, order, &view->market, change->moment,
		view->now_us, &decision);
	change->ahead = decision.ahead;
	if (decision.count > 0 || decision.rest == FILL_CANCELS)
		return REST_FILLS;
	return quantity_compare(decision.ahead, order->ahead) != 0 ? REST_MOVES
								   : REST_WAITS;
}

static bool has_stop_ahead(const struct terms_order *order)
{
	return order->type != TERMS_MARKET && order->type != TERMS_LIMIT &&
	       !order->triggered;
}

/* What the market makes of an order that works, or is armed. */
static enum rest_step next_of_market(const struct terms_order *order, bool armed,
	const struct rest_view *view, struct rest_change *change)
{
	if (view->looked || !view->tradable)
		return REST_WAITS;
	return has_stop_ahead(order) ? next_of_stop(order, armed, view, change)
				     : next_of_fills(order, view, change);
}

enum rest_step rest_rules_next(const struct terms_order *order, bool armed,
	const struct rest_view *view, struct rest_change *change)
{
	*change = (struct rest_change){.stop = order->stop,
		.high_water = order->high_water,
		.ahead = order->ahead,
		.market = view->market};
	if (!life_rules_is_open(order->status) || (order->status == TERMS_HELD && !armed))
		return REST_WAITS;
	if (is_auction(order))
		return next_of_auction(order, view, change);
	if (order->status == TERMS_ACCEPTED || order->status == TERMS_PENDING_NEW)
		return next_of_waiting(order, view);
	enum rest_step step = next_of_market(order, armed, view, change);
	bool acts = step == REST_TRIGGERS || step == REST_FILLS;
	/* What is held ends with the order that works beside it. */
	bool ends = is_over(order, view) && order->status != TERMS_HELD;
	return ends && !acts ? REST_ENDS : step;
}
