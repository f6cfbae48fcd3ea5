/* The ledger: each event told as its entries, and what follows from them. */
#include "trade.h"

#include "trading/ledger_rules.h"

enum { ROOM = 64 };

static struct ledger_entry entries[ROOM], undone[ROOM];
static struct ledger_transfer transfer = {.entries = entries, .limit = ROOM};
static struct ledger_holding holdings[8];

static char *told(const struct ledger_transfer *of)
{
	static char text[1000];
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < of->count; i++) {
		const struct ledger_entry *entry = &of->entries[i];
		char amount[DECIMAL_TEXT_SIZE];
		bool is_cash = strcmp(entry->asset, LEDGER_CASH) == 0;
		decimal_format(
			entry->units, is_cash ? MONEY_SCALE : QUANTITY_SCALE, 0, amount);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s %s",
			i == 0 ? "" : ", ", ledger_rules_party(entry->party), amount,
			entry->asset);
	}
	return text;
}

static void moves(bool built, const char *kind, const char *expected)
{
	assert_true(built);
	assert_string_equal(ledger_rules_kind(transfer.kind), kind);
	assert_string_equal(told(&transfer), expected);
	assert_int_equal(ledger_rules_check(&transfer),
		transfer.count == 0 ? LEDGER_ALONE : LEDGER_SOUND);
	assert_true(transfer.kind == LEDGER_RESET || transfer.count <= LEDGER_FEW);
}

static void money_events(void **state)
{
	(void)state;
	struct ledger_transfer *t = &transfer;
	moves(ledger_rules_deposit(t, M("100000")), "deposit",
		"holder 100000 usd, bank -100000 usd");
	moves(ledger_rules_deposit(t, M("-5")), "withdrawal",
		"holder -5 usd, bank 5 usd");
	moves(ledger_rules_charge(t, LEDGER_FEE, M("1.5")), "fee",
		"holder -1.5 usd, broker 1.5 usd");
	moves(ledger_rules_charge(t, LEDGER_BORROW, M("0.02")), "borrow",
		"holder -0.02 usd, broker 0.02 usd");
	moves(ledger_rules_charge(t, LEDGER_INTEREST, M("3")), "interest",
		"holder -3 usd, bank 3 usd");
	moves(ledger_rules_charge(t, LEDGER_INTEREST, M("-3")), "interest",
		"holder 3 usd, bank -3 usd");
	moves(ledger_rules_dividend(t, M("23.5")), "dividend",
		"holder 23.5 usd, issuer -23.5 usd");
	moves(ledger_rules_dividend(t, M("-23.5")), "dividend",
		"holder -23.5 usd, issuer 23.5 usd");
	moves(ledger_rules_dividend(t, M("0")), "dividend", "");
}

