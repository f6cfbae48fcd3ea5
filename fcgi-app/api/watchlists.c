#include "api/watchlists.h"

#include "api/account_choice.h"
#include "api/assets.h"
#include "api/context.h"
#include "api/idempotency.h"
#include "api/market_context.h"
#include "base/arena.h"
#include "http/reply.h"
#include "market/catalogue.h"

#include <stdio.h>
#include <string.h>

/* Of all parameters that name one: its id, or its name. */
enum { WHICH };
enum { CREATE_NAME, CREATE_SYMBOLS };
enum { CHANGE_NAME = WHICH + 1, CHANGE_SYMBOLS };
enum { SYMBOL = WHICH + 1 };

enum { MOST_LISTS = 200, MOST_SYMBOLS = 500, NAME_MOST = 64 };

#define WATCHLIST_ID                                                                     \
	{                                                                                \
		.name = "watchlist_id", .place = PARAM_PATH, .kind = PARAM_UUID,         \
		.required = true, .description = "The watchlist."                        \
	}
#define WATCHLIST_NAME                                                                   \
	{                                                                                \
		.name = "name", .place = PARAM_QUERY, .kind = PARAM_TEXT,                \
		.required = true, .least = 1, .most = NAME_MOST,                         \
		.description = "The watchlist's name."                                   \
	}
#define NEW_NAME(is_required)                                                            \
	{                                                                                \
		.name = "name", .place = PARAM_BODY, .kind = PARAM_TEXT,                 \
		.required = (is_required), .least = 1, .most = NAME_MOST,                \
		.description = "What it is called; no two of an account are the same."   \
	}
#define SYMBOLS                                                                          \
	{                                                                                \
		.name = "symbols", .place = PARAM_BODY, .kind = PARAM_ARRAY,             \
		.most = MOST_SYMBOLS, .description = "What is on it, by symbol."         \
	}
#define ONE_SYMBOL(where)                                                                \
	{                                                                                \
		.name = "symbol", .place = (where), .kind = PARAM_SYMBOL,                \
		.required = true, .description = "The symbol."                           \
	}

const struct param watchlists_create_params[WATCHLISTS_CREATE_PARAMS] = {
	[CREATE_NAME] = NEW_NAME(true), [CREATE_SYMBOLS] = SYMBOLS};
const struct param watchlists_one_params[WATCHLISTS_ONE_PARAMS] = {WATCHLIST_ID};
const struct param watchlists_named_params[WATCHLISTS_ONE_PARAMS] = {WATCHLIST_NAME};
const struct param watchlists_change_params[WATCHLISTS_CHANGE_PARAMS] = {
	WATCHLIST_ID, [CHANGE_NAME] = NEW_NAME(false), [CHANGE_SYMBOLS] = SYMBOLS};
const struct param watchlists_change_named_params[WATCHLISTS_CHANGE_PARAMS] = {
	WATCHLIST_NAME, [CHANGE_NAME] = NEW_NAME(false), [CHANGE_SYMBOLS] = SYMBOLS};
const struct param watchlists_add_params[WATCHLISTS_ADD_PARAMS] = {
	WATCHLIST_ID, [SYMBOL] = ONE_SYMBOL(PARAM_BODY)};
const struct param watchlists_add_named_params[WATCHLISTS_ADD_PARAMS] = {
	WATCHLIST_NAME, [SYMBOL] = ONE_SYMBOL(PARAM_BODY)};
const struct param watchlists_remove_params[WATCHLISTS_REMOVE_PARAMS] = {
	WATCHLIST_ID, [SYMBOL] = ONE_SYMBOL(PARAM_PATH)};

/* An object that is left open. */
static void write_list(struct json_writer *json, const struct rows *rows, int row)
{
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "id"));
	json_write_pair(json, "account_id", rows_text(rows, row, "account_id"));
	json_write_pair(json, "name", rows_text(rows, row, "name"));
	json_write_key(json, "created_at");
	json_write_time(json, rows_integer(rows, row, "created_us"));
	json_write_key(json, "updated_at");
	json_write_time(json, rows_integer(rows, row, "updated_us"));
}

