#include "trading/curve_rules.h"

static const int64_t PART_E12 = INT64_C(1000000);

struct curve curve_rules_begin(void)
{
	return (struct curve){.index_e12 = CURVE_ONE, .peak_e12 = CURVE_ONE};
}

static bool grow(struct curve *curve, struct money equity, struct money profit)
{
	struct money after;
	if (money_sign(equity) <= 0)
		return true;
	if (!money_add(equity, profit, &after))
		return false;
	if (money_sign(after) < 0)
		after = (struct money){0};
	return decimal_mul_div(curve->index_e12, after.e6, equity.e6, DECIMAL_HALF_EVEN,
		&curve->index_e12);
}

bool curve_rules_add(struct curve *curve, struct money equity, struct money profit)
{
	struct curve next = *curve;
	if (!money_add(next.profit, profit, &next.profit) || !grow(&next, equity, profit))
		return false;
	if (next.index_e12 > next.peak_e12)
		next.peak_e12 = next.index_e12;
	if (!decimal_mul_div(next.index_e12 - CURVE_ONE, 1, PART_E12, DECIMAL_HALF_EVEN,
		    &next.return_e6) ||
		!decimal_mul_div(next.index_e12 - next.peak_e12, PART_E12, next.peak_e12,
			DECIMAL_HALF_EVEN, &next.drawdown_e6))
		return false;
	if (next.drawdown_e6 < next.deepest_e6)
		next.deepest_e6 = next.drawdown_e6;
	*curve = next;
	return true;
}
