/*
 * A paper account as its user manages it: what is configured of it, as parameters take
 * it and replies tell it.
 */
#ifndef API_ACCOUNT_VIEW_H
#define API_ACCOUNT_VIEW_H

#include "http/param.h"

struct json_writer;
struct request;
struct rows;

/* In millionths: a million for each fee, a trillion for each limit, a billion of cash. */
#define ACCOUNT_FEE_MOST INT64_C(1000000000000)
#define ACCOUNT_LIMIT_MOST INT64_C(1000000000000000000)
#define ACCOUNT_CASH_LEAST INT64_C(1000000)
#define ACCOUNT_CASH_MOST INT64_C(1000000000000000)

enum account_field {
#define ACCOUNT_FIELD(field, name_, kind_, least_, most_, choices_, description_)        \
	ACCOUNT_FIELD_##field,
#include "api/account_fields.def"
#undef ACCOUNT_FIELD
	ACCOUNT_FIELDS
};

/* What a route takes beside the fields. */
enum {
	ACCOUNT_VIEW_PATH = ACCOUNT_FIELDS,
	ACCOUNT_VIEW_CASH = ACCOUNT_FIELDS,
	ACCOUNT_VIEW_DEFAULT
};

enum { ACCOUNT_VIEW_CREATE_PARAMS = ACCOUNT_FIELDS + 1 };
enum { ACCOUNT_VIEW_CHANGE_PARAMS = ACCOUNT_FIELDS + 2 };

extern const struct param account_view_create_params[ACCOUNT_VIEW_CREATE_PARAMS];
extern const struct param account_view_change_params[ACCOUNT_VIEW_CHANGE_PARAMS];

#define ACCOUNT_VIEW_ID                                                                  \
	{                                                                                \
		.name = "account_id", .place = PARAM_PATH, .kind = PARAM_UUID,           \
		.required = true, .description = "The paper account."                    \
	}
#define ACCOUNT_VIEW_STARTING_CASH(text, about)                                          \
	{                                                                                \
		.name = "starting_cash", .place = PARAM_BODY, .kind = PARAM_MONEY,       \
		.least = ACCOUNT_CASH_LEAST, .most = ACCOUNT_CASH_MOST,                  \
		.initial = (text), .description = (about)                                \
	}

/* Writes a row of accounts/list or accounts/find as an object. */
void account_view_write(struct json_writer *json, const struct rows *rows, int row);

/* The fields that a request gives, as an object for accounts/update; NULL without
 * memory. A limit may be given as null. */
const char *account_view_changes(const struct request *request);

/* What is wrong with a request's fields that each of them alone does not show, given
 * the fees as they are (NULL: as by default); NULL when nothing is. */
const char *account_view_check(
	const struct request *request, const struct rows *before, const char **field);

#endif
