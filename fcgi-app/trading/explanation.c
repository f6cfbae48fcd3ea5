#include "trading/explanation.h"

#include "base/json_write.h"
#include "trading/amount.h"

static const char *const moments[] = {
	[FILL_FRESH] = "arrival",
	[FILL_LOOK] = "resting",
	[FILL_OPENING] = "opening auction",
	[FILL_CLOSING] = "closing auction",
};

static const char *const ways[] = {
	[FILL_AT_TOUCH] = "touch",
	[FILL_FROM_DEPTH] = "depth",
	[FILL_FROM_QUEUE] = "queue",
	[FILL_AT_PRINT] = "print",
};

static const char *const reasons[FILL_REASONS] = {
	[FILL_WHOLE] = "filled",
	[FILL_NOT_OPEN] = "order is not open",
	[FILL_MARKET_CLOSED] = "market is closed",
	[FILL_OTHER_MOMENT] = "waits for its auction",
	[FILL_NOT_TRIGGERED] = "stop was not reached",
	[FILL_NO_QUOTE] = "nobody quotes this side",
	[FILL_CROSSED] = "quote is crossed",
	[FILL_STALE] = "quote is too old",
	[FILL_NO_SIZE] = "nothing is displayed",
	[FILL_NOT_REACHED] = "market has not come to the limit",
	[FILL_LIMIT] = "next level is beyond the limit",
	[FILL_QUEUED] = "others at this price come first",
	[FILL_SHARE] = "share of the volume is used up",
	[FILL_DEPTH] = "took all there was",
	[FILL_NOT_AT_ONCE] = "could not all be filled at once",
	[FILL_TOO_LITTLE] = "amount buys nothing at this price",
	[FILL_TOO_LARGE] = "amounts are too large",
};

/* The words of each way a price comes about. */
static const char *const whys[] = {
	[FILL_AT_TOUCH] = "all of it at the best price of the other side",
	[FILL_FROM_DEPTH] = "what is displayed first, then level by level behind it",
	[FILL_FROM_QUEUE] = "the market traded past those that were ahead at this price",
	[FILL_AT_PRINT] = "the price at which the auction was held",
};

const char *explanation_model(enum terms_fill_model model)
{
	return model == TERMS_TOUCH ? "touch" : "realistic";
}

const char *explanation_reason(enum fill_reason reason)
{
	return reasons[reason];
}

static void write_story(struct json_writer *json, const struct fill_story *story)
{
	json_write_pair(json, "moment", moments[story->moment]);
	amount_write_price_or_null(json, "touch", story->touch);
	amount_write_price_or_null(json, "limit", story->limit);
	amount_write_price_or_null(json, "last", story->market.last);
	json_write_pair_integer(json, "levels", story->levels);
	json_write_pair_integer(json, "share_bp", story->share_bp);
	json_write_pair_integer(json, "volume_counted", story->counted);
	json_write_pair_integer(json, "volume_allowed", story->allowed);
	json_write_pair_integer(json, "day_volume", story->market.day_volume);
	amount_write_quantity(json, "queue_before", story->ahead_before);
	amount_write_quantity(json, "queue_after", story->ahead);
}

void explanation_write(struct json_writer *json, const struct fill_decision *decision,
	const struct fill *fill, struct money fee)
{
	json_write_object(json);
	json_write_pair(json, "why", whys[fill->way]);
	json_write_pair(json, "way", ways[fill->way]);
	json_write_pair_integer(json, "level", fill->level);
	json_write_pair_decimal(json, "impact", fill->impact_e6, PRICE_SCALE);
	amount_write_money(json, "slippage", fill->slippage);
	amount_write_money(json, "fee", fee);
	write_story(json, &decision->story);
	amount_write_money(json, "order_slippage", decision->story.slippage);
	json_write_pair(json, "then", reasons[decision->reason]);
	json_write_object_end(json);
}
