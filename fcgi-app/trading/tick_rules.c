#include "trading/tick_rules.h"

static const int64_t DOLLAR_E6 = 1000000;
enum { CENT_PLACES = 2, FINE_PLACES = 4 };

static bool is_fine(struct price price, int64_t multiplier)
{
	return multiplier == 1 && price.e6 < DOLLAR_E6;
}

struct price tick_rules_size(struct price price, int64_t multiplier)
{
	return (struct price){is_fine(price, multiplier) ? 100 : 10000};
}

bool tick_rules_is_whole(struct price price, int64_t multiplier)
{
	return price.e6 % tick_rules_size(price, multiplier).e6 == 0;
}

bool tick_rules_round(struct price price, int64_t multiplier,
	enum decimal_rounding rounding, struct price *rounded)
{
	unsigned places = is_fine(price, multiplier) ? FINE_PLACES : CENT_PLACES;
	return price_round(price, places, rounding, rounded);
}

bool tick_rules_against(enum terms_side side, struct price price, int64_t multiplier,
	struct price *rounded)
{
	return tick_rules_round(price, multiplier,
		side == TERMS_BUY ? DECIMAL_CEIL : DECIMAL_FLOOR, rounded);
}

int tick_rules_compare(enum terms_side side, struct price a, struct price b)
{
	return side == TERMS_BUY ? price_compare(a, b) : price_compare(b, a);
}

struct price tick_rules_worse(enum terms_side side, struct price a, struct price b)
{
	return tick_rules_compare(side, a, b) >= 0 ? a : b;
}
