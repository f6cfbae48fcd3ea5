/* leg_rules_*: orders that belong together. */
#include "trading/leg_rules.h"

#include "trading/life_rules.h"

#include "ticket.h"

static const char *const ROLES[] = {"alone", "entry", "profit", "loss"};
static const char *const EVENTS[] = {"part", "whole", "triggered", "ended", "replaced"};
static const char *const ACTIONS[] = {"wake", "cancel", "resize", "follow"};

/*
 * "bracket entry:filled:10/10 profit:held:0/10 loss:held:0/10 | entry whole" is a group,
 * with the status, what is filled and the quantity of each, and what happened.
 */
struct story {
	struct leg_group group;
	enum terms_role role;
	enum leg_event event;
};

static int find(const char *const words[], size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	fail_msg("unknown word: %s", word);
	return -1;
}

static void read_order(struct leg_group *group, char *word)
{
	char *rest = NULL;
	int role = find(ROLES, COUNT(ROLES), strtok_r(word, ":", &rest));
	struct leg_order *order = &group->orders[role];
	const char *status = strtok_r(NULL, ":", &rest);
	order->exists = true;
	order->filled.e9 = ticket_number(strtok_r(NULL, "/", &rest), QUANTITY_SCALE);
	order->quantity.e9 = ticket_number(rest, QUANTITY_SCALE);
	for (int i = 0; i < TERMS_STATUSES; i++)
		if (strcmp(refusal_rules_status((enum terms_status)i), status) == 0)
			order->status = (enum terms_status)i;
}

static struct story read_story(const char *line)
{
	struct story story = {0};
	char words[256], *rest = NULL;
	snprintf(words, sizeof(words), "%s", line);
	char *word = strtok_r(words, " ", &rest);
	while (strcmp(refusal_rules_class(story.group.class), word) != 0)
		story.group.class = (enum terms_class)(story.group.class + 1);
	while (strcmp(word = strtok_r(NULL, " ", &rest), "|") != 0)
		read_order(&story.group, word);
	story.role =
		(enum terms_role)find(ROLES, COUNT(ROLES), strtok_r(NULL, " ", &rest));
	story.event = (enum leg_event)find(EVENTS, COUNT(EVENTS), rest);
	return story;
}

static const struct {
	const char *story, *decisions;
} STORIES[] = {
	/* an entry */
	{"bracket entry:partially_filled:4/10 profit:held:0/10 loss:held:0/10 | entry "
	 "part",
		""},
	{"bracket entry:filled:10/10 profit:held:0/10 loss:held:0/10 | entry whole",
		"profit wake 10"},
	{"bracket entry:canceled:0/10 profit:held:0/10 loss:held:0/10 | entry ended",
		"profit cancel 10, loss cancel 10"},
	{"bracket entry:expired:4/10 profit:held:0/10 loss:held:0/10 | entry ended",
		"profit wake 4, loss resize 4"},
	{"bracket entry:replaced:0/10 profit:held:0/10 loss:held:0/10 | entry replaced",
		"profit follow 10, loss follow 10"},
	{"bracket entry:new:0/10 profit:held:0/10 loss:held:0/10 | entry triggered", ""},
	{"oto entry:filled:10/10 loss:held:0/10 | entry whole", "loss wake 10"},
	{"oto entry:filled:10/10 profit:held:0/10 | entry whole", "profit wake 10"},
	{"oto entry:canceled:3/10 loss:held:0/10 | entry ended", "loss wake 3"},
	{"oto entry:rejected:0/10 loss:held:0/10 | entry ended", "loss cancel 10"},
	/* a take-profit */
	{"bracket entry:filled:10/10 profit:partially_filled:3/10 loss:held:0/10 | "
	 "profit "
	 "part",
		"loss resize 7"},
	{"bracket entry:filled:10/10 profit:filled:10/10 loss:held:0/10 | profit whole",
		"loss cancel 10"},
	{"bracket entry:filled:10/10 profit:canceled:0/10 loss:held:0/10 | profit ended",
		"loss cancel 10"},
	{"bracket entry:new:0/10 profit:canceled:0/10 loss:held:0/10 | profit ended",
		"loss cancel 10, entry cancel 10"},
	{"bracket entry:filled:10/10 profit:replaced:0/10 loss:held:0/10 | profit "
	 "replaced",
		""},
	{"oco profit:partially_filled:3/10 loss:held:0/10 | profit part",
		"loss resize 7"},
	{"oco profit:filled:10/10 loss:held:0/10 | profit whole", "loss cancel 10"},
	{"oco profit:expired:0/10 loss:held:0/10 | profit ended", "loss cancel 10"},
	{"oco profit:replaced:0/10 loss:held:0/10 | profit replaced", "loss follow 10"},
	{"oto entry:filled:10/10 profit:filled:10/10 | profit whole", ""},
	/* a stop-loss */
	{"bracket entry:filled:10/10 profit:new:0/10 loss:held:0/10 | loss triggered",
		"profit cancel 10, loss wake 10"},
	{"oco profit:partially_filled:3/10 loss:held:0/7 | loss triggered",
		"profit cancel 10, loss wake 7"},
	{"oto entry:filled:10/10 loss:new:0/10 | loss triggered", ""},
	{"oco profit:new:0/10 loss:filled:10/10 | loss whole", "profit cancel 10"},
	{"oco profit:new:0/10 loss:partially_filled:1/10 | loss part",
		"profit cancel 10"},
	{"oco profit:canceled:0/10 loss:filled:10/10 | loss whole", ""},
	{"oco profit:new:0/10 loss:canceled:0/10 | loss ended", "profit cancel 10"},
	{"bracket entry:accepted:0/10 profit:held:0/10 loss:canceled:0/10 | loss ended",
		"profit cancel 10, entry cancel 10"},
	{"bracket entry:filled:10/10 profit:new:0/10 loss:replaced:0/10 | loss replaced",
		""},
	{"simple entry:filled:10/10 | alone whole", ""},
};

