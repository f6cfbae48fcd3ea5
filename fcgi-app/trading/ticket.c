#include "trading/ticket.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "trading/refusal_rules.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The columns that are read, in this order. */
enum column {
	ID,
	CLIENT_ORDER_ID,
	PARENT_ID,
	REPLACES,
	REPLACED_BY,
	ASSET_ID,
	POSITION_INTENT,
	REASON,
	SOURCE,
	SOURCE_ID,
	ASSET_CLASS,
	EPOCH,
	NUMBER,
	ROLE,
	SYMBOL,
	SIDE,
	TYPE,
	TIME_IN_FORCE,
	CLASS,
	STATUS,
	EXTENDED_HOURS,
	TRIGGERED,
	QUANTITY,
	NOTIONAL,
	LIMIT_PRICE,
	STOP_PRICE,
	TRAIL_PRICE,
	TRAIL_PERCENT,
	HWM,
	FILLED_QUANTITY,
	FILLED_VALUE,
	FEES,
	FILL_COUNT,
	AHEAD,
	SUBMITTED_US,
	EXPIRES_US,
	CREATED_US,
	UPDATED_US,
	FILLED_US,
	EXPIRED_US,
	CANCELED_US,
	FAILED_US,
	REPLACED_US,
	COLUMNS
};

static const char *const columns[COLUMNS] = {"id", "client_order_id", "parent_id",
	"replaces", "replaced_by", "asset_id", "position_intent", "reason", "source",
	"source_id", "asset_class", "epoch", "number", "role", "symbol", "side", "type",
	"time_in_force", "class", "status", "extended_hours", "triggered", "quantity",
	"notional", "limit_price", "stop_price", "trail_price", "trail_percent", "hwm",
	"filled_quantity", "filled_value", "fees", "fill_count", "ahead", "submitted_us",
	"expires_us", "created_us", "updated_us", "filled_us", "expired_us",
	"canceled_us", "failed_us", "replaced_us"};

static const char *const roles[] = {
	[TERMS_ALONE] = "alone",
	[TERMS_ENTRY] = "entry",
	[TERMS_TAKE_PROFIT] = "take_profit",
	[TERMS_STOP_LOSS] = "stop_loss",
};

const char *ticket_side(enum terms_side side)
{
	return side == TERMS_BUY ? "buy" : "sell";
}

const char *ticket_role(enum terms_role role)
{
	return roles[role];
}

const char *ticket_intent(enum terms_side side, struct quantity position)
{
	int held = quantity_sign(position);
	if (side == TERMS_BUY)
		return held < 0 ? "buy_to_close" : "buy_to_open";
	return held > 0 ? "sell_to_close" : "sell_to_open";
}

/* A row, with the numbers of its columns looked up once for all rows. */
struct line {
	const PGresult *result;
	const int *numbers;
	int row;
	bool broken; /* a column held what it never should */
};

static const char *text_of(const struct line *line, enum column column)
{
	if (PQgetisnull(line->result, line->row, line->numbers[column]))
		return NULL;
	return PQgetvalue(line->result, line->row, line->numbers[column]);
}

static bool flag_of(const struct line *line, enum column column)
{
	const char *text = text_of(line, column);
	return text != NULL && text[0] == 't';
}

/* A number; 0 for null. */
static int64_t integer_of(struct line *line, enum column column)
{
	int64_t value = 0;
	const char *text = text_of(line, column);
	if (text != NULL && !text_to_integer(text, INT64_MIN, INT64_MAX, &value))
		line->broken = true;
	return value;
}

/* An amount at the scale; 0 for null. */
static int64_t amount_of(struct line *line, enum column column, unsigned scale)
{
	int64_t value = 0;
	const char *text = text_of(line, column);
	if (text != NULL &&
		decimal_parse(text, strlen(text), scale, &value) != DECIMAL_OK)
		line->broken = true;
	return value;
}

static struct price price_of(struct line *line, enum column column)
{
	return (struct price){amount_of(line, column, PRICE_SCALE)};
}

static struct money money_of(struct line *line, enum column column)
{
	return (struct money){amount_of(line, column, MONEY_SCALE)};
}

static struct quantity quantity_of(struct line *line, enum column column)
{
	return (struct quantity){amount_of(line, column, QUANTITY_SCALE)};
}

static const char *type_word(int type)
{
	return refusal_rules_type((enum terms_type)type);
}

static const char *tif_word(int tif)
{
	return refusal_rules_tif((enum terms_tif)tif);
}

static const char *class_word(int class)
{
	return refusal_rules_class((enum terms_class) class);
}

static const char *status_word(int status)
{
	return refusal_rules_status((enum terms_status)status);
}

/* Which of so many words a column holds. */
static int word_of(
	struct line *line, enum column column, const char *(*word)(int number), int count)
{
	const char *text = text_of(line, column);
	for (int i = 0; text != NULL && i < count; i++)
		if (strcmp(word(i), text) == 0)
			return i;
	line->broken = true;
	return 0;
}

