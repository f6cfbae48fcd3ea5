/*
 * Days of New York: as parameters name them, and as replies tell them.
 */
#ifndef API_DAY_H
#define API_DAY_H

#include "http/param.h"
#include "market/feed.h"

struct json_writer;

#define DAY_PARAM(name_, description_)                                                   \
	{                                                                                \
		.name = (name_), .place = PARAM_QUERY, .kind = PARAM_TIME,               \
		.description = (description_)                                            \
	}

/* The day that a PARAM_TIME lies on, drawn into what the calendar reaches; `initial`
 * when it was not given. */
int32_t day_of(const struct param_value *value, int32_t initial);

/* The market's present day. */
int32_t day_today(const struct feed *feed);

/* The first and the last day of the calendar. */
int32_t day_first(void);
int32_t day_last(void);

/* Writes it as 2026-01-31; day 0, which is unknown, as null. */
void day_write(struct json_writer *json, const char *key, int32_t day);

#endif
