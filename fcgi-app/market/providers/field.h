/*
 * Fields of a provider's JSON. A number may come as a number or as its text. What is
 * missing, null, of another kind or absurd (a price below zero or over a billion) is
 * not there: such a function returns false and leaves its output as it was.
 */
#ifndef MARKET_PROVIDERS_FIELD_H
#define MARKET_PROVIDERS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "market/bar.h"
#include "money/price.h"

struct arena;

/* A price of 0 counts as one that is not there. */
bool field_price(const cJSON *object, const char *name, struct price *price);

/* A whole number from 0: shares, contracts, trades. Fractions are rounded. */
bool field_count(const cJSON *object, const char *name, int64_t *count);

/* Any sign, 6 places. */
bool field_amount(const cJSON *object, const char *name, int64_t *value_e6);

/* A whole number in a range. */
bool field_integer(const cJSON *object, const char *name, int64_t least, int64_t most,
	int64_t *value);

/* RFC 3339, or a count of `unit_us` since 1970. From 1970 to 2100. */
bool field_time(const cJSON *object, const char *name, int64_t *time_us);
bool field_epoch(
	const cJSON *object, const char *name, int64_t unit_us, int64_t *time_us);

/* 2026-01-31, and whatever follows it. From 1900 to 2099. */
bool field_day(const cJSON *object, const char *name, int32_t *day);

/* The text of a string that is not empty; NULL when there is none. */
const char *field_string(const cJSON *object, const char *name);

/* A copy of it, cut to the buffer between characters; false when there is none. */
bool field_copy(const cJSON *object, const char *name, char *buffer, size_t size);

bool field_flag(const cJSON *object, const char *name);

/* What a list holds, or the one thing that stands where a list could: first, and the
 * one after. NULL for none and at the end. */
const cJSON *field_first(const cJSON *list);
const cJSON *field_after(const cJSON *list, const cJSON *item);

/* How many those are. */
size_t field_length(const cJSON *list);

/* A time or a date that stands alone. */
bool field_read_time(const char *text, int64_t *time_us);
bool field_read_day(const char *text, int32_t *day);

/* Is a bar one that can be? Sets its time. */
bool field_settle_bar(struct bar *bar, int64_t time_us);

#endif
