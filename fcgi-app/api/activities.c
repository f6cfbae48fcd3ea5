#include "api/activities.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "api/day.h"
#include "http/reply.h"
#include "market/feed.h"
#include "trading/amount.h"

#include <stdio.h>
#include <string.h>

enum { TYPES, CATEGORY, DATE, AFTER, UNTIL, DIRECTION, PAGE_SIZE, TOKEN };

/* An activity's id: 17 digits of New York's time, two colons, a UUID. */
enum { CODE_DIGITS = 17, UUID_AT = CODE_DIGITS + 2, UUID_SIZE = 36 };
enum { TYPES_SIZE = 512 };

#define QUERY_TIME(field, about)                                                         \
	{                                                                                \
		.name = (field), .place = PARAM_QUERY, .kind = PARAM_TIME,               \
		.description = (about)                                                   \
	}

#define COMMON                                                                           \
	[CATEGORY] = {.name = "category",                                                \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_CHOICE,                                                    \
		.choices = "trade_activity non_trade_activity",                          \
		.description = "Fills, or all else; not with types."},                   \
	[DATE] =                                                                         \
		QUERY_TIME("date", "On that day in New York; not with after or until."), \
	[AFTER] = QUERY_TIME("after", "Later than that."),                               \
	[UNTIL] = QUERY_TIME("until", "Earlier than that."),                             \
	[DIRECTION] = {.name = "direction",                                              \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_CHOICE,                                                    \
		.choices = "desc asc",                                                   \
		.initial = "desc",                                                       \
		.description = "The newest first, or the oldest."},                      \
	[PAGE_SIZE] = {.name = "page_size",                                              \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_INTEGER,                                                   \
		.least = 1,                                                              \
		.most = 100,                                                             \
		.initial = "100",                                                        \
		.description = "At most so many."},                                      \
	[TOKEN] = {.name = "page_token",                                                 \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TEXT,                                                      \
		.most = 64,                                                              \
		.description = "The id of the last one seen: go on behind it."},

const struct param activities_params[ACTIVITIES_PARAMS] = {
	[TYPES] = {.name = "activity_types",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = TYPES_SIZE,
		.description = "Types separated by commas: FILL, DIV, FEE …"},
	COMMON};

const struct param activities_typed_params[ACTIVITIES_PARAMS] = {
	[TYPES] = {.name = "activity_type",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.most = TYPES_SIZE,
		.description = "A type: FILL, DIV, FEE …"},
	COMMON};

#undef COMMON
#undef QUERY_TIME

/* What there are: fills, what moves cash in and out, all else. */
static const char *const types[] = {"FILL", "CSD", "CSW", "ACATC", "ACATS", "CFEE", "CIL",
	"DIV", "DIVCGL", "DIVCGS", "DIVFEE", "DIVFT", "DIVNRA", "DIVROC", "DIVTW",
	"DIVTXEX", "FEE", "INT", "INTNRA", "INTTW", "JNL", "JNLC", "JNLS", "MA", "NC",
	"OPASN", "OPCA", "OPCSH", "OPEXC", "OPEXP", "OPTRD", "PTC", "PTR", "REORG",
	"SPIN", "SPLIT"};
enum {
	FILLS = 0,
	CASH_FIRST = 1,
	CASH_LAST = 2,
	TYPE_COUNT = sizeof(types) / sizeof(*types)
};

/* Does a word mean this type: its name, or that of a group of them? */
static bool means(const char *word, size_t length, size_t type)
{
	bool cash = type >= CASH_FIRST && type <= CASH_LAST;
	if (length == strlen("TRANS") && memcmp(word, "TRANS", length) == 0)
		return cash;
	if (length == strlen("MISC") && memcmp(word, "MISC", length) == 0)
		return type > CASH_LAST && strcmp(types[type], "DIV") != 0;
	return length == strlen(types[type]) && memcmp(word, types[type], length) == 0;
}

