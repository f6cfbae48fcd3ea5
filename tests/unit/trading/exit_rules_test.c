/* exit_rules_*: take-profits and stop-losses that orders bring along. */
#include "trading/exit_rules.h"

#include "ticket.h"

static const struct {
	const char *line, *refusal;
} lines[] = {
	{"buy 1 market day bracket tp=12 sl=9 base=10", "ok"},
	{"buy 1 market gtc bracket tp=12 sl=9 sll=8.9", "ok"},
	{"sell 1 market day bracket tp=9 sl=12 base=10", "ok"},
	{"sell 1 limit limit=10 day bracket tp=9 sl=12 sll=12.50", "ok"},
	{"buy 1 stop_limit stop=9.50 limit=10 day bracket tp=12 sl=9", "ok"},
	{"buy 1 market day oto tp=12 base=10", "ok"},
	{"buy 1 market day oto sl=9 base=10", "ok"},
	{"sell 1 limit limit=12 day oco sl=9 pos=1 base=10", "ok"},
	{"sell 1 limit day oco tp=12 sl=9 pos=1 base=10", "ok"},
	{"buy 1 limit day oco tp=9 sl=12 pos=-1 base=10", "ok"},
	/* what there has to be */
	{"buy 1 market day tp=12", "SIMPLE_LEGS"},
	{"buy 1 market day sl=12", "SIMPLE_LEGS"},
	{"buy 1 market day sll=12", "SIMPLE_LEGS"},
	{"buy 1 market day bracket", "PROFIT_MISSING"},
	{"buy 1 limit limit=10 day bracket sl=9", "PROFIT_MISSING"},
	{"buy 1 market day bracket tp=12", "LOSS_MISSING"},
	{"buy 1 market day bracket tp=12 sll=9", "LOSS_MISSING"},
	{"sell 1 limit limit=12 day oco pos=1", "LOSS_MISSING"},
	{"sell 1 limit day oco sl=9 pos=1", "LIMIT_MISSING"},
	{"buy 1 market day oto", "OTO_LEG"},
	{"buy 1 market day oto tp=12 sl=9", "OTO_LEG"},
	{"buy 1 market day oto sll=9", "LOSS_MISSING"},
	/* what it may be */
	{"buy 1 market ioc bracket tp=12 sl=9", "GROUP_TIF"},
	{"sell 1 limit limit=12 opg oco sl=9 pos=1", "GROUP_TIF"},
	{"buy 1 trailing_stop trail=1 day bracket tp=12 sl=9", "GROUP_TYPE"},
	{"sell 1 market day oco tp=12 sl=9 pos=1", "OCO_TYPE"},
	{"sell 1 limit day oco tp=12 sl=9", "OCO_EXIT"},
	{"sell 1 limit day oco tp=12 sl=9 pos=-1", "OCO_EXIT"},
	{"buy 1 limit day oco tp=9 sl=12 pos=1", "OCO_EXIT"},
	{"sell 1 market day bracket tp=9 sl=12 pos=1", "ENTRY"},
	{"buy 1 market day oto tp=9 pos=-1", "ENTRY"},
	{"buy 1 market day bracket tp=12 sl=9 pos=1", "ok"},
	/* how the prices lie */
	{"buy 1 market day bracket tp=9 sl=9", "PROFIT_ABOVE_LOSS"},
	{"buy 1 market day bracket tp=9 sl=12", "PROFIT_ABOVE_LOSS"},
	{"sell 1 market day bracket tp=12 sl=9", "PROFIT_BELOW_LOSS"},
	{"sell 1 limit day oco tp=9 sl=12 pos=1", "PROFIT_ABOVE_LOSS"},
	{"buy 1 limit day oco tp=12 sl=9 pos=-1", "PROFIT_BELOW_LOSS"},
	{"buy 1 market day bracket tp=10 sl=9 base=10", "PROFIT_ABOVE_BASE"},
	{"buy 1 market day bracket tp=10.01 sl=9.99 base=10", "ok"},
	{"buy 1 market day bracket tp=12 sl=10 base=10", "LOSS_BELOW_BASE"},
	{"buy 1 limit limit=11 day bracket tp=10.50 sl=9 base=10", "PROFIT_ABOVE_BASE"},
	{"buy 1 limit limit=8 day bracket tp=12 sl=9 base=10", "LOSS_BELOW_BASE"},
	{"buy 1 stop stop=11 day bracket tp=10.50 sl=9 base=10", "PROFIT_ABOVE_BASE"},
	{"sell 1 market day bracket tp=10 sl=12 base=10", "PROFIT_BELOW_BASE"},
	{"sell 1 market day bracket tp=9 sl=10 base=10", "LOSS_ABOVE_BASE"},
	{"sell 1 limit limit=12 day oco sl=10 pos=1 base=10", "LOSS_BELOW_BASE"},
	{"sell 1 limit limit=10 day oco sl=9 pos=1 base=10", "PROFIT_ABOVE_BASE"},
	{"buy 1 market day oto tp=10 base=10", "PROFIT_ABOVE_BASE"},
	{"buy 1 market day bracket tp=12 sl=9 sll=9", "ok"},
	{"buy 1 market day bracket tp=12 sl=9 sll=9.01", "LOSS_LIMIT_BELOW"},
	{"sell 1 market day bracket tp=9 sl=12 sll=11.99", "LOSS_LIMIT_ABOVE"},
	{"buy 1 market day bracket tp=12 sl=9.001", "SUB_PENNY"},
	{"buy 1 market day bracket tp=0 sl=9", "PRICE_POSITIVE"},
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct ticket ticket = ticket_read(lines[i].line);
		struct trade_details details = {0};
		const char *got = refusal_name(order_rules_check(
			&ticket.request, &ticket.instrument, &ticket.setting, &details));
		if (strcmp(got, lines[i].refusal) != 0)
			fail_msg("%s: %s, not %s", lines[i].line, got, lines[i].refusal);
	}
}

