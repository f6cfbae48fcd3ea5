/*
 * What the account of a book is worth and can afford, its open orders taken off.
 */
#ifndef TRADING_MEANS_H
#define TRADING_MEANS_H

#include "trading/book.h"
#include "trading/margin_rules.h"

/* The figures, without the order `except` (an id, or NULL). False when a sum does not
 * fit, or there is no memory. */
bool means_figures(const struct book *book, const char *except,
	struct margin_figures *figures) __attribute__((warn_unused_result));

/* An order as margin_rules asks about it: at a price, with the fees that it may cost
 * beside. False when they do not fit. */
bool means_need(const struct book *book, const struct terms_order *order,
	const struct scene *scene, struct need_order *need)
	__attribute__((warn_unused_result));

#endif
