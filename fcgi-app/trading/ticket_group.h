/*
 * What orders of an account are to one another: an entry and its exits, as they stand
 * among the open ones.
 */
#ifndef TRADING_TICKET_GROUP_H
#define TRADING_TICKET_GROUP_H

#include "trading/ticket.h"

/* Is it a stop-loss that is to be watched although it is held, because the take-profit
 * beside it works in the market? */
bool ticket_group_is_armed(const struct tickets *orders, const struct ticket *loss);

#endif
