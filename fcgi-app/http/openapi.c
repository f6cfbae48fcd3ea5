#include "http/openapi.h"

#include "base/json_write.h"
#include "base/text.h"
#include "http/param.h"
#include "http/route.h"
#include "http/schema.h"

#include <stdio.h>
#include <string.h>

static void write_choices(struct json_writer *json, const char *choices)
{
	json_write_key(json, "enum");
	json_write_array(json);
	while (*choices != '\0') {
		choices += strspn(choices, " ");
		size_t length = strcspn(choices, " ");
		if (length > 0)
			json_write_bytes(json, choices, length);
		choices += length;
	}
	json_write_array_end(json);
}

static void write_members(
	struct json_writer *json, const struct param *params, size_t count);

static void write_limits(struct json_writer *json, const struct param *param,
	const char *least, const char *most)
{
	json_write_pair_integer(json, least, param->least);
	json_write_pair_integer(json, most, param->most);
}

static void write_initial(struct json_writer *json, const struct param *param)
{
	if (param->initial == NULL)
		return;
	json_write_key(json, "default");
	if (param->kind == PARAM_INTEGER || param->kind == PARAM_BOOLEAN)
		json_write_raw(json, param->initial);
	else
		json_write_string(json, param->initial);
}

static void write_kind(struct json_writer *json, const struct param *param)
{
	switch (param->kind) {
	case PARAM_TEXT:
		json_write_pair(json, "type", "string");
		write_limits(json, param, "minLength", "maxLength");
		return;
	case PARAM_INTEGER:
		json_write_pair(json, "type", "integer");
		write_limits(json, param, "minimum", "maximum");
		return;
	case PARAM_BOOLEAN:
		json_write_pair(json, "type", "boolean");
		return;
	case PARAM_UUID:
		json_write_pair(json, "type", "string");
		json_write_pair(json, "format", "uuid");
		return;
	case PARAM_CHOICE:
		json_write_pair(json, "type", "string");
		write_choices(json, param->choices);
		return;
	case PARAM_TIME:
		json_write_pair(json, "type", "string");
		json_write_pair(json, "format", "date-time");
		return;
	case PARAM_SYMBOL:
	case PARAM_SYMBOLS:
		json_write_pair(json, "type", "string");
		return;
	case PARAM_PRICE:
	case PARAM_MONEY:
	case PARAM_QUANTITY:
		json_write_pair(json, "type", "string");
		json_write_pair(json, "format", "decimal");
		return;
	case PARAM_OBJECT:
		if (param->items == NULL)
			json_write_pair(json, "type", "object");
		else
			write_members(json, param->items, param->item_count);
		return;
	case PARAM_ARRAY:
		json_write_pair(json, "type", "array");
		write_limits(json, param, "minItems", "maxItems");
		if (param->items == NULL)
			return;
		json_write_key(json, "items");
		json_write_object(json);
		write_members(json, param->items, param->item_count);
		json_write_object_end(json);
		return;
	}
}

static void write_schema(struct json_writer *json, const struct param *param)
{
	json_write_object(json);
	write_kind(json, param);
	write_initial(json, param);
	if (param->place == PARAM_BODY)
		json_write_pair(json, "description", param->description);
	json_write_object_end(json);
}

/* The schema of an object whose members are the PARAM_BODY declarations. */
static void write_members(
	struct json_writer *json, const struct param *params, size_t count)
{
	json_write_pair(json, "type", "object");
	json_write_key(json, "properties");
	json_write_object(json);
	for (size_t i = 0; i < count; i++) {
		if (params[i].place != PARAM_BODY)
			continue;
		json_write_key(json, params[i].name);
		write_schema(json, &params[i]);
	}
	json_write_object_end(json);
	json_write_key(json, "required");
	json_write_array(json);
	for (size_t i = 0; i < count; i++)
		if (params[i].place == PARAM_BODY && params[i].required)
			json_write_string(json, params[i].name);
	json_write_array_end(json);
}

