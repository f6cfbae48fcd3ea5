/*
 * Pages of a list. Lists of what is stored go by id: parameters limit and before
 * (or after), and the id to go on from in the reply. Market data goes by a token:
 * where the page ended, under the server's seal, good for the same query alone.
 */
#ifndef API_PAGE_H
#define API_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "http/param.h"

struct request;
struct rows;
struct json_writer;

#define PAGE_LIMIT(largest, usual, about)                                                \
	{                                                                                \
		.name = "limit", .place = PARAM_QUERY, .kind = PARAM_INTEGER,            \
		.least = 1, .most = (largest), .initial = (usual),                       \
		.description = (about)                                                   \
	}

#define PAGE_BEFORE                                                                      \
	{                                                                                \
		.name = "before", .place = PARAM_QUERY, .kind = PARAM_INTEGER,           \
		.least = 1, .most = INT64_MAX, .initial = "9223372036854775807",         \
		.description =                                                           \
			"Only those before this id: next_before of the last reply."      \
	}

#define PAGE_AFTER                                                                       \
	{                                                                                \
		.name = "after", .place = PARAM_QUERY, .kind = PARAM_INTEGER,            \
		.least = 0, .most = INT64_MAX, .initial = "0",                           \
		.description = "Only those after this id: next_after of the last reply." \
	}

#define PAGE_TOKEN                                                                       \
	{                                                                                \
		.name = "page_token", .place = PARAM_QUERY, .kind = PARAM_TEXT,          \
		.most = 128,                                                             \
		.description = "Go on here: next_page_token of the last reply."          \
	}

/* Writes the id to go on from under `key`: null when a page of at most `limit` was
 * not full, so that nothing follows. */
void page_write_next(struct json_writer *json, const char *key, const struct rows *rows,
	int64_t limit);

/* Where a page of market data ended. */
struct page_position {
	uint32_t index;  /* of the symbol, in the order of the reply */
	uint32_t passed; /* how many of its items at `time_us` have been told; 0: none */
	int64_t time_us;
};

enum { PAGE_TOKEN_SIZE = 45 };

/* A token for what follows. It is bound to the route and to its declared parameters,
 * but for page_token and limit. */
void page_seal(const struct request *request, const struct page_position *position,
	char token[PAGE_TOKEN_SIZE]);

/* Opens one; false when it was not made here for this query. */
bool page_open(const struct request *request, const char *token,
	struct page_position *position) __attribute__((warn_unused_result));

#endif