/* Marks those that a list of words means; false when one of them means nothing. */
static bool mark(const char *words, bool wanted[TYPE_COUNT])
{
	for (;;) {
		bool meant = false;
		size_t length = strcspn(words, ",");
		for (size_t type = 0; type < TYPE_COUNT; type++)
			if (means(words, length, type))
				wanted[type] = meant = true;
		if (!meant)
			return false;
		if (words[length] == '\0')
			return true;
		words += length + 1;
	}
}

static const char *array_of(struct arena *arena, const bool wanted[TYPE_COUNT])
{
	struct text array = text_in(arena);
	text_byte(&array, '{');
	for (size_t type = 0; type < TYPE_COUNT; type++)
		if (wanted[type])
			text_format(
				&array, array.length == 1 ? "%s" : ",%s", types[type]);
	text_byte(&array, '}');
	return text_done(&array);
}

struct span {
	const char *types; /* as the database reads an array; NULL: all */
	char after[24];    /* empty: none; likewise before */
	char before[24];
	const char *behind; /* the UUID of the last one seen; NULL: from the beginning */
};

/* What is wrong with the words and times asked for; NULL when nothing is. */
static const char *read_types(
	const struct request *request, struct span *span, const char **field)
{
	bool wanted[TYPE_COUNT] = {false};
	const char *words = param_filled(&request->values[TYPES]);
	const char *category = request->values[CATEGORY].text;
	*field = request->route->params[TYPES].name;
	if (words != NULL && !mark(words, wanted))
		return "names a type that there is not";
	*field = "category";
	if (words != NULL && category != NULL)
		return "cannot be given together with types";
	for (size_t type = 0; category != NULL && type < TYPE_COUNT; type++)
		wanted[type] =
			(type == FILLS) == (strcmp(category, "trade_activity") == 0);
	if (words != NULL || category != NULL)
		span->types = array_of(request->arena, wanted);
	return NULL;
}

/* The first instant of a parameter's day in New York, or of one that is later. */
static int64_t midnight_us(const struct param_value *value, int32_t later)
{
	return calendar_midnight_us(feed_calendar(), day_of(value, 0) + later);
}

static void write_time(char text[24], int64_t time_us)
{
	snprintf(text, 24, "%lld", (long long)time_us);
}

/* Dates begin and end in New York. */
static const char *read_times(
	const struct request *request, struct span *span, const char **field)
{
	const struct param_value *date = &request->values[DATE];
	const struct param_value *after = &request->values[AFTER];
	const struct param_value *until = &request->values[UNTIL];
	*field = "date";
	if (date->given && (after->given || until->given))
		return "cannot be given together with after or until";
	if (date->given) {
		write_time(span->after, midnight_us(date, 0) - 1);
		write_time(span->before, midnight_us(date, 1));
	}
	if (after->given)
		write_time(span->after,
			after->flag ? midnight_us(after, 0) - 1 : after->integer);
	if (until->given)
		write_time(span->before,
			until->flag ? midnight_us(until, 1) : until->integer);
	return NULL;
}

static const char *read_token(
	const struct request *request, struct span *span, const char **field)
{
	static const struct param uuid = {.kind = PARAM_UUID};
	struct param_value value;
	const char *token = param_filled(&request->values[TOKEN]);
	*field = "page_token";
	if (token == NULL)
		return NULL;
	if (strlen(token) != UUID_AT + UUID_SIZE ||
		strspn(token, "0123456789") != CODE_DIGITS ||
		memcmp(token + CODE_DIGITS, "::", UUID_AT - CODE_DIGITS) != 0 ||
		param_check_text(&uuid, token + UUID_AT, &value) != NULL)
		return "must be the id of an activity";
	span->behind = token + UUID_AT;
	return NULL;
}