static void stories(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(STORIES); i++) {
		struct story story = read_story(STORIES[i].story);
		struct leg_decision decisions[LEG_DECISIONS_MOST];
		size_t count = leg_rules_decide(
			&story.group, story.role, story.event, decisions);
		char text[256] = "";
		for (size_t d = 0, length = 0; d < count; d++) {
			char quantity[DECIMAL_TEXT_SIZE];
			quantity_format(decisions[d].quantity, 0, quantity);
			length += (size_t)snprintf(text + length, sizeof(text) - length,
				"%s%s %s %s", d == 0 ? "" : ", ",
				ROLES[decisions[d].role], ACTIONS[decisions[d].action],
				quantity);
		}
		if (strcmp(text, STORIES[i].decisions) != 0)
			fail_msg("%s\n  %s, not\n  %s", STORIES[i].story, text,
				STORIES[i].decisions);
	}
}

static void armed(void **state)
{
	(void)state;
	static const struct {
		const char *story;
		bool armed;
	} table[] = {
		{"bracket entry:new:0/10 profit:held:0/10 loss:held:0/10 | entry part",
			false},
		{"bracket entry:filled:10/10 profit:new:0/10 loss:held:0/10 | entry part",
			true},
		{"bracket entry:expired:4/10 profit:new:0/4 loss:held:0/4 | entry part",
			true},
		{"oco profit:accepted:0/10 loss:held:0/10 | profit part", true},
		{"oco profit:filled:10/10 loss:held:0/10 | profit part", false},
		{"oco profit:canceled:0/10 loss:new:0/10 | profit part", false},
		{"oto entry:new:0/10 loss:held:0/10 | entry part", false},
		{"oto entry:filled:10/10 loss:new:0/10 | entry part", false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct story story = read_story(table[i].story);
		assert_int_equal(leg_rules_is_armed(&story.group), table[i].armed);
	}
}

static const struct {
	const char *line, *profit, *loss;
} EXITS[] = {
	{"buy 10 market gtc bracket tp=12 sl=9", "sell limit 12 0", "sell stop 0 9"},
	{"buy 10 market day bracket tp=12 sl=9 sll=8.90", "sell limit 12 0",
		"sell stop_limit 8.9 9"},
	{"sell 10 limit limit=10 day bracket tp=8 sl=12", "buy limit 8 0",
		"buy stop_limit 12.48 12"},
	{"buy 10 market day oto tp=12", "sell limit 12 0", ""},
	{"buy 10 market day oto sl=9", "", "sell stop 0 9"},
	{"sell 10 limit day oco tp=12 sl=9", "", "sell stop 0 9"},
	{"buy 10 limit day oco tp=8 sl=12 sll=12.10", "", "buy stop_limit 12.1 12"},
	{"buy 10 market day", "", ""},
};

static void tell_exit(const struct terms_order *order, char text[64])
{
	char limit[DECIMAL_TEXT_SIZE], stop[DECIMAL_TEXT_SIZE];
	price_format(order->limit, 0, limit);
	price_format(order->stop, 0, stop);
	snprintf(text, 64, "%s %s %s %s", order->side == TERMS_BUY ? "buy" : "sell",
		refusal_rules_type(order->type), limit, stop);
}

static void exits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(EXITS); i++) {
		struct ticket ticket = ticket_read(EXITS[i].line);
		struct terms_order made[LEG_EXITS_MOST];
		size_t count;
		char profit[64] = "", loss[64] = "";
		assert_true(leg_rules_exits(&ticket.request, made, &count));
		for (size_t e = 0; e < count; e++) {
			bool is_profit = made[e].role == TERMS_TAKE_PROFIT;
			tell_exit(&made[e], is_profit ? profit : loss);
			assert_int_equal(made[e].status, TERMS_HELD);
			assert_int_equal(
				made[e].quantity.e9, ticket.request.order.quantity.e9);
			assert_int_equal(made[e].tif, ticket.request.order.tif);
			assert_string_equal(made[e].symbol, "AAPL");
		}
		assert_string_equal(profit, EXITS[i].profit);
		assert_string_equal(loss, EXITS[i].loss);
	}
	struct ticket huge =
		ticket_read("sell 1 market day bracket tp=1 sl=9200000000000");
	struct terms_order made[LEG_EXITS_MOST];
	size_t count;
	assert_false(leg_rules_exits(&huge.request, made, &count));
}

static void roles(void **state)
{
	(void)state;
	static const enum terms_role expected[] = {
		TERMS_ALONE, TERMS_ENTRY, TERMS_TAKE_PROFIT, TERMS_ENTRY, TERMS_ALONE};
	for (int i = 0; i <= TERMS_MLEG; i++) {
		struct terms_order order = {.class = (enum terms_class)i};
		assert_int_equal(leg_rules_role(&order), expected[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stories),
		cmocka_unit_test(armed),
		cmocka_unit_test(exits),
		cmocka_unit_test(roles),
	};
	return cmocka_run_group_tests_name("trading/leg_rules", tests, NULL, NULL);
}
