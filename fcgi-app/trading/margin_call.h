/*
 * Margin calls: an account whose equity is less than its positions have to have behind
 * them closes so much of them, at once, that it suffices again.
 */
#ifndef TRADING_MARGIN_CALL_H
#define TRADING_MARGIN_CALL_H

#include "trading/means.h"
#include "trading/visit.h"

/* Positions that one visit closes. */
enum { MARGIN_CALL_MOST = 16 };

struct margin_call {
	struct money call; /* what is missing; 0: nothing is */
	size_t count;
	struct margin_call_closing {
		char symbol[TERMS_SYMBOL_SIZE];
		struct quantity quantity;
	} closings[MARGIN_CALL_MOST];
};

/* Does the account of the book have one, and what would it close? False when a figure
 * does not fit. */
bool margin_call_find(const struct book *book, const struct margin_figures *figures,
	struct margin_call *call) __attribute__((warn_unused_result));

/* Visits the account under its lock: if there still is a call, all open orders end, and
 * market orders close what the rules say. */
enum visit_result margin_call_answer(struct feed *feed, const struct visit_target *target,
	const struct margin_call *call) __attribute__((warn_unused_result));

#endif