/* What is listed no more stays on a watchlist, as an asset that is inactive. */
static void write_asset(struct json_writer *json, const char *symbol)
{
	const struct instrument *known = assets_find(symbol);
	struct instrument gone = {.flags = INSTRUMENT_INACTIVE};
	snprintf(gone.symbol, sizeof(gone.symbol), "%s", symbol);
	snprintf(gone.name, sizeof(gone.name), "%s", symbol);
	assets_write(json, known == NULL ? &gone : known);
}

static int reply_list(
	struct request *request, struct reply *reply, const struct rows *rows)
{
	struct json_problem problem;
	const cJSON *symbol;
	const char *text = rows_text(rows, 0, "symbols");
	const cJSON *symbols = json_read(request->arena, text, strlen(text), &problem);
	if (symbols == NULL)
		return -1;
	struct json_writer json = reply_json(reply);
	write_list(&json, rows, 0);
	json_write_key(&json, "assets");
	json_write_array(&json);
	cJSON_ArrayForEach(symbol, symbols) write_asset(&json, symbol->valuestring);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static int refuse_asset(struct reply *reply, const char *symbol)
{
	char message[128];
	snprintf(message, sizeof(message), "asset not found for %.64s", symbol);
	return reply_refuse_because(reply, REFUSAL_ASSET, message);
}

static int refuse_name(struct reply *reply)
{
	return reply_refuse_because(
		reply, REFUSAL_PARAMETER, "watchlist name must be unique");
}

static bool has_item(const char *const *list, int count, const char *item)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i], item) == 0)
			return true;
	return false;
}

/* The symbols of an array, each once and known, as the database reads an array.
 * NULL: `wrong` is what is not known, or NULL when there is no memory. */
static const char *read_symbols(
	struct request *request, const cJSON *array, const char **wrong)
{
	int count = 0;
	const cJSON *item;
	const char *taken[MOST_SYMBOLS];
	struct text out = text_in(request->arena);
	text_byte(&out, '{');
	cJSON_ArrayForEach(item, array)
	{
		const char *name = cJSON_IsString(item) ? item->valuestring : "";
		const struct instrument *known = assets_find(name);
		*wrong = name;
		if (known == NULL)
			return NULL;
		if (has_item(taken, count, known->symbol))
			continue;
		text_format(&out, count == 0 ? "\"%s\"" : ",\"%s\"", known->symbol);
		taken[count++] = known->symbol;
	}
	text_byte(&out, '}');
	*wrong = NULL;
	return text_done(&out);
}

