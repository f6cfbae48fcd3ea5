#include "market/sim/sim_tick.h"

#include "market/sim/sim_math.h"

enum { DOLLAR = 10000, CENT = 100 };

int64_t sim_tick(double price_e4)
{
	if (price_e4 < 1)
		return 1;
	if (price_e4 < DOLLAR)
		return sim_math_round(price_e4);
	return sim_math_round(price_e4 / CENT) * CENT;
}

int64_t sim_tick_size(int64_t price_e4)
{
	return price_e4 < DOLLAR ? 1 : CENT;
}

struct price sim_tick_price(int64_t price_e4)
{
	return (struct price){.e6 = price_e4 * 100};
}