static void tells_base(void **state)
{
	(void)state;
	struct ticket ticket = ticket_read("buy 1 market day bracket tp=9 sl=8 base=10");
	struct trade_details details = {0};
	assert_int_equal(order_rules_check(&ticket.request, &ticket.instrument,
				 &ticket.setting, &details),
		REFUSE_PROFIT_ABOVE_BASE);
	assert_int_equal(details.base.e6, 10000000);
}

/*
 * All small prices of a bracket and an oco, both sides: accepted iff the exits enclose
 * what they are measured against.
 */
static void enclosed(void **state)
{
	(void)state;
	enum { MOST = 6 };
	for (int i = 0; i < 4 * MOST * MOST * MOST; i++) {
		int profit = i % MOST + 1, loss = i / MOST % MOST + 1,
		    base = i / MOST / MOST % MOST + 1;
		bool is_oco = i / MOST / MOST / MOST % 2 == 1;
		bool is_long = i / MOST / MOST / MOST / 2 == 1;
		char line[128];
		snprintf(line, sizeof(line), "%s 1 %s day tp=%d sl=%d base=%d pos=%d",
			is_long != is_oco ? "buy" : "sell",
			is_oco ? "limit oco" : "market bracket", profit, loss, base,
			!is_oco   ? 0
			: is_long ? 5
				  : -5);
		struct ticket ticket = ticket_read(line);
		struct trade_details details = {0};
		enum trade_refusal refusal = order_rules_check(
			&ticket.request, &ticket.instrument, &ticket.setting, &details);
		bool encloses = is_long ? loss < base && base < profit
					: profit < base && base < loss;
		if ((refusal == REFUSE_NOTHING) != encloses)
			fail_msg("%s: %s", line, refusal_name(refusal));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(tells_base),
		cmocka_unit_test(enclosed),
	};
	return cmocka_run_group_tests_name("trading/exit_rules", tests, NULL, NULL);
}
