/*
 * Finding instruments by what somebody typed.
 */
#ifndef MARKET_CATALOGUE_SEARCH_H
#define MARKET_CATALOGUE_SEARCH_H

#include <stddef.h>

enum { CATALOGUE_SEARCH_LIMIT = 50 };

/* Places of the best matches, best first: exact symbol, beginning of a symbol, of
 * a name, of a word of a name, within a name, then with a slip of the keyboard.
 * At most `limit` and CATALOGUE_SEARCH_LIMIT; returns how many. */
size_t catalogue_search(const char *typed, size_t limit, int *places);

#endif
