#include "trading/fill_rules.h"

#include <assert.h>

#include "trading/hindrance_rules.h"
#include "trading/queue_rules.h"
#include "trading/tick_rules.h"

static const int64_t SHARE_E9 = 1000000000;
enum { WHOLE_BP = 10000 };

/* A decision in the making. */
struct making {
	const struct fill_model *model;
	const struct terms_order *order;
	const struct terms_market *market;
	enum fill_moment moment;
	uint64_t key;
	struct price touch;
	struct price limit;
	struct quantity left; /* of a quantity; of a notional money_left */
	struct money money_left;
	bool whole; /* nothing is left */
	struct fill_decision *decision;
};

bool fill_rules_value(struct price price, struct quantity quantity, int64_t multiplier,
	struct money *value)
{
	struct price of_one;
	return decimal_mul_div(price.e6, multiplier, 1, DECIMAL_FLOOR, &of_one.e6) &&
	       money_notional(of_one, quantity, DECIMAL_HALF_EVEN, value);
}

static bool is_beyond(const struct making *making, struct price price)
{
	return !price_is_zero(making->limit) &&
	       tick_rules_compare(making->order->side, price, making->limit) > 0;
}

/* Better than zero is what the touch cost. */
static bool slippage_of(
	const struct making *making, const struct fill *fill, struct money *slippage)
{
	struct price apart;
	bool fits = making->order->side == TERMS_BUY
			    ? price_sub(fill->price, making->touch, &apart)
			    : price_sub(making->touch, fill->price, &apart);
	return fits && fill_rules_value(apart, fill->quantity, making->model->multiplier,
			       slippage);
}

static bool append(struct making *making, struct fill *fill)
{
	struct fill_decision *decision = making->decision;
	struct quantity filled;
	struct money value, slippage;
	assert(decision->count < FILL_MOST);
	if (!fill_rules_value(fill->price, fill->quantity, making->model->multiplier,
		    &fill->value) ||
		!slippage_of(making, fill, &fill->slippage) ||
		!quantity_add(decision->filled, fill->quantity, &filled) ||
		!money_add(decision->value, fill->value, &value) ||
		!money_add(decision->story.slippage, fill->slippage, &slippage))
		return false;
	if (making->order->has_quantity
			? !quantity_sub(making->left, fill->quantity, &making->left)
			: !money_sub(
				  making->money_left, fill->value, &making->money_left))
		return false;
	decision->filled = filled;
	decision->value = value;
	decision->story.slippage = slippage;
	decision->story.levels++;
	decision->story.impact_e6 = fill->impact_e6;
	decision->fills[decision->count++] = *fill;
	return true;
}

static bool wanted(const struct making *making, struct price price, struct quantity *want)
{
	struct price of_one;
	if (making->order->has_quantity) {
		*want = making->left;
		return true;
	}
	return decimal_mul_div(price.e6, making->model->multiplier, 1, DECIMAL_FLOOR,
		       &of_one.e6) &&
	       money_buys(making->money_left, of_one, DECIMAL_FLOOR, want);
}

/* Takes at most so many shares at the fill's price; says how many it took. */
static bool take(struct making *making, struct fill fill, int64_t shares, int64_t *taken)
{
	struct quantity want;
	if (!wanted(making, fill.price, &want))
		return false;
	int64_t needed = want.e9 / SHARE_E9 + (want.e9 % SHARE_E9 > 0);
	*taken = needed < shares ? needed : shares;
	making->whole = needed <= shares;
	fill.quantity.e9 = making->whole ? want.e9 : shares * SHARE_E9;
	return quantity_is_zero(fill.quantity) || append(making, &fill);
}

/* The fills so far are void: the order gets all or nothing. */
static enum fill_reason refuse(struct making *making, enum fill_reason reason)
{
	struct fill_decision *decision = making->decision;
	decision->count = 0;
	decision->filled = (struct quantity){0};
	decision->value = (struct money){0};
	decision->ahead = making->order->ahead;
	decision->story.slippage = (struct money){0};
	decision->story.levels = 0;
	decision->story.impact_e6 = 0;
	making->whole = false;
	return reason;
}

/*
 * The account's share of a volume, in whole shares. A broken one is given or not by
 * chance in its proportion: else thin trading, looked at often, would never fill.
 */
static int64_t share_of(const struct making *making, int64_t volume)
{
	if (volume <= 0)
		return 0;
	int64_t share_bp = making->model->share_bp;
	int64_t whole = volume / WHOLE_BP * share_bp;
	int64_t rest = volume % WHOLE_BP * share_bp;
	uint64_t chance = depth_rules_mix(making->key, (uint64_t)making->market->time_us);
	int64_t broken = rest % WHOLE_BP;
	return whole + rest / WHOLE_BP + ((int64_t)(chance % WHOLE_BP) < broken);
}

