#include "http/param.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "http/query.h"
#include "http/request.h"
#include "http/route.h"
#include "money/money.h"

#include <string.h>

const char *param_filled(const struct param_value *value)
{
	return value->text == NULL || value->text[0] == '\0' ? NULL : value->text;
}

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

static const char *check_length(const struct param *param, const char *text)
{
	size_t length = strlen(text);
	if (length < (size_t)param->least)
		return param->least == 1 ? "must not be empty" : "is too short";
	if (length > (size_t)param->most)
		return "is too long";
	return has_control(text) ? "must not hold control characters" : NULL;
}

/* One symbol of `length` bytes. */
static bool is_symbol(const char *text, size_t length)
{
	if (length == 0 || length >= PARAM_SYMBOL_SIZE)
		return false;
	for (size_t i = 0; i < length; i++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789.-/$^_",
			    text[i]) == NULL)
			return false;
	return true;
}

static const char *check_symbols(const struct param *param, const char *text)
{
	int64_t count = 0;
	for (;;) {
		size_t length = strcspn(text, ",");
		if (!is_symbol(text, length))
			return "must be symbols separated by commas";
		if (++count > param->most)
			return "names too many symbols";
		if (text[length] == '\0')
			return NULL;
		text += length + 1;
	}
}

static bool has_symbol(const char *const *list, int count, const char *symbol)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i], symbol) == 0)
			return true;
	return false;
}

int param_symbols(
	struct arena *arena, const struct param_value *value, const char *const **symbols)
{
	int count = 0;
	size_t most = 1;
	if (param_filled(value) == NULL)
		return 0;
	char *rest = arena_copy(arena, value->text, strlen(value->text));
	for (const char *byte = value->text; *byte != '\0'; byte++)
		most += *byte == ',';
	const char **list = arena_alloc(arena, most * sizeof(*list));
	if (rest == NULL || list == NULL)
		return -1;
	for (char *byte = rest; *byte != '\0'; byte++)
		if (*byte >= 'a' && *byte <= 'z')
			*byte = (char)(*byte - 'a' + 'A');
	for (char *symbol; (symbol = strsep(&rest, ",")) != NULL;)
		if (!has_symbol(list, count, symbol))
			list[count++] = symbol;
	*symbols = list;
	return count;
}

static const char *check_time(const char *text, struct param_value *value)
{
	return clock_parse(text, &value->integer, &value->flag)
		       ? NULL
		       : "must be a time as RFC 3339, or a date as YYYY-MM-DD";
}

/* Nothing is rounded and nothing guessed: what the amount cannot hold is refused. */
static const char *check_amount(
	const struct param *param, const char *text, struct param_value *value)
{
	unsigned scale = param->kind == PARAM_QUANTITY ? QUANTITY_SCALE : MONEY_SCALE;
	switch (decimal_parse(text, strlen(text), scale, &value->integer)) {
	case DECIMAL_OK:
		return param->most == 0 || (value->integer >= param->least &&
						   value->integer <= param->most)
			       ? NULL
			       : "must be within its limits";
	case DECIMAL_EMPTY:
	case DECIMAL_SYNTAX:
		return "must be a decimal number, such as 12.5";
	case DECIMAL_TOO_LONG:
		return "has too many digits";
	case DECIMAL_NEGATIVE_ZERO:
		return "must not be a negative zero";
	case DECIMAL_TOO_PRECISE:
		return param->kind == PARAM_QUANTITY
			       ? "must not have more than 9 decimal places"
			       : "must not have more than 6 decimal places";
	case DECIMAL_OUT_OF_RANGE:
		return "is out of range";
	}
	return "is no amount";
}

static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == '-' ? text[i] != '-'
				   : strchr("0123456789abcdefABCDEF", text[i]) == NULL)
			return false;
	return true;
}

