/* order_rules_*: what is wrong with an order by itself. */
#include "trading/order_rules.h"

#include "ticket.h"

static enum trade_refusal check(const char *line, struct trade_details *details)
{
	struct ticket ticket = ticket_read(line);
	enum trade_refusal refusal = order_rules_check(
		&ticket.request, &ticket.instrument, &ticket.setting, details);
	details->symbol = NULL; /* it was the ticket's */
	return refusal;
}

static const struct {
	const char *line, *refusal;
} lines[] = {
	{"buy 10 market day", "ok"},
	{"sell 10 market ioc", "ok"},
	{"buy 10 limit limit=12.34 fok", "ok"},
	{"buy 10 stop stop=12.34 gtc", "ok"},
	{"buy 10 stop_limit stop=12.34 limit=12.50 day", "ok"},
	{"sell 10 trailing_stop trail=0.50 gtc", "ok"},
	{"sell 10 trailing_stop trail%=1.5 day", "ok"},
	{"buy $1 market day", "ok"},
	{"buy 0.000000001 market day", "ok"}, /* no price is known */
	{"buy 1.5 limit limit=12.34 day ext", "ok"},
	/* words */
	{"buy 10 market day id=128", "ok"},
	{"buy 10 market day id=129", "CLIENT_ID_LENGTH"},
	{"side? 10 market day", "SIDE"},
	{"buy 10 type? day", "TYPE"},
	{"buy 10 market tif?", "TIF"},
	{"buy 10 market day class?", "CLASS"},
	{"mleg legs=1", "MLEG_COUNT"},
	{"mleg legs=2", "MLEG"},
	{"mleg legs=4", "MLEG"},
	{"mleg legs=5", "MLEG_COUNT"},
	{"buy 1 limit limit=1.50 day option", "OPTIONS"},
	/* how much */
	{"buy market day", "AMOUNT_MISSING"},
	{"buy 10 $100 market day", "AMOUNT_TWICE"},
	{"buy 0 market day", "QTY_POSITIVE"},
	{"buy -1 market day", "QTY_POSITIVE"},
	{"buy $0.999999 market day", "NOTIONAL_LEAST"},
	{"buy $-5 market day", "NOTIONAL_LEAST"},
	{"buy 0.01 market day base=99.99", "COST_LEAST"},
	{"buy 0.01 market day base=100", "ok"},
	{"buy 0.01 limit limit=99.99 day base=200", "COST_LEAST"},
	{"sell 0.01 market day base=10 pos=0.01", "ok"}, /* or it stays for ever */
	{"buy 0.01 market day base=10 pos=-0.01", "ok"},
	{"buy 1 limit limit=0.50 day", "ok"},
	{"buy 9000000000 limit limit=99999999 day", "TOO_LARGE"},
	/* prices */
	{"buy 10 limit day", "LIMIT_MISSING"},
	{"buy 10 stop day", "STOP_MISSING"},
	{"buy 10 stop_limit stop=10 day", "STOP_LIMIT_MISSING"},
	{"buy 10 stop_limit limit=10 day", "STOP_LIMIT_MISSING"},
	{"sell 10 trailing_stop day", "TRAIL_ONE"},
	{"sell 10 trailing_stop trail=1 trail%=1 day", "TRAIL_ONE"},
	{"buy 10 market limit=10 day", "MARKET_PRICES"},
	{"buy 10 market stop=10 day", "MARKET_PRICES"},
	{"buy 10 stop stop=10 limit=11 day", "LIMIT_UNUSED"},
	{"buy 10 limit limit=10 stop=9 day", "STOP_UNUSED"},
	{"buy 10 trailing_stop trail=1 stop=9 day", "STOP_UNUSED"},
	{"buy 10 limit limit=10 trail=1 day", "TRAIL_UNUSED"},
	{"buy 10 limit limit=0 day", "PRICE_POSITIVE"},
	{"buy 10 limit limit=-1 day", "PRICE_POSITIVE"},
	{"sell 10 trailing_stop trail=0 day", "PRICE_POSITIVE"},
	{"sell 10 trailing_stop trail%=0 day", "TRAIL_PERCENT"},
	{"sell 10 trailing_stop trail%=99.999999 day", "ok"},
	{"sell 10 trailing_stop trail%=100 day", "TRAIL_PERCENT"},
	{"buy 10 limit limit=127.005 day", "SUB_PENNY"},
	{"buy 10 limit limit=1.001 day", "SUB_PENNY"},
	{"buy 10 limit limit=0.9999 day", "ok"},
	{"buy 10 limit limit=0.99999 day", "SUB_PENNY"},
	{"buy 10 stop stop=10.001 day", "SUB_PENNY"},
	{"sell 10 trailing_stop trail=1.005 day", "SUB_PENNY"},
	/* instruments */
	{"buy 10 market day unknown", "ASSET_UNKNOWN"},
	{"buy 10 market day inactive", "ASSET_INACTIVE"},
	{"buy 10 market day untradable", "ASSET_NOT_TRADABLE"},
	{"buy 10 market day whole", "ok"},
	{"buy 1.5 market day whole", "NOT_FRACTIONABLE"},
	{"buy $100 market day whole", "NOT_FRACTIONABLE"},
	/* parts of shares */
	{"buy 1.5 market gtc", "FRACTION_DAY"},
	{"buy $100 market ioc", "FRACTION_DAY"},
	{"buy 1.5 limit limit=10 day bracket tp=12 sl=9", "FRACTION_SIMPLE"},
	{"buy 1.5 trailing_stop trail=1 day", "FRACTION_TYPE"},
	{"buy 1.5 stop_limit stop=10 limit=11 day", "ok"},
	{"sell 1.5 market day", "FRACTION_SHORT"},
	{"sell 1.5 market day pos=-3", "FRACTION_SHORT"},
	{"sell $10 market day", "FRACTION_SHORT"},
	{"sell $10 market day pos=3", "ok"},
	/* when */
	{"buy 10 stop stop=10 ioc", "TYPE_TIF"},
	{"buy 10 trailing_stop trail=1 cls", "TYPE_TIF"},
	{"buy 10 market cls", "ok"},
	{"buy 10 limit limit=10 gtc ext", "ok"},
	{"buy 10 market day ext", "EXTENDED"},
	{"buy 10 limit limit=10 opg ext", "EXTENDED"},
	{"buy 10 limit limit=10 day ext bracket tp=12 sl=9", "EXTENDED_SIMPLE"},
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct trade_details details = {0};
		const char *got = refusal_name(check(lines[i].line, &details));
		if (strcmp(got, lines[i].refusal) != 0)
			fail_msg("%s: %s, not %s", lines[i].line, got, lines[i].refusal);
	}
}

