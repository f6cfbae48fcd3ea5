/*
 * Writing down what was decided about an account: all that changed in its book, and what
 * happened. It is queued as a few statements, each for everything of its kind, and leaves
 * with the commit: one flight.
 */
#ifndef TRADING_POST_H
#define TRADING_POST_H

#include "base/json_write.h"
#include "base/text.h"
#include "trading/book.h"
#include "trading/fill_rules.h"
#include "trading/ledger_rules.h"
#include "trading/post_once.h"

/* A list that grows as JSON. */
struct post_list {
	struct text text;
	struct json_writer json;
	size_t count;
};

struct post {
	struct book *book;
	struct post_list fills;
	struct post_list transfers;
	struct post_list closings;
	struct post_list messages;
	const char *kind; /* of the message that is being written */
	struct text message;
	struct json_writer message_json;
	struct post_once once;
};

/* Begins; what changes in the book from here on is written by post_queue. The post stays
 * where it is meanwhile: its lists point into it. */
void post_begin(struct post *post, struct book *book);

/* A fill as it is to be stored. */
struct post_fill {
	const char *id;
	const struct ticket *ticket; /* with this fill counted in */
	const struct scene *scene;
	const struct fill_decision *decision;
	const struct fill *fill;
	struct money fee;
	struct quantity position; /* after it */
};

/* Fill, transfer and message. -1 when the ledger cannot hold it. */
int post_fill(struct post *post, const struct post_fill *fill)
	__attribute__((warn_unused_result));

/* What closing lots realised. */
void post_closings(struct post *post, const struct lot_book *lots, const char *fill_id,
	const struct lot_closings *closings);

/* A transfer that is no fill. */
struct post_transfer {
	const struct ledger_transfer *transfer;
	const char *event;  /* what must not happen twice: "dividend AAPL 2026-02-09"; or
			       NULL */
	const char *symbol; /* of what it was; NULL: of cash alone */
	struct quantity quantity; /* of a dividend the shares, and what each got */
	struct price per_share;
	const char *note; /* or NULL */
};

/* The transfer, and a message of kind "activity". One without entries is not written. -1
 * when the ledger cannot hold it. */
int post_transfer(struct post *post, const struct post_transfer *what)
	__attribute__((warn_unused_result));

/* A message of another kind: members are written into what this returns, up to
 * post_told. */
struct json_writer *post_tell(struct post *post, const char *kind);
void post_told(struct post *post);

/* What happened to an order: "new", "canceled" … as Alpaca's streams name it. */
void post_event(struct post *post, const char *event, const struct ticket *ticket);

/* Queues all of it, in the book's transaction. -1 when that fails. */
int post_queue(struct post *post) __attribute__((warn_unused_result));

#endif
