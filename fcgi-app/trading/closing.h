/*
 * Closing a position, or a part of it: the order that does so.
 */
#ifndef TRADING_CLOSING_H
#define TRADING_CLOSING_H

#include "trading/placing.h"

/* How much of it. */
struct closing {
	bool has_quantity;
	bool has_percentage; /* else all */
	struct quantity quantity;
	int64_t percentage_e6; /* 25000000 is 25 % */
};

/* Asks for a market order for today that closes that much of what the book holds of the
 * scene's symbol; or says why there is none. A part of a share closes where shares can be
 * broken, and is left out else. */
enum trade_refusal closing_request(const struct book *book, const struct scene *scene,
	const struct closing *closing, struct placing_request *request,
	struct trade_details *details) __attribute__((warn_unused_result));

#endif
