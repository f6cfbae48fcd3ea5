#include "api/option_contracts.h"

#include "api/market_context.h"
#include "api/option_line.h"
#include "api/option_wire.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <stdio.h>
#include <string.h>

enum { UNDERLYINGS = OPTION_LIST_PARAMS, STATUS, STYLE };

enum { LARGEST = 10000, SYMBOLS_MOST = 200, REFERENCE_MOST = 36 };

const struct param option_contracts_params[OPTION_CONTRACTS_PARAMS] = {
	OPTION_LIST_COMMON(LARGEST),
	[UNDERLYINGS] = {.name = "underlying_symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.most = SYMBOLS_MOST,
		.description = "Contracts on these, separated by commas; on all when "
			       "left out."},
	[STATUS] = {.name = "status",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "active inactive",
		.initial = "active",
		.description = "Contracts that are listed; inactive ones are not kept."},
	[STYLE] = {.name = "style",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "american european",
		.description = "Exercised at any time, or at expiry alone."},
};

const struct param option_contracts_one_params[OPTION_CONTRACTS_ONE_PARAMS] = {
	{.name = "symbol_or_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = REFERENCE_MOST,
		.description = "The contract's symbol, or its id."},
};

static const struct option_list_kind contracts_kind = {.name = "option_contracts",
	.bare = true,
	.near_by = true,
	.write = option_wire_contract};

/* The underlyings that are named and known; -1 without memory. */
static int named(struct request *request, const int **places)
{
	const char *const *symbols;
	int found = 0;
	int count =
		param_symbols(request->arena, &request->values[UNDERLYINGS], &symbols);
	if (count <= 0)
		return count;
	int *list = arena_alloc(request->arena, (size_t)count * sizeof(*list));
	if (list == NULL)
		return -1;
	for (int i = 0; i < count; i++) {
		int place = catalogue_find(symbols[i]);
		if (place >= 0)
			list[found++] = place;
	}
	*places = list;
	return found;
}

/* All that options are traded on. */
static int all(struct request *request, const int **places)
{
	int found = 0, count = catalogue_count();
	int *list = arena_alloc(
		request->arena, (size_t)(count == 0 ? 1 : count) * sizeof(*list));
	if (list == NULL)
		return -1;
	for (int place = 0; place < count; place++) {
		uint32_t flags = catalogue_at(place)->flags;
		if ((flags & INSTRUMENT_OPTIONS) != 0 &&
			(flags & INSTRUMENT_INACTIVE) == 0)
			list[found++] = place;
	}
	*places = list;
	return found;
}

int option_contracts_list(struct request *request, struct reply *reply)
{
	struct option_list_source source = {0};
	const char *style = param_filled(&request->values[STYLE]);
	bool chosen = param_filled(&request->values[UNDERLYINGS]) != NULL;
	int count =
		chosen ? named(request, &source.places) : all(request, &source.places);
	if (count < 0)
		return -1;
	bool active = strcmp(request->values[STATUS].text, "active") == 0;
	source.count = active ? (size_t)count : 0;
	source.american = style == NULL || strcmp(style, "american") == 0;
	source.european = style == NULL || strcmp(style, "european") == 0;
	return option_list_reply(request, reply, &contracts_kind, &source);
}

static int refuse(struct reply *reply, const char *reference)
{
	char message[REFERENCE_MOST + 40];
	snprintf(message, sizeof(message), "option contract not found for %s", reference);
	return reply_refuse_because(reply, REFUSAL_ASSET, message);
}

int option_contracts_get(struct request *request, struct reply *reply)
{
	struct contract contract;
	struct chain_line line;
	struct feed feed = market_context_feed(request);
	const char *reference = request->values[0].text;
	if (!option_line_parse(reference, &contract) &&
		!chain_parse_id(reference, &contract))
		return refuse(reply, reference);
	enum feed_fault fault = option_line_find(&feed, &contract, true, &line);
	if (fault == FEED_UNKNOWN)
		return refuse(reply, reference);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, contract.underlying);
	struct json_writer json = reply_json(reply);
	option_wire_contract(&json, &line, option_list_previous_day(&feed));
	return reply_end(reply, 200);
}
