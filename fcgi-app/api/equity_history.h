/*
 * What an account was worth at the close of each day of its present epoch, and what it
 * is worth now.
 */
#ifndef API_EQUITY_HISTORY_H
#define API_EQUITY_HISTORY_H

#include "api/account_book.h"

struct equity_day {
	int32_t day;
	bool live;     /* it is not over: as it stands now */
	int64_t at_us; /* its close, or now */
	struct money equity;
	struct money cash;
	struct money long_value;
	struct money short_value;
	struct money flow;   /* put in less taken out */
	struct money profit; /* since the day before */
};

struct equity_history {
	struct account_book account;
	struct money base; /* at the last close before the first day */
	int32_t base_day;  /* 0: the account began with it */
	struct equity_day *days;
	size_t count;
	int32_t today; /* the day of the session that is on, or was last */
};

enum { EQUITY_HISTORY_MOST = 4000 };

/* Reads the days from one to another, which may be in the future; today's is added, as it
 * stands. 1: they are there; else what the handler returns. */
int equity_history_read(struct request *request, struct reply *reply, int32_t first,
	int32_t last, struct equity_history *history) __attribute__((warn_unused_result));

/* What it was worth at the last close before a day. */
struct money equity_history_before(const struct equity_history *history, int32_t day);

#endif
