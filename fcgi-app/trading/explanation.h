/*
 * Why a fill was made as it was, in plain numbers: what is stored with it and told to
 * whoever asks.
 */
#ifndef TRADING_EXPLANATION_H
#define TRADING_EXPLANATION_H

#include "trading/fill_rules.h"

struct json_writer;

/* "touch", "realistic" */
const char *explanation_model(enum terms_fill_model model);

/* Why an order fills no further: "limit", "share", "depth" … */
const char *explanation_reason(enum fill_reason reason);

/* An object: what the order met, and what made this price. */
void explanation_write(struct json_writer *json, const struct fill_decision *decision,
	const struct fill *fill, struct money fee);

#endif
