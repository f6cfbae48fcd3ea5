/* replace_rules_*: what may be changed, and what the successor inherits. */
#include "trading/replace_rules.h"

#include "trading/life_rules.h"

#include "ticket.h"

/* "qty=5 limit=10 stop=9 trail=1 tif=gtc id=200" */
static struct replace_request read_change(const char *line)
{
	struct replace_request request = {0};
	char words[128], *rest = NULL;
	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok_r(words, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		const char *value = strchr(word, '=') + 1;
		if (word[0] == 'q') {
			request.has_quantity = true;
			request.quantity.e9 = ticket_number(value, QUANTITY_SCALE);
		} else if (word[0] == 'l') {
			request.has_limit = true;
			request.limit.e6 = ticket_number(value, PRICE_SCALE);
		} else if (word[0] == 's') {
			request.has_stop = true;
			request.stop.e6 = ticket_number(value, PRICE_SCALE);
		} else if (strncmp(word, "tr", 2) == 0) {
			request.has_trail = true;
			request.trail_e6 = ticket_number(value, 6);
		} else if (word[0] == 'i') {
			request.client_id_length = (size_t)ticket_number(value, 0);
		} else {
			struct ticket ticket = ticket_read(value);
			request.has_tif = true;
			request.bad_tif = strcmp(value, "tif?") == 0;
			request.tif = ticket.request.order.tif;
		}
	}
	return request;
}

static const struct {
	const char *order, *change, *refusal, *after; /* quantity, limit, stop, place */
} CHANGES[] = {
	{"buy 10 limit limit=9 day", "qty=5", "ok", "5 9 0 kept"},
	{"buy 10 limit limit=9 day", "qty=15", "ok", "15 9 0 new"},
	{"buy 10 limit limit=9 day", "limit=9.50", "ok", "10 9.5 0 new"},
	{"buy 10 limit limit=9 day", "qty=5 limit=9", "ok", "5 9 0 kept"},
	{"buy 10 limit limit=9 day", "qty=5 limit=8", "ok", "5 8 0 new"},
	{"buy 10 limit limit=9 day", "tif=gtc", "ok", "10 9 0 new"},
	{"sell 10 stop stop=9 gtc", "stop=8", "ok", "10 0 8 new"},
	{"sell 10 trailing_stop trail=1 day", "trail=2", "ok", "10 0 0 new"},
	{"buy 10 limit limit=9 day partially_filled filled=4", "qty=5", "ok",
		"5 9 0 kept"},
	{"buy 10 limit limit=9 day partially_filled filled=4", "qty=4", "BELOW_FILLED",
		""},
	{"buy 10 limit limit=9 day partially_filled filled=4", "qty=3", "BELOW_FILLED",
		""},
	{"sell 10 limit limit=9 gtc held oco", "limit=10", "ok", "10 10 0 new"},
	{"buy 10 market day", "qty=5", "ok", "5 0 0 kept"},
	{"buy 10 limit limit=9 day bracket", "tif=gtc", "ok", "10 9 0 new"},
	{"buy 10 limit limit=9 gtc oto", "limit=8 tif=day", "ok", "10 8 0 new"},
	/* the limit that we gave a buy stop goes with it */
	{"buy 10 stop_limit stop=10 limit=10.40 day", "stop=20", "ok", "10 20.8 20 new"},
	{"buy 10 stop_limit stop=10 limit=10.40 day", "stop=20 limit=20.10", "ok",
		"10 20.1 20 new"},
	{"buy 10 stop_limit stop=10 limit=10.40 day", "qty=5", "ok", "5 10.4 10 kept"},
	{"buy 10 stop_limit stop=10 limit=10.40 day", "limit=10.50", "ok",
		"10 10.5 10 new"},
	{"buy 10 stop_limit stop=10 limit=10.41 day", "stop=20 limit=21", "ok",
		"10 21 20 new"},
	{"buy 10 stop_limit stop=10 limit=10.41 day", "stop=10.20", "ok",
		"10 10.41 10.2 new"},
	/* refused */
	{"buy 10 limit limit=9 day", "qty=10", "UNCHANGED", ""},
	{"buy 10 limit limit=9 day", "", "UNCHANGED", ""},
	{"buy 10 limit limit=9 day", "qty=0", "QTY_POSITIVE", ""},
	{"buy 10 limit limit=9 day", "qty=5 id=129", "CLIENT_ID_LENGTH", ""},
	{"buy 10 limit limit=9 day", "tif=tif?", "TIF", ""},
	{"buy $100 market day", "qty=5", "REPLACE_NOTIONAL", ""},
	{"buy 10 limit limit=9 day", "limit=9.001", "SUB_PENNY", ""},
	{"buy 10 limit limit=9 day", "limit=0", "PRICE_POSITIVE", ""},
	{"buy 10 market day", "limit=9", "MARKET_PRICES", ""},
	{"buy 10 limit limit=9 day", "stop=9", "STOP_UNUSED", ""},
	{"buy 10 limit limit=9 day", "trail=9", "TRAIL_UNUSED", ""},
	{"sell 10 stop stop=9 day", "limit=9", "LIMIT_UNUSED", ""},
	{"sell 10 stop stop=9 day", "tif=ioc", "TYPE_TIF", ""},
	{"sell 10 trailing_stop trail%=1 day", "trail=100", "TRAIL_PERCENT", ""},
	{"buy 10 limit limit=9 gtc", "qty=9.5", "FRACTION_DAY", ""},
	{"buy 10 limit limit=9 day whole", "qty=9.5", "NOT_FRACTIONABLE", ""},
	{"buy 10 limit limit=9 day bracket", "qty=9", "GROUP_QTY", ""},
	{"buy 10 limit limit=9 day bracket", "tif=ioc", "GROUP_TIF", ""},
	{"buy 10 limit limit=9 day accepted", "qty=9", "REPLACE_STATUS", ""},
	{"buy 10 limit limit=9 day pending_cancel", "qty=9", "REPLACE_STATUS", ""},
	{"buy 10 limit limit=9 day pending_replace", "qty=9", "REPLACE_STATUS", ""},
	{"buy 10 limit limit=9 day filled", "qty=9", "REPLACE_STATUS", ""},
	{"buy 10 limit limit=9 day replaced", "qty=9", "REPLACED", ""},
};

