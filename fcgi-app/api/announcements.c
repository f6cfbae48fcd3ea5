#include "api/announcements.h"

#include "api/action_wire.h"
#include "api/day.h"
#include "api/market_context.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Days asked for at once; how far an ex-date lies from the other dates at the most;
 * how many are told. */
enum { DAYS_MOST = 90, APART = 120, FOUND_MOST = 5000 };

const struct param announcements_params[ANNOUNCEMENTS_PARAMS] = {
	[ANNOUNCEMENTS_TYPES] = {.name = "ca_types",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "dividend, merger, spinoff, split, separated by commas."},
	[ANNOUNCEMENTS_SINCE] = {.name = "since",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.required = true,
		.description = "From that day on."},
	[ANNOUNCEMENTS_UNTIL] = {.name = "until",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.required = true,
		.description = "Until that day, inclusive; at most 90 days on."},
	[ANNOUNCEMENTS_SYMBOL] = {.name = "symbol",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description = "Of this symbol. Default: of all."},
	[ANNOUNCEMENTS_CUSIP] = {.name = "cusip",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 9,
		.description = "Refused: no CUSIPs are known here."},
	[ANNOUNCEMENTS_DATE_TYPE] = {.name = "date_type",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "declaration_date ex_date record_date payable_date",
		.initial = "ex_date",
		.description = "Which of its dates lies between since and until."},
};

const struct param announcements_one_params[ANNOUNCEMENTS_ONE_PARAMS] = {
	[ANNOUNCEMENTS_ID] = {.name = "id",
		.place = PARAM_PATH,
		.kind = PARAM_UUID,
		.required = true,
		.description = "The announcement's id."},
};

static const struct {
	const char *name;
	unsigned kinds;
} types[] = {
	{"dividend", 1U << ACTION_CASH_DIVIDEND | 1U << ACTION_STOCK_DIVIDEND},
	{"merger", 0},
	{"spinoff", 1U << ACTION_SPIN_OFF},
	{"split", 1U << ACTION_SPLIT},
};

enum { TYPES = sizeof(types) / sizeof(*types) };

static bool parse_types(const char *names, unsigned *kinds)
{
	*kinds = 0;
	for (;;) {
		size_t length = strcspn(names, ",");
		int type = 0;
		while (type < TYPES &&
			(strlen(types[type].name) != length ||
				strncasecmp(types[type].name, names, length) != 0))
			type++;
		if (type == TYPES)
			return false;
		*kinds |= types[type].kinds;
		if (names[length] == '\0')
			return true;
		names += length + 1;
	}
}

static const char *type_of(const struct action *action)
{
	for (int type = 0; type < TYPES; type++)
		if ((types[type].kinds >> action->kind & 1) != 0)
			return types[type].name;
	return NULL;
}

static const char *sub_type_of(const struct action *action)
{
	switch ((enum action_kind)action->kind) {
	case ACTION_SPLIT:
		return action->new_shares < action->old_shares ? "reverse_split"
							       : "stock_split";
	case ACTION_CASH_DIVIDEND:
		return "cash";
	case ACTION_STOCK_DIVIDEND:
		return "stock";
	case ACTION_SPIN_OFF:
		return "spinoff";
	case ACTION_SYMBOL_CHANGE:
	case ACTION_DELISTING:
	case ACTION_KINDS:
		break;
	}
	return NULL;
}

static void write_text(struct json_writer *json, const char *key, int64_t value)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)value);
	json_write_pair(json, key, text);
}

/* Alpaca's amounts are texts here. A dividend's rates are 1 for 1. */
static void write_amounts(struct json_writer *json, const struct action *action)
{
	bool rated = action->old_shares != 0;
	char cash[DECIMAL_TEXT_SIZE];
	(void)price_format(action->cash, 0, cash);
	json_write_pair(json, "cash", cash);
	write_text(json, "old_rate", rated ? action->old_shares : 1);
	write_text(json, "new_rate", rated ? action->new_shares : 1);
}

static void write_announcement(struct json_writer *json, const struct action *action)
{
	char id[ACTION_WIRE_ID_SIZE];
	bool renamed = action->new_symbol[0] != '\0';
	action_wire_id(action, id);
	json_write_object(json);
	json_write_pair(json, "id", id);
	json_write_pair(json, "corporate_action_id", id);
	json_write_pair(json, "ca_type", type_of(action));
	json_write_pair(json, "ca_sub_type", sub_type_of(action));
	json_write_pair(json, "initiating_symbol", action->symbol);
	json_write_pair(json, "initiating_original_cusip", "");
	json_write_pair(
		json, "target_symbol", renamed ? action->new_symbol : action->symbol);
	json_write_pair(json, "target_original_cusip", "");
	day_write(json, "declaration_date", action->declaration_day);
	day_write(json, "ex_date", action->ex_day);
	day_write(json, "record_date", action->record_day);
	day_write(json, "payable_date", action->payable_day);
	write_amounts(json, action);
	json_write_object_end(json);
}