static void tells(void **state)
{
	(void)state;
	struct trade_details details = {0};
	char message[REFUSAL_MESSAGE_SIZE];
	enum trade_refusal refusal = check("buy 1 limit limit=1.0001 day", &details);
	refusal_rules_message(refusal, &details, message);
	assert_string_equal(message, "invalid limit_price 1.0001. sub-penny increment "
				     "does not fulfill minimum pricing criteria");
	refusal = check("buy 1 market gtc bracket tp=10.005 sl=9", &details);
	refusal_rules_message(refusal, &details, message);
	assert_string_equal(message,
		"invalid take_profit.limit_price 10.005. sub-penny increment does not "
		"fulfill minimum pricing criteria");
	refusal = check("buy 1 trailing_stop trail=1 ioc", &details);
	refusal_rules_message(refusal, &details, message);
	assert_string_equal(message, "trailing_stop orders cannot be ioc orders");
}

/* Which types go with which times, as the reference says it; classes apart. */
static bool is_allowed(const struct terms_order *order, bool fractional)
{
	bool resting = order->tif == TERMS_DAY || order->tif == TERMS_GTC;
	bool plain = order->type == TERMS_MARKET || order->type == TERMS_LIMIT;
	if (order->extended_hours && !(order->type == TERMS_LIMIT && resting))
		return false;
	if (fractional)
		return order->tif == TERMS_DAY && order->type != TERMS_TRAILING_STOP;
	return plain || resting;
}

