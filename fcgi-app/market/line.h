/*
 * The line to a provider: every request to one goes through here. It answers from
 * what is kept, keeps to the quotas, stays away from a provider that fails, and never
 * tells a key to anyone but the provider.
 */
#ifndef MARKET_LINE_H
#define MARKET_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "market/line_rules.h"
#include "market/provider.h"
#include "net/fetch.h"

enum { LINE_SECRETS = 2 };

/* A key of ours. It is no part of what is kept, logged or told. */
struct line_secret {
	const char *name;   /* of a header, or of a pair of the query */
	const char *prefix; /* before the key: "Bearer " */
	const char *value;
};

/* What an answer is, by its status and its body. */
typedef enum provider_fault line_judge(long status, const char *body, size_t length);

struct line_get {
	enum source source;
	const char *base;
	const char *path;
	const struct fetch_pair *query;
	size_t query_count;
	struct line_secret secrets[LINE_SECRETS];
	size_t secret_count;
	bool secrets_in_query;
	int ttl_s;         /* how long a good answer is kept; 0: not at all */
	line_judge *judge; /* NULL: line_judge_json */
};

/* Maps what is known of the lines; call before forking. -1, logged, on failure. */
int line_open(const char *directory) __attribute__((warn_unused_result));

/*
 * The body of an answer: a kept one while it is fresh; where there is no network, or
 * the provider cannot be asked or fails, a stale one if there is any (call->stale);
 * else what is wrong, in words in call->problem.
 */
enum provider_fault line_get(struct provider_call *call, const struct line_get *get,
	const char **body, size_t *length) __attribute__((warn_unused_result));

/* Good is 200 with JSON from beginning to end. 404 is PROVIDER_UNKNOWN, and so are 400
 * and 422: what is asked for is all that could be wrong with a request of ours. */
enum provider_fault line_judge_json(long status, const char *body, size_t length);

/* A line as it may be shown. */
struct line_state {
	enum source source;
	struct line_record record;
	struct line_limits limits;
	enum line_breaker breaker;
	int64_t minute_left; /* -1: no limit */
	int64_t day_left;    /* -1: no limit */
	int64_t day_calls;   /* today */
};

void line_state(enum source source, int64_t wall_us, struct line_state *state);

#endif
