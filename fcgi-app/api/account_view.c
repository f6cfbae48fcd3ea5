#include "api/account_view.h"

#include "base/json_write.h"
#include "base/text.h"
#include "db/rows.h"
#include "http/request.h"
#include "money/money.h"

#include <string.h>

#define ACCOUNT_FIELD(field, name_, kind_, least_, most_, choices_, description_)        \
	[ACCOUNT_FIELD_##field] = {.name = (name_),                                      \
		.place = PARAM_BODY,                                                     \
		.kind = (kind_),                                                         \
		.required = ACCOUNT_FIELD_##field == FIELD_REQUIRED,                     \
		.least = (least_),                                                       \
		.most = (most_),                                                         \
		.choices = (choices_),                                                   \
		.description = (description_)},

#define FIELD_REQUIRED ACCOUNT_FIELD_NAME
const struct param account_view_create_params[ACCOUNT_VIEW_CREATE_PARAMS] = {
#include "api/account_fields.def"
	[ACCOUNT_VIEW_CASH] = ACCOUNT_VIEW_STARTING_CASH(
		"100000", "What it begins with, $1 to a billion."),
};
#undef FIELD_REQUIRED

#define FIELD_REQUIRED ACCOUNT_FIELDS
const struct param account_view_change_params[ACCOUNT_VIEW_CHANGE_PARAMS] = {
#include "api/account_fields.def"
	[ACCOUNT_VIEW_PATH] = ACCOUNT_VIEW_ID,
	[ACCOUNT_VIEW_DEFAULT] = {.name = "is_default",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.description = "true: it is meant where no account is named."},
};
#undef FIELD_REQUIRED
#undef ACCOUNT_FIELD

static void write_time(struct json_writer *json, const char *key, const struct rows *rows,
	int row, const char *column)
{
	json_write_key(json, key);
	if (rows_text(rows, row, column) == NULL)
		json_write_null(json);
	else
		json_write_time(json, rows_integer(rows, row, column));
}

/* What is configured goes by its column, unless what it comes to is kept there. */
static const char *column_of(size_t field)
{
	if (field == ACCOUNT_FIELD_MULTIPLIER)
		return "account_multiplier";
	if (field == ACCOUNT_FIELD_SHORTING)
		return "account_shorting";
	return account_view_create_params[field].name;
}

static void write_field(
	struct json_writer *json, const struct rows *rows, int row, size_t field)
{
	const struct param *param = &account_view_create_params[field];
	const char *column = column_of(field);
	const char *text = rows_text(rows, row, column);
	json_write_key(json, param->name);
	if (text == NULL)
		json_write_null(json);
	else if (param->kind == PARAM_BOOLEAN)
		json_write_bool(json, rows_flag(rows, row, column));
	else if (param->kind == PARAM_INTEGER)
		json_write_integer(json, rows_integer(rows, row, column));
	else
		json_write_string(json, text);
}

void account_view_write(struct json_writer *json, const struct rows *rows, int row)
{
	bool archived = rows_flag(rows, row, "archived");
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "id"));
	json_write_pair(json, "account_number", rows_text(rows, row, "account_number"));
	json_write_pair(json, "status", archived ? "ARCHIVED" : "ACTIVE");
	json_write_pair_bool(json, "is_default", rows_flag(rows, row, "is_default"));
	json_write_pair(json, "currency", "USD");
	json_write_pair_integer(json, "epoch", rows_integer(rows, row, "epoch"));
	json_write_pair(json, "starting_cash", rows_text(rows, row, "starting_cash"));
	json_write_pair(json, "cash", rows_text(rows, row, "cash"));
	json_write_pair_integer(
		json, "order_count", rows_integer(rows, row, "order_count"));
	for (size_t field = 0; field < ACCOUNT_FIELDS; field++)
		write_field(json, rows, row, field);
	json_write_pair_bool(json, "killed", rows_flag(rows, row, "killed"));
	write_time(json, "killed_at", rows, row, "killed_us");
	json_write_pair(json, "killed_by", rows_text(rows, row, "killed_by"));
	write_time(json, "created_at", rows, row, "created_us");
	write_time(json, "archived_at", rows, row, "archived_us");
	json_write_object_end(json);
}

/* Is the limit given as none? */
static bool is_lifted(const struct request *request, size_t field)
{
	return field >= ACCOUNT_FIELD_LARGEST_ORDER && request->json != NULL &&
	       cJSON_IsNull(json_read_member(
		       request->json, account_view_create_params[field].name));
}

const char *account_view_changes(const struct request *request)
{
	struct text out = text_in(request->arena);
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	for (size_t field = 0; field < ACCOUNT_FIELDS; field++) {
		const struct param *param = &account_view_create_params[field];
		const struct param_value *value = &request->values[field];
		if (!value->given && !is_lifted(request, field))
			continue;
		json_write_key(&json, param->name);
		if (!value->given)
			json_write_null(&json);
		else if (param->kind == PARAM_BOOLEAN)
			json_write_bool(&json, value->flag);
		else
			json_write_string(&json, value->text);
	}
	json_write_object_end(&json);
	return text_done(&out);
}

/* What a fee is to be, in millionths. */
static int64_t fee_of(
	const struct request *request, const struct rows *before, size_t field)
{
	const struct param_value *value = &request->values[field];
	struct money money = {0};
	if (value->given)
		return value->integer;
	const char *text =
		before == NULL
			? "0"
			: rows_text(before, 0, account_view_create_params[field].name);
	return money_parse(text, strlen(text), &money) == DECIMAL_OK ? money.e6 : 0;
}

const char *account_view_check(
	const struct request *request, const struct rows *before, const char **field)
{
	const struct param_value *multiplier = &request->values[ACCOUNT_FIELD_MULTIPLIER];
	int64_t least = fee_of(request, before, ACCOUNT_FIELD_FEE_LEAST);
	int64_t most = fee_of(request, before, ACCOUNT_FIELD_FEE_MOST);
	*field = "multiplier";
	if (multiplier->given && multiplier->integer == 3)
		return "must be 1, 2 or 4";
	*field = "fee_most";
	return most != 0 && most < least ? "must be 0, or no less than fee_least" : NULL;
}
