#include "trading/refusal_rules.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

static const struct trade_refusal_fact facts[REFUSE_COUNT] = {
#define TRADE_REFUSAL(name, status, code, message, field)                                \
	[REFUSE_##name] = {status, code, message, field},
#include "trading/refusal.def"
#undef TRADE_REFUSAL
};

const struct trade_refusal_fact *refusal_rules_fact(enum trade_refusal refusal)
{
	assert(refusal > REFUSE_NOTHING && refusal < REFUSE_COUNT);
	return &facts[refusal];
}

enum trade_members refusal_rules_members(enum trade_refusal refusal)
{
	if (refusal == REFUSE_BUYING_POWER)
		return TRADE_MEMBERS_POWER;
	if (refusal == REFUSE_AVAILABLE)
		return TRADE_MEMBERS_AVAILABLE;
	if (refusal == REFUSE_WASH)
		return TRADE_MEMBERS_OPPOSITE;
	if (refusal == REFUSE_PROFIT_ABOVE_BASE || refusal == REFUSE_PROFIT_BELOW_BASE ||
		refusal == REFUSE_LOSS_ABOVE_BASE || refusal == REFUSE_LOSS_BELOW_BASE)
		return TRADE_MEMBERS_BASE;
	return TRADE_MEMBERS_NONE;
}

const char *refusal_rules_fields(
	enum trade_refusal refusal, const struct trade_details *details)
{
	const char *field = refusal_rules_fact(refusal)->field;
	if (strcmp(field, "{field}") != 0)
		return field;
	return details->field == NULL ? "" : details->field;
}

const char *refusal_rules_type(enum terms_type type)
{
	static const char *const words[] = {
		[TERMS_MARKET] = "market",
		[TERMS_LIMIT] = "limit",
		[TERMS_STOP] = "stop",
		[TERMS_STOP_LIMIT] = "stop_limit",
		[TERMS_TRAILING_STOP] = "trailing_stop",
	};
	return words[type];
}

const char *refusal_rules_tif(enum terms_tif tif)
{
	static const char *const words[] = {
		[TERMS_DAY] = "day",
		[TERMS_GTC] = "gtc",
		[TERMS_OPG] = "opg",
		[TERMS_CLS] = "cls",
		[TERMS_IOC] = "ioc",
		[TERMS_FOK] = "fok",
	};
	return words[tif];
}

const char *refusal_rules_class(enum terms_class class)
{
	static const char *const words[] = {
		[TERMS_SIMPLE] = "simple",
		[TERMS_BRACKET] = "bracket",
		[TERMS_OCO] = "oco",
		[TERMS_OTO] = "oto",
		[TERMS_MLEG] = "mleg",
	};
	return words[class];
}

const char *refusal_rules_status(enum terms_status status)
{
	static const char *const words[TERMS_STATUSES] = {
		[TERMS_NEW] = "new",
		[TERMS_PARTIALLY_FILLED] = "partially_filled",
		[TERMS_FILLED] = "filled",
		[TERMS_DONE_FOR_DAY] = "done_for_day",
		[TERMS_CANCELED] = "canceled",
		[TERMS_EXPIRED] = "expired",
		[TERMS_REPLACED] = "replaced",
		[TERMS_PENDING_CANCEL] = "pending_cancel",
		[TERMS_PENDING_REPLACE] = "pending_replace",
		[TERMS_ACCEPTED] = "accepted",
		[TERMS_PENDING_NEW] = "pending_new",
		[TERMS_ACCEPTED_FOR_BIDDING] = "accepted_for_bidding",
		[TERMS_STOPPED] = "stopped",
		[TERMS_REJECTED] = "rejected",
		[TERMS_SUSPENDED] = "suspended",
		[TERMS_CALCULATED] = "calculated",
		[TERMS_HELD] = "held",
	};
	return words[status];
}

static const char *price_text(struct price price, char text[static DECIMAL_TEXT_SIZE])
{
	price_format(price, 0, text);
	return text;
}

static const char *quantity_text(
	struct quantity quantity, char text[static DECIMAL_TEXT_SIZE])
{
	quantity_format(quantity, 0, text);
	return text;
}

static const char *money_text(struct money money, char text[static DECIMAL_TEXT_SIZE])
{
	money_format(money, 2, text);
	return text;
}

static const char *count_text(int64_t count, char text[static DECIMAL_TEXT_SIZE])
{
	decimal_format(count, 0, 0, text);
	return text;
}

/* What stands for a word in braces; `room` holds a number's text. */
static const char *value_of(const char *word, size_t length,
	const struct trade_details *details, char room[static DECIMAL_TEXT_SIZE])
{
	const struct {
		const char *word;
		const char *value;
	} texts[] = {
		{"symbol", details->symbol},
		{"field", details->field},
		{"id", details->id},
		{"type", refusal_rules_type(details->type)},
		{"tif", refusal_rules_tif(details->tif)},
		{"class", refusal_rules_class(details->class)},
		{"status", refusal_rules_status(details->status)},
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strlen(texts[i].word) == length &&
			memcmp(texts[i].word, word, length) == 0)
			return texts[i].value == NULL ? "" : texts[i].value;
	if (strncmp(word, "price}", length + 1) == 0)
		return price_text(details->price, room);
	if (strncmp(word, "requested}", length + 1) == 0)
		return quantity_text(details->requested, room);
	if (strncmp(word, "available}", length + 1) == 0)
		return quantity_text(details->available, room);
	if (strncmp(word, "value}", length + 1) == 0)
		return money_text(details->value, room);
	if (strncmp(word, "limit}", length + 1) == 0)
		return money_text(details->limit, room);
	assert(strncmp(word, "count}", length + 1) == 0);
	return count_text(details->count, room);
}

/* Appends what fits. */
static void append_some(struct text *text, const char *bytes, size_t length)
{
	size_t room = text->capacity - 1 - text->length;
	size_t taken = length < room ? length : room;
	if (taken < length)
		taken = text_utf8_span(bytes, taken);
	text_append(text, bytes, taken);
}

void refusal_rules_message(enum trade_refusal refusal,
	const struct trade_details *details, char message[static REFUSAL_MESSAGE_SIZE])
{
	struct text text = text_over(message, REFUSAL_MESSAGE_SIZE);
	const char *rest = refusal_rules_fact(refusal)->message;
	for (;;) {
		size_t plain = strcspn(rest, "{");
		append_some(&text, rest, plain);
		if (rest[plain] == '\0')
			break;
		const char *word = rest + plain + 1;
		size_t length = strcspn(word, "}");
		char room[DECIMAL_TEXT_SIZE];
		const char *value = value_of(word, length, details, room);
		append_some(&text, value, strlen(value));
		rest = word + length + 1;
	}
	const char *done = text_done(&text);
	assert(done != NULL);
	(void)done;
}
