/* Every text of the simulated news, for everything that it can be about. */
#include "market/sim/sim_wording.h"

#include "base/clock.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/sim/sim_split.h"
#include "market/sim/sim_wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct calendar *nyse;

static bool is_of_market(enum sim_bulletin_kind kind)
{
	return kind >= SIM_BULLETIN_MARKET_OPENS_UP;
}

static struct sim_bulletin bulletin_of(
	enum sim_bulletin_kind kind, int place, uint64_t bits)
{
	int32_t day = clock_day_of(2026, 5, 14);
	return (struct sim_bulletin){
		.kind = kind,
		.place = place,
		.time_us = calendar_at_us(nyse, day, 12 * 3600 + 600),
		.number = calendar_number(nyse, day),
		.bits = bits,
		.reason = (enum sim_bulletin_reason)(bits % 4),
		.move = kind % 2 == 0 ? 0.0312 : -0.0312,
		.price_e4 = 12345600,
		.amount_e4 = 15200,
		.expected_e4 = 14700,
		.growth = 0.081,
		.new_shares = 4,
		.old_shares = 1,
		.day = day,
		.year = 2026,
		.quarter = 2,
	};
}

static void check(const struct sim_bulletin *bulletin, enum sim_wording_part part)
{
	int count = sim_wording_count(bulletin->kind, part);
	assert_true(count > 0);
	for (int choice = 0; choice < count; choice++) {
		char buffer[640];
		struct text out = text_over(buffer, sizeof(buffer));
		assert_true(sim_wording_write(&out, bulletin, part, choice));
		const char *text = text_done(&out);
		assert_non_null(text);
		assert_true(strlen(text) > 8);
		assert_null(strpbrk(text, "{}"));
		assert_null(strstr(text, "(null)"));
		assert_null(strstr(text, "  "));
		assert_null(strstr(text, " ,"));
		assert_null(strstr(text, "nan%"));
		assert_true(text[0] != ' ' && text[strlen(text) - 1] != ' ');
		assert_true(part == SIM_WORDING_SUMMARY || strlen(text) <= 160);
	}
}

static void every_text(void **state)
{
	(void)state;
	for (int kind = 0; kind < SIM_BULLETIN_KINDS; kind++) {
		int first = is_of_market((enum sim_bulletin_kind)kind) ? -1 : 0;
		int last = first < 0 ? -1 : listing_count() - 1;
		for (int place = first; place <= last; place++)
			for (uint64_t bits = 0; bits < 4; bits++) {
				struct sim_bulletin bulletin =
					bulletin_of((enum sim_bulletin_kind)kind, place,
						bits << 20 | bits);
				check(&bulletin, SIM_WORDING_HEADLINE);
				check(&bulletin, SIM_WORDING_SUMMARY);
			}
	}
}

static const char *fill(const struct sim_bulletin *bulletin, enum sim_wording_part part,
	int choice, char buffer[640])
{
	struct text out = text_over(buffer, 640);
	assert_true(sim_wording_write(&out, bulletin, part, choice));
	return text_done(&out);
}

static void figures(void **state)
{
	(void)state;
	char buffer[640];
	struct sim_bulletin beat =
		bulletin_of(SIM_BULLETIN_BEAT, listing_find("BRK.B"), 0);
	assert_string_equal(fill(&beat, SIM_WORDING_HEADLINE, 0, buffer),
		"Berkshire Hathaway beats estimates in Q2 2026, earns $1.52 a share");
	assert_string_equal(fill(&beat, SIM_WORDING_SUMMARY, 0, buffer),
		"Berkshire Hathaway earned $1.52 a share in Q2 2026; $1.47 had been "
		"expected. Sales rose 8.1% from a year earlier. Shares closed at "
		"$1,234.56 before the report.");
	struct sim_bulletin drop = bulletin_of(SIM_BULLETIN_DROP, listing_find("F"), 1);
	drop.price_e4 = 9876;
	assert_string_equal(
		fill(&drop, SIM_WORDING_HEADLINE, 1, buffer), "F drops 3.1% to $0.9876");
	struct sim_bulletin split =
		bulletin_of(SIM_BULLETIN_SPLIT, listing_find("KO"), 0);
	assert_string_equal(fill(&split, SIM_WORDING_HEADLINE, 2, buffer),
		"KO split: 4-for-1, effective May 14, 2026");
}

/* A wrap's figures are those of the indices, whenever it comes. */
static void wraps(void **state)
{
	(void)state;
	struct sim_bulletin bulletins[SIM_BULLETIN_MOST];
	const struct sim_share *market = sim_world_share(listing_find("$SPX"));
	int32_t first = calendar_number(nyse, clock_day_of(2026, 1, 5));
	for (int32_t number = first; number < first + 100; number++) {
		size_t count = sim_wrap(number, bulletins);
		struct calendar_session session = calendar_numbered(nyse, number);
		assert_true(count >= 3);
		assert_true(bulletins[0].time_us > session.open_us);
		assert_true(bulletins[0].time_us < bulletins[1].time_us);
		assert_true(bulletins[1].time_us < session.close_us);
		assert_true(bulletins[2].time_us > session.close_us);
		assert_int_equal(bulletins[2].price_e4, sim_split_close(market, number));
		double before = (double)sim_split_close(market, number - 1);
		double move = (double)bulletins[2].price_e4 / before - 1;
		assert_true(move - bulletins[2].move < 1e-12);
		assert_true(bulletins[2].move - move < 1e-12);
		assert_true(move > -0.001 ||
			    bulletins[2].kind == SIM_BULLETIN_MARKET_ENDS_DOWN);
		assert_true(
			move < 0.001 || bulletins[2].kind == SIM_BULLETIN_MARKET_ENDS_UP);
	}
}

static int set_up(void **state)
{
	(void)state;
	nyse = calendar_load(CALENDAR_NYSE);
	if (nyse != NULL)
		sim_world_open(1, nyse);
	return nyse == NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text),
		cmocka_unit_test(figures),
		cmocka_unit_test(wraps),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
