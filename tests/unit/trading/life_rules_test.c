/* life_rules_*: what may become of an order, and when. */
#include "trading/life_rules.h"

#include "ticket.h"

static const char *const EVENTS[LIFE_EVENTS] = {
	[LIFE_ACCEPT] = "accept",
	[LIFE_OPEN] = "open",
	[LIFE_FILL_PART] = "part",
	[LIFE_FILL_WHOLE] = "whole",
	[LIFE_TRIGGER] = "trigger",
	[LIFE_ASK_CANCEL] = "ask-cancel",
	[LIFE_CANCEL] = "cancel",
	[LIFE_EXPIRE] = "expire",
	[LIFE_ASK_REPLACE] = "ask-replace",
	[LIFE_REPLACE] = "replace",
	[LIFE_KEEP] = "keep",
	[LIFE_REJECT] = "reject",
	[LIFE_HOLD] = "hold",
	[LIFE_WAKE] = "wake",
	[LIFE_END_DAY] = "end-day",
	[LIFE_SUSPEND] = "suspend",
	[LIFE_RESUME] = "resume",
};

/* All that can happen; what does not stand here is refused. `working` is new, or
 * partially_filled once something is filled. */
static const char *const LIVES[TERMS_STATUSES] = {
	[TERMS_PENDING_NEW] = " accept:accepted open:working hold:held "
			      "ask-cancel:pending_cancel cancel:canceled expire:expired "
			      "reject:rejected ",
	[TERMS_ACCEPTED] = " open:working hold:held ask-cancel:pending_cancel "
			   "cancel:canceled expire:expired reject:rejected "
			   "suspend:suspended ",
	[TERMS_ACCEPTED_FOR_BIDDING] = " open:working ask-cancel:pending_cancel "
				       "cancel:canceled expire:expired reject:rejected ",
	[TERMS_NEW] = " part:partially_filled whole:filled trigger:new "
		      "ask-cancel:pending_cancel cancel:canceled expire:expired "
		      "ask-replace:pending_replace replace:replaced reject:rejected "
		      "end-day:done_for_day suspend:suspended ",
	[TERMS_PARTIALLY_FILLED] = " part:partially_filled whole:filled "
				   "trigger:partially_filled ask-cancel:pending_cancel "
				   "cancel:canceled expire:expired "
				   "ask-replace:pending_replace replace:replaced "
				   "end-day:done_for_day suspend:suspended ",
	[TERMS_DONE_FOR_DAY] = " open:working ask-cancel:pending_cancel cancel:canceled "
			       "expire:expired ask-replace:pending_replace "
			       "replace:replaced ",
	[TERMS_PENDING_CANCEL] = " part:pending_cancel whole:filled "
				 "trigger:pending_cancel cancel:canceled expire:expired ",
	[TERMS_PENDING_REPLACE] = " part:pending_replace whole:filled "
				  "trigger:pending_replace ask-cancel:pending_cancel "
				  "cancel:canceled expire:expired replace:replaced "
				  "keep:working ",
	[TERMS_SUSPENDED] = " resume:working ask-cancel:pending_cancel cancel:canceled "
			    "expire:expired ",
	[TERMS_STOPPED] = " part:stopped whole:filled ",
	[TERMS_HELD] = " wake:working trigger:working ask-cancel:held cancel:canceled "
		       "expire:expired ask-replace:held replace:replaced keep:held "
		       "reject:rejected ",
	[TERMS_FILLED] = " ",
	[TERMS_CANCELED] = " ",
	[TERMS_EXPIRED] = " ",
	[TERMS_REPLACED] = " ",
	[TERMS_REJECTED] = " ",
	[TERMS_CALCULATED] = " ",
};

/* Every status, event and filled or not, against the text. */
static void machine(void **state)
{
	(void)state;
	for (int i = 0; i < TERMS_STATUSES * LIFE_EVENTS * 2; i++) {
		struct terms_order order = {
			.status = (enum terms_status)(i % TERMS_STATUSES),
			.filled = {i / TERMS_STATUSES / LIFE_EVENTS}};
		enum life_event event =
			(enum life_event)(i / TERMS_STATUSES % LIFE_EVENTS);
		enum terms_status next = TERMS_STATUSES;
		struct trade_details details = {0};
		enum trade_refusal refusal =
			life_rules_next(&order, event, &next, &details);
		char found[64] = "", line[64];
		snprintf(line, sizeof(line), " %s:", EVENTS[event]);
		const char *entry = strstr(LIVES[order.status], line);
		if (entry == NULL) {
			assert_true(refusal != REFUSE_NOTHING);
			assert_int_equal(next, TERMS_STATUSES);
			assert_int_equal(details.status, order.status);
			continue;
		}
		assert_int_equal(sscanf(entry + strlen(line), "%63s", found), 1);
		if (strcmp(found, "working") == 0)
			snprintf(found, sizeof(found), "%s",
				order.filled.e9 == 0 ? "new" : "partially_filled");
		assert_int_equal(refusal, REFUSE_NOTHING);
		assert_string_equal(found, refusal_rules_status(next));
	}
}

