#include "trading/resting_table.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

/* Where a free item says which is the next. */
static int32_t *next_free(const struct resting *resting, bool entries, int32_t at)
{
	return entries ? &resting->entries[at].next_here
		       : &resting->accounts[at].next_alike;
}

static void free_from(struct resting *resting, bool entries, size_t first)
{
	struct resting_pool *pool =
		entries ? &resting->entry_pool : &resting->account_pool;
	for (size_t i = pool->room; i-- > first;) {
		if (!entries)
			resting->accounts[i] =
				(struct resting_account){.first = RESTING_NONE};
		*next_free(resting, entries, (int32_t)i) = pool->free;
		pool->free = (int32_t)i;
	}
}

void resting_table_clear(struct resting *resting)
{
	for (int32_t i = 0; i <= resting->places; i++)
		resting->heads[i] = RESTING_NONE;
	for (size_t i = 0; i < RESTING_BUCKETS; i++)
		resting->buckets[i] = RESTING_NONE;
	resting->first_due = resting->last_due = RESTING_NONE;
	resting->entry_pool.free = resting->account_pool.free = RESTING_NONE;
	resting->count = resting->due_count = resting->flushed = 0;
	free_from(resting, true, 0);
	free_from(resting, false, 0);
}

struct resting *resting_table_new(
	int (*place_of)(const char *symbol), int places, size_t most)
{
	struct resting *resting =
		calloc(1, sizeof(*resting) + ((size_t)places + 1) * sizeof(int32_t));
	assert(places >= 0 && most > 0 && most < INT32_MAX / 2);
	if (resting == NULL)
		return NULL;
	resting->place_of = place_of;
	resting->places = places;
	resting->most = most;
	resting->entry_pool.size = sizeof(*resting->entries);
	resting->account_pool.size = sizeof(*resting->accounts);
	resting_table_clear(resting);
	return resting;
}

void resting_table_free(struct resting *resting)
{
	if (resting == NULL)
		return;
	free(resting->entry_pool.items);
	free(resting->account_pool.items);
	free(resting);
}

/* Twice as much room; false when there is none, or no memory. */
static bool grow(struct resting *resting, bool entries)
{
	struct resting_pool *pool =
		entries ? &resting->entry_pool : &resting->account_pool;
	size_t before = pool->room;
	size_t wanted = before == 0 ? FIRST_ROOM : before * 2;
	wanted = wanted < resting->most ? wanted : resting->most;
	if (wanted == before)
		return false;
	void *grown = realloc(pool->items, wanted * pool->size);
	if (grown == NULL)
		return false;
	memset((char *)grown + before * pool->size, 0, (wanted - before) * pool->size);
	pool->items = grown;
	pool->room = wanted;
	resting->entries = resting->entry_pool.items;
	resting->accounts = resting->account_pool.items;
	free_from(resting, entries, before);
	return true;
}

static int32_t take(struct resting *resting, bool entries)
{
	struct resting_pool *pool =
		entries ? &resting->entry_pool : &resting->account_pool;
	if (pool->free == RESTING_NONE && !grow(resting, entries))
		return RESTING_NONE;
	int32_t taken = pool->free;
	pool->free = *next_free(resting, entries, taken);
	return taken;
}

static size_t bucket_of(const char *account_id)
{
	return text_hash(account_id, strlen(account_id)) % RESTING_BUCKETS;
}

int32_t resting_table_find(const struct resting *resting, const char *account_id)
{
	int32_t at = resting->buckets[bucket_of(account_id)];
	while (at != RESTING_NONE &&
		strcmp(resting->accounts[at].owner.account_id, account_id) != 0)
		at = resting->accounts[at].next_alike;
	return at;
}

int32_t resting_table_open(struct resting *resting, const struct resting_owner *owner)
{
	int32_t *bucket = &resting->buckets[bucket_of(owner->account_id)];
	int32_t at = take(resting, false);
	if (at == RESTING_NONE)
		return RESTING_NONE;
	resting->accounts[at] = (struct resting_account){
		.owner = *owner, .first = RESTING_NONE, .next_alike = *bucket};
	*bucket = at;
	return at;
}

void resting_table_close(struct resting *resting, int32_t at)
{
	struct resting_account *account = &resting->accounts[at];
	int32_t *link = &resting->buckets[bucket_of(account->owner.account_id)];
	assert(account->first == RESTING_NONE && !account->due);
	while (*link != at)
		link = &resting->accounts[*link].next_alike;
	*link = account->next_alike;
	*account = (struct resting_account){
		.first = RESTING_NONE, .next_alike = resting->account_pool.free};
	resting->account_pool.free = at;
}

static int32_t *head_of(struct resting *resting, int32_t place)
{
	return &resting->heads[place < 0 ? resting->places : place];
}

struct resting_entry *resting_table_add(
	struct resting *resting, int32_t account, int32_t place)
{
	int32_t at = take(resting, true);
	if (at == RESTING_NONE)
		return NULL;
	struct resting_entry *entry = &resting->entries[at];
	int32_t *head = head_of(resting, place);
	*entry = (struct resting_entry){.account = account,
		.place = place,
		.next_here = *head,
		.before_here = RESTING_NONE,
		.next_own = resting->accounts[account].first};
	resting->accounts[account].first = at;
	if (*head != RESTING_NONE)
		resting->entries[*head].before_here = at;
	*head = at;
	resting->count++;
	return entry;
}

static void drop_one(struct resting *resting, int32_t at)
{
	struct resting_entry *entry = &resting->entries[at];
	if (entry->before_here == RESTING_NONE)
		*head_of(resting, entry->place) = entry->next_here;
	else
		resting->entries[entry->before_here].next_here = entry->next_here;
	if (entry->next_here != RESTING_NONE)
		resting->entries[entry->next_here].before_here = entry->before_here;
	entry->next_here = resting->entry_pool.free;
	resting->entry_pool.free = at;
	resting->count--;
}

void resting_table_drop(struct resting *resting, int32_t first)
{
	while (first != RESTING_NONE) {
		int32_t at = first;
		first = resting->entries[at].next_own;
		drop_one(resting, at);
	}
}

int32_t resting_table_first(const struct resting *resting, int32_t place)
{
	return resting->heads[place < 0 ? resting->places : place];
}
