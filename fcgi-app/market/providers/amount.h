/*
 * Amounts as providers write them: exact where they have the places for it, rounded
 * half to even where a provider gives more (137.4000000000001).
 */
#ifndef MARKET_PROVIDERS_AMOUNT_H
#define MARKET_PROVIDERS_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* Reads all of a text in JSON's grammar of numbers, counted in units of 10^-scale.
 * False for any other text, and for what does not fit. */
bool amount_read(const char *text, unsigned scale, int64_t *value)
	__attribute__((warn_unused_result));

#endif