static const struct {
	enum terms_status status;
	bool open, working, cancelable, replaceable;
} KINDS[TERMS_STATUSES] = {
	{TERMS_NEW, true, true, true, true},
	{TERMS_PARTIALLY_FILLED, true, true, true, true},
	{TERMS_FILLED, false, false, false, false},
	{TERMS_DONE_FOR_DAY, true, false, true, true},
	{TERMS_CANCELED, false, false, false, false},
	{TERMS_EXPIRED, false, false, false, false},
	{TERMS_REPLACED, false, false, false, false},
	{TERMS_PENDING_CANCEL, true, true, false, false},
	{TERMS_PENDING_REPLACE, true, true, true, false},
	{TERMS_ACCEPTED, true, false, true, false},
	{TERMS_PENDING_NEW, true, false, true, false},
	{TERMS_ACCEPTED_FOR_BIDDING, true, false, true, false},
	{TERMS_STOPPED, true, true, false, false},
	{TERMS_REJECTED, false, false, false, false},
	{TERMS_SUSPENDED, true, false, true, false},
	{TERMS_CALCULATED, false, false, false, false},
	{TERMS_HELD, true, false, true, true},
};

static void kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < TERMS_STATUSES; i++) {
		enum terms_status status = KINDS[i].status;
		assert_int_equal(life_rules_is_open(status), KINDS[i].open);
		assert_int_equal(life_rules_is_working(status), KINDS[i].working);
		assert_int_equal(life_rules_is_cancelable(status), KINDS[i].cancelable);
		assert_int_equal(life_rules_is_replaceable(status), KINDS[i].replaceable);
	}
}

static void refusals(void **state)
{
	(void)state;
	static const struct {
		enum terms_status status;
		enum life_event event;
		enum trade_refusal refusal;
	} table[] = {
		{TERMS_FILLED, LIFE_ASK_CANCEL, REFUSE_ALREADY},
		{TERMS_PENDING_CANCEL, LIFE_ASK_CANCEL, REFUSE_ALREADY},
		{TERMS_CANCELED, LIFE_FILL_WHOLE, REFUSE_ALREADY},
		{TERMS_ACCEPTED, LIFE_ASK_REPLACE, REFUSE_REPLACE_STATUS},
		{TERMS_FILLED, LIFE_REPLACE, REFUSE_REPLACE_STATUS},
		{TERMS_REPLACED, LIFE_ASK_REPLACE, REFUSE_REPLACED},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = {.status = table[i].status};
		struct trade_details details = {0};
		enum terms_status next;
		assert_int_equal(life_rules_next(&order, table[i].event, &next, &details),
			table[i].refusal);
	}
}

/* Whatever three of these come together, in whatever order, one of them ends the order
 * and the others are refused. */
static void races(void **state)
{
	(void)state;
	static const enum life_event ends[] = {
		LIFE_FILL_WHOLE, LIFE_CANCEL, LIFE_EXPIRE, LIFE_REPLACE};
	static const enum terms_status from[] = {TERMS_NEW, TERMS_PARTIALLY_FILLED,
		TERMS_PENDING_CANCEL, TERMS_PENDING_REPLACE};
	for (size_t i = 0; i < COUNT(from) * 64; i++) {
		struct terms_order order = {
			.status = from[i / 64], .filled = {from[i / 64] == TERMS_NEW}};
		int ended = 0;
		for (size_t step = 0, rest = i % 64; step < 3; step++, rest /= 4) {
			struct trade_details details = {0};
			bool done = life_rules_next(&order, ends[rest % 4], &order.status,
					    &details) == REFUSE_NOTHING;
			ended += done;
			/* Only a replacement can fail: a cancellation is under way. */
			assert_true(ended == 1 || ends[rest % 4] == LIFE_REPLACE);
			assert_int_equal(life_rules_is_open(order.status), ended == 0);
		}
		assert_true(ended <= 1);
	}
}

/* Monday 2024-07-01 in New York, EDT. */
#define AT(hour, minute)                                                                 \
	(INT64_C(1719806400000000) + ((hour)*60 + (minute)) * INT64_C(60000000))