/* The date of an action that `date_type` names. */
static int32_t date_of(const struct action *action, const char *date_type)
{
	switch (date_type[0]) {
	case 'd':
		return action->declaration_day;
	case 'r':
		return action->record_day;
	case 'p':
		return action->payable_day;
	default:
		return action->ex_day;
	}
}

struct wanted {
	unsigned kinds;
	int32_t since;
	int32_t until;
	const char *date_type;
	const char *symbol;
};

static enum feed_fault find(
	struct feed *feed, const struct wanted *wanted, struct actions *actions)
{
	struct feed_origin origin;
	int32_t apart = wanted->date_type[0] == 'e' ? 0 : APART;
	struct action_query query = {
		.symbol = wanted->symbol,
		.from_day = wanted->since - apart,
		.until_day = wanted->until + apart,
		.kinds = wanted->kinds,
		.limit = FOUND_MOST,
	};
	*actions = (struct actions){0};
	if (wanted->kinds == 0)
		return FEED_OK;
	enum feed_fault fault = feed_actions(feed, &query, actions, &origin);
	return fault == FEED_UNKNOWN ? FEED_OK : fault;
}

static int tell(struct reply *reply, struct feed *feed, const struct wanted *wanted)
{
	struct actions actions;
	enum feed_fault fault = find(feed, wanted, &actions);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (size_t i = 0; i < actions.count; i++) {
		int32_t date = date_of(&actions.items[i], wanted->date_type);
		if (date >= wanted->since && date <= wanted->until)
			write_announcement(&json, &actions.items[i]);
	}
	json_write_array_end(&json);
	return reply_end(reply, 200);
}

int announcements_list(struct request *request, struct reply *reply)
{
	const char *const *symbols;
	const struct param_value *values = request->values;
	struct feed feed = market_context_feed(request);
	int count =
		param_symbols(request->arena, &values[ANNOUNCEMENTS_SYMBOL], &symbols);
	struct wanted wanted = {
		.since = day_of(&values[ANNOUNCEMENTS_SINCE], 0),
		.until = day_of(&values[ANNOUNCEMENTS_UNTIL], 0),
		.date_type = values[ANNOUNCEMENTS_DATE_TYPE].text,
	};
	if (!parse_types(values[ANNOUNCEMENTS_TYPES].text, &wanted.kinds))
		return reply_refuse_field(
			reply, "ca_types", "must be of dividend, merger, spinoff, split");
	if (wanted.since > wanted.until)
		return reply_refuse_field(reply, "until", "must not be before since");
	if (wanted.until - wanted.since > DAYS_MOST)
		return reply_refuse_field(
			reply, "until", "must be within 90 days of since");
	if (param_filled(&values[ANNOUNCEMENTS_CUSIP]) != NULL)
		return reply_refuse_field(reply, "cusip", "no CUSIPs are known here");
	if (count < 0)
		return -1;
	if (count == 1)
		wanted.symbol = symbols[0];
	return tell(reply, &feed, &wanted);
}

int announcements_one(struct request *request, struct reply *reply)
{
	int32_t day;
	int32_t kind;
	char found[ACTION_WIRE_ID_SIZE];
	const char *id = request->values[ANNOUNCEMENTS_ID].text;
	struct feed feed = market_context_feed(request);
	struct actions actions;
	if (!action_wire_locate(id, &day, &kind))
		return reply_refuse(reply, REFUSAL_ABSENT);
	struct wanted wanted = {1U << kind, day, day, "ex_date", NULL};
	enum feed_fault fault = find(&feed, &wanted, &actions);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	for (size_t i = 0; i < actions.count; i++) {
		action_wire_id(&actions.items[i], found);
		if (strcasecmp(found, id) != 0 || type_of(&actions.items[i]) == NULL)
			continue;
		struct json_writer json = reply_json(reply);
		write_announcement(&json, &actions.items[i]);
		return reply_end(reply, 200);
	}
	return reply_refuse(reply, REFUSAL_ABSENT);
}
