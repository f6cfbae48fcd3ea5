/* margin_rules_*: an account's figures. */
#include "trading/margin_rules.h"

#include "ticket.h"

enum { MOST = 4 };

/* An account: "100000 x2 1000@100 -5@20/-5 100@3!" is its cash, its multiplier and its
 * holdings, with what it held at the last close behind a slash and ! for what is not
 * marginable. le= and lm= are the last equity and maintenance margin. */
struct case_of {
	struct terms_account account;
	struct terms_holding positions[MOST];
	struct margin_holding holdings[MOST];
	size_t holding_count;
	struct ticket tickets[MOST];
	struct need_order orders[MOST];
	size_t order_count;
	struct margin_figures figures;
};

static void read_holding(struct case_of *it, char *word)
{
	struct terms_holding *position = &it->positions[it->holding_count];
	struct margin_holding *held = &it->holdings[it->holding_count++];
	size_t length = strlen(word);
	*held = (struct margin_holding){position, word[length - 1] != '!', {0}};
	word[strcspn(word, "!")] = '\0';
	char *slash = strchr(word, '/');
	if (slash != NULL) {
		held->opening.e9 = ticket_number(slash + 1, QUANTITY_SCALE);
		*slash = '\0';
	}
	char *at = strchr(word, '@');
	position->price.e6 = ticket_number(at + 1, PRICE_SCALE);
	*at = '\0';
	position->quantity.e9 = ticket_number(word, QUANTITY_SCALE);
}