static void share_events(void **state)
{
	(void)state;
	struct ledger_transfer *t = &transfer;
	moves(ledger_rules_fill(t, TERMS_BUY, "AAPL", Q("2.5"), M("250"), M("0")), "fill",
		"holder 2.5 AAPL, market -2.5 AAPL, holder -250 usd, market 250 usd");
	moves(ledger_rules_fill(t, TERMS_SELL, "AAPL", Q("1"), M("100"), M("0.02")),
		"fill",
		"holder -1 AAPL, market 1 AAPL, holder 100 usd, market -100 usd, "
		"holder -0.02 usd, broker 0.02 usd");
	moves(ledger_rules_change(t, LEDGER_SPLIT, "AAPL", Q("5"), Q("7"), M("33.34")),
		"split",
		"holder 2 AAPL, issuer -2 AAPL, holder 33.34 usd, issuer -33.34 usd");
	moves(ledger_rules_change(
		      t, LEDGER_STOCK_DIVIDEND, "AAPL", Q("-100"), Q("-105"), M("0")),
		"stock_dividend", "holder -5 AAPL, issuer 5 AAPL");
	moves(ledger_rules_change(t, LEDGER_DELISTING, "X", Q("10"), Q("0"), M("2")),
		"delisting", "holder -10 X, issuer 10 X, holder 2 usd, issuer -2 usd");
	moves(ledger_rules_rename(t, "FB", "META", Q("3")), "symbol_change",
		"holder -3 FB, issuer 3 FB, holder 3 META, issuer -3 META");
	moves(ledger_rules_expire(t, "AAPL261218C00200000", Q("-2")), "expiry",
		"holder 2 AAPL261218C00200000, market -2 AAPL261218C00200000");
	moves(ledger_rules_exercise(t, LEDGER_EXERCISE, "AAPL261218C00200000", Q("1"),
		      "AAPL", Q("100"), M("-20000")),
		"exercise",
		"holder -1 AAPL261218C00200000, market 1 AAPL261218C00200000, "
		"holder 100 AAPL, market -100 AAPL, holder -20000 usd, market 20000 usd");
	struct terms_holding held[] = {{.symbol = "AAPL", .quantity = Q("5")},
		{.symbol = "MSFT", .quantity = Q("-1")}};
	moves(ledger_rules_reset(t, M("-7"), held, 2), "reset",
		"holder -5 AAPL, bank 5 AAPL, holder 1 MSFT, bank -1 MSFT, "
		"holder 7 usd, bank -7 usd");
}

static void corrected(void **state)
{
	(void)state;
	struct ledger_transfer wrong = {.entries = undone, .limit = ROOM};
	assert_true(
		ledger_rules_fill(&wrong, TERMS_BUY, "AAPL", Q("1"), M("100"), M("0.5")));
	moves(ledger_rules_correct(&transfer, &wrong), "journal",
		"holder -1 AAPL, market 1 AAPL, holder 100 usd, market -100 usd, "
		"holder 0.5 usd, broker -0.5 usd");
	struct ledger_state has = {.holdings = holdings, .limit = 8};
	assert_true(ledger_rules_replay(&has, &wrong));
	assert_true(ledger_rules_replay(&has, &transfer));
	money_is(has.cash, "0");
	assert_int_equal(has.count, 0);
}

static void unsound(void **state)
{
	(void)state;
	static const struct {
		size_t count;
		struct ledger_entry entries[3];
		enum ledger_fault fault;
	} table[] = {
		{2, {{0, "A", 1}, {1, "A", -1}}, LEDGER_SOUND},
		{3, {{0, "A", 1}, {1, "A", 1}, {2, "A", -2}}, LEDGER_SOUND},
		{0, {{0}}, LEDGER_ALONE},
		{1, {{0, "A", 1}}, LEDGER_ALONE},
		{2, {{0, "", 1}, {1, "", -1}}, LEDGER_NAMELESS},
		{3, {{0, "A", 1}, {1, "A", -1}, {1, "B", 0}}, LEDGER_NOTHING},
		{2, {{0, "A", 1}, {1, "B", -1}}, LEDGER_UNBALANCED},
		{2, {{0, "usd", 1}, {1, "USD", -1}}, LEDGER_UNBALANCED},
		{3, {{0, "A", 1}, {1, "A", -1}, {2, "B", 1}}, LEDGER_UNBALANCED},
		{2, {{0, "A", INT64_MAX}, {1, "A", 1}}, LEDGER_TOO_LARGE},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct ledger_state has = {.holdings = holdings, .limit = 8};
		memcpy(entries, table[i].entries, sizeof(table[i].entries));
		transfer.count = table[i].count;
		assert_int_equal(ledger_rules_check(&transfer), table[i].fault);
		assert_int_equal(ledger_rules_replay(&has, &transfer),
			table[i].fault == LEDGER_SOUND);
	}
}

