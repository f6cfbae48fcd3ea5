#include "market/providers/crop.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

struct crop crop_of(struct ask *ask, size_t item_size, size_t limit)
{
	return (struct crop){.ask = ask,
		.item_size = item_size,
		.limit = limit < PROVIDER_ITEMS ? limit : PROVIDER_ITEMS};
}

bool crop_is_full(const struct crop *crop)
{
	return crop->count >= crop->limit || crop->ask->failed;
}

static char *at(const struct crop *crop, size_t place)
{
	return (char *)crop->items + place * crop->item_size;
}

static bool grow(struct crop *crop)
{
	size_t capacity = crop->capacity == 0 ? FIRST_CAPACITY : crop->capacity * 2;
	if (capacity > crop->limit)
		capacity = crop->limit;
	void *items = ask_room(crop->ask, capacity, crop->item_size);
	if (items == NULL)
		return false;
	if (crop->count > 0)
		memcpy(items, crop->items, crop->count * crop->item_size);
	crop->items = items;
	crop->capacity = capacity;
	return true;
}

void crop_add(struct crop *crop, const void *item)
{
	if (crop_is_full(crop) || (crop->count == crop->capacity && !grow(crop)))
		return;
	memcpy(at(crop, crop->count++), item, crop->item_size);
}

void crop_spoilt(struct crop *crop)
{
	crop->spoilt++;
}

static int64_t time_of(const void *item)
{
	int64_t time_us;
	memcpy(&time_us, item, sizeof(time_us));
	return time_us;
}

static int earlier(const void *a, const void *b)
{
	int64_t first = time_of(a), second = time_of(b);
	return (first > second) - (first < second);
}

static int later(const void *a, const void *b)
{
	return earlier(b, a);
}

void crop_sort(struct crop *crop, bool unique, bool descending, size_t limit)
{
	size_t kept = 0;
	if (crop->count == 0)
		return;
	qsort(crop->items, crop->count, crop->item_size, descending ? later : earlier);
	for (size_t i = 0; i < crop->count; i++) {
		if (unique && kept > 0 &&
			time_of(at(crop, kept - 1)) == time_of(at(crop, i)))
			continue;
		memmove(at(crop, kept++), at(crop, i), crop->item_size);
	}
	crop->count = kept < limit ? kept : limit;
}

enum provider_fault crop_verdict(const struct crop *crop)
{
	return crop->count == 0 && crop->spoilt > 0
		       ? ask_nonsense(crop->ask, "nothing in it makes sense")
		       : PROVIDER_OK;
}
