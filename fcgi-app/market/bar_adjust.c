#include "market/bar_adjust.h"

/* A dividend's share of the price is kept with 15 places. */
static const int64_t ONE_E15 = INT64_C(1000000000000000);
/* From the 6 places of a price to the 4 that are kept. */
static const int64_t PLACES = 100;

/* What a bar is multiplied with. Splits stay the fraction that they are, so they round
 * exactly; of dividends there may be a hundred, so they are one decimal. */
struct factor {
	int64_t old_shares;
	int64_t new_shares;
	int64_t kept_e15;
};

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static bool take_split(struct factor *factor, const struct action *action)
{
	if (action->new_shares <= 0 || action->old_shares <= 0 ||
		__builtin_mul_overflow(
			factor->new_shares, action->new_shares, &factor->new_shares) ||
		__builtin_mul_overflow(
			factor->old_shares, action->old_shares, &factor->old_shares))
		return false;
	int64_t common = common_divisor(factor->new_shares, factor->old_shares);
	factor->new_shares /= common;
	factor->old_shares /= common;
	return true;
}

/* The close of the last day before another; false when there is none. */
static bool close_before(const struct calendar *calendar, const struct bars *daily,
	int32_t day, struct price *close)
{
	size_t low = 0, high = daily->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (calendar_day_of(calendar, daily->items[middle].time_us) < day)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	*close = daily->items[low - 1].close;
	return true;
}

static bool take_dividend(const struct calendar *calendar, const struct bars *daily,
	const struct action *action, struct factor *factor)
{
	struct price close, rest;
	return close_before(calendar, daily, action->ex_day, &close) &&
	       price_sub(close, action->cash, &rest) && price_sign(rest) > 0 &&
	       price_sign(action->cash) >= 0 &&
	       decimal_mul_div(factor->kept_e15, rest.e6, close.e6, DECIMAL_HALF_EVEN,
		       &factor->kept_e15);
}

static bool take(const struct calendar *calendar, enum bar_adjustment adjustment,
	const struct bars *daily, const struct action *action, struct factor *factor)
{
	bool splits = adjustment == BAR_SPLIT || adjustment == BAR_ALL;
	bool dividends = adjustment == BAR_DIVIDEND || adjustment == BAR_ALL;
	switch ((enum action_kind)action->kind) {
	case ACTION_SPLIT:
	case ACTION_STOCK_DIVIDEND:
		return !splits || take_split(factor, action);
	case ACTION_CASH_DIVIDEND:
		return !dividends || take_dividend(calendar, daily, action, factor);
	case ACTION_SYMBOL_CHANGE:
	case ACTION_DELISTING:
	case ACTION_SPIN_OFF:
	case ACTION_KINDS:
		return true;
	}
	return false;
}

static bool adjust_price(int64_t numerator, int64_t denominator, struct price *price)
{
	int64_t e4;
	if (price_sign(*price) <= 0)
		return true;
	if (!decimal_mul_div(price->e6, numerator, denominator, DECIMAL_HALF_EVEN, &e4))
		return false;
	return !__builtin_mul_overflow(e4 == 0 ? 1 : e4, PLACES, &price->e6);
}

static bool adjust(const struct factor *factor, struct bar *bar)
{
	int64_t numerator = factor->old_shares, denominator = factor->new_shares;
	if (factor->kept_e15 != ONE_E15) {
		denominator = ONE_E15;
		if (!decimal_mul_div(factor->kept_e15, factor->old_shares,
			    factor->new_shares, DECIMAL_HALF_EVEN, &numerator))
			return false;
	}
	return !__builtin_mul_overflow(denominator, PLACES, &denominator) &&
	       adjust_price(numerator, denominator, &bar->open) &&
	       adjust_price(numerator, denominator, &bar->high) &&
	       adjust_price(numerator, denominator, &bar->low) &&
	       adjust_price(numerator, denominator, &bar->close) &&
	       adjust_price(numerator, denominator, &bar->vwap) &&
	       decimal_mul_div(bar->volume, factor->new_shares, factor->old_shares,
		       DECIMAL_HALF_EVEN, &bar->volume);
}

static bool is_nothing(const struct factor *factor)
{
	return factor->new_shares == factor->old_shares && factor->kept_e15 == ONE_E15;
}

bool bar_adjust(const struct calendar *calendar, enum bar_adjustment adjustment,
	const struct actions *actions, const struct bars *daily, struct bars *bars)
{
	struct factor factor = {.old_shares = 1, .new_shares = 1, .kept_e15 = ONE_E15};
	size_t left = adjustment == BAR_RAW ? 0 : actions->count;
	for (size_t i = bars->count; i-- > 0;) {
		struct bar *bar = &bars->items[i];
		int32_t day = calendar_day_of(calendar, bar->time_us);
		for (; left > 0 && actions->items[left - 1].ex_day > day; left--) {
			if (!take(calendar, adjustment, daily, &actions->items[left - 1],
				    &factor))
				return false;
		}
		if (!is_nothing(&factor) && !adjust(&factor, bar))
			return false;
	}
	return true;
}
