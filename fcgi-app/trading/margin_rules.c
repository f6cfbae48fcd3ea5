#include "trading/margin_rules.h"

#include <assert.h>
#include <stdlib.h>

static const struct money NONE = {0};
static const struct money LEAST_EQUITY = {INT64_C(2000) * 1000000};

/* What all holdings, or all orders, come to. */
struct sums {
	struct money long_value;
	struct money short_value;
	struct money initial;
	struct money maintenance;
	struct money value;  /* as requirements see it */
	struct money usage2; /* of buying power, at 2 and at 4 */
	struct money usage4;
	struct money today4; /* of what was opened since the last close */
};

static bool add_need(struct sums *sums, const struct need *need)
{
	struct money usage2, usage4;
	return need_rules_usage(need, 2, &usage2) && need_rules_usage(need, 4, &usage4) &&
	       money_add(sums->value, need->value, &sums->value) &&
	       money_add(sums->initial, need->initial, &sums->initial) &&
	       money_add(sums->maintenance, need->maintenance, &sums->maintenance) &&
	       money_add(sums->usage2, usage2, &sums->usage2) &&
	       money_add(sums->usage4, usage4, &sums->usage4);
}

/* What of a holding was not there at the last close. */
static bool opened_since(const struct margin_holding *held, struct quantity *opened)
{
	struct quantity now = held->holding->quantity, then = held->opening;
	if (quantity_sign(now) != quantity_sign(then)) {
		*opened = now;
		return true;
	}
	if (!quantity_sub(now, then, opened))
		return false;
	if (quantity_sign(*opened) != quantity_sign(now))
		*opened = (struct quantity){0};
	return true;
}

static bool add_holding(struct sums *sums, const struct margin_holding *held)
{
	const struct terms_holding *holding = held->holding;
	struct need need, today;
	struct quantity opened;
	struct money value, usage;
	struct money *side = quantity_sign(holding->quantity) < 0 ? &sums->short_value
								  : &sums->long_value;
	return money_notional(holding->price, holding->quantity, DECIMAL_FLOOR, &value) &&
	       money_add(*side, value, side) &&
	       need_rules_position(
		       holding->quantity, holding->price, held->marginable, &need) &&
	       add_need(sums, &need) && opened_since(held, &opened) &&
	       need_rules_position(opened, holding->price, held->marginable, &today) &&
	       need_rules_usage(&today, 4, &usage) &&
	       money_add(sums->today4, usage, &sums->today4);
}

static bool sum_all(const struct margin_holding *holdings, size_t holding_count,
	const struct need_order *orders, size_t order_count, struct sums *held,
	struct sums *asked)
{
	for (size_t i = 0; i < holding_count; i++)
		if (!add_holding(held, &holdings[i]))
			return false;
	for (size_t i = 0; i < order_count; i++) {
		struct need need;
		if (!need_rules_order(&orders[i], &need) || !add_need(asked, &need))
			return false;
	}
	return true;
}

/* (a - b) times n, less c; 0 when a part of that is below zero. */
static bool power(
	struct money a, struct money b, int n, struct money c, struct money *result)
{
	struct money left;
	if (!money_sub(a, b, &left) ||
		!money_times_ratio(money_max(left, NONE), n, 1, DECIMAL_FLOOR, &left))
		return false;
	/* Neither is below zero. */
	assert(money_sign(c) >= 0);
	left.e6 -= c.e6;
	*result = money_max(left, NONE);
	return true;
}

static bool power_at_1(
	const struct sums *held, const struct sums *asked, struct margin_figures *figures)
{
	struct money cash = figures->cash, free;
	if (!power(figures->equity, held->initial, 1, NONE, &free))
		return false;
	/* What short sales brought in is not for spending. */
	if (money_sign(held->short_value) < 0)
		cash = money_min(cash, free);
	if (!power(cash, NONE, 1, asked->value, &figures->buying_power))
		return false;
	figures->regt = figures->non_marginable = figures->buying_power;
	return true;
}

static bool power_at_4(const struct terms_account *account, const struct sums *held,
	const struct sums *asked, struct margin_figures *figures)
{
	struct money taken, opened, now;
	if (!money_add(held->today4, asked->usage4, &taken) ||
		!power(account->last_equity, account->last_maintenance, 4, taken,
			&opened) ||
		!money_add(held->usage4, asked->usage4, &taken) ||
		!power(figures->equity, NONE, 4, taken, &now))
		return false;
	figures->daytrading = money_min(opened, now);
	figures->buying_power = figures->daytrading;
	return true;
}

