#include "market/providers/stories.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int64_t stories_id(const char *link)
{
	return (int64_t)(text_hash(link, strlen(link)) >> 1);
}

void stories_add(struct crop *crop, const struct news_query *query, struct news_item item)
{
	struct ask *ask = crop->ask;
	if (item.headline == NULL || item.created_us == 0) {
		crop_spoilt(crop);
		return;
	}
	if (item.created_us < query->from_us || item.created_us >= query->until_us ||
		item.created_us > ask->call->now_us || crop_is_full(crop))
		return;
	bool safe = item.url != NULL && text_starts(item.url, "https://");
	item.url = safe ? ask_copy(ask, item.url) : NULL;
	item.headline = ask_copy(ask, item.headline);
	item.summary = ask_copy(ask, item.summary == NULL ? "" : item.summary);
	item.author = ask_copy(ask, item.author == NULL ? "" : item.author);
	item.publisher = ask_copy(ask, item.publisher == NULL ? "" : item.publisher);
	for (size_t i = 0; i < item.symbol_count; i++)
		item.symbols[i] = ask_copy(ask, item.symbols[i]);
	item.source = ask->get.source;
	if (item.updated_us < item.created_us)
		item.updated_us = item.created_us;
	crop_add(crop, &item);
}

static int by_age(const void *a, const void *b)
{
	const struct news_item *first = a, *second = b;
	if (first->created_us != second->created_us)
		return first->created_us < second->created_us ? -1 : 1;
	return (first->id > second->id) - (first->id < second->id);
}

static int newest_first(const void *a, const void *b)
{
	return by_age(b, a);
}

void stories_finish(struct crop *crop, const struct news_query *query, struct news *news)
{
	struct news_item *items = crop->items;
	size_t kept = 0;
	if (crop->count > 0)
		qsort(items, crop->count, sizeof(*items),
			query->ascending ? by_age : newest_first);
	for (size_t i = 0; i < crop->count && kept < query->limit; i++)
		if (kept == 0 || items[kept - 1].id != items[i].id)
			items[kept++] = items[i];
	news->items = items;
	news->count = kept;
}

enum provider_fault stories_gather(struct provider_call *call, enum ask_site site,
	const struct news_query *query, stories_ask *about, struct news *news)
{
	struct ask ask;
	enum provider_fault fault = PROVIDER_OK;
	*news = (struct news){0};
	if (query->symbol_count > STORIES_SYMBOLS)
		return PROVIDER_NOT_OFFERED;
	ask_begin(&ask, call, site);
	struct crop crop = crop_of(&ask, sizeof(struct news_item), PROVIDER_ITEMS);
	if (query->symbol_count == 0)
		fault = about(&ask, query, NULL, &crop);
	for (size_t i = 0; i < query->symbol_count && fault == PROVIDER_OK; i++)
		fault = about(&ask, query, query->symbols[i], &crop);
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	stories_finish(&crop, query, news);
	return ask_end(&ask, fault);
}
