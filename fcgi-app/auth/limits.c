#include "auth/limits.h"

#include "base/shared.h"

#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

enum { PROBES = 8, LAYOUT = 2, IDENTITY_LIMIT = 64 };

static const int64_t WINDOW_US = 60 * 1000 * 1000;

/* When a bucket would be full again. Before now it is full; the further after
 * now, the emptier. One word, so taking a token is one compare-and-swap. */
struct bucket {
	_Atomic uint64_t owner;
	_Atomic int64_t full_at_us;
};

struct region {
	_Atomic uint32_t keyed;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct bucket buckets[LIMITS_BUCKETS];
};

static struct region *region;
static int claims = -1;

int limits_open(const char *directory)
{
	if (sodium_init() < 0)
		return -1;
	region = shared_map(directory, "limits", sizeof(*region), LAYOUT);
	if (claims < 0)
		claims = shared_lock_open(directory, "limits");
	if (region == NULL || claims < 0)
		return -1;
	uint32_t unkeyed = 0;
	if (atomic_compare_exchange_strong(&region->keyed, &unkeyed, 1))
		randombytes_buf(region->key, sizeof(region->key));
	return 0;
}

static uint64_t owner_of(enum limits_class class, const void *identity, size_t length)
{
	unsigned char named[IDENTITY_LIMIT + 1];
	uint64_t hash;
	assert(length <= IDENTITY_LIMIT);
	named[0] = (unsigned char)class;
	memcpy(named + 1, identity, length);
	crypto_shorthash((unsigned char *)&hash, named, length + 1, region->key);
	return hash == 0 ? 1 : hash;
}

/* The clock starts anew at boot and the file may be older: a time further off
 * than any bucket can be is not of this boot. */
static int64_t full_at(struct bucket *bucket, int64_t now_us)
{
	int64_t at_us = atomic_load_explicit(&bucket->full_at_us, memory_order_relaxed);
	return at_us > now_us + WINDOW_US ? 0 : at_us;
}

static struct bucket *owned_by(uint64_t owner)
{
	for (unsigned i = 0; i < PROBES; i++) {
		struct bucket *bucket = &region->buckets[(owner + i) % LIMITS_BUCKETS];
		if (atomic_load(&bucket->owner) == owner)
			return bucket;
	}
	return NULL;
}

/* The emptiest-to-lose of those that the owner may have. */
static struct bucket *claim(uint64_t owner, int64_t now_us)
{
	struct bucket *oldest = &region->buckets[owner % LIMITS_BUCKETS];
	for (unsigned i = 1; i < PROBES; i++) {
		struct bucket *bucket = &region->buckets[(owner + i) % LIMITS_BUCKETS];
		if (full_at(bucket, now_us) < full_at(oldest, now_us))
			oldest = bucket;
	}
	/* What the former owner took is not this one's; a token that this one takes
	 * meanwhile is. */
	int64_t left_us = atomic_load(&oldest->full_at_us);
	atomic_store(&oldest->owner, owner);
	if (left_us > now_us)
		atomic_compare_exchange_strong(&oldest->full_at_us, &left_us, now_us);
	return oldest;
}

/* One process claims at a time: two that bring the same newcomer would each find
 * another bucket for it, and it would have two allowances. */
static struct bucket *bucket_of(uint64_t owner, int64_t now_us)
{
	struct bucket *bucket = owned_by(owner);
	if (bucket != NULL)
		return bucket;
	shared_lock(claims);
	bucket = owned_by(owner);
	if (bucket == NULL)
		bucket = claim(owner, now_us);
	shared_unlock(claims);
	return bucket;
}

struct limits_verdict limits_take(enum limits_class class, int64_t limit,
	const void *identity, size_t length, int64_t monotonic_us)
{
	struct limits_verdict verdict = {
		.applies = limit > 0, .allowed = true, .limit = limit};
	if (!verdict.applies)
		return verdict;
	int64_t step_us = WINDOW_US / limit;
	int64_t whole_us = step_us * limit;
	struct bucket *bucket =
		bucket_of(owner_of(class, identity, length), monotonic_us);
	int64_t before_us = atomic_load(&bucket->full_at_us);
	int64_t after_us;
	do {
		bool valid =
			before_us > monotonic_us && before_us <= monotonic_us + WINDOW_US;
		after_us = (valid ? before_us : monotonic_us) + step_us;
		verdict.allowed = after_us - monotonic_us <= whole_us;
	} while (verdict.allowed && !atomic_compare_exchange_weak(
					    &bucket->full_at_us, &before_us, after_us));
	verdict.full_in_us =
		(verdict.allowed ? after_us : after_us - step_us) - monotonic_us;
	verdict.remaining =
		verdict.allowed ? (whole_us - verdict.full_in_us) / step_us : 0;
	verdict.retry_in_us = verdict.allowed ? 0 : after_us - whole_us - monotonic_us;
	return verdict;
}

struct limits_verdict limits_look(enum limits_class class, int64_t limit,
	const void *identity, size_t length, int64_t monotonic_us)
{
	struct limits_verdict verdict = {
		.applies = limit > 0, .allowed = true, .limit = limit};
	if (!verdict.applies)
		return verdict;
	struct bucket *bucket =
		bucket_of(owner_of(class, identity, length), monotonic_us);
	int64_t step_us = WINDOW_US / limit;
	int64_t ahead_us = full_at(bucket, monotonic_us) - monotonic_us;
	verdict.full_in_us = ahead_us > 0 ? ahead_us : 0;
	if (verdict.full_in_us < step_us * limit)
		verdict.remaining = limit - (verdict.full_in_us + step_us - 1) / step_us;
	return verdict;
}

bool limits_is_spent(enum limits_class class, int64_t limit, const void *identity,
	size_t length, int64_t monotonic_us)
{
	struct bucket *bucket =
		bucket_of(owner_of(class, identity, length), monotonic_us);
	int64_t step_us = WINDOW_US / limit;
	int64_t ahead_us = full_at(bucket, monotonic_us) - monotonic_us;
	return (ahead_us > 0 ? ahead_us : 0) + step_us > step_us * limit;
}