/* Fills all of it at one price. */
static enum fill_reason fill_all(
	struct making *making, struct price price, enum fill_way way)
{
	int64_t taken;
	struct fill fill = {.price = price, .way = way};
	if (!take(making, fill, INT64_MAX, &taken))
		return refuse(making, FILL_TOO_LARGE);
	return FILL_WHOLE;
}

static bool is_just_triggered(const struct making *making)
{
	return making->moment == FILL_FRESH && making->order->triggered &&
	       price_sign(making->order->stop) > 0;
}

/*
 * Where it begins to fill. A stop that trades have reached may stand at a quote that is
 * better again: it fills no better than its stop, as far as its limit lets it.
 */
static struct price base_of(const struct making *making)
{
	enum terms_side side = making->order->side;
	struct price touch = making->touch;
	if (!is_just_triggered(making) || is_beyond(making, touch))
		return touch;
	struct price base = tick_rules_worse(side, touch, making->order->stop);
	return is_beyond(making, base) ? making->limit : base;
}

static struct queue queue_of(const struct making *making)
{
	return (struct queue){.side = making->order->side,
		.limit = making->limit,
		.ahead = making->decision->ahead,
		.multiplier = making->model->multiplier};
}

static enum fill_reason fill_touch(struct making *making)
{
	struct price base = base_of(making);
	struct queue queue = queue_of(making);
	struct queue_look look;
	if (!is_beyond(making, base))
		return fill_all(making, base, FILL_AT_TOUCH);
	if (making->moment == FILL_FRESH)
		return FILL_NOT_REACHED;
	/* With all it holds before it, only a trade through the limit serves it. */
	queue.ahead.e9 = INT64_MAX;
	if (!queue_rules_look(&queue, making->market, &look))
		return FILL_TOO_LARGE;
	return look.state == QUEUE_SERVED
		       ? fill_all(making, making->limit, FILL_FROM_QUEUE)
		       : FILL_NOT_REACHED;
}

