#include "market/bar.h"

__extension__ typedef __int128 wide;

static bool lies_within(struct price price, const struct bar *bar)
{
	return price.e6 >= bar->low.e6 && price.e6 <= bar->high.e6;
}

bool bar_is_sound(const struct bar *bar)
{
	return bar->low.e6 > 0 && bar->low.e6 <= bar->high.e6 &&
	       lies_within(bar->open, bar) && lies_within(bar->close, bar) &&
	       (bar->vwap.e6 == 0 || lies_within(bar->vwap, bar)) && bar->volume >= 0 &&
	       bar->trades >= 0;
}

/* Nothing is unknown of a bar in which nothing was traded. */
static bool knows_vwap(const struct bar *bar)
{
	return bar->vwap.e6 != 0 || bar->volume == 0;
}

static bool knows_trades(const struct bar *bar)
{
	return bar->trades != 0 || bar->volume == 0;
}

/* value / volume, to the nearest, a tie to the even one. */
static struct price average(wide value, int64_t volume)
{
	wide quotient = value / volume, rest = value % volume;
	bool up = 2 * rest > volume || (2 * rest == volume && quotient % 2 == 1);
	return (struct price){.e6 = (int64_t)quotient + up};
}

struct price bar_average(const struct bar *bars, size_t count)
{
	wide value = 0;
	int64_t volume = 0;
	for (size_t i = 0; i < count; i++) {
		if (!knows_vwap(&bars[i]) || bars[i].vwap.e6 < 0 || bars[i].volume < 0 ||
			__builtin_add_overflow(volume, bars[i].volume, &volume))
			return (struct price){0};
		value += (wide)bars[i].vwap.e6 * bars[i].volume;
	}
	return volume == 0 ? (struct price){0} : average(value, volume);
}

bool bar_join(struct bar *bar, const struct bar *next)
{
	struct bar joined = *bar;
	if (__builtin_add_overflow(bar->volume, next->volume, &joined.volume) ||
		__builtin_add_overflow(bar->trades, next->trades, &joined.trades))
		return false;
	if (!knows_trades(bar) || !knows_trades(next))
		joined.trades = 0;
	joined.high = price_max(bar->high, next->high);
	joined.low = price_min(bar->low, next->low);
	joined.close = next->close;
	joined.vwap = bar_average((struct bar[]){*bar, *next}, 2);
	*bar = joined;
	return true;
}
