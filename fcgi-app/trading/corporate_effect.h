/*
 * What a company's action does to one account, in its book: to the position and its lots
 * as they were when the ex-day began, to cash, to open orders that are older than that
 * day. What was bought on the ex-day itself came without the dividend, and after the
 * split.
 */
#ifndef TRADING_CORPORATE_EFFECT_H
#define TRADING_CORPORATE_EFFECT_H

#include "market/action.h"
#include "trading/visit.h"

enum { CORPORATE_EFFECT_NAME = 64 };

/* What it is called in the ledger, once for each account: "split AAPL 2026-02-09". False
 * for kinds that nothing here follows from, or with figures beyond all reason. */
bool corporate_effect_name(const struct action *action,
	char name[static CORPORATE_EFFECT_NAME]) __attribute__((warn_unused_result));

/* For visit_account; the context is the action, the lots are those of its symbol, and
 * there is room for one holding more. */
enum visit_wish corporate_effect_act(struct post *post, void *action);

#endif