/* What the side of the book holds that the order takes from. */
static bool depth_of(const struct making *making, struct depth *depth)
{
	const struct terms_market *market = making->market;
	bool buys = making->order->side == TERMS_BUY;
	*depth = (struct depth){.side = making->order->side,
		.base = base_of(making),
		.displayed = (buys ? market->ask_size : market->bid_size).e9 / SHARE_E9,
		.day_volume = market->day_volume,
		.multiplier = making->model->multiplier,
		.key = making->key};
	return depth_rules_step(
		market->bid, market->ask, depth->multiplier, &depth->step);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* How many shares a walk may take; -1: as many as there are. */
static int64_t allowance(struct making *making, const struct depth *depth)
{
	struct fill_story *story = &making->decision->story;
	if (making->moment == FILL_LOOK) {
		story->counted = making->market->volume;
		return story->allowed = share_of(making, story->counted);
	}
	story->counted = making->market->day_volume;
	if (story->counted <= 0)
		return story->allowed = -1;
	int64_t share = share_of(making, story->counted);
	return story->allowed = share > depth->displayed ? share : depth->displayed;
}

static enum fill_reason walk(struct making *making)
{
	struct depth depth;
	struct depth_level level;
	int64_t taken = 0, got, before = making->order->filled.e9 / SHARE_E9;
	if (!depth_of(making, &depth))
		return FILL_TOO_LARGE;
	if (is_beyond(making, depth.base))
		return FILL_NOT_REACHED;
	if (depth.displayed <= 0)
		return FILL_NO_SIZE;
	int64_t allowed = allowance(making, &depth);
	for (int i = 0; i < DEPTH_LEVELS; i++) {
		if (allowed >= 0 && taken >= allowed)
			return FILL_SHARE;
		if (!depth_rules_level(&depth, i, before + taken, &level))
			return FILL_DEPTH;
		if (is_beyond(making, level.price))
			return FILL_LIMIT;
		int64_t shares =
			allowed < 0 ? level.shares : least(level.shares, allowed - taken);
		struct fill fill = {.price = level.price,
			.way = FILL_FROM_DEPTH,
			.level = i,
			.impact_e6 = level.impact_e6};
		if (!take(making, fill, shares, &got))
			return refuse(making, FILL_TOO_LARGE);
		if (making->whole)
			return FILL_WHOLE;
		taken += got;
	}
	return FILL_DEPTH;
}

/* Where a resting limit fills: at its price, or where the market was if all of that,
 * and its quote now, is better. */
static bool queue_price(
	const struct making *making, const struct queue_look *look, struct price *price)
{
	enum terms_side side = making->order->side;
	struct price found = making->limit;
	if (look->all_better) {
		found = tick_rules_worse(side, making->touch, look->worst);
		if (!tick_rules_against(side, found, making->model->multiplier, &found))
			return false;
	}
	*price = is_beyond(making, found) ? making->limit : found;
	return true;
}

static enum fill_reason fill_queue(struct making *making)
{
	struct fill_story *story = &making->decision->story;
	struct queue queue = queue_of(making);
	struct queue_look look;
	struct fill fill = {.way = FILL_FROM_QUEUE};
	int64_t taken;
	if (!queue_rules_look(&queue, making->market, &look) ||
		!queue_price(making, &look, &fill.price))
		return FILL_TOO_LARGE;
	making->decision->ahead = look.ahead;
	story->counted = look.counted;
	story->allowed = share_of(making, look.counted);
	switch (look.state) {
	case QUEUE_NOT_REACHED:
		return FILL_NOT_REACHED;
	case QUEUE_WAITING:
		return FILL_QUEUED;
	case QUEUE_SERVED:
		break;
	}
	if (!take(making, fill, story->allowed, &taken))
		return refuse(making, FILL_TOO_LARGE);
	return making->whole ? FILL_WHOLE : FILL_SHARE;
}

static enum fill_reason fill_print(struct making *making)
{
	struct fill_story *story = &making->decision->story;
	struct fill fill = {.price = making->touch, .way = FILL_AT_PRINT};
	int64_t taken;
	if (is_beyond(making, fill.price))
		return FILL_NOT_REACHED;
	if (making->model->kind == TERMS_TOUCH)
		return fill_all(making, fill.price, FILL_AT_PRINT);
	story->counted = making->market->volume;
	story->allowed = share_of(making, story->counted);
	if (!take(making, fill, story->allowed, &taken))
		return refuse(making, FILL_TOO_LARGE);
	return making->whole ? FILL_WHOLE : FILL_SHARE;
}

/* A limit that finds nothing when it comes queues behind what is there. */
static enum fill_reason fill_realistic(struct making *making)
{
	struct queue queue = queue_of(making);
	enum fill_reason reason;
	if (making->moment == FILL_LOOK)
		return price_is_zero(making->limit) ? walk(making) : fill_queue(making);
	reason = walk(making);
	if (reason == FILL_NOT_REACHED && !queue_rules_join(&queue, making->market,
						  making->key, &making->decision->ahead))
		return FILL_TOO_LARGE;
	return reason;
}

static enum fill_reason make_fills(struct making *making, int64_t now_us)
{
	struct hindrance hindrance = hindrance_rules_find(
		making->model, making->order, making->market, making->moment, now_us);
	enum fill_reason reason = hindrance.reason;
	making->touch = hindrance.touch;
	making->limit = hindrance.limit;
	making->left = hindrance.left;
	making->money_left = hindrance.money_left;
	if (reason != FILL_WHOLE)
		return reason;
	if (hindrance_rules_print(making->moment))
		reason = fill_print(making);
	else if (making->model->kind == TERMS_TOUCH)
		reason = fill_touch(making);
	else
		reason = fill_realistic(making);
	if (making->order->tif == TERMS_FOK && !making->whole)
		return refuse(making, FILL_NOT_AT_ONCE);
	if (making->whole && making->decision->count == 0 &&
		quantity_is_zero(making->order->filled))
		return refuse(making, FILL_TOO_LITTLE);
	return reason;
}

static enum fill_rest rest_of(const struct making *making, enum fill_reason reason)
{
	enum terms_tif tif = making->order->tif;
	if (reason == FILL_WHOLE || reason == FILL_NOT_OPEN)
		return FILL_NOTHING_RESTS;
	if (reason == FILL_TOO_LITTLE || reason == FILL_TOO_LARGE || tif == TERMS_IOC ||
		tif == TERMS_FOK)
		return FILL_CANCELS;
	if (hindrance_rules_print(making->moment) && reason != FILL_OTHER_MOMENT)
		return FILL_CANCELS;
	return FILL_RESTS;
}

void fill_rules_decide(const struct fill_model *model, const struct terms_order *order,
	const struct terms_market *market, enum fill_moment moment, int64_t now_us,
	struct fill_decision *decision)
{
	assert(model->share_bp > 0 && model->share_bp <= WHOLE_BP);
	assert(model->multiplier > 0);
	*decision = (struct fill_decision){.ahead = order->ahead,
		.story = {.model = model->kind,
			.moment = moment,
			.market = *market,
			.share_bp = model->share_bp,
			.allowed = -1,
			.ahead_before = order->ahead}};
	struct making making = {.model = model,
		.order = order,
		.market = market,
		.moment = moment,
		.key = depth_rules_mix(model->seed, (uint64_t)order->number),
		.decision = decision};
	decision->reason = make_fills(&making, now_us);
	decision->rest = rest_of(&making, decision->reason);
	decision->story.touch = making.touch;
	decision->story.limit = making.limit;
	decision->story.ahead = decision->ahead;
}
