/*
 * Rate limits: token buckets in shared memory, so that all workers of all
 * pools count together. A bucket holds a minute's allowance and fills evenly.
 * There is room for LIMITS_BUCKETS callers at a time; those idle longest make
 * way, and nobody can choose whose bucket theirs collides with.
 */
#ifndef AUTH_LIMITS_H
#define AUTH_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum limits_class {
	LIMITS_GLOBAL,  /* per address, every request */
	LIMITS_AUTH,    /* per address, sign-in and registration */
	LIMITS_TRADE,   /* per user, orders from the web app */
	LIMITS_KEY,     /* per API key */
	LIMITS_SIGN_IN, /* per name that somebody fails to sign in with */
	LIMITS_CLASSES
};

enum { LIMITS_BUCKETS = 65536 };

struct limits_verdict {
	bool applies; /* false: this class has no limit */
	bool allowed;
	int64_t limit;
	int64_t remaining;
	int64_t full_in_us;  /* until the whole allowance is there again */
	int64_t retry_in_us; /* until the next call is allowed; 0 when allowed */
};

/* Maps the buckets; call before forking. -1 without shared memory. */
int limits_open(const char *directory) __attribute__((warn_unused_result));

/* Takes one token of `identity` (an address, a user, a key). */
struct limits_verdict limits_take(enum limits_class class, int64_t limit,
	const void *identity, size_t length, int64_t monotonic_us);

/* What the one who took the last token was told, as it is now: `allowed`. Takes none. */
struct limits_verdict limits_look(enum limits_class class, int64_t limit,
	const void *identity, size_t length, int64_t monotonic_us);

/* Has this identity no token left? Takes none. */
bool limits_is_spent(enum limits_class class, int64_t limit, const void *identity,
	size_t length, int64_t monotonic_us);

#endif
