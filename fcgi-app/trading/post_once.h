/*
 * What is written most often, as one statement: a simple order that came and was filled
 * at once by one fill. Whatever else happened is written by trading/post.h's lists.
 */
#ifndef TRADING_POST_ONCE_H
#define TRADING_POST_ONCE_H

#include <stdbool.h>

#include "trading/fill_rules.h"
#include "trading/ledger_rules.h"
#include "trading/lot_book.h"

struct post;
struct post_fill;

/* An order that comes, and that it is filled. */
enum { POST_ONCE_MESSAGES = 2 };

/* The first fill, as it was when it was made. */
struct post_once {
	const struct ticket *ticket;
	const char *id;
	const char *explanation;
	const char *model;
	const char *source; /* of the quote */
	struct fill fill;
	struct money fee;
	struct quantity position;
	struct terms_market market;
	struct ledger_entry entries[LEDGER_FEW];
	size_t entry_count;
	const struct lot_book *lots;
	struct lot_closings closings;
	const char *messages[POST_ONCE_MESSAGES];
};

/* Is that all there is to write? */
bool post_once_fits(const struct post *post);

/* Queues it. -1 when that fails. */
int post_once_queue(const struct post *post) __attribute__((warn_unused_result));

#endif
