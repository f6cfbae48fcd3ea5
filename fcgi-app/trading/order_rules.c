#include "trading/order_rules.h"

#include "trading/exit_rules.h"
#include "trading/tick_rules.h"

static const struct money LEAST_NOTIONAL = {1000000};
static const struct price FIFTY = {50000000};

enum {
	SHARES = 1, /* that a share stands for */
	WHOLE_E9 = 1000000000,
	PERCENT_100_E6 = 100000000,
	STOP_CHEAP_BP = 10400,
	STOP_DEAR_BP = 10250,
	MLEG_LEAST = 2,
	MLEG_MOST = 4
};

/* Which times in force go with a type, as bits. */
enum {
	DAY_GTC = 1 << TERMS_DAY | 1 << TERMS_GTC,
	ANY_TIF = DAY_GTC | 1 << TERMS_OPG | 1 << TERMS_CLS | 1 << TERMS_IOC |
		  1 << TERMS_FOK
};

static unsigned tifs_of(enum terms_type type)
{
	switch (type) {
	case TERMS_MARKET:
	case TERMS_LIMIT:
		return ANY_TIF;
	case TERMS_STOP:
	case TERMS_STOP_LIMIT:
	case TERMS_TRAILING_STOP:
		break;
	}
	return DAY_GTC;
}

bool order_rules_is_fractional(const struct terms_order *order)
{
	return !order->has_quantity || order->quantity.e9 % WHOLE_E9 != 0;
}

bool order_rules_quantity(
	const struct terms_order *order, struct price price, struct quantity *quantity)
{
	if (order->has_quantity) {
		*quantity = order->quantity;
		return true;
	}
	return money_buys(order->notional, price, DECIMAL_FLOOR, quantity);
}

static bool is_group(enum terms_class class)
{
	return class == TERMS_BRACKET || class == TERMS_OCO || class == TERMS_OTO;
}

static enum trade_refusal check_words(const struct order_request *request)
{
	if (request->client_id_length > ORDER_CLIENT_ID_MOST)
		return REFUSE_CLIENT_ID_LENGTH;
	if (request->bad_class)
		return REFUSE_CLASS;
	if (request->order.class == TERMS_MLEG)
		return request->legs < MLEG_LEAST || request->legs > MLEG_MOST
			       ? REFUSE_MLEG_COUNT
			       : REFUSE_MLEG;
	if (request->bad_side)
		return REFUSE_SIDE;
	if (request->bad_type)
		return REFUSE_TYPE;
	if (request->bad_tif)
		return REFUSE_TIF;
	if (request->option)
		return REFUSE_OPTIONS;
	return REFUSE_NOTHING;
}

static enum trade_refusal check_amount(const struct order_request *request)
{
	const struct terms_order *order = &request->order;
	if (!order->has_quantity && !request->has_notional)
		return REFUSE_AMOUNT_MISSING;
	if (order->has_quantity && request->has_notional)
		return REFUSE_AMOUNT_TWICE;
	if (order->has_quantity && quantity_sign(order->quantity) <= 0)
		return REFUSE_QTY_POSITIVE;
	if (request->has_notional && money_compare(order->notional, LEAST_NOTIONAL) < 0)
		return REFUSE_NOTIONAL_LEAST;
	return REFUSE_NOTHING;
}

static enum trade_refusal check_instrument(
	const struct terms_instrument *instrument, const struct terms_order *order)
{
	if (!instrument->known)
		return REFUSE_ASSET_UNKNOWN;
	if (!instrument->active)
		return REFUSE_ASSET_INACTIVE;
	if (!instrument->tradable)
		return REFUSE_ASSET_NOT_TRADABLE;
	if (order_rules_is_fractional(order) && !instrument->fractionable)
		return REFUSE_NOT_FRACTIONABLE;
	return REFUSE_NOTHING;
}

