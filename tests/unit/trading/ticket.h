#ifndef TESTS_TRADING_TICKET_H
#define TESTS_TRADING_TICKET_H

/*
 * Orders as a line of words, for tables:
 *
 *   buy 10 limit limit=12.50 gtc bracket tp=15 sl=11 sll=10.9
 *   sell $25.50 market day pos=3 base=12 whole
 *
 * A number is the quantity, $ the notional. The rest is as it is called in the API, with
 * tp, sl, sll for the exits' prices, trail and trail% for a trailing stop's; pos and base
 * are what the order meets, a status and filled are its own; unknown, inactive,
 * untradable, whole (not fractionable) are about the instrument; side? type? tif? class?
 * are words that mean nothing.
 */

#include "trading/order_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct ticket {
	struct order_request request;
	struct terms_instrument instrument;
	struct order_setting setting;
};

static inline const char *refusal_name(enum trade_refusal refusal)
{
	static const char *const names[REFUSE_COUNT] = {
		[REFUSE_NOTHING] = "ok",
#define TRADE_REFUSAL(name, status, code, message, field) [REFUSE_##name] = #name,
#include "trading/refusal.def"
#undef TRADE_REFUSAL
	};
	return names[refusal];
}

static inline int64_t ticket_number(const char *text, unsigned scale)
{
	int64_t value;
	if (decimal_parse(text, strlen(text), scale, &value) != DECIMAL_OK)
		fail_msg("not a number: %s", text);
	return value;
}

static inline bool ticket_word(struct ticket *ticket, const char *word)
{
	static const char *const sides[] = {"buy", "sell"};
	struct terms_order *order = &ticket->request.order;
	for (int i = 0; i <= TERMS_SELL; i++)
		if (strcmp(word, sides[i]) == 0)
			return order->side = (enum terms_side)i, true;
	for (int i = 0; i <= TERMS_TRAILING_STOP; i++)
		if (strcmp(word, refusal_rules_type((enum terms_type)i)) == 0)
			return order->type = (enum terms_type)i, true;
	for (int i = 0; i <= TERMS_FOK; i++)
		if (strcmp(word, refusal_rules_tif((enum terms_tif)i)) == 0)
			return order->tif = (enum terms_tif)i, true;
	for (int i = 0; i <= TERMS_MLEG; i++)
		if (strcmp(word, refusal_rules_class((enum terms_class)i)) == 0)
			return order->class = (enum terms_class)i, true;
	for (int i = 0; i < TERMS_STATUSES; i++)
		if (strcmp(word, refusal_rules_status((enum terms_status)i)) == 0)
			return order->status = (enum terms_status)i, true;
	return false;
}

static inline bool ticket_flag(struct ticket *ticket, const char *word)
{
	struct order_request *request = &ticket->request;
	const struct {
		const char *word;
		bool *flag;
		bool value;
	} flags[] = {
		{"ext", &request->order.extended_hours, true},
		{"option", &request->option, true},
		{"side?", &request->bad_side, true},
		{"type?", &request->bad_type, true},
		{"tif?", &request->bad_tif, true},
		{"class?", &request->bad_class, true},
		{"unknown", &ticket->instrument.known, false},
		{"inactive", &ticket->instrument.active, false},
		{"untradable", &ticket->instrument.tradable, false},
		{"whole", &ticket->instrument.fractionable, false},
	};
	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(word, flags[i].word) == 0)
			return *flags[i].flag = flags[i].value, true;
	return false;
}

static inline void ticket_value(struct ticket *ticket, const char *word)
{
	struct order_request *request = &ticket->request;
	struct terms_order *order = &request->order;
	bool given;
	const struct {
		const char *name;
		int64_t *value;
		bool *given;
		unsigned scale;
	} values[] = {
		{"limit=", &order->limit.e6, &request->has_limit, PRICE_SCALE},
		{"stop=", &order->stop.e6, &request->has_stop, PRICE_SCALE},
		{"trail=", &order->trail_price.e6, &request->has_trail_price,
			PRICE_SCALE},
		{"trail%=", &order->trail_percent_e6, &request->has_trail_percent, 6},
		{"tp=", &request->profit_limit.e6, &request->has_profit, PRICE_SCALE},
		{"sl=", &request->loss_stop.e6, &request->has_loss, PRICE_SCALE},
		{"sll=", &request->loss_limit.e6, &request->has_loss_limit, PRICE_SCALE},
		{"filled=", &order->filled.e9, &given, QUANTITY_SCALE},
		{"pos=", &ticket->setting.position.e9, &given, QUANTITY_SCALE},
		{"base=", &ticket->setting.base.e6, &given, PRICE_SCALE},
		{"$", &order->notional.e6, &request->has_notional, MONEY_SCALE},
		{"", &order->quantity.e9, &order->has_quantity, QUANTITY_SCALE},
	};
	for (size_t i = 0; i < COUNT(values); i++) {
		size_t length = strlen(values[i].name);
		if (strncmp(word, values[i].name, length) == 0) {
			*values[i].value = ticket_number(word + length, values[i].scale);
			*values[i].given = true;
			return;
		}
	}
}

static inline struct ticket ticket_read(const char *line)
{
	struct ticket ticket = {
		.instrument = {.symbol = "AAPL",
			.known = true,
			.active = true,
			.tradable = true,
			.marginable = true,
			.shortable = true,
			.easy_to_borrow = true,
			.fractionable = true},
	};
	char words[256];
	snprintf(words, sizeof(words), "%s", line);
	snprintf(ticket.request.order.symbol, TERMS_SYMBOL_SIZE, "AAPL");
	char *rest = NULL;
	for (char *word = strtok_r(words, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		if (strncmp(word, "id=", 3) == 0)
			ticket.request.client_id_length =
				(size_t)ticket_number(word + 3, 0);
		else if (strncmp(word, "legs=", 5) == 0)
			ticket.request.legs = (size_t)ticket_number(word + 5, 0);
		else if (!ticket_word(&ticket, word) && !ticket_flag(&ticket, word))
			ticket_value(&ticket, word);
	}
	return ticket;
}

#endif
