/*
 * An order in JSON: as Alpaca's clients know it, which streams and replies share, and as
 * the statements that store it take it.
 */
#ifndef TRADING_TICKET_WRITE_H
#define TRADING_TICKET_WRITE_H

#include "trading/ticket.h"

struct json_writer;

/* The order as the API tells it, with those legs among `others` that hang on it. */
void ticket_write(struct json_writer *json, const struct ticket *ticket,
	const struct tickets *others);

/* An item of the array that orders/insert takes. */
void ticket_write_new(struct json_writer *json, const struct ticket *ticket);

/* An item of the array that orders/update takes: all that can change. */
void ticket_write_change(struct json_writer *json, const struct ticket *ticket);

#endif
