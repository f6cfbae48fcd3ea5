/* refusal_rules_*: what clients are told. */
#include "trading/refusal_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct trade_details SAMPLE = {
	.symbol = "BRK.B",
	.field = "stop_loss.stop_price",
	.id = "61e69015-8549-4bfd-b9c3-01e75843f47d",
	.reason = "opposite side limit order exists",
	.price = {127005000},
	.requested = {14000000000},
	.available = {7500000000},
	.value = {12345600000},
	.limit = {10000000000},
	.count = 25,
	.type = TERMS_TRAILING_STOP,
	.tif = TERMS_IOC,
	.class = TERMS_BRACKET,
	.status = TERMS_PARTIALLY_FILLED,
};

/* The contract: what bots match. */
static const struct {
	enum trade_refusal refusal;
	int status, code;
	const char *message;
} contract[] = {
	{REFUSE_BUYING_POWER, 403, 40310000, "insufficient buying power"},
	{REFUSE_AVAILABLE, 403, 40310000,
		"insufficient qty available for order (requested: 14, available: "
		"7.5)"},
	{REFUSE_NOT_FRACTIONABLE, 403, 40310000, "asset \"BRK.B\" is not fractionable"},
	{REFUSE_WASH, 403, 40310000, "potential wash trade detected. use complex orders"},
	{REFUSE_SELL_WHILE_BUYING, 403, 40310000,
		"cannot open a short sell while a long buy order is open"},
	{REFUSE_ACCOUNT, 403, 40310000, "account is not authorized to trade"},
	{REFUSE_DAY_TRADES, 403, 40310100,
		"trade denied due to pattern day trading protection"},
	{REFUSE_STOPPED_ACCOUNT, 423, 42310000,
		"trading on this account is stopped by its kill switch"},
	{REFUSE_NO_POSITION, 404, 40410000, "position does not exist"},
	{REFUSE_NO_ORDER, 404, 40410000,
		"order not found for 61e69015-8549-4bfd-b9c3-01e75843f47d"},
	{REFUSE_NO_ASSET, 404, 40410000, "asset not found for BRK.B"},
	{REFUSE_CLIENT_ID_TAKEN, 422, 40010001, "client_order_id must be unique"},
	{REFUSE_CLIENT_ID_LENGTH, 422, 40010001,
		"client_order_id must be no more than 128 characters"},
	{REFUSE_AMOUNT_MISSING, 422, 40010001, "qty or notional is required"},
	{REFUSE_AMOUNT_TWICE, 422, 40010001, "only one of qty or notional is accepted"},
	{REFUSE_QTY_POSITIVE, 422, 40010001, "qty must be > 0"},
	{REFUSE_NOTIONAL_LEAST, 422, 40010001, "notional must be >= 1.00"},
	{REFUSE_TYPE, 422, 40010001, "invalid order type"},
	{REFUSE_SIDE, 422, 40010001, "invalid side"},
	{REFUSE_TIF, 422, 40010001, "invalid time_in_force"},
	{REFUSE_LIMIT_MISSING, 422, 40010001, "limit orders require a limit price"},
	{REFUSE_STOP_MISSING, 422, 40010001, "stop orders require a stop price"},
	{REFUSE_TRAIL_ONE, 422, 40010001,
		"trailing stop orders must specify one of trail_price or "
		"trail_percent"},
	{REFUSE_ASSET_UNKNOWN, 422, 42210000, "asset \"BRK.B\" not found"},
	{REFUSE_SUB_PENNY, 422, 42210000,
		"invalid stop_loss.stop_price 127.005. sub-penny increment does "
		"not fulfill minimum pricing criteria"},
	{REFUSE_FRACTION_DAY, 422, 42210000, "fractional orders must be DAY orders"},
	{REFUSE_FRACTION_SIMPLE, 422, 42210000,
		"fractional orders must be simple orders"},
	{REFUSE_FRACTION_SHORT, 422, 42210000, "fractional orders cannot be sold short"},
	{REFUSE_EXTENDED, 422, 42210000,
		"extended hours order must be DAY or GTC limit orders"},
	{REFUSE_PROFIT_MISSING, 422, 42210000,
		"bracket orders require take_profit.limit_price"},
	{REFUSE_ENTRY, 422, 42210000, "bracket orders must be entry orders"},
	{REFUSE_PROFIT_ABOVE_LOSS, 422, 42210000,
		"take_profit.limit_price must be > stop_loss.stop_price"},
	{REFUSE_MLEG_COUNT, 422, 42210000,
		"mleg orders must have at least 2 legs and at most 4 legs"},
	{REFUSE_OPTIONS, 422, 42210000, "options trading is not available yet"},
	{REFUSE_ALREADY, 422, 42210000, "order is already in \"partially_filled\" state"},
	{REFUSE_TYPE_TIF, 422, 42210000, "trailing_stop orders cannot be ioc orders"},
	{REFUSE_RISK_ORDER, 403, 40310201,
		"the order's value of 12345.60 is above this account's limit of "
		"10000.00 an order"},
	{REFUSE_RISK_COUNT, 403, 40310204,
		"this account's limit of 25 orders a day is reached"},
	{REFUSE_QUOTE_STALE, 503, 50310002,
		"the quote for BRK.B is too old to trade on; try again"},
};

static void told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(contract); i++) {
		const struct trade_refusal_fact *fact =
			refusal_rules_fact(contract[i].refusal);
		char message[REFUSAL_MESSAGE_SIZE];
		refusal_rules_message(contract[i].refusal, &SAMPLE, message);
		assert_string_equal(message, contract[i].message);
		assert_int_equal(fact->status, contract[i].status);
		assert_int_equal(fact->code, contract[i].code);
	}
}