static void write_fill(struct json_writer *json, const struct rows *rows, int row)
{
	struct quantity wanted, done, left = {0};
	if (!amount_quantity(rows, row, "order_quantity", &wanted) ||
		!amount_quantity(rows, row, "cumulative", &done) ||
		!quantity_sub(wanted, done, &left))
		left = (struct quantity){0};
	bool whole = quantity_sign(left) <= 0;
	json_write_key(json, "transaction_time");
	json_write_time(json, rows_integer(rows, row, "at_us"));
	json_write_pair(json, "type", whole ? "fill" : "partial_fill");
	json_write_pair(json, "price", rows_text(rows, row, "price"));
	json_write_pair(json, "qty", rows_text(rows, row, "quantity"));
	json_write_pair(json, "side", rows_text(rows, row, "side"));
	json_write_pair(json, "symbol", rows_text(rows, row, "symbol"));
	amount_write_quantity(json, "leaves_qty", left);
	amount_write_quantity(json, "cum_qty", done);
	json_write_pair(json, "order_id", rows_text(rows, row, "order_id"));
	json_write_pair(json, "order_status", whole ? "filled" : "partially_filled");
}

static void write_if_any(struct json_writer *json, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_write_pair(json, key, text);
}

static void write_other(struct json_writer *json, const struct rows *rows, int row)
{
	char date[CALENDAR_DATE_SIZE];
	int64_t at_us = rows_integer(rows, row, "at_us");
	calendar_format_day(calendar_day_of(feed_calendar(), at_us), date);
	json_write_pair(json, "date", date);
	json_write_key(json, "created_at");
	json_write_time(json, at_us);
	json_write_pair(json, "net_amount", rows_text(rows, row, "amount"));
	write_if_any(json, "symbol", rows_text(rows, row, "symbol"));
	write_if_any(json, "qty", rows_text(rows, row, "quantity"));
	write_if_any(json, "per_share_amount", rows_text(rows, row, "per_share"));
	write_if_any(json, "description", rows_text(rows, row, "note"));
	json_write_pair(json, "status", "executed");
}

static void write_activity(struct json_writer *json, const struct rows *rows, int row)
{
	const char *type = rows_text(rows, row, "type");
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "code"));
	json_write_pair(json, "activity_type", type);
	if (strcmp(type, types[FILLS]) == 0)
		write_fill(json, rows, row);
	else
		write_other(json, rows, row);
	json_write_object_end(json);
}

static const char *or_null(const char *text)
{
	return *text == '\0' ? NULL : text;
}

/* The account's row, and the page: 1 when both are there. */
static int fetch(struct request *request, struct reply *reply, const struct span *span,
	struct rows *page)
{
	struct rows account;
	struct transaction *transaction = context_transaction(request);
	bool up = strcmp(request->values[DIRECTION].text, "asc") == 0;
	const char *const parameters[] = {account_choice(request), span->types,
		or_null(span->after), or_null(span->before), span->behind,
		request->values[PAGE_SIZE].text};
	if (transaction_queue(transaction, STATEMENT_ACCOUNTS_FIND, 1, parameters) != 0 ||
		transaction_queue(transaction,
			up ? STATEMENT_ACTIVITIES_LIST_UP
			   : STATEMENT_ACTIVITIES_LIST_DOWN,
			6, parameters) != 0 ||
		transaction_fetch(transaction, &account) != 0 ||
		transaction_fetch(transaction, page) != 0)
		return -1;
	return account.count == 0 ? account_choice_refuse(reply) : 1;
}

int activities_list(struct request *request, struct reply *reply)
{
	struct rows page;
	struct span span = {0};
	const char *field;
	const char *why = read_types(request, &span, &field);
	if (why == NULL)
		why = read_times(request, &span, &field);
	if (why == NULL)
		why = read_token(request, &span, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	int found = fetch(request, reply, &span, &page);
	if (found != 1)
		return found;
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (int row = 0; row < page.count; row++)
		write_activity(&json, &page, row);
	json_write_array_end(&json);
	return reply_end(reply, 200);
}