const char *param_check_text(
	const struct param *param, const char *text, struct param_value *value)
{
	value->given = true;
	value->text = text;
	switch (param->kind) {
	case PARAM_TEXT:
		return check_length(param, text);
	case PARAM_INTEGER:
		if (text_to_integer(text, param->least, param->most, &value->integer))
			return NULL;
		return "must be a whole number within its limits";
	case PARAM_BOOLEAN:
		value->flag = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
		if (value->flag || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
			return NULL;
		return "must be true or false";
	case PARAM_UUID:
		return is_uuid(text) ? NULL : "must be a UUID";
	case PARAM_CHOICE:
		if (strchr(text, ' ') == NULL && settings_list_has(param->choices, text))
			return NULL;
		return "is not one of the values it can have";
	case PARAM_TIME:
		return check_time(text, value);
	case PARAM_SYMBOL:
		return is_symbol(text, strlen(text)) ? NULL : "must be a symbol";
	case PARAM_SYMBOLS:
		return check_symbols(param, text);
	case PARAM_PRICE:
	case PARAM_MONEY:
	case PARAM_QUANTITY:
		return check_amount(param, text, value);
	case PARAM_OBJECT:
	case PARAM_ARRAY:
		break;
	}
	return "cannot be given here";
}

static const char *check_items(const struct param *param, const cJSON *array)
{
	const cJSON *item;
	struct param_value values[PARAM_LIMIT];
	struct param_problem problem;
	int64_t count = cJSON_GetArraySize(array);
	if (count < param->least)
		return "has too few items";
	if (count > param->most)
		return "has too many items";
	cJSON_ArrayForEach(item, array)
	{
		if (param->items == NULL)
			continue;
		if (!cJSON_IsObject(item))
			return "must hold objects";
		if (!param_check_object(param->items, param->item_count, item, false,
			    values, &problem))
			return "holds an item that does not fit its description";
	}
	return NULL;
}

static const char *check_json(
	const struct param *param, const cJSON *item, struct param_value *value)
{
	value->given = true;
	value->json = item;
	switch (param->kind) {
	case PARAM_TEXT:
	case PARAM_UUID:
	case PARAM_CHOICE:
	case PARAM_TIME:
	case PARAM_SYMBOL:
	case PARAM_SYMBOLS:
		if (!cJSON_IsString(item))
			return "must be a string";
		return param_check_text(param, item->valuestring, value);
	case PARAM_PRICE:
	case PARAM_MONEY:
	case PARAM_QUANTITY:
		if (json_read_text(item) == NULL)
			return "must be a decimal number, such as 12.5";
		return param_check_text(param, json_read_text(item), value);
	case PARAM_INTEGER:
		if (json_read_text(item) == NULL)
			return "must be a whole number within its limits";
		return param_check_text(param, json_read_text(item), value);
	case PARAM_BOOLEAN:
		value->flag = cJSON_IsTrue(item);
		return cJSON_IsBool(item) ? NULL : "must be true or false";
	case PARAM_OBJECT:
		return cJSON_IsObject(item) ? NULL : "must be an object";
	case PARAM_ARRAY:
		return cJSON_IsArray(item) ? check_items(param, item)
					   : "must be an array";
	}
	return "is of an unknown kind";
}

static const struct param *declared(const struct param *params, size_t count,
	enum param_place place, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (params[i].place == place && strcmp(params[i].name, name) == 0)
			return &params[i];
	return NULL;
}

static bool refuse(struct param_problem *problem, const char *field, const char *why)
{
	*problem = (struct param_problem){field, why};
	return false;
}

/* A parameter that was not sent. */
static const char *absent(const struct param *param, struct param_value *value)
{
	if (param->required)
		return "is required";
	*value = (struct param_value){0};
	if (param->initial == NULL)
		return NULL;
	const char *why = param_check_text(param, param->initial, value);
	value->given = false;
	return why;
}

bool param_check_object(const struct param *params, size_t count, const cJSON *object,
	bool lenient, struct param_value *values, struct param_problem *problem)
{
	const cJSON *member;
	cJSON_ArrayForEach(member, object)
	{
		if (!lenient &&
			declared(params, count, PARAM_BODY, member->string) == NULL)
			return refuse(problem, member->string, "is not known here");
	}
	for (size_t i = 0; i < count; i++) {
		if (params[i].place != PARAM_BODY)
			continue;
		const cJSON *item = json_read_member(object, params[i].name);
		bool missing = item == NULL || cJSON_IsNull(item);
		const char *why = missing ? absent(&params[i], &values[i])
					  : check_json(&params[i], item, &values[i]);
		if (why != NULL)
			return refuse(problem, params[i].name, why);
	}
	return true;
}

static bool check_query(struct request *request, struct param_problem *problem)
{
	const struct route *route = request->route;
	for (size_t i = 0; !route->lenient && i < request->query.count; i++)
		if (declared(route->params, route->param_count, PARAM_QUERY,
			    request->query.pairs[i].name) == NULL)
			return refuse(problem, request->query.pairs[i].name,
				"is not known here");
	for (size_t i = 0; i < route->param_count; i++) {
		const struct param *param = &route->params[i];
		if (param->place != PARAM_QUERY)
			continue;
		const char *text = query_value(&request->query, param->name);
		const char *why =
			text == NULL ? absent(param, &request->values[i])
				     : param_check_text(param, text, &request->values[i]);
		if (why != NULL)
			return refuse(problem, param->name, why);
	}
	return true;
}

static bool check_path(struct request *request, struct param_problem *problem)
{
	const struct route *route = request->route;
	size_t segment = 0;
	for (size_t i = 0; i < route->param_count; i++) {
		if (route->params[i].place != PARAM_PATH)
			continue;
		const char *why = param_check_text(&route->params[i],
			request->segments[segment++], &request->values[i]);
		if (why != NULL)
			return refuse(problem, route->params[i].name, why);
	}
	return true;
}

bool param_check_request(struct request *request, struct param_problem *problem)
{
	const struct route *route = request->route;
	if (!check_path(request, problem) || !check_query(request, problem))
		return false;
	if (request->json == NULL) {
		static const cJSON empty = {.type = cJSON_Object};
		return param_check_object(route->params, route->param_count, &empty,
			route->lenient, request->values, problem);
	}
	if (!cJSON_IsObject(request->json))
		return refuse(problem, "body", "must be an object");
	return param_check_object(route->params, route->param_count, request->json,
		route->lenient, request->values, problem);
}
