/*
 * Asking a provider: its address, its keys, a question, and the tree that comes back.
 * Replies and trees live in memory that is gone when the asking ends; what is told to
 * the caller lives in its own arena.
 */
#ifndef MARKET_PROVIDERS_ASK_H
#define MARKET_PROVIDERS_ASK_H

#include <cjson/cJSON.h>

#include "market/line.h"
#include "market/provider.h"

enum { ASK_PAIRS = 12, ASK_SYMBOL_SIZE = 32, ASK_DATE_SIZE = 12 };

enum ask_site {
	ASK_ALPACA_DATA,
	ASK_ALPACA_ASSETS,
	ASK_TRADIER,
	ASK_ALPHA_VANTAGE,
	ASK_FINNHUB,
	ASK_FRED,
	ASK_SITES
};

struct ask {
	struct provider_call *call;
	struct arena *results; /* the caller's */
	struct arena *scratch;
	struct line_get get;
	struct fetch_pair pairs[ASK_PAIRS];
	bool failed; /* out of memory */
};

/* Begins; every beginning has its ask_end. */
void ask_begin(struct ask *ask, struct provider_call *call, enum ask_site site);

/* Gives the memory back and returns the fault. */
enum provider_fault ask_end(struct ask *ask, enum provider_fault fault);

/* A new question at a path; an answer may be kept for so long (0: not at all). */
void ask_about(struct ask *ask, const char *path, int64_t ttl_s);
/* The same at another site of the same source. */
void ask_elsewhere(struct ask *ask, enum ask_site site, const char *path, int64_t ttl_s);
void ask_pair(struct ask *ask, const char *name, const char *value);
void ask_pair_integer(struct ask *ask, const char *name, int64_t value);
void ask_pair_day(struct ask *ask, const char *name, int32_t day);
void ask_pair_time(struct ask *ask, const char *name, int64_t time_us);

/* Puts the question; the answer as it came, or as a tree. */
enum provider_fault ask_text(struct ask *ask, const char **body, size_t *length)
	__attribute__((warn_unused_result));
enum provider_fault ask_json(struct ask *ask, const cJSON **tree)
	__attribute__((warn_unused_result));

/* PROVIDER_NONSENSE, or another fault, with what is wrong in words of our own. */
enum provider_fault ask_nonsense(struct ask *ask, const char *what);
enum provider_fault ask_fault(
	struct ask *ask, enum provider_fault fault, const char *what);

/* Room for results, at least one byte; NULL, noted as failed, when there is none. */
void *ask_room(struct ask *ask, size_t count, size_t size);
/* A copy for the caller; NULL of NULL. */
const char *ask_copy(struct ask *ask, const char *text);

/* Forgets the trees of the answers so far: only what is in the caller's arena stays. */
void ask_forget(struct ask *ask);

/*
 * Fetches anew, and keeps, the answer that is kept under this key; for whoever renews
 * what is stale. PROVIDER_NOT_OFFERED for a key that no question of ours has.
 */
enum provider_fault ask_again(struct provider_call *call, const char *key, int ttl_s)
	__attribute__((warn_unused_result));

#endif
