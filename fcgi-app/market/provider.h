/*
 * A provider of market data. Each offers some kinds of it, behind the functions
 * of this one table. A call may take as long as the network does, up to its limit,
 * unless the provider is local.
 */
#ifndef MARKET_PROVIDER_H
#define MARKET_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/action.h"
#include "market/bar.h"
#include "market/chain.h"
#include "market/instrument.h"
#include "market/macro.h"
#include "market/news.h"
#include "market/quote.h"
#include "market/source.h"

struct arena;
struct transaction;

enum provider_fault {
	PROVIDER_OK,
	PROVIDER_NOT_OFFERED, /* it does not have that kind of data */
	PROVIDER_UNKNOWN,     /* it does not know the symbol */
	PROVIDER_REFUSED,     /* it does not take our key, or our plan lacks it */
	PROVIDER_LIMITED,     /* we asked too often: see retry_after_ms */
	PROVIDER_FAILED,      /* no answer, in time or at all, or one of 500 and above */
	PROVIDER_NONSENSE,    /* an answer that cannot be read */
	PROVIDER_AWAY         /* it takes the network, and there is none here */
};

enum { PROVIDER_PROBLEM_SIZE = 192, PROVIDER_ITEMS = 50000 };

/* Answers that are kept between calls, by key; `put` may keep nothing. */
struct provider_cache {
	void *context;
	bool (*find)(void *context, const char *key, const char **body, size_t *length,
		int64_t *fetched_us, bool *fresh);
	void (*put)(void *context, const char *key, enum source source, const char *body,
		size_t length, int ttl_s);
};

/* One call: what it may use, and what became of it. */
struct provider_call {
	struct arena *arena; /* everything that is returned lives here */
	const struct calendar *calendar;
	struct transaction *transaction;   /* for what reads the database; may be NULL */
	const struct provider_cache *kept; /* NULL: nothing is kept */
	bool network;                      /* may it call out? */
	int64_t wall_us;
	int64_t now_us; /* the market's time: nothing later is told */
	char problem[PROVIDER_PROBLEM_SIZE]; /* in words, when it went wrong */
	int64_t retry_after_ms;              /* 0: not said */
	int64_t fetched_us; /* when the oldest part of the answer came; 0: just now */
	bool stale;         /* a part of it is past its time */
};

enum bar_adjustment { BAR_RAW, BAR_SPLIT, BAR_DIVIDEND, BAR_ALL };

/* Bars that begin within [from_us, until_us), in order of time, the newest first
 * if `descending`; at most `limit`. The newest may still be growing. */
struct bar_query {
	const struct instrument *instrument;
	struct timeframe timeframe;
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool descending;
	enum bar_adjustment adjustment;
};

/* Quotes or trades within [from_us, until_us), likewise. */
struct tick_query {
	const struct instrument *instrument;
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool descending;
};

/* Functions are NULL where the provider offers no such thing. */
struct provider {
	enum source source;
	bool local; /* needs no network, and takes no time to speak of */
	/* What is newest of each instrument; `received_us` stays 0 where it knows none.
	 */
	enum provider_fault (*snapshots)(struct provider_call *call,
		const struct instrument *const *instruments, size_t count,
		struct snapshot *snapshots);
	enum provider_fault (*bars)(struct provider_call *call,
		const struct bar_query *query, struct bars *bars);
	enum provider_fault (*quotes)(struct provider_call *call,
		const struct tick_query *query, struct quotes *quotes);
	enum provider_fault (*trades)(struct provider_call *call,
		const struct tick_query *query, struct trades *trades);
	enum provider_fault (*expirations)(struct provider_call *call,
		const struct instrument *underlying, struct expirations *expirations);
	enum provider_fault (*chain)(struct provider_call *call,
		const struct chain_query *query, struct chain *chain);
	enum provider_fault (*contract_bars)(struct provider_call *call,
		const struct contract_query *query, struct bars *bars);
	enum provider_fault (*contract_trades)(struct provider_call *call,
		const struct contract_query *query, struct trades *trades);
	enum provider_fault (*news)(struct provider_call *call,
		const struct news_query *query, struct news *news);
	enum provider_fault (*macro)(struct provider_call *call,
		const struct macro_query *query, struct macro_points *points);
	enum provider_fault (*actions)(struct provider_call *call,
		const struct action_query *query, struct actions *actions);
	enum provider_fault (*search)(struct provider_call *call, const char *typed,
		size_t limit, struct instruments *found);
	/* Everything that it lists. */
	enum provider_fault (*assets)(
		struct provider_call *call, struct instruments *assets);
};

/* The provider behind a source; NULL for SOURCE_NONE. */
const struct provider *provider_of(enum source source);

#endif
