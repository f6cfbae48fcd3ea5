/*
 * A list that a provider's answer is gathered into, item by item, in the caller's
 * arena. What cannot be read is counted, so that an answer in which nothing could be
 * read is told from an empty one.
 */
#ifndef MARKET_PROVIDERS_CROP_H
#define MARKET_PROVIDERS_CROP_H

#include <stdbool.h>
#include <stddef.h>

#include "market/providers/ask.h"

struct crop {
	struct ask *ask;
	size_t item_size;
	size_t limit; /* at most PROVIDER_ITEMS */
	size_t count;
	size_t capacity;
	size_t spoilt; /* items that could not be read */
	void *items;
	const void *query; /* for whoever reads the items */
};

struct crop crop_of(struct ask *ask, size_t item_size, size_t limit);

bool crop_is_full(const struct crop *crop);

/* Takes a copy of an item; nothing once it is full. */
void crop_add(struct crop *crop, const void *item);

/* One that could not be read. */
void crop_spoilt(struct crop *crop);

/* Items that begin with their time in int64_t: sorts them, drops what has the time of
 * the one before if `unique`, and keeps the first `limit`. */
void crop_sort(struct crop *crop, bool unique, bool descending, size_t limit);

/* PROVIDER_OK, unless all there was could not be read. */
enum provider_fault crop_verdict(const struct crop *crop);

#endif
