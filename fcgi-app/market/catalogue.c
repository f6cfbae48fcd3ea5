#include "market/catalogue.h"

#include "base/shared.h"
#include "base/text.h"

#include <stdatomic.h>
#include <string.h>

enum { LAYOUT = 1, BUCKETS = 4 * CATALOGUE_LIMIT };

/* Places by symbol and by id: open addressing, a place plus one, 0 for none. What
 * an entry says is written before the place is published, and never moves. */
struct region {
	_Atomic int32_t count;
	_Atomic int32_t by_symbol[BUCKETS];
	_Atomic int32_t by_id[BUCKETS];
	char ids[CATALOGUE_LIMIT][INSTRUMENT_ID_SIZE];
	struct instrument items[CATALOGUE_LIMIT];
};

static struct region *region;

int catalogue_open(const char *directory)
{
	region = shared_map(directory, "catalogue", sizeof(*region),
		LAYOUT + sizeof(struct instrument));
	return region == NULL ? -1 : 0;
}

int catalogue_count(void)
{
	return atomic_load_explicit(&region->count, memory_order_acquire);
}

const struct instrument *catalogue_at(int place)
{
	return &region->items[place];
}

static size_t bucket_of(const char *key)
{
	return text_hash(key, strlen(key)) % BUCKETS;
}

static int find(_Atomic int32_t *buckets, const char *key, bool by_id)
{
	for (size_t i = bucket_of(key);; i = (i + 1) % BUCKETS) {
		int place = atomic_load_explicit(&buckets[i], memory_order_acquire) - 1;
		if (place < 0)
			return -1;
		const char *found =
			by_id ? region->ids[place] : region->items[place].symbol;
		if (strcmp(found, key) == 0)
			return place;
	}
}

int catalogue_find(const char *symbol)
{
	char key[sizeof(region->items[0].symbol)];
	size_t length = strlen(symbol);
	if (length >= sizeof(key))
		return -1;
	for (size_t i = 0; i <= length; i++)
		key[i] = symbol[i] >= 'a' && symbol[i] <= 'z'
				 ? (char)(symbol[i] - 'a' + 'A')
				 : symbol[i];
	return find(region->by_symbol, key, false);
}

int catalogue_find_id(const char *id)
{
	return find(region->by_id, id, true);
}

const char *catalogue_id(int place)
{
	return region->ids[place];
}

static void publish(_Atomic int32_t *buckets, const char *key, int place)
{
	size_t i = bucket_of(key);
	while (atomic_load_explicit(&buckets[i], memory_order_relaxed) != 0)
		i = (i + 1) % BUCKETS;
	atomic_store_explicit(&buckets[i], place + 1, memory_order_release);
}

int catalogue_put(const struct instrument *instrument)
{
	int place = catalogue_find(instrument->symbol);
	if (place >= 0) {
		/* Seldom does anything change, and then a name or a flag. */
		if (memcmp(&region->items[place], instrument, sizeof(*instrument)) != 0)
			region->items[place] = *instrument;
		return place;
	}
	place = catalogue_count();
	if (place == CATALOGUE_LIMIT)
		return -1;
	region->items[place] = *instrument;
	instrument_id(instrument->symbol, region->ids[place]);
	publish(region->by_symbol, instrument->symbol, place);
	publish(region->by_id, region->ids[place], place);
	atomic_store_explicit(&region->count, place + 1, memory_order_release);
	return place;
}