static void read_account(struct case_of *it, const char *line)
{
	char words[256], *rest = NULL;
	snprintf(words, sizeof(words), "%s", line);
	memset(it, 0, sizeof(*it));
	for (char *word = strtok_r(words, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		if (word[0] == 'x')
			it->account.multiplier = word[1] - '0';
		else if (strncmp(word, "le=", 3) == 0)
			it->account.last_equity.e6 = ticket_number(word + 3, MONEY_SCALE);
		else if (strncmp(word, "lm=", 3) == 0)
			it->account.last_maintenance.e6 =
				ticket_number(word + 3, MONEY_SCALE);
		else if (strchr(word, '@') != NULL)
			read_holding(it, word);
		else
			it->account.cash.e6 = ticket_number(word, MONEY_SCALE);
	}
}

static void add_order(struct case_of *it, const char *line)
{
	struct ticket *ticket = &it->tickets[it->order_count];
	*ticket = ticket_read(line);
	it->orders[it->order_count++] =
		(struct need_order){&ticket->request.order, ticket->setting.position,
			ticket->setting.base, ticket->instrument.fractionable, {0}};
}

static bool work_out(struct case_of *it)
{
	return margin_rules_figures(&it->account, it->holdings, it->holding_count,
		it->orders, it->order_count, &it->figures);
}

static void tell(const struct margin_figures *figures, char text[256])
{
	const struct money all[] = {figures->long_value, figures->short_value,
		figures->equity, figures->initial, figures->maintenance,
		figures->buying_power, figures->regt, figures->non_marginable,
		figures->daytrading};
	size_t length = 0;
	for (size_t i = 0; i < COUNT(all); i++) {
		char money[DECIMAL_TEXT_SIZE];
		money_format(all[i], 0, money);
		length += (size_t)snprintf(
			text + length, 256 - length, "%s%s", i == 0 ? "" : " ", money);
	}
}

static const struct {
	const char *account, *order;
	/* long, short, equity, initial, maintenance; buying power, regt, non-marginable,
	 * daytrading */
	const char *figures;
} FIGURES[] = {
	{"100000 x1", NULL, "0 0 100000 0 0 100000 100000 100000 0"},
	{"100000 x2", NULL, "0 0 100000 0 0 200000 200000 100000 0"},
	{"100000 x4 le=100000", NULL, "0 0 100000 0 0 400000 200000 100000 400000"},
	{"40000 x1 600@100", NULL, "60000 0 100000 30000 18000 40000 40000 40000 0"},
	{"0 x2 1000@100", NULL, "100000 0 100000 50000 30000 100000 100000 0 0"},
	/* bought today, and carried over; then its price falls, and rises */
	{"0 x4 le=100000 1000@100", NULL,
		"100000 0 100000 50000 30000 300000 100000 0 300000"},
	{"0 x4 le=100000 lm=30000 1000@100/1000", NULL,
		"100000 0 100000 50000 30000 280000 100000 0 280000"},
	{"0 x4 le=100000 lm=30000 1000@90/1000", NULL,
		"90000 0 90000 45000 27000 270000 90000 0 270000"},
	{"0 x4 le=100000 lm=30000 1000@120/1000", NULL,
		"120000 0 120000 60000 36000 280000 120000 0 280000"},
	{"50000 x4 le=100000 lm=30000 500@100/1000", NULL,
		"50000 0 100000 25000 15000 280000 150000 50000 280000"},
	{"100000 x4 le=50000 -10@100/20", NULL,
		"0 -1000 99000 500 300 199000 197000 98500 199000"},
	/* short */
	{"110000 x2 -100@100", NULL, "0 -10000 100000 5000 3000 190000 190000 95000 0"},
	{"102000 x2 -1000@2", NULL, "0 -2000 100000 2500 2500 195000 195000 97500 0"},
	{"3000 x2 -10@120", NULL, "0 -1200 1800 600 360 1200 1200 1200 0"},
	/* cheap, and not marginable */
	{"98000 x2 1000@2", NULL, "2000 0 100000 2000 2000 196000 196000 98000 0"},
	{"50000 x2 500@100!", NULL, "50000 0 100000 50000 50000 100000 100000 50000 0"},
	{"50000 x4 le=100000 500@100!", NULL,
		"50000 0 100000 50000 50000 200000 100000 50000 200000"},
	/* borrowed, and too much */
	{"-40000 x2 1000@100", NULL, "100000 0 60000 50000 30000 20000 20000 0 0"},
	{"-80000 x2 1000@100", NULL, "100000 0 20000 50000 30000 0 0 0 0"},
	{"-120000 x2 1000@100", NULL, "100000 0 -20000 50000 30000 0 0 0 0"},
	/* too little for margin */
	{"1999.99 x4 le=100000", NULL, "0 0 1999.99 0 0 1999.99 1999.99 1999.99 0"},
	{"2000 x2", NULL, "0 0 2000 0 0 4000 4000 2000 0"},
	/* open orders */
	{"100000 x1", "buy 100 limit limit=100", "0 0 100000 0 0 90000 90000 90000 0"},
	{"100000 x2", "buy 100 limit limit=100", "0 0 100000 0 0 190000 190000 95000 0"},
	{"100000 x2", "buy 100 market base=50", "0 0 100000 0 0 195000 195000 97500 0"},
	{"100000 x4 le=100000", "buy 1000 limit limit=2",
		"0 0 100000 0 0 392000 196000 98000 392000"},
	{"100000 x2", "sell 100 market base=100", "0 0 100000 0 0 189700 189700 94850 0"},
	{"0 x2 1000@100", "sell 1000 limit limit=110 pos=1000 base=100",
		"100000 0 100000 50000 30000 100000 100000 0 0"},
	{"100000 x2", "buy 100 limit limit=100 held",
		"0 0 100000 0 0 200000 200000 100000 0"},
	{"100000 x1", "buy 2000 limit limit=100", "0 0 100000 0 0 0 0 0 0"},
};

static void figures(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(FIGURES); i++) {
		struct case_of it;
		char text[256];
		read_account(&it, FIGURES[i].account);
		if (FIGURES[i].order != NULL)
			add_order(&it, FIGURES[i].order);
		assert_true(work_out(&it));
		tell(&it.figures, text);
		if (strcmp(text, FIGURES[i].figures) != 0)
			fail_msg("%s | %s\n  %s, not\n  %s", FIGURES[i].account,
				FIGURES[i].order == NULL ? "" : FIGURES[i].order, text,
				FIGURES[i].figures);
	}
}

