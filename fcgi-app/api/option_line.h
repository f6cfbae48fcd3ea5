/*
 * One contract as it stands now, by its symbol.
 */
#ifndef API_OPTION_LINE_H
#define API_OPTION_LINE_H

#include "market/feed.h"

/* FEED_UNKNOWN when it is not listed, or has expired. `bare` as of struct
 * chain_query. */
enum feed_fault option_line_find(struct feed *feed, const struct contract *contract,
	bool bare, struct chain_line *line);

/* Reads a symbol in small letters or capital ones. */
bool option_line_parse(const char *symbol, struct contract *contract)
	__attribute__((warn_unused_result));

#endif
