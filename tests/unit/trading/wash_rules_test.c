/* wash_rules_*: an order among the others of its account. */
#include "trading/wash_rules.h"

#include "ticket.h"

enum { OPEN_MOST = 4 };

/* Open orders, each a ticket. */
struct book {
	struct ticket tickets[OPEN_MOST];
	struct wash_open open[OPEN_MOST];
	size_t count;
};

static void read_book(struct book *book, const char *const lines[OPEN_MOST])
{
	static const char *const ids[OPEN_MOST] = {"first", "second", "third", "fourth"};
	book->count = 0;
	for (size_t i = 0; i < OPEN_MOST && lines[i] != NULL; i++) {
		struct terms_order *order = &book->tickets[i].request.order;
		book->tickets[i] = ticket_read(lines[i]);
		book->open[i] = (struct wash_open){ids[i], order, order->quantity};
		book->count = i + 1;
	}
}

static const struct {
	const char *line;
	const char *open[OPEN_MOST];
	const char *against; /* NULL: it may */
} WASHES[] = {
	{"buy 1 market", {NULL}, NULL},
	{"buy 1 market", {"buy 1 market", "buy 1 limit limit=9"}, NULL},
	{"buy 1 market", {"sell 1 limit limit=900"}, "first"},
	{"buy 1 market", {"sell 1 stop stop=9"}, "first"},
	{"buy 1 limit limit=1", {"sell 1 stop stop=9"}, "first"},
	{"sell 1 stop stop=9", {"buy 1 limit limit=1"}, "first"},
	{"buy 1 limit limit=10", {"sell 1 limit limit=10"}, "first"},
	{"buy 1 limit limit=9.99", {"sell 1 limit limit=10"}, NULL},
	{"sell 1 limit limit=10.01", {"buy 1 limit limit=10"}, NULL},
	{"sell 1 limit limit=9.99", {"buy 1 limit limit=10"}, "first"},
	{"sell 1 stop_limit stop=12 limit=11", {"buy 1 limit limit=10"}, NULL},
	{"sell 1 stop_limit stop=12 limit=10", {"buy 1 limit limit=10"}, "first"},
	{"buy 1 limit limit=10", {"sell 1 limit limit=11", "sell 1 limit limit=10"},
		"second"},
	/* exempt */
	{"buy 1 market bracket tp=12 sl=9", {"sell 1 limit limit=1"}, NULL},
	{"sell 1 limit limit=10 oco sl=8", {"buy 1 market"}, NULL},
	{"buy 1 market oto tp=12", {"sell 1 limit limit=1"}, NULL},
	{"sell 1 trailing_stop trail=1", {"buy 1 market"}, NULL},
	{"buy 1 market", {"sell 1 limit limit=1 oco"}, NULL},
	{"buy 1 market", {"sell 1 trailing_stop trail=1"}, NULL},
	/* over */
	{"buy 1 market", {"sell 1 limit limit=1 canceled"}, NULL},
	{"buy 1 market", {"sell 1 limit limit=1 pending_cancel"}, "first"},
	{"buy 1 market", {"sell 1 limit limit=1 accepted"}, "first"},
};

static void washes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(WASHES); i++) {
		struct ticket ticket = ticket_read(WASHES[i].line);
		struct book book;
		struct trade_details details = {0};
		read_book(&book, WASHES[i].open);
		enum trade_refusal refusal = wash_rules_cross(
			&ticket.request.order, book.open, book.count, &details);
		const char *against = refusal == REFUSE_NOTHING ? NULL : details.id;
		if ((against == NULL) != (WASHES[i].against == NULL) ||
			(against != NULL && strcmp(against, WASHES[i].against) != 0))
			fail_msg("row %zu: %s", i, WASHES[i].line);
		assert_true(against == NULL || refusal == REFUSE_WASH);
	}
}

static void reasons(void **state)
{
	(void)state;
	struct ticket ticket = ticket_read("buy 1 market");
	struct book book;
	struct trade_details details = {0};
	read_book(&book, (const char *const[OPEN_MOST]){"sell 1 limit limit=5"});
	assert_int_equal(wash_rules_cross(&ticket.request.order, book.open, 1, &details),
		REFUSE_WASH);
	assert_string_equal(details.reason, "opposite side limit order exists");
	read_book(&book, (const char *const[OPEN_MOST]){"sell 1 stop stop=5"});
	assert_int_equal(wash_rules_cross(&ticket.request.order, book.open, 1, &details),
		REFUSE_WASH);
	assert_string_equal(details.reason, "opposite side market/stop order exists");
}