/* A leg of several stands alone in all but its parent. */
static enum terms_role role_of(struct line *line)
{
	const char *text = text_of(line, ROLE);
	for (size_t i = 0; text != NULL && i < sizeof(roles) / sizeof(*roles); i++)
		if (strcmp(roles[i], text) == 0)
			return (enum terms_role)i;
	if (text == NULL || strcmp(text, "leg") != 0)
		line->broken = true;
	return TERMS_ALONE;
}

static void read_words(struct line *line, struct terms_order *terms)
{
	const char *symbol = text_of(line, SYMBOL);
	const char *side = text_of(line, SIDE);
	snprintf(
		terms->symbol, sizeof(terms->symbol), "%s", symbol == NULL ? "" : symbol);
	terms->side = side != NULL && side[0] == 'b' ? TERMS_BUY : TERMS_SELL;
	terms->type =
		(enum terms_type)word_of(line, TYPE, type_word, TERMS_TRAILING_STOP + 1);
	terms->tif =
		(enum terms_tif)word_of(line, TIME_IN_FORCE, tif_word, TERMS_FOK + 1);
	terms->class = (enum terms_class)word_of(line, CLASS, class_word, TERMS_MLEG + 1);
	terms->status =
		(enum terms_status)word_of(line, STATUS, status_word, TERMS_STATUSES);
	terms->role = role_of(line);
	terms->extended_hours = flag_of(line, EXTENDED_HOURS);
	terms->triggered = flag_of(line, TRIGGERED);
}

static void read_amounts(struct line *line, struct terms_order *terms)
{
	terms->has_quantity = text_of(line, QUANTITY) != NULL;
	terms->quantity = quantity_of(line, QUANTITY);
	terms->notional = money_of(line, NOTIONAL);
	terms->filled = quantity_of(line, FILLED_QUANTITY);
	terms->filled_value = money_of(line, FILLED_VALUE);
	terms->limit = price_of(line, LIMIT_PRICE);
	terms->stop = price_of(line, STOP_PRICE);
	terms->trail_price = price_of(line, TRAIL_PRICE);
	terms->trail_percent_e6 = amount_of(line, TRAIL_PERCENT, PRICE_SCALE);
	terms->high_water = price_of(line, HWM);
	terms->ahead = quantity_of(line, AHEAD);
	terms->submitted_us = integer_of(line, SUBMITTED_US);
	terms->expires_us = integer_of(line, EXPIRES_US);
	terms->number = integer_of(line, NUMBER);
}

static void read_ticket(struct line *line, struct ticket *ticket)
{
	const char *class = text_of(line, ASSET_CLASS);
	*ticket = (struct ticket){
		.id = text_of(line, ID),
		.client_order_id = text_of(line, CLIENT_ORDER_ID),
		.parent_id = text_of(line, PARENT_ID),
		.replaces = text_of(line, REPLACES),
		.replaced_by = text_of(line, REPLACED_BY),
		.asset_id = text_of(line, ASSET_ID),
		.position_intent = text_of(line, POSITION_INTENT),
		.reason = text_of(line, REASON),
		.source = text_of(line, SOURCE),
		.source_id = text_of(line, SOURCE_ID),
		.is_option = class != NULL && strcmp(class, "us_option") == 0,
		.epoch = integer_of(line, EPOCH),
		.fees = money_of(line, FEES),
		.fill_count = integer_of(line, FILL_COUNT),
		.created_us = integer_of(line, CREATED_US),
		.updated_us = integer_of(line, UPDATED_US),
		.filled_us = integer_of(line, FILLED_US),
		.expired_us = integer_of(line, EXPIRED_US),
		.canceled_us = integer_of(line, CANCELED_US),
		.failed_us = integer_of(line, FAILED_US),
		.replaced_us = integer_of(line, REPLACED_US),
	};
	read_words(line, &ticket->terms);
	read_amounts(line, &ticket->terms);
}

int ticket_read(struct arena *arena, const struct rows *rows, size_t more,
	struct tickets *tickets)
{
	int numbers[COLUMNS];
	struct line line = {.result = rows->result, .numbers = numbers};
	size_t room = (size_t)rows->count + more;
	tickets->count = 0;
	tickets->items = arena_alloc(arena, (room + 1) * sizeof(*tickets->items));
	if (tickets->items == NULL)
		return -1;
	for (int i = 0; i < COLUMNS; i++) {
		numbers[i] = PQfnumber(rows->result, columns[i]);
		assert(numbers[i] >= 0);
	}
	for (line.row = 0; line.row < rows->count; line.row++)
		read_ticket(&line, &tickets->items[tickets->count++]);
	if (line.broken)
		LOG(LOG_ERROR, "an order in the database is none");
	return line.broken ? -1 : 0;
}

struct ticket *ticket_find(const struct tickets *tickets, const char *id)
{
	for (size_t i = 0; i < tickets->count; i++)
		if (strcmp(tickets->items[i].id, id) == 0)
			return &tickets->items[i];
	return NULL;
}
