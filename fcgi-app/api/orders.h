/*
 * Placing orders: POST /v2/orders as Alpaca's clients send it, and the same for our own
 * pages; and the preview of one.
 */
#ifndef API_ORDERS_H
#define API_ORDERS_H

#include "api/order_body.h"

int orders_create(struct request *request, struct reply *reply);
int orders_preview(struct request *request, struct reply *reply);

#endif
