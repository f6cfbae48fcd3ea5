#include "api/order_body.h"

#include "api/order_desk.h"
#include "base/text.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdio.h>
#include <string.h>

enum {
	SYMBOL,
	QTY,
	NOTIONAL,
	SIDE,
	TYPE,
	TIF,
	LIMIT_PRICE,
	STOP_PRICE,
	TRAIL_PRICE,
	TRAIL_PERCENT,
	EXTENDED_HOURS,
	CLIENT_ORDER_ID,
	CLASS,
	TAKE_PROFIT,
	STOP_LOSS,
	LEGS,
	INTENT,
	QUANTITY,
	DRY_RUN
};

enum { PROFIT_LIMIT };
enum { LOSS_STOP, LOSS_LIMIT };

/* Longer than any word or id is, so that the rules get to say what is wrong. */
enum { WORD_MOST = 32, CLIENT_ID_MOST = 4096, SYMBOL_MOST = 64, LEGS_MOST = 64 };

static const struct param profit_params[] = {
	[PROFIT_LIMIT] = {.name = "limit_price",
		.place = PARAM_BODY,
		.kind = PARAM_PRICE,
		.description = "Where the profit is taken."},
};

static const struct param loss_params[] = {
	[LOSS_STOP] = {.name = "stop_price",
		.place = PARAM_BODY,
		.kind = PARAM_PRICE,
		.description = "Where the loss is stopped."},
	[LOSS_LIMIT] = {.name = "limit_price",
		.place = PARAM_BODY,
		.kind = PARAM_PRICE,
		.description = "The least then taken; else what the market gives."},
};

#define WORD(name_, about)                                                               \
	{                                                                                \
		.name = (name_), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.most = WORD_MOST, .description = (about)                                \
	}
#define AMOUNT(name_, kind_, about)                                                      \
	{                                                                                \
		.name = (name_), .place = PARAM_BODY, .kind = (kind_),                   \
		.description = (about)                                                   \
	}