#define DAY (24)

static const struct life_hours TRADING_DAY = {
	.has_today = true,
	.today = {AT(4, 0), AT(9, 30), AT(16, 0), AT(20, 0)},
	.next = {AT(DAY + 4, 0), AT(DAY + 9, 30), AT(DAY + 16, 0), AT(DAY + 20, 0)},
	.evening_us = AT(19, 0),
	.gtc_end_us = AT(90 * DAY + 16, 15),
};
static const struct life_hours HALF_DAY = {
	.has_today = true,
	.today = {AT(4, 0), AT(9, 30), AT(13, 0), AT(17, 0)},
	.next = {AT(DAY + 4, 0), AT(DAY + 9, 30), AT(DAY + 16, 0), AT(DAY + 20, 0)},
	.evening_us = AT(19, 0),
	.gtc_end_us = AT(90 * DAY + 16, 15),
};
static const struct life_hours DAY_OFF = {
	.next = {AT(DAY + 4, 0), AT(DAY + 9, 30), AT(DAY + 16, 0), AT(DAY + 20, 0)},
	.evening_us = AT(19, 0),
	.gtc_end_us = AT(90 * DAY + 16, 15),
};
static const struct life_hours ALWAYS = {
	.always = true,
	.has_today = true,
	.today = {AT(0, 0), AT(0, 0), AT(DAY, 0), AT(DAY, 0)},
	.next = {AT(DAY, 0), AT(DAY, 0), AT(2 * DAY, 0), AT(2 * DAY, 0)},
	.evening_us = AT(19, 0),
	.gtc_end_us = AT(90 * DAY + 16, 15),
};

static void timing(void **state)
{
	(void)state;
	static const struct {
		const struct life_hours *hours;
		int64_t now_us;
		const char *opening, *closing;
	} table[] = {
		{&TRADING_DAY, AT(0, 0), "ok", "ok"},
		{&TRADING_DAY, AT(9, 28) - 1, "ok", "ok"},
		{&TRADING_DAY, AT(9, 28), "OPENING_LATE", "ok"},
		{&TRADING_DAY, AT(15, 50) - 1, "OPENING_LATE", "ok"},
		{&TRADING_DAY, AT(15, 50), "OPENING_LATE", "CLOSING_LATE"},
		{&TRADING_DAY, AT(19, 0) - 1, "OPENING_LATE", "CLOSING_LATE"},
		{&TRADING_DAY, AT(19, 0), "ok", "ok"},
		{&HALF_DAY, AT(12, 50) - 1, "OPENING_LATE", "ok"},
		{&HALF_DAY, AT(12, 50), "OPENING_LATE", "CLOSING_LATE"},
		{&HALF_DAY, AT(19, 0), "ok", "ok"},
		{&DAY_OFF, AT(12, 0), "ok", "ok"},
		{&ALWAYS, AT(12, 0), "ok", "ok"},
		{&ALWAYS, AT(23, 50), "ok", "CLOSING_LATE"},
		{&ALWAYS, AT(23, 58), "OPENING_LATE", "CLOSING_LATE"},
	};
	struct terms_order opening = {.tif = TERMS_OPG}, closing = {.tif = TERMS_CLS},
			   day = {.tif = TERMS_DAY};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct life_hours *hours = table[i].hours;
		int64_t now_us = table[i].now_us;
		assert_string_equal(
			refusal_name(life_rules_timing(&opening, hours, now_us)),
			table[i].opening);
		assert_string_equal(
			refusal_name(life_rules_timing(&closing, hours, now_us)),
			table[i].closing);
		assert_int_equal(life_rules_timing(&day, hours, now_us), REFUSE_NOTHING);
	}
}

