/*
 * Lists of contracts, page by page: underlyings in their order, of each the
 * expirations, of each of those calls before puts and strikes rising: the order of
 * their symbols. A page asks for no more chains than it needs.
 */
#ifndef API_OPTION_LIST_H
#define API_OPTION_LIST_H

#include "http/param.h"
#include "market/feed.h"

struct request;
struct reply;
struct json_writer;

/* The parameters that all lists have; a route's own ones follow. */
enum {
	OPTION_LIST_DAY,
	OPTION_LIST_DAY_LEAST,
	OPTION_LIST_DAY_MOST,
	OPTION_LIST_STRIKE_LEAST,
	OPTION_LIST_STRIKE_MOST,
	OPTION_LIST_TYPE,
	OPTION_LIST_ROOT,
	OPTION_LIST_SIZE,
	OPTION_LIST_TOKEN,
	OPTION_LIST_PARAMS
};

#define OPTION_LIST_DATE(name_, description_)                                            \
	{                                                                                \
		.name = (name_), .place = PARAM_QUERY, .kind = PARAM_TEXT, .most = 10,   \
		.description = (description_)                                            \
	}

#define OPTION_LIST_PRICE(name_, description_)                                           \
	{                                                                                \
		.name = (name_), .place = PARAM_QUERY, .kind = PARAM_TEXT, .most = 24,   \
		.description = (description_)                                            \
	}

#define OPTION_LIST_COMMON(largest)                                                      \
	[OPTION_LIST_DAY] = OPTION_LIST_DATE(                                            \
		"expiration_date", "Those that expire on this day, as YYYY-MM-DD."),     \
	[OPTION_LIST_DAY_LEAST] = OPTION_LIST_DATE(                                      \
		"expiration_date_gte", "Those that expire on or after this day."),       \
	[OPTION_LIST_DAY_MOST] = OPTION_LIST_DATE(                                       \
		"expiration_date_lte", "Those that expire on or before this day."),      \
	[OPTION_LIST_STRIKE_LEAST] =                                                     \
		OPTION_LIST_PRICE("strike_price_gte", "Strikes of at least so much."),   \
	[OPTION_LIST_STRIKE_MOST] =                                                      \
		OPTION_LIST_PRICE("strike_price_lte", "Strikes of at most so much."),    \
	[OPTION_LIST_TYPE] = {.name = "type",                                            \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_CHOICE,                                                    \
		.choices = "call put",                                                   \
		.description = "Calls alone, or puts."},                                 \
	[OPTION_LIST_ROOT] = {.name = "root_symbol",                                     \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_SYMBOL,                                                    \
		.description = "Contracts whose symbols begin with this root."},         \
	[OPTION_LIST_SIZE] = PAGE_LIMIT(largest, "100", "At most so many in a page."),   \
	[OPTION_LIST_TOKEN] = PAGE_TOKEN

/* One kind of list. */
struct option_list_kind {
	const char *name; /* of the member that holds it */
	bool keyed;       /* an object by symbol, not an array */
	bool bare;        /* contracts alone: see struct chain_query */
	/* Without a last day, only up to the end of next week. */
	bool near_by;
	void (*write)(struct json_writer *json, const struct chain_line *line,
		int32_t previous_day);
};

/* What a list is made of: places of the catalogue, at most so many. */
struct option_list_source {
	const int *places;
	size_t count;
	bool american; /* styles that are wanted */
	bool european;
	int64_t since_us; /* only what was quoted or traded since then */
};

enum { OPTION_LIST_UNDERLYINGS = 16384 };

/* Answers with a page: {name: …, next_page_token}. */
int option_list_reply(struct request *request, struct reply *reply,
	const struct option_list_kind *kind, const struct option_list_source *source)
	__attribute__((warn_unused_result));

/* The last day with a session that is over before a day. */
int32_t option_list_previous_day(const struct feed *feed);

#endif