/* All entries: the code agrees with the status, and every word in braces is known. */
static void sound(void **state)
{
	(void)state;
	for (int i = REFUSE_NOTHING + 1; i < REFUSE_COUNT; i++) {
		enum trade_refusal refusal = (enum trade_refusal)i;
		const struct trade_refusal_fact *fact = refusal_rules_fact(refusal);
		int family = fact->code / 100000;
		assert_true(
			family == fact->status || (family == 400 && fact->status == 422));
		char message[REFUSAL_MESSAGE_SIZE];
		refusal_rules_message(refusal, &SAMPLE, message);
		assert_null(strpbrk(message, "{}"));
		assert_true(strlen(message) > 0);
		refusal_rules_message(refusal, &(struct trade_details){0}, message);
		assert_null(strstr(message, "null"));
	}
}

static void members(void **state)
{
	(void)state;
	assert_int_equal(refusal_rules_members(REFUSE_BUYING_POWER), TRADE_MEMBERS_POWER);
	assert_int_equal(
		refusal_rules_members(REFUSE_AVAILABLE), TRADE_MEMBERS_AVAILABLE);
	assert_int_equal(refusal_rules_members(REFUSE_WASH), TRADE_MEMBERS_OPPOSITE);
	static const enum trade_refusal by_base[] = {REFUSE_PROFIT_ABOVE_BASE,
		REFUSE_PROFIT_BELOW_BASE, REFUSE_LOSS_ABOVE_BASE, REFUSE_LOSS_BELOW_BASE};
	for (size_t i = 0; i < COUNT(by_base); i++)
		assert_int_equal(refusal_rules_members(by_base[i]), TRADE_MEMBERS_BASE);
	assert_int_equal(refusal_rules_members(REFUSE_SIDE), TRADE_MEMBERS_NONE);
}

/* A text of any length is cut between characters. */
static void cut(void **state)
{
	(void)state;
	char symbol[3 * REFUSAL_MESSAGE_SIZE + 1];
	for (size_t size = 0; size < REFUSAL_MESSAGE_SIZE; size++) {
		size_t length = 0;
		for (size_t i = 0; i < size; i++) {
			memcpy(symbol + length, "\xe2\x82\xac", 3);
			length += 3;
		}
		symbol[length] = '\0';
		struct trade_details details = {.symbol = symbol};
		char message[REFUSAL_MESSAGE_SIZE];
		refusal_rules_message(REFUSE_ASSET_UNKNOWN, &details, message);
		size_t written = strlen(message);
		bool whole = strlen("asset \"\" not found") + length < sizeof(message);
		assert_true(
			whole == (written == strlen("asset \"\" not found") + length));
		for (size_t at = strlen("asset \""); at + 3 <= written; at += 3)
			if (message[at] == '\xe2')
				assert_memory_equal(message + at, "\xe2\x82\xac", 3);
	}
}

/* Every field is an order's parameter, and a case's own comes from its details. */
static void fields(void **state)
{
	static const char *const known[] = {"symbol", "qty", "quantity", "notional",
		"percentage", "side", "type", "time_in_force", "limit_price",
		"stop_price", "trail", "trail_price", "trail_percent", "extended_hours",
		"client_order_id", "order_class", "take_profit",
		"take_profit.limit_price", "stop_loss.stop_price",
		"stop_loss.limit_price", "legs"};
	(void)state;
	for (int i = REFUSE_NOTHING + 1; i < REFUSE_COUNT; i++) {
		char text[REFUSAL_MESSAGE_SIZE];
		char *rest = text;
		snprintf(text, sizeof(text), "%s",
			refusal_rules_fields((enum trade_refusal)i, &SAMPLE));
		for (char *field; (field = strsep(&rest, " ")) != NULL;) {
			bool found = *field == '\0';
			for (size_t k = 0; k < COUNT(known) && !found; k++)
				found = strcmp(field, known[k]) == 0;
			assert_true(found);
		}
	}
	assert_string_equal(refusal_rules_fields(REFUSE_TIF, &SAMPLE), "time_in_force");
	assert_string_equal(
		refusal_rules_fields(REFUSE_SUB_PENNY, &SAMPLE), "stop_loss.stop_price");
	assert_string_equal(refusal_rules_fields(REFUSE_STOPPED_SERVER, &SAMPLE), "");
	assert_string_equal(
		refusal_rules_fields(REFUSE_PRICE_POSITIVE, &(struct trade_details){0}),
		"");
}

static void words(void **state)
{
	(void)state;
	for (int i = 0; i < TERMS_STATUSES; i++)
		assert_non_null(refusal_rules_status((enum terms_status)i));
	assert_string_equal(refusal_rules_status(TERMS_HELD), "held");
	assert_string_equal(refusal_rules_status(TERMS_PENDING_NEW), "pending_new");
	assert_string_equal(refusal_rules_type(TERMS_STOP_LIMIT), "stop_limit");
	assert_string_equal(refusal_rules_tif(TERMS_CLS), "cls");
	assert_string_equal(refusal_rules_class(TERMS_OTO), "oto");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told),
		cmocka_unit_test(sound),
		cmocka_unit_test(members),
		cmocka_unit_test(cut),
		cmocka_unit_test(fields),
		cmocka_unit_test(words),
	};
	return cmocka_run_group_tests_name("trading/refusal_rules", tests, NULL, NULL);
}