static const struct {
	const char *line;
	const struct life_hours *hours;
	int64_t now_us, active_us, expires_us;
} SPANS[] = {
	/* in hours */
	{"day", &TRADING_DAY, AT(9, 30), AT(9, 30), AT(16, 0)},
	{"day", &TRADING_DAY, AT(15, 59), AT(15, 59), AT(16, 0)},
	{"gtc", &TRADING_DAY, AT(12, 0), AT(12, 0), AT(90 * DAY + 16, 15)},
	{"ioc", &TRADING_DAY, AT(12, 0), AT(12, 0), AT(12, 0)},
	{"fok", &TRADING_DAY, AT(12, 0), AT(12, 0), AT(12, 0)},
	{"cls", &TRADING_DAY, AT(12, 0), AT(16, 0), AT(16, 0)},
	/* before */
	{"day", &TRADING_DAY, AT(8, 0), AT(9, 30), AT(16, 0)},
	{"day ext", &TRADING_DAY, AT(3, 0), AT(4, 0), AT(20, 0)},
	{"day ext", &TRADING_DAY, AT(8, 0), AT(8, 0), AT(20, 0)},
	{"gtc ext", &TRADING_DAY, AT(8, 0), AT(8, 0), AT(90 * DAY + 16, 15)},
	{"ioc", &TRADING_DAY, AT(8, 0), AT(9, 30), AT(9, 30)},
	{"opg", &TRADING_DAY, AT(9, 0), AT(9, 30), AT(9, 30)},
	{"cls", &TRADING_DAY, AT(9, 0), AT(16, 0), AT(16, 0)},
	/* after */
	{"day", &TRADING_DAY, AT(16, 0), AT(DAY + 9, 30), AT(DAY + 16, 0)},
	{"day ext", &TRADING_DAY, AT(17, 0), AT(17, 0), AT(20, 0)},
	{"day ext", &TRADING_DAY, AT(20, 0), AT(DAY + 4, 0), AT(DAY + 20, 0)},
	{"gtc", &TRADING_DAY, AT(17, 0), AT(DAY + 9, 30), AT(90 * DAY + 16, 15)},
	{"opg", &TRADING_DAY, AT(19, 0), AT(DAY + 9, 30), AT(DAY + 9, 30)},
	{"cls", &TRADING_DAY, AT(19, 0), AT(DAY + 16, 0), AT(DAY + 16, 0)},
	/* odd days */
	{"day", &HALF_DAY, AT(12, 0), AT(12, 0), AT(13, 0)},
	{"day ext", &HALF_DAY, AT(12, 0), AT(12, 0), AT(17, 0)},
	{"day", &HALF_DAY, AT(13, 0), AT(DAY + 9, 30), AT(DAY + 16, 0)},
	{"day", &DAY_OFF, AT(12, 0), AT(DAY + 9, 30), AT(DAY + 16, 0)},
	{"opg", &DAY_OFF, AT(12, 0), AT(DAY + 9, 30), AT(DAY + 9, 30)},
	{"ioc", &DAY_OFF, AT(12, 0), AT(DAY + 9, 30), AT(DAY + 9, 30)},
	{"day", &ALWAYS, AT(3, 0), AT(3, 0), AT(DAY, 0)},
	{"day ext", &ALWAYS, AT(3, 0), AT(3, 0), AT(DAY, 0)},
	{"opg", &ALWAYS, AT(3, 0), AT(DAY, 0), AT(DAY, 0)},
	{"cls", &ALWAYS, AT(3, 0), AT(DAY, 0), AT(DAY, 0)},
};

static void spans(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SPANS); i++) {
		struct ticket ticket = ticket_read(SPANS[i].line);
		struct life_span span = life_rules_span(
			&ticket.request.order, SPANS[i].hours, SPANS[i].now_us);
		if (span.active_us != SPANS[i].active_us ||
			span.expires_us != SPANS[i].expires_us)
			fail_msg("row %zu: %s", i, SPANS[i].line);
		assert_int_equal(span.status, SPANS[i].active_us == SPANS[i].now_us
						      ? TERMS_NEW
						      : TERMS_ACCEPTED);
	}
}

/* At every minute of two kinds of days: an order works at once iff its hours are on,
 * never begins in the past, and ends no earlier than it begins. */
static void agrees(void **state)
{
	(void)state;
	static const struct life_hours *const days[] = {
		&TRADING_DAY, &HALF_DAY, &DAY_OFF, &ALWAYS};
	for (size_t day = 0; day < COUNT(days); day++) {
		for (int i = 0; i < DAY * 60 * 4 * 2; i++) {
			static const enum terms_tif tifs[] = {
				TERMS_DAY, TERMS_GTC, TERMS_IOC, TERMS_FOK};
			int64_t now_us = AT(0, i / 8);
			struct terms_order order = {
				.tif = tifs[i % 4], .extended_hours = i / 4 % 2 == 1};
			struct life_span span =
				life_rules_span(&order, days[day], now_us);
			assert_int_equal(span.status == TERMS_NEW,
				life_rules_in_hours(&order, days[day], now_us));
			assert_true(span.active_us >= now_us);
			assert_true(span.expires_us >= span.active_us);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machine),
		cmocka_unit_test(kinds),
		cmocka_unit_test(refusals),
		cmocka_unit_test(races),
		cmocka_unit_test(timing),
		cmocka_unit_test(spans),
		cmocka_unit_test(agrees),
	};
	return cmocka_run_group_tests_name("trading/life_rules", tests, NULL, NULL);
}