static void no_room(void **state)
{
	(void)state;
	struct ledger_transfer *t = &transfer;
	struct ledger_transfer small = {.entries = undone, .limit = 3};
	struct ledger_state has = {.holdings = holdings, .limit = 1};
	assert_false(ledger_rules_fill(&small, TERMS_BUY, "A", Q("1"), M("1"), M("0")));
	assert_false(ledger_rules_deposit(t, (struct money){INT64_MIN}));
	assert_false(ledger_rules_change(
		t, LEDGER_SPLIT, "A", Q("-1"), (struct quantity){INT64_MAX}, M("0")));
	assert_true(ledger_rules_fill(t, TERMS_BUY, "A", Q("1"), M("1"), M("0")));
	assert_true(ledger_rules_replay(&has, t));
	assert_true(ledger_rules_fill(t, TERMS_BUY, "B", Q("1"), M("1"), M("0")));
	assert_false(ledger_rules_replay(&has, t));
	has = (struct ledger_state){
		.cash = {INT64_MAX}, .holdings = holdings, .limit = 1};
	assert_true(ledger_rules_deposit(t, M("1")));
	assert_false(ledger_rules_replay(&has, t));
}

static void replayed(void **state)
{
	(void)state;
	struct ledger_transfer *t = &transfer;
	struct ledger_state has = {.holdings = holdings, .limit = 8};
	assert_true(ledger_rules_deposit(t, M("1000")) && ledger_rules_replay(&has, t));
	assert_true(ledger_rules_fill(t, TERMS_BUY, "USD", Q("2"), M("200"), M("1")) &&
		    ledger_rules_replay(&has, t));
	assert_true(ledger_rules_fill(t, TERMS_SELL, "B", Q("3"), M("30"), M("0")) &&
		    ledger_rules_replay(&has, t));
	money_is(has.cash, "829");
	assert_int_equal(has.count, 2);
	quantity_is(ledger_rules_held(&has, "USD"), "2");
	quantity_is(ledger_rules_held(&has, "B"), "-3");
	quantity_is(ledger_rules_held(&has, "usd"), "0");
	assert_true(ledger_rules_rename(t, "USD", "C", Q("2")) &&
		    ledger_rules_replay(&has, t));
	quantity_is(ledger_rules_held(&has, "USD"), "0");
	quantity_is(ledger_rules_held(&has, "C"), "2");
	assert_int_equal(has.count, 2);
}

/* The least that there is has no opposite, and sums have a limit. */
static void at_the_edge(void **state)
{
	(void)state;
	struct ledger_transfer *t = &transfer;
	struct ledger_entry wrong_entries[] = {
		{.party = LEDGER_HOLDER, .asset = "A", .units = INT64_MIN}};
	struct ledger_transfer wrong = {.entries = wrong_entries, .count = 1, .limit = 1};
	struct ledger_transfer full = {.entries = wrong_entries};
	struct terms_holding holding = {.symbol = "A", .quantity = {INT64_MIN}};
	struct ledger_state has = {.holdings = holdings, .limit = 2};
	struct quantity least = {INT64_MIN}, most = {INT64_MAX};
	assert_false(ledger_rules_rename(t, "A", "B", least));
	assert_false(ledger_rules_reset(t, M("0"), &holding, 1));
	assert_false(ledger_rules_correct(t, &wrong));
	wrong_entries[0].units = 1;
	assert_true(ledger_rules_correct(t, &wrong));
	assert_false(ledger_rules_correct(&full, &wrong));
	assert_true(ledger_rules_change(t, LEDGER_SPLIT, "A", Q("0"), most, M("0")));
	assert_true(ledger_rules_replay(&has, t));
	assert_false(ledger_rules_replay(&has, t));
	quantity_is(ledger_rules_held(&has, "A"), "9223372036.854775807");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_events),
		cmocka_unit_test(share_events),
		cmocka_unit_test(corrected),
		cmocka_unit_test(unsound),
		cmocka_unit_test(no_room),
		cmocka_unit_test(replayed),
		cmocka_unit_test(at_the_edge),
	};
	return cmocka_run_group_tests_name("trading/ledger", tests, NULL, NULL);
}