static const struct {
	const char *account, *order, *refusal, *cost;
} AFFORDED[] = {
	{"1000 x1", "buy 10 limit limit=100", "ok", ""},
	{"1000 x1", "buy 10 limit limit=100.01", "BUYING_POWER", "1000.1"},
	{"1000 x1", "buy 11 market base=100", "BUYING_POWER", "1100"},
	{"1000 x1", "buy $1000 market base=33.33", "ok", ""},
	{"1000 x1", "buy $1000.01 market base=33.33", "BUYING_POWER", "1000.01"},
	{"1000 x1", "sell 1 market base=100", "SHORTING", ""},
	{"1000 x2", "sell 1 market base=100", "SHORTING", ""},
	{"0 x1 10@100", "sell 10 market pos=10 base=100", "ok", ""},
	{"100000 x2", "buy 2000 limit limit=100", "ok", ""},
	{"100000 x2", "buy 2001 limit limit=100", "BUYING_POWER", "200100"},
	{"100000 x2", "buy 1000 limit limit=100 whole", "ok", ""}, /* whole: no margin */
	{"100000 x2", "buy 1001 limit limit=100 whole", "BUYING_POWER", "100100"},
	{"100000 x4 le=100000", "buy 4000 limit limit=100", "ok", ""},
	{"100000 x4 le=100000", "buy 4001 limit limit=100", "BUYING_POWER", "400100"},
	{"100000 x2", "sell 1941 market base=100", "ok", ""},
	{"100000 x2", "sell 1942 market base=100", "BUYING_POWER", "200026"},
	{"-80000 x2 1000@100", "buy 1 market base=1", "BUYING_POWER", "1"},
	{"-80000 x2 1000@100", "sell 1000 market pos=1000 base=1", "ok", ""},
	{"5000 x2", "buy 9000000000 limit limit=1", "BUYING_POWER", "9000000000"},
	{"5000 x2", "buy 9000000000 limit limit=9000000", "TOO_LARGE", ""},
};

static void afforded(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(AFFORDED); i++) {
		struct case_of it;
		struct trade_details details = {0};
		char cost[DECIMAL_TEXT_SIZE];
		read_account(&it, AFFORDED[i].account);
		assert_true(work_out(&it));
		add_order(&it, AFFORDED[i].order);
		enum trade_refusal refusal =
			margin_rules_afford(&it.figures, &it.orders[0], &details);
		if (strcmp(refusal_name(refusal), AFFORDED[i].refusal) != 0)
			fail_msg("%s | %s: %s", AFFORDED[i].account, AFFORDED[i].order,
				refusal_name(refusal));
		if (refusal != REFUSE_BUYING_POWER)
			continue;
		money_format(details.cost_basis, 0, cost);
		assert_string_equal(cost, AFFORDED[i].cost);
		assert_int_equal(details.buying_power.e6, it.figures.buying_power.e6);
	}
}

/* Sums that do not fit are refused, not wrapped around. */
static void overflows(void **state)
{
	(void)state;
	struct case_of it;
	read_account(&it, "9000000000000 x2 9000000000@900");
	assert_false(work_out(&it));
	read_account(&it, "0 x2 9000000000@900 9000000000@900");
	assert_false(work_out(&it));
	read_account(&it, "9000000000000 x4 le=9000000000000");
	assert_false(work_out(&it));
	read_account(&it, "1 x2");
	add_order(&it, "buy 9000000000 limit limit=9000000");
	assert_false(work_out(&it));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures),
		cmocka_unit_test(afforded),
		cmocka_unit_test(overflows),
	};
	return cmocka_run_group_tests_name("trading/margin_rules", tests, NULL, NULL);
}
