/*
 * What the providers of news have in common.
 */
#ifndef MARKET_PROVIDERS_STORIES_H
#define MARKET_PROVIDERS_STORIES_H

#include "market/providers/crop.h"

enum { STORIES_SYMBOLS = 5, STORIES_MOST = 1000 };

/* Takes an item into the crop if it has a headline and lies within what is asked for.
 * Its texts are copied, its link only when it is https. */
void stories_add(
	struct crop *crop, const struct news_query *query, struct news_item item);

/* An id for a story that has none of its own: the same for the same link. */
int64_t stories_id(const char *link);

/* Moves the crop into news: in order, each story once, at most as many as asked for. */
void stories_finish(struct crop *crop, const struct news_query *query, struct news *news);

/* Asks about one symbol, or about everything (NULL), and takes what comes. */
typedef enum provider_fault stories_ask(struct ask *ask, const struct news_query *query,
	const char *symbol, struct crop *crop);

/* The whole of a news call: about each symbol that is asked for, one after another. */
enum provider_fault stories_gather(struct provider_call *call, enum ask_site site,
	const struct news_query *query, stories_ask *about, struct news *news)
	__attribute__((warn_unused_result));

#endif