int watchlists_list(struct request *request, struct reply *reply)
{
	struct rows standing;
	struct rows lists;
	struct transaction *transaction = context_transaction(request);
	const char *const parameters[] = {account_choice(request), NULL};
	if (transaction_queue(
		    transaction, STATEMENT_WATCHLISTS_STANDING, 2, parameters) != 0 ||
		transaction_queue(
			transaction, STATEMENT_WATCHLISTS_LIST, 1, parameters) != 0 ||
		transaction_fetch(transaction, &standing) != 0 ||
		transaction_fetch(transaction, &lists) != 0)
		return -1;
	if (standing.count == 0)
		return account_choice_refuse(reply);
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (int row = 0; row < lists.count; row++) {
		write_list(&json, &lists, row);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	return reply_end(reply, 200);
}

static int create(struct request *request, struct reply *reply)
{
	struct rows standing;
	struct rows made;
	const char *wrong;
	struct transaction *transaction = context_transaction(request);
	const char *symbols =
		read_symbols(request, request->values[CREATE_SYMBOLS].json, &wrong);
	if (symbols == NULL)
		return wrong == NULL ? -1 : refuse_asset(reply, wrong);
	const char *const parameters[] = {
		account_choice(request), request->values[CREATE_NAME].text, symbols};
	if (transaction_run(transaction, STATEMENT_WATCHLISTS_STANDING, 2, parameters,
		    &standing) != 0)
		return -1;
	if (standing.count == 0)
		return account_choice_refuse(reply);
	if (rows_flag(&standing, 0, "taken"))
		return refuse_name(reply);
	if (rows_integer(&standing, 0, "watchlists") >= MOST_LISTS)
		return reply_refuse_because(reply, REFUSAL_STATE,
			"this account has two hundred watchlists: delete some first");
	if (transaction_run(
		    transaction, STATEMENT_WATCHLISTS_INSERT, 3, parameters, &made) != 0)
		return -1;
	return made.count == 0 ? refuse_name(reply) : reply_list(request, reply, &made);
}

int watchlists_create(struct request *request, struct reply *reply)
{
	return idempotency_once(request, reply, account_choice(request), create);
}

/* The watchlist that the path, or its query, names. */
static int find(struct request *request, struct rows *found)
{
	const struct param *param = &request->route->params[WHICH];
	const char *which = request->values[WHICH].text;
	bool by_id = param->place == PARAM_PATH;
	const char *const parameters[] = {
		account_choice(request), by_id ? which : NULL, by_id ? NULL : which};
	return transaction_run(context_transaction(request), STATEMENT_WATCHLISTS_FIND, 3,
		parameters, found);
}

int watchlists_get(struct request *request, struct reply *reply)
{
	struct rows found;
	if (find(request, &found) != 0)
		return -1;
	return found.count == 0 ? reply_refuse(reply, REFUSAL_WATCHLIST)
				: reply_list(request, reply, &found);
}

int watchlists_change(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *wrong = NULL;
	const char *symbols = NULL;
	const struct param_value *values = request->values;
	if (values[CHANGE_SYMBOLS].given)
		symbols = read_symbols(request, values[CHANGE_SYMBOLS].json, &wrong);
	if (values[CHANGE_SYMBOLS].given && symbols == NULL)
		return wrong == NULL ? -1 : refuse_asset(reply, wrong);
	if (find(request, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_WATCHLIST);
	const char *const parameters[] = {account_choice(request),
		rows_text(&rows, 0, "id"), values[CHANGE_NAME].text, symbols};
	if (transaction_run(context_transaction(request), STATEMENT_WATCHLISTS_UPDATE, 4,
		    parameters, &rows) != 0)
		return strcmp(context_transaction(request)->sqlstate, "23505") == 0
			       ? refuse_name(reply)
			       : -1;
	return rows.count == 0 ? refuse_name(reply) : reply_list(request, reply, &rows);
}

/* Puts a symbol on the watchlist, or takes one off. */
static int move_symbol(struct request *request, struct reply *reply,
	enum statement_name statement, const char *symbol)
{
	struct rows rows;
	if (find(request, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_WATCHLIST);
	const char *const parameters[] = {
		account_choice(request), rows_text(&rows, 0, "id"), symbol};
	if (transaction_run(
		    context_transaction(request), statement, 3, parameters, &rows) != 0)
		return strcmp(context_transaction(request)->sqlstate, "23514") == 0
			       ? reply_refuse_because(reply, REFUSAL_STATE,
					 "a watchlist holds at most 500 symbols")
			       : -1;
	return rows.count == 0 ? refuse_asset(reply, symbol)
			       : reply_list(request, reply, &rows);
}

static int add(struct request *request, struct reply *reply)
{
	const char *symbol = request->values[SYMBOL].text;
	const struct instrument *known = assets_find(symbol);
	return known == NULL ? refuse_asset(reply, symbol)
			     : move_symbol(request, reply, STATEMENT_WATCHLISTS_ADD,
				       known->symbol);
}

int watchlists_add(struct request *request, struct reply *reply)
{
	return idempotency_once(request, reply, account_choice(request), add);
}

int watchlists_remove(struct request *request, struct reply *reply)
{
	char symbol[PARAM_SYMBOL_SIZE];
	market_context_capital(request->values[SYMBOL].text, symbol);
	return move_symbol(request, reply, STATEMENT_WATCHLISTS_REMOVE, symbol);
}

int watchlists_delete(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (find(request, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_WATCHLIST);
	const char *const parameters[] = {
		account_choice(request), rows_text(&rows, 0, "id")};
	if (transaction_run(context_transaction(request), STATEMENT_WATCHLISTS_DELETE, 2,
		    parameters, &rows) != 0)
		return -1;
	return reply_end(reply, 204);
}
