/*
 * Bars as traded, made comparable over splits and dividends.
 */
#ifndef MARKET_BAR_ADJUST_H
#define MARKET_BAR_ADJUST_H

#include "market/action.h"
#include "market/bar.h"
#include "market/provider.h"

/*
 * Adjusts bars of at most a day, in place, for the actions whose ex_day comes after
 * them (longer ones are gathered afterwards). Splits and stock dividends (new_shares
 * are those after, old_shares those before) divide prices and multiply volume; a cash
 * dividend takes from prices the share that it was of the close before its ex_day.
 *
 * `actions`, which reach to the present and no further, `daily` and `bars` are oldest
 * first. `daily` are bars of a day as they were traded, which may be `bars` themselves;
 * only dividends read them. Prices are rounded once, half to even, to 4 places,
 * but never to 0; volume likewise to whole shares. Other kinds of action change
 * nothing, nor does one whose ex_day is unknown.
 *
 * False, with bars that are good for nothing, when a result does not fit, an action
 * makes no sense, or the close before a dividend is not among `daily`.
 */
bool bar_adjust(const struct calendar *calendar, enum bar_adjustment adjustment,
	const struct actions *actions, const struct bars *daily, struct bars *bars)
	__attribute__((warn_unused_result));

#endif