/* Has the type the prices that it needs? */
static enum trade_refusal check_needed(
	const struct order_request *request, struct trade_details *details)
{
	/* An oco's limit may stand in its take-profit. */
	bool limit = request->has_limit ||
		     (request->order.class == TERMS_OCO && request->has_profit);
	switch (request->order.type) {
	case TERMS_MARKET:
		break;
	case TERMS_LIMIT:
		if (!limit)
			return REFUSE_LIMIT_MISSING;
		break;
	case TERMS_STOP:
		if (!request->has_stop)
			return REFUSE_STOP_MISSING;
		break;
	case TERMS_STOP_LIMIT:
		details->field = request->has_stop ? "limit_price" : "stop_price";
		if (!request->has_stop || !limit)
			return REFUSE_STOP_LIMIT_MISSING;
		break;
	case TERMS_TRAILING_STOP:
		details->field =
			request->has_trail_price ? "trail_percent" : "trail_price";
		if (request->has_trail_price == request->has_trail_percent)
			return REFUSE_TRAIL_ONE;
	}
	return REFUSE_NOTHING;
}

/* A price that would not be looked at is a mistake that the client must hear of. */
static enum trade_refusal check_unused(const struct order_request *request)
{
	enum terms_type type = request->order.type;
	bool limits = type == TERMS_LIMIT || type == TERMS_STOP_LIMIT;
	bool stops = type == TERMS_STOP || type == TERMS_STOP_LIMIT;
	if (type == TERMS_MARKET && (request->has_limit || request->has_stop))
		return REFUSE_MARKET_PRICES;
	if (request->has_limit && !limits)
		return REFUSE_LIMIT_UNUSED;
	if (request->has_stop && !stops)
		return REFUSE_STOP_UNUSED;
	if ((request->has_trail_price || request->has_trail_percent) &&
		type != TERMS_TRAILING_STOP)
		return REFUSE_TRAIL_UNUSED;
	return REFUSE_NOTHING;
}

static enum trade_refusal check_prices(
	const struct order_request *request, struct trade_details *details)
{
	const struct terms_order *order = &request->order;
	const struct {
		bool given;
		struct price price;
		const char *field;
	} prices[] = {
		{request->has_limit, order->limit, "limit_price"},
		{request->has_stop, order->stop, "stop_price"},
		{request->has_trail_price, order->trail_price, "trail_price"},
		{request->has_profit, request->profit_limit, "take_profit.limit_price"},
		{request->has_loss, request->loss_stop, "stop_loss.stop_price"},
		{request->has_loss_limit, request->loss_limit, "stop_loss.limit_price"},
	};
	for (size_t i = 0; i < sizeof(prices) / sizeof(prices[0]); i++) {
		if (!prices[i].given)
			continue;
		details->field = prices[i].field;
		details->price = prices[i].price;
		if (price_sign(prices[i].price) <= 0)
			return REFUSE_PRICE_POSITIVE;
		if (!tick_rules_is_whole(prices[i].price, SHARES))
			return REFUSE_SUB_PENNY;
	}
	if (request->has_trail_percent &&
		(order->trail_percent_e6 <= 0 ||
			order->trail_percent_e6 >= PERCENT_100_E6))
		return REFUSE_TRAIL_PERCENT;
	return REFUSE_NOTHING;
}

/* The price that its value is reckoned with; 0: not known. */
static struct price value_price(
	const struct order_request *request, const struct order_setting *setting)
{
	if (request->has_limit)
		return request->order.limit;
	if (request->has_profit && request->order.class == TERMS_OCO)
		return request->profit_limit;
	return request->has_stop ? request->order.stop : setting->base;
}

static enum trade_refusal check_value(
	const struct order_request *request, const struct order_setting *setting)
{
	const struct terms_order *order = &request->order;
	struct price price = value_price(request, setting);
	struct money value;
	if (!order->has_quantity || price_is_zero(price))
		return REFUSE_NOTHING;
	if (!money_notional(price, order->quantity, DECIMAL_CEIL, &value))
		return REFUSE_TOO_LARGE;
	/* A crumb may be sold, or no position of it could ever be closed. */
	if (order_rules_is_fractional(order) && order->side == TERMS_BUY &&
		quantity_sign(setting->position) >= 0 &&
		money_compare(value, LEAST_NOTIONAL) < 0)
		return REFUSE_COST_LEAST;
	return REFUSE_NOTHING;
}