static const struct {
	const char *line;
	const char *open[OPEN_MOST];
	const char *refusal, *available, *held;
} POSITIONS[] = {
	{"sell 10 market pos=10", {NULL}, "ok", "", ""},
	{"sell 11 market pos=10", {NULL}, "AVAILABLE", "10", "0"}, /* no turning over */
	{"sell 5 market pos=10", {"sell 5 limit limit=20"}, "ok", "", ""},
	{"sell 6 market pos=10", {"sell 5 limit limit=20"}, "AVAILABLE", "5", "5"},
	{"sell 1 market pos=10", {"sell 5 limit limit=20", "sell 5 stop stop=5"},
		"AVAILABLE", "0", "10"},
	{"sell 1 market pos=10", {"sell 15 limit limit=20"}, "AVAILABLE", "0", "15"},
	{"sell 10 market pos=10", {"buy 5 limit limit=1"}, "ok", "", ""},
	{"sell 10 market pos=10", {"sell 5 limit limit=20 canceled"}, "ok", "", ""},
	/* the two exits of a bracket hold the same shares */
	{"sell 1 market pos=10",
		{"sell 10 limit limit=20 bracket", "sell 10 stop stop=5 bracket held"},
		"AVAILABLE", "0", "10"},
	/* exits of an entry that is still open hold nothing */
	{"sell 10 market pos=10",
		{"buy 5 limit limit=1 bracket", "sell 5 limit limit=20 bracket held",
			"sell 5 stop stop=1 bracket held"},
		"ok", "", ""},
	/* short positions */
	{"buy 10 market pos=-10", {NULL}, "ok", "", ""},
	{"buy 11 market pos=-10", {NULL}, "AVAILABLE", "10", "0"},
	{"buy 6 market pos=-10", {"buy 5 limit limit=5"}, "AVAILABLE", "5", "5"},
	{"sell 5 market pos=-10", {NULL}, "ok", "", ""},
	{"sell 5 market pos=-10", {"buy 5 limit limit=5"}, "ok", "", ""},
	/* no position */
	{"sell 5 market", {NULL}, "ok", "", ""},
	{"sell 5 market", {"sell 5 limit limit=20"}, "ok", "", ""},
	{"sell 5 market", {"buy 5 limit limit=5"}, "SELL_WHILE_BUYING", "", ""},
	{"sell 5 market", {"buy 5 limit limit=5 canceled"}, "ok", "", ""},
	{"sell 5 market", {"buy 5 limit limit=5 held"}, "ok", "", ""},
	{"buy 5 market", {"sell 5 limit limit=20"}, "BUY_WHILE_SELLING", "", ""},
	{"buy 5 market", {"buy 5 limit limit=5"}, "ok", "", ""},
	{"buy 5 market", {"buy 5 limit limit=5 bracket", "sell 5 stop stop=1 held"}, "ok",
		"", ""},
	{"buy 5 market pos=10", {"sell 10 limit limit=20"}, "ok", "", ""},
};

static void positions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(POSITIONS); i++) {
		struct ticket ticket = ticket_read(POSITIONS[i].line);
		const struct terms_order *order = &ticket.request.order;
		struct book book;
		struct trade_details details = {0};
		char available[DECIMAL_TEXT_SIZE], held[DECIMAL_TEXT_SIZE];
		read_book(&book, POSITIONS[i].open);
		enum trade_refusal refusal = wash_rules_position(order, order->quantity,
			ticket.setting.position, book.open, book.count, &details);
		if (strcmp(refusal_name(refusal), POSITIONS[i].refusal) != 0)
			fail_msg("row %zu: %s: %s", i, POSITIONS[i].line,
				refusal_name(refusal));
		if (refusal != REFUSE_AVAILABLE)
			continue;
		quantity_format(details.available, 0, available);
		quantity_format(details.held, 0, held);
		assert_string_equal(available, POSITIONS[i].available);
		assert_string_equal(held, POSITIONS[i].held);
		assert_int_equal(details.existing.e9, ticket.setting.position.e9);
		assert_int_equal(details.requested.e9, order->quantity.e9);
	}
}