static enum trade_refusal replace(const struct ticket *ticket, const char *line,
	struct replacement *replacement, struct trade_details *details)
{
	struct replace_request request = read_change(line);
	return replace_rules_check(&ticket->request.order, &request, &ticket->instrument,
		&ticket->setting, replacement, details);
}

static void changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(CHANGES); i++) {
		struct ticket ticket = ticket_read(CHANGES[i].order);
		struct replacement next;
		struct trade_details details = {0};
		char quantity[DECIMAL_TEXT_SIZE], limit[DECIMAL_TEXT_SIZE],
			stop[DECIMAL_TEXT_SIZE], after[128];
		enum trade_refusal refusal =
			replace(&ticket, CHANGES[i].change, &next, &details);
		if (strcmp(refusal_name(refusal), CHANGES[i].refusal) != 0)
			fail_msg("%s | %s: %s", CHANGES[i].order, CHANGES[i].change,
				refusal_name(refusal));
		if (refusal != REFUSE_NOTHING)
			continue;
		quantity_format(next.order.quantity, 0, quantity);
		price_format(next.order.limit, 0, limit);
		price_format(next.order.stop, 0, stop);
		snprintf(after, sizeof(after), "%s %s %s %s", quantity, limit, stop,
			next.keeps_place ? "kept" : "new");
		if (strcmp(after, CHANGES[i].after) != 0)
			fail_msg("%s | %s: %s", CHANGES[i].order, CHANGES[i].change,
				after);
		assert_int_equal(next.order.filled.e9, ticket.request.order.filled.e9);
		assert_int_equal(next.order.class, ticket.request.order.class);
	}
}

