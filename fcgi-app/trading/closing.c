#include "trading/closing.h"

#include <string.h>

static const int64_t WHOLE_E6 = 100000000;

static bool part_of(const struct scene *scene, const struct closing *closing,
	struct quantity held, struct quantity *part)
{
	*part = held;
	if (closing->has_quantity) {
		*part = closing->quantity;
		return true;
	}
	if (!closing->has_percentage)
		return true;
	if (!quantity_times_ratio(
		    held, closing->percentage_e6, WHOLE_E6, DECIMAL_FLOOR, part))
		return false;
	return scene->instrument.fractionable ||
	       quantity_round(*part, 0, DECIMAL_FLOOR, part);
}

enum trade_refusal closing_request(const struct book *book, const struct scene *scene,
	const struct closing *closing, struct placing_request *request,
	struct trade_details *details)
{
	struct terms_order *order = &request->wanted.order;
	struct quantity held = book_position(book, scene->instrument.symbol);
	bool is_short = quantity_sign(held) < 0;
	details->symbol = scene->instrument.symbol;
	if (quantity_is_zero(held))
		return REFUSE_NO_POSITION;
	if (is_short && !quantity_negate(held, &held))
		return REFUSE_TOO_LARGE;
	*order = (struct terms_order){.side = is_short ? TERMS_BUY : TERMS_SELL,
		.type = TERMS_MARKET,
		.tif = TERMS_DAY,
		.has_quantity = true};
	return part_of(scene, closing, held, &order->quantity) ? REFUSE_NOTHING
							       : REFUSE_TOO_LARGE;
}
