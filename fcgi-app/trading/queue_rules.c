#include "trading/queue_rules.h"

#include "trading/depth_rules.h"
#include "trading/tick_rules.h"

static const int64_t SHARE_E9 = 1000000000;

bool queue_rules_join(const struct queue *queue, const struct terms_market *market,
	uint64_t key, struct quantity *ahead)
{
	bool buys = queue->side == TERMS_BUY;
	struct price touch = buys ? market->bid : market->ask, apart;
	struct depth depth = {
		.displayed = (buys ? market->bid_size : market->ask_size).e9 / SHARE_E9,
		.multiplier = queue->multiplier,
		.key = key};
	int64_t shares, level;
	if (price_sign(touch) <= 0 ||
		tick_rules_compare(queue->side, queue->limit, touch) > 0) {
		*ahead = (struct quantity){0};
		return true;
	}
	if (!(buys ? price_sub(touch, queue->limit, &apart)
		   : price_sub(queue->limit, touch, &apart)) ||
		!depth_rules_step(
			market->bid, market->ask, queue->multiplier, &depth.step))
		return false;
	level = apart.e6 / depth.step.e6 + (apart.e6 % depth.step.e6 > 0);
	if (level >= DEPTH_LEVELS)
		level = DEPTH_LEVELS - 1;
	return depth_rules_shares(&depth, (int)level, &shares) &&
	       decimal_mul_div(shares, SHARE_E9, 1, DECIMAL_FLOOR, &ahead->e9);
}

/* Of the volume, what was traded at the limit or through it. */
static bool count_passed(const struct queue *queue, struct price best, struct price worst,
	int64_t volume, int64_t *passed)
{
	bool buys = queue->side == TERMS_BUY;
	struct price tick = tick_rules_size(queue->limit, queue->multiplier);
	struct price through, range;
	if (tick_rules_compare(queue->side, best, queue->limit) > 0) {
		*passed = 0;
		return true;
	}
	if (tick_rules_compare(queue->side, worst, queue->limit) <= 0) {
		*passed = volume;
		return true;
	}
	return (buys ? price_sub(queue->limit, best, &through)
		     : price_sub(best, queue->limit, &through)) &&
	       (buys ? price_sub(worst, best, &range) : price_sub(best, worst, &range)) &&
	       price_add(through, tick, &through) && price_add(range, tick, &range) &&
	       decimal_mul_div(volume, through.e6, range.e6, DECIMAL_FLOOR, passed);
}

bool queue_rules_look(const struct queue *queue, const struct terms_market *market,
	struct queue_look *look)
{
	bool buys = queue->side == TERMS_BUY;
	struct price best = buys ? market->low : market->high;
	struct price worst = buys ? market->high : market->low;
	struct quantity passed, served;
	struct queue_look made = {.state = QUEUE_NOT_REACHED, .ahead = queue->ahead};
	*look = made;
	if (market->volume <= 0 || price_sign(market->low) <= 0 ||
		price_compare(market->low, market->high) > 0)
		return true;
	made.worst = worst;
	made.all_better = tick_rules_compare(queue->side, worst, queue->limit) < 0;
	if (!count_passed(queue, best, worst, market->volume, &made.counted))
		return false;
	if (tick_rules_compare(queue->side, best, queue->limit) < 0) {
		made.ahead = (struct quantity){0};
		made.state = QUEUE_SERVED;
	} else if (made.counted > 0) {
		if (!decimal_mul_div(
			    made.counted, SHARE_E9, 1, DECIMAL_FLOOR, &passed.e9))
			return false;
		served = quantity_min(queue->ahead, passed);
		made.ahead.e9 -= served.e9;
		made.counted = (passed.e9 - served.e9) / SHARE_E9;
		made.state = made.ahead.e9 > 0 ? QUEUE_WAITING : QUEUE_SERVED;
	}
	*look = made;
	return true;
}