static enum trade_refusal check_fraction(
	const struct terms_order *order, const struct order_setting *setting)
{
	if (!order_rules_is_fractional(order))
		return REFUSE_NOTHING;
	if (order->tif != TERMS_DAY)
		return REFUSE_FRACTION_DAY;
	if (order->class != TERMS_SIMPLE)
		return REFUSE_FRACTION_SIMPLE;
	if (order->type == TERMS_TRAILING_STOP)
		return REFUSE_FRACTION_TYPE;
	if (order->side == TERMS_SELL && quantity_sign(setting->position) <= 0)
		return REFUSE_FRACTION_SHORT;
	return REFUSE_NOTHING;
}

static enum trade_refusal check_time(const struct terms_order *order)
{
	bool is_day_gtc = order->tif == TERMS_DAY || order->tif == TERMS_GTC;
	if (is_group(order->class) && !is_day_gtc)
		return REFUSE_GROUP_TIF;
	if ((tifs_of(order->type) & 1U << order->tif) == 0)
		return REFUSE_TYPE_TIF;
	if (order->extended_hours && (order->type != TERMS_LIMIT || !is_day_gtc))
		return REFUSE_EXTENDED;
	if (order->extended_hours && order->class != TERMS_SIMPLE)
		return REFUSE_EXTENDED_SIMPLE;
	return REFUSE_NOTHING;
}

enum trade_refusal order_rules_check(const struct order_request *request,
	const struct terms_instrument *instrument, const struct order_setting *setting,
	struct trade_details *details)
{
	const struct terms_order *order = &request->order;
	enum trade_refusal refusal;
	details->symbol = order->symbol;
	details->type = order->type;
	details->tif = order->tif;
	details->class = order->class;
	if ((refusal = check_words(request)) != REFUSE_NOTHING ||
		(refusal = check_amount(request)) != REFUSE_NOTHING ||
		(refusal = check_needed(request, details)) != REFUSE_NOTHING ||
		(refusal = check_unused(request)) != REFUSE_NOTHING ||
		(refusal = check_prices(request, details)) != REFUSE_NOTHING ||
		(refusal = check_instrument(instrument, order)) != REFUSE_NOTHING ||
		(refusal = check_fraction(order, setting)) != REFUSE_NOTHING ||
		(refusal = check_time(order)) != REFUSE_NOTHING ||
		(refusal = check_value(request, setting)) != REFUSE_NOTHING)
		return refusal;
	return exit_rules_check(request, setting, details);
}

enum trade_refusal order_rules_admit(
	const struct terms_account *account, const struct terms_order *order)
{
	if (account->blocked || account->suspended)
		return REFUSE_ACCOUNT;
	if (order_rules_is_fractional(order) && !account->fractional)
		return REFUSE_FRACTIONS;
	return REFUSE_NOTHING;
}

bool order_rules_derive_stop(struct terms_order *order)
{
	if (order->side != TERMS_BUY || order->type != TERMS_STOP)
		return true;
	int64_t bp = price_compare(order->stop, FIFTY) < 0 ? STOP_CHEAP_BP : STOP_DEAR_BP;
	struct price limit;
	if (!price_times_bp(order->stop, bp, DECIMAL_FLOOR, &limit) ||
		!tick_rules_round(limit, SHARES, DECIMAL_FLOOR, &limit))
		return false;
	order->limit = limit;
	order->type = TERMS_STOP_LIMIT;
	return true;
}

bool order_rules_derive(struct order_request *request)
{
	if (request->order.class == TERMS_OCO && request->has_profit) {
		request->order.limit = request->profit_limit;
		request->has_limit = true;
	}
	return order_rules_derive_stop(&request->order);
}
