#include "api/assets.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

enum { STATUS, CLASS, EXCHANGE, ATTRIBUTES };
enum { ASSET };
/* Room for most assets as JSON. */
enum { ASSET_ROOM = 512 };

/* Per cent of a position's value; what is not lent on is paid whole. */
enum { MAINTENANCE = 30, WHOLE = 100 };

static const char OPTIONS_ATTRIBUTE[] = "has_options";

const struct param assets_list_params[ASSETS_LIST_PARAMS] = {
	[STATUS] = {.name = "status",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "active inactive all",
		.initial = "all",
		.description = "Listed, or no longer."},
	[CLASS] = {.name = "asset_class",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "us_equity us_option us_index crypto crypto_perp",
		.initial = "us_equity",
		.description = "Only us_equity has any."},
	[EXCHANGE] = {.name = "exchange",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 12,
		.description = "AMEX, ARCA, BATS, NYSE, NASDAQ or OTC."},
	[ATTRIBUTES] = {.name = "attributes",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 200,
		.description =
			"Those with any of these, separated by commas: has_options."},
};

const struct param assets_get_params[ASSETS_GET_PARAMS] = {
	[ASSET] = {.name = "symbol_or_asset_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "A symbol, or the id of an asset."},
};

static bool has(const struct instrument *instrument, uint32_t flag)
{
	return (instrument->flags & flag) != 0;
}

static void write_margin(struct json_writer *json, const char *key, int percent)
{
	char text[8];
	snprintf(text, sizeof(text), "%d", percent);
	json_write_pair(json, key, text);
}

void assets_write(struct json_writer *json, const struct instrument *instrument)
{
	char id[INSTRUMENT_ID_SIZE];
	bool is_active = !has(instrument, INSTRUMENT_INACTIVE);
	int margin = has(instrument, INSTRUMENT_MARGINABLE) ? MAINTENANCE : WHOLE;
	instrument_id(instrument->symbol, id);
	json_write_object(json);
	json_write_pair(json, "id", id);
	json_write_pair(json, "class", "us_equity");
	json_write_pair(json, "exchange", instrument->exchange);
	json_write_pair(json, "symbol", instrument->symbol);
	json_write_pair(json, "name", instrument->name);
	json_write_pair(json, "status", is_active ? "active" : "inactive");
	json_write_pair_bool(
		json, "tradable", is_active && has(instrument, INSTRUMENT_TRADABLE));
	json_write_pair_bool(json, "marginable", has(instrument, INSTRUMENT_MARGINABLE));
	json_write_pair_bool(json, "shortable", has(instrument, INSTRUMENT_SHORTABLE));
	json_write_pair_bool(
		json, "easy_to_borrow", has(instrument, INSTRUMENT_EASY_TO_BORROW));
	json_write_pair_bool(
		json, "fractionable", has(instrument, INSTRUMENT_FRACTIONABLE));
	json_write_pair_integer(json, "maintenance_margin_requirement", margin);
	write_margin(json, "margin_requirement_long", margin);
	write_margin(json, "margin_requirement_short", margin);
	json_write_key(json, "attributes");
	json_write_array(json);
	if (has(instrument, INSTRUMENT_OPTIONS))
		json_write_string(json, OPTIONS_ATTRIBUTE);
	json_write_array_end(json);
	json_write_object_end(json);
}

/* Is a word among those of a list that commas separate? */
static bool lists(const char *list, const char *word)
{
	size_t length = strlen(word);
	while (true) {
		size_t span = strcspn(list, ",");
		if (span == length && memcmp(list, word, length) == 0)
			return true;
		if (list[span] == '\0')
			return false;
		list += span + 1;
	}
}

static bool fits(const struct request *request, const struct instrument *instrument)
{
	const char *status = request->values[STATUS].text;
	const char *exchange = param_filled(&request->values[EXCHANGE]);
	const char *attributes = param_filled(&request->values[ATTRIBUTES]);
	bool wants_active = strcmp(status, "active") == 0;
	if (instrument->kind == INSTRUMENT_INDEX)
		return false;
	if (strcmp(status, "all") != 0 &&
		wants_active == has(instrument, INSTRUMENT_INACTIVE))
		return false;
	if (exchange != NULL && strcasecmp(exchange, instrument->exchange) != 0)
		return false;
	return attributes == NULL || (has(instrument, INSTRUMENT_OPTIONS) &&
					     lists(attributes, OPTIONS_ATTRIBUTE));
}

/* Takes the room for many assets at once: text that doubles takes thrice as much. */
static int reserve(const struct request *request, struct reply *reply, int assets)
{
	size_t room = (size_t)(assets + 1) * ASSET_ROOM;
	char *data = arena_alloc(request->arena, room);
	if (data == NULL)
		return -1;
	reply->body.data = data;
	reply->body.capacity = room;
	return 0;
}

int assets_list(struct request *request, struct reply *reply)
{
	bool is_equity = strcmp(request->values[CLASS].text, "us_equity") == 0;
	int known = catalogue_count();
	if (known == 0)
		return reply_refuse_because(reply, REFUSAL_UNAVAILABLE,
			"the list of assets is still being read; try again");
	if (is_equity && reserve(request, reply, known) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (int place = 0; is_equity && place < known; place++) {
		const struct instrument *instrument = catalogue_at(place);
		if (fits(request, instrument))
			assets_write(&json, instrument);
	}
	json_write_array_end(&json);
	return reply_end(reply, 200);
}

const struct instrument *assets_find(const char *name)
{
	int place = catalogue_find(name);
	if (place < 0 && strlen(name) == INSTRUMENT_ID_SIZE - 1)
		place = catalogue_find_id(name);
	if (place < 0 || catalogue_at(place)->kind == INSTRUMENT_INDEX)
		return NULL;
	return catalogue_at(place);
}

int assets_get(struct request *request, struct reply *reply)
{
	const char *name = request->values[ASSET].text;
	const struct instrument *instrument = assets_find(name);
	if (instrument == NULL) {
		char message[128];
		snprintf(message, sizeof(message), "asset not found for %s", name);
		return reply_refuse_because(reply, REFUSAL_ASSET, message);
	}
	struct json_writer json = reply_json(reply);
	assets_write(&json, instrument);
	return reply_end(reply, 200);
}