static void inherits(void **state)
{
	(void)state;
	struct ticket ticket = ticket_read(
		"sell 10 stop_limit stop=9 limit=8 gtc partially_filled filled=4");
	struct terms_order *order = &ticket.request.order;
	order->filled_value.e6 = 32;
	order->ahead.e9 = 700;
	order->triggered = true;
	order->number = 12;
	struct replacement next;
	struct trade_details details = {0};
	assert_int_equal(replace(&ticket, "qty=6", &next, &details), REFUSE_NOTHING);
	assert_int_equal(next.order.status, TERMS_PARTIALLY_FILLED);
	assert_int_equal(next.order.filled_value.e6, 32);
	assert_int_equal(next.order.ahead.e9, 700);
	assert_true(next.order.triggered);
	assert_int_equal(replace(&ticket, "limit=8.50", &next, &details), REFUSE_NOTHING);
	assert_int_equal(next.order.ahead.e9, 0);
	assert_true(next.order.triggered);
	assert_int_equal(replace(&ticket, "stop=8.50", &next, &details), REFUSE_NOTHING);
	assert_false(next.order.triggered);
}

static void trails(void **state)
{
	(void)state;
	struct ticket price = ticket_read("sell 10 trailing_stop trail=1 day");
	struct ticket percent = ticket_read("sell 10 trailing_stop trail%=1 day");
	struct replacement next;
	struct trade_details details = {0};
	assert_int_equal(replace(&price, "trail=2.50", &next, &details), REFUSE_NOTHING);
	assert_int_equal(next.order.trail_price.e6, 2500000);
	assert_int_equal(next.order.trail_percent_e6, 0);
	assert_int_equal(replace(&percent, "trail=2.5", &next, &details), REFUSE_NOTHING);
	assert_int_equal(next.order.trail_price.e6, 0);
	assert_int_equal(next.order.trail_percent_e6, 2500000);
}

/*
 * Asked for, then fills or a cancellation come, then it takes place: for all small
 * quantities exactly one thing ends the order, and the successor never has fewer shares
 * than are filled, nor loses a fill.
 */
static void races(void **state)
{
	(void)state;
	enum { MOST = 5 };
	for (int i = 0; i < MOST * MOST * MOST * 2; i++) {
		int size = i % MOST + 1, wanted = i / MOST % MOST + 1,
		    fills = i / MOST / MOST % MOST;
		bool cancels = i / MOST / MOST / MOST == 1;
		struct terms_order order = {.type = TERMS_LIMIT,
			.has_quantity = true,
			.quantity = {size},
			.limit = {1000000}};
		struct replacement next = {.order = order};
		struct trade_details details = {0};
		next.order.quantity.e9 = wanted;
		assert_int_equal(life_rules_next(&order, LIFE_ASK_REPLACE, &order.status,
					 &details),
			REFUSE_NOTHING);
		for (int fill = 0; fill < fills && fill < size; fill++) {
			order.filled.e9++;
			assert_int_equal(life_rules_next(&order,
						 order.filled.e9 == size ? LIFE_FILL_WHOLE
									 : LIFE_FILL_PART,
						 &order.status, &details),
				REFUSE_NOTHING);
		}
		if (cancels)
			(void)!life_rules_next(
				&order, LIFE_CANCEL, &order.status, &details);
		enum trade_refusal refusal =
			replace_rules_settle(&order, &next, &details);
		bool whole = order.filled.e9 == size;
		assert_int_equal(refusal == REFUSE_NOTHING,
			!whole && !cancels && wanted > order.filled.e9);
		if (whole || cancels) {
			assert_int_equal(refusal, REFUSE_REPLACE_STATUS);
			continue;
		}
		if (refusal != REFUSE_NOTHING) {
			assert_int_equal(refusal, REFUSE_BELOW_FILLED);
			continue;
		}
		assert_int_equal(next.order.filled.e9, order.filled.e9);
		assert_int_equal(next.order.status,
			order.filled.e9 == 0 ? TERMS_NEW : TERMS_PARTIALLY_FILLED);
		assert_int_equal(next.keeps_place, wanted <= size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes),
		cmocka_unit_test(inherits),
		cmocka_unit_test(trails),
		cmocka_unit_test(races),
	};
	return cmocka_run_group_tests_name("trading/replace_rules", tests, NULL, NULL);
}