const struct param order_body_params[ORDER_BODY_PARAMS] = {
	[SYMBOL] = {.name = "symbol",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = SYMBOL_MOST,
		.description = "A symbol, or an asset's id."},
	[QTY] = AMOUNT("qty", PARAM_QUANTITY, "How many; up to 9 decimal places."),
	[NOTIONAL] = AMOUNT("notional", PARAM_MONEY, "For how much money, instead."),
	[SIDE] = WORD("side", "buy or sell."),
	[TYPE] = WORD("type", "market, limit, stop, stop_limit or trailing_stop."),
	[TIF] = WORD("time_in_force", "day, gtc, opg, cls, ioc or fok."),
	[LIMIT_PRICE] = AMOUNT("limit_price", PARAM_PRICE, "The worst price taken."),
	[STOP_PRICE] = AMOUNT("stop_price", PARAM_PRICE, "The trade that wakes it."),
	[TRAIL_PRICE] = AMOUNT("trail_price", PARAM_PRICE, "How far a stop trails."),
	[TRAIL_PERCENT] = AMOUNT("trail_percent", PARAM_PRICE, "The same in per cent."),
	[EXTENDED_HOURS] = {.name = "extended_hours",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Before the opening and after the close, too."},
	[CLIENT_ORDER_ID] = {.name = "client_order_id",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = CLIENT_ID_MOST,
		.description = "An id of the client's own, once in an account."},
	[CLASS] = WORD("order_class", "simple, bracket, oco or oto."),
	[TAKE_PROFIT] = {.name = "take_profit",
		.place = PARAM_BODY,
		.kind = PARAM_OBJECT,
		.items = profit_params,
		.item_count = 1,
		.description = "Where it is closed with a profit."},
	[STOP_LOSS] = {.name = "stop_loss",
		.place = PARAM_BODY,
		.kind = PARAM_OBJECT,
		.items = loss_params,
		.item_count = 2,
		.description = "Where it is closed with a loss."},
	[LEGS] = {.name = "legs",
		.place = PARAM_BODY,
		.kind = PARAM_ARRAY,
		.most = LEGS_MOST,
		.description = "Of an order of several contracts."},
	[INTENT] = {.name = "position_intent",
		.place = PARAM_BODY,
		.kind = PARAM_CHOICE,
		.choices = "buy_to_open buy_to_close sell_to_open sell_to_close",
		.description = "What it is to open or to close."},
	[QUANTITY] = AMOUNT("quantity", PARAM_QUANTITY, "The same as qty."),
	[DRY_RUN] = {.name = "dryRun",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Only says what the order would do."},
};

/* The number of a word among those that `name` gives; -1 when it is none of them. */
static int number_of(const char *word, const char *(*name)(int number), int count)
{
	for (int i = 0; word != NULL && i < count; i++)
		if (strcmp(name(i), word) == 0)
			return i;
	return -1;
}

static const char *type_name(int type)
{
	return refusal_rules_type((enum terms_type)type);
}

static const char *tif_name(int tif)
{
	return refusal_rules_tif((enum terms_tif)tif);
}

static const char *class_name(int class)
{
	return refusal_rules_class((enum terms_class) class);
}

static const char *side_name(int side)
{
	return ticket_side((enum terms_side)side);
}

bool order_body_tif(const char *word, enum terms_tif *tif)
{
	int number = number_of(word, tif_name, TERMS_FOK + 1);
	*tif = number < 0 ? TERMS_DAY : (enum terms_tif)number;
	return number >= 0;
}

/* Under /api an order without these words is the simplest one. */
static const char *word_or(const struct request *request, int number, const char *usual)
{
	const char *word = param_filled(&request->values[number]);
	return word == NULL && text_starts(request->route->path, "/api/") ? usual : word;
}

static void read_words(const struct request *request, struct order_request *wanted)
{
	struct terms_order *order = &wanted->order;
	const char *class = param_filled(&request->values[CLASS]);
	int side = number_of(
		param_filled(&request->values[SIDE]), side_name, TERMS_SELL + 1);
	int type = number_of(
		word_or(request, TYPE, "market"), type_name, TERMS_TRAILING_STOP + 1);
	int of_class = class == NULL ? TERMS_SIMPLE
				     : number_of(class, class_name, TERMS_MLEG + 1);
	wanted->bad_tif = !order_body_tif(word_or(request, TIF, "day"), &order->tif);
	wanted->bad_side = side < 0;
	wanted->bad_type = type < 0;
	wanted->bad_class = of_class < 0;
	order->side = side < 0 ? TERMS_BUY : (enum terms_side)side;
	order->type = type < 0 ? TERMS_MARKET : (enum terms_type)type;
	order->class = of_class < 0 ? TERMS_SIMPLE : (enum terms_class)of_class;
}

static void read_amounts(const struct param_value *values, struct order_request *wanted)
{
	struct terms_order *order = &wanted->order;
	const struct param_value *qty = &values[values[QTY].given ? QTY : QUANTITY];
	order->has_quantity = qty->given;
	order->quantity.e9 = qty->integer;
	order->notional.e6 = values[NOTIONAL].integer;
	order->limit.e6 = values[LIMIT_PRICE].integer;
	order->stop.e6 = values[STOP_PRICE].integer;
	order->trail_price.e6 = values[TRAIL_PRICE].integer;
	order->trail_percent_e6 = values[TRAIL_PERCENT].integer;
	order->extended_hours = values[EXTENDED_HOURS].flag;
	wanted->has_notional = values[NOTIONAL].given;
	wanted->has_limit = values[LIMIT_PRICE].given;
	wanted->has_stop = values[STOP_PRICE].given;
	wanted->has_trail_price = values[TRAIL_PRICE].given;
	wanted->has_trail_percent = values[TRAIL_PERCENT].given;
}

/* The members of an object within the body; 1 when they fit. */
static int read_members(struct request *request, struct reply *reply, int number,
	struct param_value *members)
{
	char field[64];
	struct param_problem problem;
	const struct param *param = &order_body_params[number];
	const cJSON *object = request->values[number].json;
	if (object == NULL)
		return 1;
	if (param_check_object(param->items, param->item_count, object,
		    request->route->lenient, members, &problem))
		return 1;
	snprintf(field, sizeof(field), "%s.%s", param->name, problem.field);
	return reply_refuse_field(reply, field, problem.why);
}

static int read_exits(
	struct request *request, struct reply *reply, struct order_request *wanted)
{
	struct param_value profit[1] = {0}, loss[2] = {0};
	int read = read_members(request, reply, TAKE_PROFIT, profit);
	if (read == 1)
		read = read_members(request, reply, STOP_LOSS, loss);
	wanted->has_profit = profit[PROFIT_LIMIT].given;
	wanted->has_loss = loss[LOSS_STOP].given;
	wanted->has_loss_limit = loss[LOSS_LIMIT].given;
	wanted->profit_limit.e6 = profit[PROFIT_LIMIT].integer;
	wanted->loss_stop.e6 = loss[LOSS_STOP].integer;
	wanted->loss_limit.e6 = loss[LOSS_LIMIT].integer;
	return read;
}

const char *order_body_client_id(const struct param_value *value, size_t *length)
{
	const char *id = param_filled(value);
	*length = 0;
	for (const char *byte = id; byte != NULL && *byte != '\0'; byte++)
		*length += ((unsigned char)*byte & 0xc0) != 0x80;
	return id;
}

int order_body_read(struct request *request, struct reply *reply, struct order_body *body)
{
	const struct param_value *values = request->values;
	struct placing_request *placing = &body->request;
	*body = (struct order_body){
		.symbol = param_filled(&values[SYMBOL]), .dry = values[DRY_RUN].flag};
	read_words(request, &placing->wanted);
	read_amounts(values, &placing->wanted);
	placing->wanted.legs = values[LEGS].json == NULL
				       ? 0
				       : (size_t)cJSON_GetArraySize(values[LEGS].json);
	placing->client_order_id = order_body_client_id(
		&values[CLIENT_ORDER_ID], &placing->wanted.client_id_length);
	placing->position_intent = param_filled(&values[INTENT]);
	placing->source = order_desk_source(request, &placing->source_id);
	if (values[QTY].given && values[QUANTITY].given)
		return reply_refuse_field(reply, "quantity", "is the same as qty");
	if (body->symbol == NULL && placing->wanted.order.class != TERMS_MLEG)
		return reply_refuse_field(reply, "symbol", "is required");
	if (body->symbol == NULL)
		body->symbol = "";
	return read_exits(request, reply, &placing->wanted);
}
