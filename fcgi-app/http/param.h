/*
 * Parameters of a route: declared with place, kind and limits, checked before
 * the handler runs, and handed to it as typed values. A handler parses nothing.
 */
#ifndef HTTP_PARAM_H
#define HTTP_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_read.h"

struct arena;
struct request;

enum param_place { PARAM_PATH, PARAM_QUERY, PARAM_BODY };

enum param_kind {
	PARAM_TEXT,    /* at least `least`, at most `most` bytes, no control characters */
	PARAM_INTEGER, /* within [least, most]; as a JSON number or its text */
	PARAM_BOOLEAN, /* true or false; in a query also 1 and 0 */
	PARAM_UUID,    /* as 8-4-4-4-12 hexadecimal digits */
	PARAM_CHOICE,  /* one of the words of `choices` */
	PARAM_TIME,    /* RFC 3339 or a date: integer is microseconds, flag: a date */
	PARAM_SYMBOL,  /* what is traded: letters, digits and . - / $ ^ _ */
	PARAM_SYMBOLS, /* at most `most` of them, separated by commas */
	PARAM_PRICE,   /* a JSON number or its text, never rounded: integer counts */
	PARAM_MONEY,   /* millionths, of a quantity billionths; within [least, most], */
	PARAM_QUANTITY, /* where `most` is above 0 */
	PARAM_OBJECT,   /* body only: a JSON object */
	PARAM_ARRAY     /* body only: least to most items */
};

struct param {
	const char *name;
	enum param_place place;
	enum param_kind kind;
	bool required;
	int64_t least;
	int64_t most;
	const char *choices; /* separated by spaces */
	const char *initial; /* the text taken when the parameter is absent */
	const char *description;
	const struct param *items; /* of an array of objects: its members; of an object
				      they are documented, and checked by the handler */
	size_t item_count;
};

enum { PARAM_LIMIT = 32, PARAM_SYMBOL_SIZE = 24 };

struct param_value {
	bool given;
	const char *text;
	int64_t integer;
	bool flag;
	const cJSON *json;
};

/* What is wrong with a parameter: its name, and in words why. */
struct param_problem {
	const char *field;
	const char *why;
};

/* The text of a parameter; NULL when it is absent or empty. */
const char *param_filled(const struct param_value *value);

/* The symbols of a PARAM_SYMBOLS, capital, each once, in the order given; their
 * number, or -1 when there is no memory. An absent one has none. */
int param_symbols(struct arena *arena, const struct param_value *value,
	const char *const **symbols) __attribute__((warn_unused_result));

/* Checks one text against a declaration. NULL when it fits, else why not. */
const char *param_check_text(const struct param *param, const char *text,
	struct param_value *value) __attribute__((warn_unused_result));

/* Checks a JSON object's members against declarations of place PARAM_BODY.
 * Members that are not declared are refused unless `lenient`. */
bool param_check_object(const struct param *params, size_t count, const cJSON *object,
	bool lenient, struct param_value *values, struct param_problem *problem)
	__attribute__((warn_unused_result));

/* Fills request->values from path, query and body. */
bool param_check_request(struct request *request, struct param_problem *problem)
	__attribute__((warn_unused_result));

#endif
