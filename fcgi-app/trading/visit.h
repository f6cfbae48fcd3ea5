/*
 * The market daemon visits an account: opens its book under its lock, on behalf of its
 * user, lets something happen in it, and writes that, all in one transaction. Accounts to
 * visit are found page by page, in the order of their ids.
 */
#ifndef TRADING_VISIT_H
#define TRADING_VISIT_H

#include "base/uuid.h"
#include "db/statement.h"
#include "trading/post.h"

struct feed;

struct visit {
	struct feed *feed;
	const char *account_id;
	int64_t user_id;
	const char *const *symbols; /* whose lots are wanted */
	size_t symbol_count;
	size_t more; /* room for orders to come, as in book.h */
	bool places; /* an order may be placed */
	bool reads;  /* the book is not to change */
};

enum visit_result {
	VISIT_DONE,    /* and committed */
	VISIT_ABSENT,  /* there is no such account any more */
	VISIT_REFUSED, /* the books cannot hold it: nothing was written; logged */
	VISIT_FAILED /* nor was it for now: the database fails, or the account is busy */
};

enum visit_wish { VISIT_WRITE, VISIT_LEAVE, VISIT_BROKEN };

/* Opens the account's book into `book`, which lives as long as the feed's arena, and
 * calls `act`, which says what is to become of it. */
enum visit_result visit_account(const struct visit *visit,
	enum visit_wish (*act)(struct post *post, void *context), void *context,
	struct book *book) __attribute__((warn_unused_result));

enum { VISIT_PAGE = 16 };

/* Accounts that a statement finds: its last parameters are the account to go on after,
 * and how many at most. */
struct visit_round {
	char after[UUID_SIZE]; /* "": from the first */
	bool done;             /* there are no more */
	size_t count;
	struct visit_target {
		char account_id[UUID_SIZE];
		int64_t user_id;
	} targets[VISIT_PAGE];
};

/* Reads the next page. `parameters` are those before the last two, at most two. -1 when
 * the database fails. */
int visit_round_turn(struct visit_round *round, struct feed *feed,
	enum statement_name name, size_t count, const char *const *parameters)
	__attribute__((warn_unused_result));

#endif
