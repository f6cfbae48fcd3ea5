/*
 * The memory behind resting.h: orders in lists by place and by account, accounts by their
 * id. Room doubles as it is needed, up to a limit, and is used again.
 */
#ifndef TRADING_RESTING_TABLE_H
#define TRADING_RESTING_TABLE_H

#include "trading/resting.h"

enum { RESTING_NONE = -1, RESTING_BUCKETS = 16384 };

struct resting_entry {
	struct resting_order order;
	int32_t account;
	int32_t place;
	int32_t next_here; /* at its place; of a free one: the next that is free */
	int32_t before_here;
	int32_t next_own; /* of its account */
};

struct resting_account {
	struct resting_owner owner;
	int64_t moved_us; /* since when something is to be written; 0: nothing is */
	int32_t first;
	int32_t next_alike; /* in its bucket; of a free one: the next that is free */
	int32_t next_due;
	bool due;
	bool put; /* since the last sweep */
};

/* A pool of things of one size. */
struct resting_pool {
	void *items;
	size_t size;
	size_t room;
	int32_t free;
};

struct resting {
	int (*place_of)(const char *symbol);
	int32_t places;
	size_t most;
	size_t count;
	struct resting_pool entry_pool;
	struct resting_pool account_pool;
	struct resting_entry *entries;
	struct resting_account *accounts;
	int32_t buckets[RESTING_BUCKETS];
	int32_t first_due;
	int32_t last_due;
	size_t due_count;
	size_t flushed;  /* where the last flush has got to */
	int32_t heads[]; /* of places; the last is of what has none */
};

/* As resting_new, resting_clear and resting_free say. */
struct resting *resting_table_new(
	int (*place_of)(const char *symbol), int places, size_t most);
void resting_table_clear(struct resting *resting);
void resting_table_free(struct resting *resting);

/* The number of an account; RESTING_NONE when it is not there. */
int32_t resting_table_find(const struct resting *resting, const char *account_id);

/* A new account; RESTING_NONE when there is no room. */
int32_t resting_table_open(struct resting *resting, const struct resting_owner *owner);

/* Drops an account that has no orders. */
void resting_table_close(struct resting *resting, int32_t account);

/* A new order of an account at a place; NULL when there is no room. */
struct resting_entry *resting_table_add(
	struct resting *resting, int32_t account, int32_t place);

/* Drops a list of orders, linked as an account's are. */
void resting_table_drop(struct resting *resting, int32_t first);

/* The first order at a place. */
int32_t resting_table_first(const struct resting *resting, int32_t place);

#endif
