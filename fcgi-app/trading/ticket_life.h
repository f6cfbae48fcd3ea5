/*
 * What happens to an order of a book: its status, the times that go with it, what streams
 * are told, and what becomes of the others of its group.
 */
#ifndef TRADING_TICKET_LIFE_H
#define TRADING_TICKET_LIFE_H

#include "trading/leg_rules.h"
#include "trading/life_rules.h"
#include "trading/post.h"

/* It is to be written. */
void ticket_life_touch(const struct book *book, struct ticket *ticket);

/* Lets an event happen to it, alone and without a word to streams; or says why not.
 * `reason` is why it ended, or NULL. */
enum trade_refusal ticket_life_turn(const struct book *book, struct ticket *ticket,
	enum life_event event, const char *reason, struct trade_details *details)
	__attribute__((warn_unused_result));

/* Cancels it, expires it and the like: tells streams, and lets its group follow. */
enum trade_refusal ticket_life_end(struct post *post, struct ticket *ticket,
	enum life_event event, const char *reason, struct trade_details *details)
	__attribute__((warn_unused_result));

/* Lets the others of its group follow what happened to it. `successor` is whom they
 * belong to after LEG_REPLACED, else NULL. */
void ticket_life_follow(struct post *post, struct ticket *ticket, enum leg_event event,
	const struct ticket *successor);

#endif