static bool powers(const struct terms_account *account, const struct sums *held,
	const struct sums *asked, struct margin_figures *figures)
{
	bool has_margin = money_compare(figures->equity, LEAST_EQUITY) >= 0;
	figures->multiplier = has_margin ? account->multiplier : 1;
	if (figures->multiplier == 1)
		return power_at_1(held, asked, figures);
	struct money free;
	if (!power(figures->equity, held->initial, 2, asked->usage2, &figures->regt) ||
		!power(figures->equity, held->initial, 1, NONE, &free) ||
		!power(money_min(figures->cash, free), NONE, 1, asked->initial,
			&figures->non_marginable))
		return false;
	figures->buying_power = figures->regt;
	return figures->multiplier == 2 || power_at_4(account, held, asked, figures);
}

bool margin_rules_figures(const struct terms_account *account,
	const struct margin_holding *holdings, size_t holding_count,
	const struct need_order *orders, size_t order_count,
	struct margin_figures *figures)
{
	struct sums held = {0}, asked = {0};
	if (!sum_all(holdings, holding_count, orders, order_count, &held, &asked))
		return false;
	struct margin_figures found = {
		.cash = account->cash,
		.long_value = held.long_value,
		.short_value = held.short_value,
		.initial = held.initial,
		.maintenance = held.maintenance,
	};
	if (!money_add(found.cash, found.long_value, &found.equity) ||
		!money_add(found.equity, found.short_value, &found.equity) ||
		!powers(account, &held, &asked, &found))
		return false;
	*figures = found;
	return true;
}

enum trade_refusal margin_rules_afford(const struct margin_figures *figures,
	const struct need_order *order, struct trade_details *details)
{
	struct need need;
	struct money usage;
	if (!need_rules_order(order, &need) ||
		!need_rules_usage(&need, figures->multiplier, &usage))
		return REFUSE_TOO_LARGE;
	if (order->order->side == TERMS_SELL && !money_is_zero(need.value) &&
		figures->multiplier == 1)
		return REFUSE_SHORTING;
	if (money_compare(usage, figures->buying_power) <= 0)
		return REFUSE_NOTHING;
	details->buying_power = figures->buying_power;
	details->cost_basis = need.value;
	return REFUSE_BUYING_POWER;
}

bool margin_rules_call(const struct margin_figures *figures, struct money *call)
{
	struct money lack;
	if (!money_sub(figures->maintenance, figures->equity, &lack))
		return false;
	*call = money_max(lack, NONE);
	return true;
}

/* The most margin first; of equals the one that was listed first. */
static int by_freed(const void *left, const void *right)
{
	const struct margin_closing *a = left, *b = right;
	int order = money_compare(b->freed, a->freed);
	return order != 0 ? order : (a->holding > b->holding) - (a->holding < b->holding);
}

/* So many whole shares of it that they free `lack`; all of it where that is less. */
static bool only_part(struct margin_closing *closing, struct money lack)
{
	struct quantity part;
	if (!quantity_times_ratio(
		    closing->quantity, lack.e6, closing->freed.e6, DECIMAL_CEIL, &part) ||
		!quantity_round(part, 0, DECIMAL_CEIL, &part))
		return false;
	closing->quantity = quantity_min(part, closing->quantity);
	closing->freed = lack;
	return true;
}

bool margin_rules_close_out(const struct margin_figures *figures,
	const struct margin_holding *holdings, size_t holding_count,
	struct margin_closing *closings, size_t *count)
{
	struct money lack;
	size_t needed = 0;
	if (!margin_rules_call(figures, &lack))
		return false;
	for (size_t i = 0; i < holding_count; i++) {
		const struct terms_holding *holding = holdings[i].holding;
		struct need need;
		if (!need_rules_position(holding->quantity, holding->price,
			    holdings[i].marginable, &need))
			return false;
		closings[i] =
			(struct margin_closing){i, holding->quantity, need.maintenance};
		if (quantity_sign(holding->quantity) < 0 &&
			!quantity_negate(holding->quantity, &closings[i].quantity))
			return false;
	}
	if (holding_count > 0)
		qsort(closings, holding_count, sizeof(*closings), by_freed);
	while (needed < holding_count && money_sign(lack) > 0) {
		struct margin_closing *closing = &closings[needed];
		if (money_sign(closing->freed) <= 0)
			break;
		if (money_compare(closing->freed, lack) > 0 && !only_part(closing, lack))
			return false;
		if (!money_sub(lack, closing->freed, &lack))
			return false;
		needed++;
	}
	*count = needed;
	return true;
}
