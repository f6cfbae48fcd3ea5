/*
 * Why an order, or a change of one, is refused: the table of trading/refusal.def, and
 * the words of each case.
 */
#ifndef TRADING_REFUSAL_RULES_H
#define TRADING_REFUSAL_RULES_H

#include "trading/terms_rules.h"

enum trade_refusal {
	REFUSE_NOTHING, /* 0: it is all right */
#define TRADE_REFUSAL(name, status, code, message, field) REFUSE_##name,
#include "trading/refusal.def"
#undef TRADE_REFUSAL
	REFUSE_COUNT
};

struct trade_refusal_fact {
	int status;
	int code;
	const char *message; /* with words in braces */
	const char *field;
};

/* Which members a refusal's JSON has besides code and message. */
enum trade_members {
	TRADE_MEMBERS_NONE,
	TRADE_MEMBERS_POWER,     /* buying_power, cost_basis */
	TRADE_MEMBERS_AVAILABLE, /* available, existing_qty, held_for_orders, symbol */
	TRADE_MEMBERS_OPPOSITE,  /* existing_order_id, reject_reason */
	TRADE_MEMBERS_BASE       /* base_price */
};

/* The values of a case. A rule that refuses fills in those that its refusal tells, and
 * only those; texts belong to whom they came from. */
struct trade_details {
	const char *symbol;
	const char
		*field; /* whose price it is: limit_price, take_profit.limit_price, … */
	const char *id; /* of the order that was not found, or that stands opposite */
	const char *reason;
	struct price price;
	struct price base;
	struct quantity requested;
	struct quantity available;
	struct quantity existing;
	struct quantity held;
	struct money buying_power;
	struct money cost_basis;
	struct money value;
	struct money limit;
	int64_t count;
	enum terms_type type;
	enum terms_tif tif;
	enum terms_class class;
	enum terms_status status;
};

/* Room for any message whose texts are no longer than symbols and ids are. */
enum { REFUSAL_MESSAGE_SIZE = 256 };

/* Of any refusal but REFUSE_NOTHING. */
const struct trade_refusal_fact *refusal_rules_fact(enum trade_refusal refusal);

enum trade_members refusal_rules_members(enum trade_refusal refusal);

/* The parameters of an order that are meant, separated by spaces: of several, the one
 * that was given. "" when none is. */
const char *refusal_rules_fields(
	enum trade_refusal refusal, const struct trade_details *details);

/* Writes the message with its values, cut where it would not fit. A text that is NULL
 * reads as nothing. */
void refusal_rules_message(enum trade_refusal refusal,
	const struct trade_details *details, char message[static REFUSAL_MESSAGE_SIZE]);

/* The words of the API: "stop_limit", "gtc", "bracket", "partially_filled". */
const char *refusal_rules_type(enum terms_type type);
const char *refusal_rules_tif(enum terms_tif tif);
const char *refusal_rules_class(enum terms_class class);
const char *refusal_rules_status(enum terms_status status);

#endif
