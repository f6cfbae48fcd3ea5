/*
 * News of companies and of the market.
 */
#ifndef MARKET_NEWS_H
#define MARKET_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/source.h"

enum { NEWS_SYMBOLS = 10 };

struct news_item {
	int64_t id;
	int64_t created_us;
	int64_t updated_us;
	const char *headline;
	const char *summary;
	const char *author;
	const char *publisher;
	const char *url; /* https, or NULL */
	const char *symbols[NEWS_SYMBOLS];
	size_t symbol_count;
	enum source source;
};

struct news {
	struct news_item *items; /* newest first, unless asked otherwise */
	size_t count;
};

/* News within [from_us, until_us) on any of the symbols, or on anything. */
struct news_query {
	const char *const *symbols;
	size_t symbol_count; /* 0: any */
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool ascending;
};

#endif
