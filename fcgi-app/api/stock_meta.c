#include "api/stock_meta.h"

#include "http/reply.h"
#include "http/request.h"

#include <string.h>

enum { TICKTYPE, TAPE };

const struct param stock_meta_condition_params[STOCK_META_CONDITION_PARAMS] = {
	[TICKTYPE] = {.name = "ticktype",
		.place = PARAM_PATH,
		.kind = PARAM_CHOICE,
		.required = true,
		.choices = "trade quote",
		.description = "Of what."},
	[TAPE] = {.name = "tape",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "A B C",
		.description = "Whose tape; here all mean the same."},
};

struct meaning {
	const char *letter;
	const char *words;
};

/* What this server gives out and what a real source may add. */
static const struct meaning trade_conditions[] = {
	{"@", "Regular Sale"},
	{"C", "Cash Sale"},
	{"F", "Intermarket Sweep"},
	{"H", "Price Variation Trade"},
	{"I", "Odd Lot Trade"},
	{"M", "Market Center Official Close"},
	{"O", "Opening Prints"},
	{"Q", "Market Center Official Open"},
	{"T", "Form T"},
	{"U", "Extended Trading Hours (Sold Out of Sequence)"},
	{"W", "Average Price Trade"},
	{"Z", "Sold (Out of Sequence)"},
	{"4", "Derivatively Priced"},
	{"5", "Re-Opening Prints"},
	{"6", "Closing Prints"},
	{"9", "Corrected Consolidated Close"},
};

static const struct meaning quote_conditions[] = {
	{"A", "Slow Quote Offer Side"},
	{"B", "Slow Quote Bid Side"},
	{"C", "Closing Quote"},
	{"H", "Slow Quote Both Sides"},
	{"L", "Market Maker Quotes Closed"},
	{"N", "Non Firm Quote"},
	{"O", "Opening Quote"},
	{"R", "Regular Quote"},
};

static const struct meaning exchanges[] = {
	{"A", "NYSE American"},
	{"N", "New York Stock Exchange"},
	{"P", "NYSE Arca"},
	{"Q", "NASDAQ"},
	{"V", "IEX"},
	{"Z", "Cboe BZX"},
};

static int reply_meanings(
	struct reply *reply, const struct meaning *meanings, size_t count)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	for (size_t i = 0; i < count; i++)
		json_write_pair(&json, meanings[i].letter, meanings[i].words);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int stock_meta_conditions(struct request *request, struct reply *reply)
{
	if (strcmp(request->values[TICKTYPE].text, "quote") == 0)
		return reply_meanings(reply, quote_conditions,
			sizeof(quote_conditions) / sizeof(*quote_conditions));
	return reply_meanings(reply, trade_conditions,
		sizeof(trade_conditions) / sizeof(*trade_conditions));
}

int stock_meta_exchanges(struct request *request, struct reply *reply)
{
	(void)request;
	return reply_meanings(reply, exchanges, sizeof(exchanges) / sizeof(*exchanges));
}