/* Every type with every time, whole and not, in and out of hours. */
static void matrix(void **state)
{
	(void)state;
	static const char *const prices[] = {
		"", "limit=10", "stop=10", "stop=10 limit=10", "trail=1"};
	int allowed = 0;
	for (int i = 0; i < 5 * 6 * 2 * 2; i++) {
		struct terms_order order = {.type = (enum terms_type)(i % 5),
			.tif = (enum terms_tif)(i / 5 % 6),
			.extended_hours = i / 30 % 2 == 1};
		bool fractional = i / 60 == 1;
		char line[128];
		snprintf(line, sizeof(line), "buy %s %s %s %s %s",
			fractional ? "1.5" : "2", refusal_rules_type(order.type),
			prices[order.type], refusal_rules_tif(order.tif),
			order.extended_hours ? "ext" : "");
		struct trade_details details = {0};
		enum trade_refusal refusal = check(line, &details);
		if ((refusal == REFUSE_NOTHING) != is_allowed(&order, fractional))
			fail_msg("%s: %s", line, refusal_name(refusal));
		allowed += refusal == REFUSE_NOTHING;
	}
	assert_int_equal(allowed, 12 + 6 + 2 + 4 + 1);
}

static void derived(void **state)
{
	(void)state;
	static const struct {
		const char *line, *type, *limit;
	} stops[] = {
		{"buy 1 stop stop=10 day", "stop_limit", "10.4"},
		{"buy 1 stop stop=49.99 day", "stop_limit", "51.98"},
		{"buy 1 stop stop=50 day", "stop_limit", "51.25"},
		{"buy 1 stop stop=0.5001 day", "stop_limit", "0.5201"},
		{"buy 1 stop stop=0.99 day", "stop_limit", "1.02"},
		{"sell 1 stop stop=10 day", "stop", "0"},
		{"buy 1 stop_limit stop=10 limit=10.10 day", "stop_limit", "10.1"},
		{"buy 1 market day", "market", "0"},
		{"sell 1 limit oco tp=12 sl=9 day", "limit", "12"},
		{"sell 1 limit limit=11 oco sl=9 day", "limit", "11"},
	};
	for (size_t i = 0; i < COUNT(stops); i++) {
		struct ticket ticket = ticket_read(stops[i].line);
		char limit[DECIMAL_TEXT_SIZE];
		assert_true(order_rules_derive(&ticket.request));
		price_format(ticket.request.order.limit, 0, limit);
		assert_string_equal(limit, stops[i].limit);
		assert_string_equal(
			refusal_rules_type(ticket.request.order.type), stops[i].type);
	}
	struct terms_order huge = {.type = TERMS_STOP, .stop = {INT64_MAX}};
	assert_false(order_rules_derive_stop(&huge));
	assert_int_equal(huge.type, TERMS_STOP);
}

static void admitted(void **state)
{
	(void)state;
	struct terms_account account = {.fractional = true};
	struct ticket whole = ticket_read("buy 1 market day");
	struct ticket part = ticket_read("buy 0.5 market day");
	struct ticket money = ticket_read("buy $5 market day");
	assert_int_equal(order_rules_admit(&account, &part.request.order), 0);
	account.fractional = false;
	assert_int_equal(order_rules_admit(&account, &whole.request.order), 0);
	assert_int_equal(
		order_rules_admit(&account, &part.request.order), REFUSE_FRACTIONS);
	assert_int_equal(
		order_rules_admit(&account, &money.request.order), REFUSE_FRACTIONS);
	account.suspended = true;
	assert_int_equal(
		order_rules_admit(&account, &whole.request.order), REFUSE_ACCOUNT);
	account = (struct terms_account){.blocked = true};
	assert_int_equal(
		order_rules_admit(&account, &whole.request.order), REFUSE_ACCOUNT);
}

static void quantities(void **state)
{
	(void)state;
	struct quantity quantity;
	struct ticket money = ticket_read("buy $10 market day");
	struct ticket whole = ticket_read("buy 7 market day");
	assert_true(order_rules_quantity(
		&money.request.order, (struct price){3000000}, &quantity));
	assert_int_equal(quantity.e9, 3333333333);
	assert_true(order_rules_quantity(
		&whole.request.order, (struct price){3000000}, &quantity));
	assert_int_equal(quantity.e9, 7000000000);
	money.request.order.notional.e6 = INT64_MAX;
	assert_false(
		order_rules_quantity(&money.request.order, (struct price){1}, &quantity));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(tells),
		cmocka_unit_test(matrix),
		cmocka_unit_test(derived),
		cmocka_unit_test(admitted),
		cmocka_unit_test(quantities),
	};
	return cmocka_run_group_tests_name("trading/order_rules", tests, NULL, NULL);
}