/* All small positions and orders: what is let through, filled together with all that is
 * held, leaves a position on the same side, or none. */
static void never_turns_over(void **state)
{
	(void)state;
	enum { MOST = 6 };
	for (int i = 0; i < (2 * MOST + 1) * MOST * MOST * 2; i++) {
		int position = i % (2 * MOST + 1) - MOST;
		int resting = i / (2 * MOST + 1) % MOST + 1;
		int wanted = i / (2 * MOST + 1) / MOST % MOST + 1;
		enum terms_side side =
			i / (2 * MOST + 1) / MOST / MOST == 1 ? TERMS_SELL : TERMS_BUY;
		struct terms_order other = {
			.side = position > 0 ? TERMS_SELL : TERMS_BUY};
		struct terms_order order = {.side = side};
		struct wash_open open = {"it", &other, {resting}};
		struct trade_details details = {0};
		bool may = wash_rules_position(&order, (struct quantity){wanted},
				   (struct quantity){position}, &open, 1,
				   &details) == REFUSE_NOTHING;
		bool against = side == TERMS_SELL ? position > 0 : position < 0;
		if (position != 0 && against)
			assert_int_equal(may, wanted + resting <= abs(position));
		else if (position != 0)
			assert_true(may);
	}
}

static void overflows(void **state)
{
	(void)state;
	struct terms_order sell = {.side = TERMS_SELL}, buy = {.side = TERMS_BUY};
	struct wash_open open[] = {{"a", &sell, {INT64_MAX}}, {"b", &sell, {INT64_MAX}}};
	struct quantity held;
	struct trade_details details = {0};
	assert_false(wash_rules_held((struct quantity){1}, open, 2, &held));
	assert_int_equal(wash_rules_position(&sell, (struct quantity){1},
				 (struct quantity){5}, open, 2, &details),
		REFUSE_TOO_LARGE);
	assert_int_equal(wash_rules_position(&buy, (struct quantity){1},
				 (struct quantity){INT64_MIN}, open, 0, &details),
		REFUSE_TOO_LARGE);
}

static void shorts(void **state)
{
	(void)state;
	const struct terms_account margin = {.multiplier = 2}, cash = {.multiplier = 1},
				   never = {.multiplier = 4, .no_shorting = true};
	struct ticket day = ticket_read("sell 5 market day"),
		      gtc = ticket_read("sell 5 limit limit=5 gtc"),
		      part = ticket_read("sell 0.5 market day"),
		      buy = ticket_read("buy 5 market day");
	struct terms_instrument easy = day.instrument, hard = easy, none = easy;
	hard.easy_to_borrow = false;
	none.shortable = false;
	const struct {
		const struct ticket *ticket;
		const struct terms_account *account;
		const struct terms_instrument *instrument;
		enum trade_refusal refusal;
	} table[] = {
		{&day, &margin, &easy, REFUSE_NOTHING},
		{&gtc, &margin, &easy, REFUSE_NOTHING},
		{&part, &margin, &easy, REFUSE_FRACTION_SHORT},
		{&day, &cash, &easy, REFUSE_SHORTING},
		{&day, &never, &easy, REFUSE_SHORTING},
		{&day, &margin, &none, REFUSE_NOT_SHORTABLE},
		{&day, &margin, &hard, REFUSE_NOTHING},
		{&gtc, &margin, &hard, REFUSE_HARD_TO_BORROW},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct trade_details details = {0};
		assert_int_equal(wash_rules_short(&table[i].ticket->request.order,
					 table[i].account, table[i].instrument, &details),
			table[i].refusal);
	}
	assert_true(wash_rules_is_short(&day.request.order, (struct quantity){0}));
	assert_true(wash_rules_is_short(&day.request.order, (struct quantity){-1}));
	assert_false(wash_rules_is_short(&day.request.order, (struct quantity){1}));
	assert_false(wash_rules_is_short(&buy.request.order, (struct quantity){-1}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(washes),
		cmocka_unit_test(reasons),
		cmocka_unit_test(positions),
		cmocka_unit_test(never_turns_over),
		cmocka_unit_test(overflows),
		cmocka_unit_test(shorts),
	};
	return cmocka_run_group_tests_name("trading/wash_rules", tests, NULL, NULL);
}
