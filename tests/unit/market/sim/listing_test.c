/* What the simulated exchange lists. */
#include "exchange.h"

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

static void listings_are_sound(void **state)
{
	(void)state;
	static const char *const exchanges[] = {
		"NASDAQ", "NYSE", "ARCA", "BATS", "INDEX"};
	assert_in_range(listing_count(), 150, LISTING_LIMIT);
	for (int place = 0; place < listing_count(); place++) {
		const struct listing *listing = listing_at(place);
		bool is_index = listing->kind == INSTRUMENT_INDEX;
		bool is_stock = listing->kind == INSTRUMENT_STOCK;
		assert_int_equal(listing_find(listing->symbol), place);
		assert_in_range(strlen(listing->name), 2, 95);
		assert_true(is_one_of(listing->exchange, exchanges, COUNT(exchanges)));
		assert_int_equal(is_index, strcmp(listing->exchange, "INDEX") == 0);
		assert_int_equal(is_index, listing->symbol[0] == '$');
		assert_int_equal(is_stock, listing->sector != LISTING_NONE);
		assert_int_equal(is_stock, listing->has_earnings);
		assert_in_range(listing->price_cents, 100, 10000000);
		assert_in_range(listing->volatility_bp, 100, 15000);
		assert_in_range(listing->dividend_bp, 0, 2000);
		assert_true(is_index ? listing->volume_k == 0 : listing->volume_k > 10);
	}
	assert_int_equal(listing_find("NONE"), -1);
	assert_int_equal(listing_find(""), -1);
	assert_int_equal(listing_find("aapl"), -1);
}

static void instruments_are_filled_in(void **state)
{
	(void)state;
	struct instrument instrument;
	listing_instrument(listing_find("JNJ"), &instrument);
	assert_string_equal(instrument.symbol, "JNJ");
	assert_string_equal(instrument.exchange, "NYSE");
	assert_string_equal(instrument.sector, "Health Care");
	assert_int_equal(instrument.kind, INSTRUMENT_STOCK);
	unsigned all = INSTRUMENT_TRADABLE | INSTRUMENT_MARGINABLE |
		       INSTRUMENT_SHORTABLE | INSTRUMENT_EASY_TO_BORROW |
		       INSTRUMENT_FRACTIONABLE | INSTRUMENT_OPTIONS;
	assert_int_equal(instrument.flags, all);
	listing_instrument(listing_find("AMC"), &instrument);
	assert_int_equal(instrument.flags & INSTRUMENT_MARGINABLE, 0);
	listing_instrument(listing_find("$VIX"), &instrument);
	assert_int_equal(instrument.flags & ~(unsigned)INSTRUMENT_OPTIONS, 0);
	assert_string_equal(instrument.sector, "");
}

static void assets_are_all_listed(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct instruments assets;
	assert_int_equal(sim_provider.assets(&exchange.call, &assets), PROVIDER_OK);
	assert_int_equal(assets.count, listing_count());
	for (size_t i = 0; i < assets.count; i++)
		assert_string_equal(assets.items[i].symbol, listing_at((int)i)->symbol);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listings_are_sound),
		cmocka_unit_test(instruments_are_filled_in),
		cmocka_unit_test(assets_are_all_listed),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
