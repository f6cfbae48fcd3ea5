/*
 * Smoke's checks of what a person does: sign in, look at the market, trade on a paper
 * account of its own, and leave nothing open behind.
 */
#ifndef BIN_SMOKE_TRADE_H
#define BIN_SMOKE_TRADE_H

#include <stdbool.h>

struct smoke;

bool smoke_trade_sign_in(struct smoke *smoke);
bool smoke_trade_account(struct smoke *smoke);
bool smoke_trade_data(struct smoke *smoke);
bool smoke_trade_rest(struct smoke *smoke);
bool smoke_trade_fill(struct smoke *smoke);
bool smoke_trade_clean_up(struct smoke *smoke);

#endif