static bool has_place(const struct route *route, enum param_place place)
{
	for (size_t i = 0; i < route->param_count; i++)
		if (route->params[i].place == place)
			return true;
	return false;
}

static void write_parameters(struct json_writer *json, const struct route *route)
{
	json_write_key(json, "parameters");
	json_write_array(json);
	for (size_t i = 0; i < route->param_count; i++) {
		const struct param *param = &route->params[i];
		if (param->place == PARAM_BODY)
			continue;
		bool path = param->place == PARAM_PATH;
		json_write_object(json);
		json_write_pair(json, "name", param->name);
		json_write_pair(json, "in", path ? "path" : "query");
		json_write_pair_bool(json, "required", path || param->required);
		json_write_pair(json, "description", param->description);
		json_write_key(json, "schema");
		write_schema(json, param);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

static void write_body(struct json_writer *json, const struct route *route)
{
	json_write_key(json, "requestBody");
	json_write_object(json);
	json_write_pair_bool(json, "required", true);
	json_write_key(json, "content");
	json_write_object(json);
	json_write_key(json, "application/json");
	json_write_object(json);
	json_write_key(json, "schema");
	json_write_object(json);
	write_members(json, route->params, route->param_count);
	json_write_object_end(json);
	json_write_object_end(json);
	json_write_object_end(json);
	json_write_object_end(json);
}

/* A body that is taken as it comes. */
static void write_upload(struct json_writer *json, const struct route *route)
{
	json_write_key(json, "requestBody");
	json_write_object(json);
	json_write_pair_bool(json, "required", true);
	json_write_key(json, "content");
	json_write_object(json);
	json_write_key(json, route->media);
	json_write_raw(json, "{\"schema\":{\"type\":\"string\"}}");
	json_write_object_end(json);
	json_write_object_end(json);
}

static void write_ref(struct json_writer *json, const char *name, size_t length)
{
	char ref[96];
	snprintf(ref, sizeof(ref), "#/components/schemas/%.*s", (int)length, name);
	json_write_pair(json, "$ref", ref);
}

/* "Order" is that schema, "Order[]" a list of it. */
static void write_reply_schema(struct json_writer *json, const char *schema)
{
	size_t length = strcspn(schema, "[");
	bool list = schema[length] == '[';
	json_write_object(json);
	if (list) {
		json_write_pair(json, "type", "array");
		json_write_key(json, "items");
		json_write_object(json);
	}
	write_ref(json, schema, length);
	if (list)
		json_write_object_end(json);
	json_write_object_end(json);
}

static void write_content(struct json_writer *json, const char *schema)
{
	json_write_key(json, "content");
	if (strcmp(schema, "text") == 0) {
		json_write_raw(
			json, "{\"text/plain\":{\"schema\":{\"type\":\"string\"}}}");
		return;
	}
	json_write_object(json);
	json_write_key(json, "application/json");
	json_write_object(json);
	json_write_key(json, "schema");
	write_reply_schema(json, schema);
	json_write_object_end(json);
	json_write_object_end(json);
}

static void write_responses(struct json_writer *json, const struct route *route)
{
	json_write_key(json, "responses");
	json_write_object(json);
	char status[16];
	snprintf(status, sizeof(status), "%d", route->status == 0 ? 200 : route->status);
	json_write_key(json, status);
	json_write_object(json);
	json_write_pair(json, "description", route->reply);
	if (route->schema != NULL)
		write_content(json, route->schema);
	json_write_object_end(json);
	json_write_key(json, "default");
	json_write_object(json);
	json_write_pair(
		json, "description", "A refusal: status, code, message, request id.");
	json_write_key(json, "content");
	json_write_raw(json, "{\"application/json\":{\"schema\":{\"$ref\":"
			     "\"#/components/schemas/Error\"}}}");
	json_write_object_end(json);
	json_write_object_end(json);
}

/* "get /api/orders/{id}" becomes getApiOrdersById. */
static void write_operation_id(struct json_writer *json, const struct route *route)
{
	char buffer[160];
	struct text id = text_over(buffer, sizeof(buffer));
	for (const char *byte = route_method_name(route->method); *byte != '\0'; byte++)
		text_byte(&id, (char)(*byte | 0x20));
	bool upper = false;
	for (const char *byte = route->path; *byte != '\0'; byte++) {
		bool letter =
			(*byte >= 'a' && *byte <= 'z') || (*byte >= '0' && *byte <= '9');
		if (letter)
			text_byte(
				&id, upper && *byte >= 'a' ? (char)(*byte - 32) : *byte);
		if (*byte == '{')
			text_string(&id, "By");
		upper = !letter;
	}
	json_write_pair(json, "operationId", text_done(&id));
}

static void write_aliases(struct json_writer *json, const struct route *route)
{
	json_write_key(json, "x-aliases");
	json_write_array(json);
	for (size_t i = 0; i < 3 && route->aliases[i] != NULL; i++)
		json_write_string(json, route->aliases[i]);
	json_write_array_end(json);
}

static void write_operation(struct json_writer *json, const struct route *route)
{
	static const char *const rates[] = {"none", "global", "auth", "trade"};
	static const char *const accesses[] = {
		"public", "operator", "user", "session", "admin"};
	json_write_object(json);
	write_operation_id(json, route);
	json_write_key(json, "tags");
	json_write_array(json);
	json_write_string(json, route->tag);
	json_write_array_end(json);
	json_write_pair(json, "summary", route->summary);
	json_write_pair(json, "description", route->description);
	json_write_pair(json, "x-rate-limit", rates[route->rate]);
	json_write_pair(json, "x-access", accesses[route->access]);
	write_aliases(json, route);
	write_parameters(json, route);
	if (route->media != NULL)
		write_upload(json, route);
	if (has_place(route, PARAM_BODY))
		write_body(json, route);
	write_responses(json, route);
	json_write_object_end(json);
}

/* The operations of one path stand together: written at its first route. */
static void write_path(
	struct json_writer *json, const struct route *table, size_t count, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(table[i].path, table[at].path) == 0)
			return;
	json_write_key(json, table[at].path);
	json_write_object(json);
	for (size_t i = at; i < count; i++) {
		if (strcmp(table[i].path, table[at].path) != 0)
			continue;
		static const char *const keys[] = {
			"get", "post", "put", "patch", "delete"};
		json_write_key(json, keys[table[i].method]);
		write_operation(json, &table[i]);
	}
	json_write_object_end(json);
}

static void write_components(struct json_writer *json)
{
	json_write_key(json, "components");
	json_write_object(json);
	json_write_key(json, "schemas");
	json_write_object(json);
	for (size_t i = 0; i < schema_count; i++) {
		json_write_key(json, schema_table[i].name);
		json_write_raw(json, schema_table[i].json);
	}
	json_write_object_end(json);
	json_write_object_end(json);
}

void openapi_write(struct text *out, const char *version)
{
	size_t count;
	const struct route *table = route_table(&count);
	struct json_writer json = json_write_to(out);
	json_write_object(&json);
	json_write_pair(&json, "openapi", "3.1.0");
	json_write_key(&json, "info");
	json_write_object(&json);
	json_write_pair(&json, "title", "PaperTrade");
	json_write_pair(&json, "version", version);
	json_write_pair(&json, "description",
		"Paper trading on your own network. /api/v1/X is the same as /api/X, and "
		"/api/v2/X the same as /v2/X. Unknown parameters are refused.");
	json_write_object_end(&json);
	json_write_key(&json, "paths");
	json_write_object(&json);
	for (size_t i = 0; i < count; i++)
		write_path(&json, table, count, i);
	json_write_object_end(&json);
	write_components(&json);
	json_write_object_end(&json);
}
