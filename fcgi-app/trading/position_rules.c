#include "trading/position_rules.h"

bool position_rules_part(struct money part, struct money whole, int64_t *part_e6)
{
	*part_e6 = 0;
	if (money_is_zero(whole))
		return true;
	if (money_sign(whole) < 0 && !money_negate(whole, &whole))
		return false;
	return money_ratio_e6(part, whole, DECIMAL_HALF_EVEN, part_e6);
}

static bool price_change(const struct terms_holding *holding, int64_t *change_e6)
{
	struct price moved;
	*change_e6 = 0;
	if (price_sign(holding->last_close) <= 0)
		return true;
	return price_sub(holding->price, holding->last_close, &moved) &&
	       price_ratio_e6(moved, holding->last_close, DECIMAL_HALF_EVEN, change_e6);
}

/* What it was worth at the beginning; what came since counts at its cost. */
static bool value_before(const struct terms_holding *holding,
	const struct position_fresh *fresh, struct money *beginning)
{
	struct quantity old;
	return quantity_sub(holding->quantity, fresh->quantity, &old) &&
	       money_notional(holding->last_close, old, DECIMAL_FLOOR, beginning) &&
	       money_add(*beginning, fresh->cost, beginning);
}

static bool average(const struct terms_holding *holding, struct price *entry)
{
	*entry = (struct price){0};
	return quantity_is_zero(holding->quantity) ||
	       money_average_price(
		       holding->cost, holding->quantity, DECIMAL_HALF_EVEN, entry);
}

bool position_rules_figures(const struct terms_holding *holding,
	const struct position_fresh *fresh, struct position_figures *figures)
{
	struct position_figures found;
	if (!average(holding, &found.entry) ||
		!money_notional(
			holding->price, holding->quantity, DECIMAL_FLOOR, &found.value) ||
		!money_sub(found.value, holding->cost, &found.profit) ||
		!position_rules_part(found.profit, holding->cost, &found.profit_e6) ||
		!value_before(holding, fresh, &found.beginning) ||
		!money_sub(found.value, found.beginning, &found.today) ||
		!position_rules_part(found.today, found.beginning, &found.today_e6) ||
		!price_change(holding, &found.change_e6))
		return false;
	*figures = found;
	return true;
}
