/* chain_*: symbols and ids of contracts, read and written. */
#include "market/chain.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void symbols(void **state)
{
	(void)state;
	static const struct {
		const char *symbol, *underlying;
		int year, month, day;
		enum contract_right right;
		int64_t strike_e6;
	} table[] = {
		{"AAPL260116C00150000", "AAPL", 2026, 1, 16, CONTRACT_CALL, 150000000},
		{"F261218P00007500", "F", 2026, 12, 18, CONTRACT_PUT, 7500000},
		{"GOOGL280121C00000001", "GOOGL", 2028, 1, 21, CONTRACT_CALL, 1000},
		{"SPX260116P99999999", "$SPX", 2026, 1, 16, CONTRACT_PUT, 99999999000},
		{"BRKB260116C00500000", "BRK.B", 2026, 1, 16, CONTRACT_CALL, 500000000},
		{"AAPL1260116C00150125", "AAPL1", 2026, 1, 16, CONTRACT_CALL, 150125000},
		{"XYZ240229C00100000", "XYZ", 2024, 2, 29, CONTRACT_CALL, 100000000},
		{"XYZ000101C00100000", "XYZ", 2000, 1, 1, CONTRACT_CALL, 100000000},
		{"XYZ991231C00100000", "XYZ", 2099, 12, 31, CONTRACT_CALL, 100000000},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct contract contract;
		assert_true(chain_parse_symbol(table[i].symbol, &contract));
		assert_string_equal(contract.symbol, table[i].symbol);
		assert_string_equal(contract.underlying, table[i].underlying);
		assert_int_equal(contract.expiration_day,
			clock_day_of(table[i].year, table[i].month, table[i].day));
		assert_int_equal(contract.right, table[i].right);
		assert_int_equal(contract.strike.e6, table[i].strike_e6);
		memset(contract.symbol, 'x', sizeof(contract.symbol));
		assert_true(chain_name(&contract));
		assert_string_equal(contract.symbol, table[i].symbol);
	}
}

static void no_symbols(void **state)
{
	(void)state;
	static const char *const table[] = {"", "AAPL", "260116C00150000",
		"AAPL260116C0015000", "AAPL260116C001500000", "AAPL260116X00150000",
		"AAPL260116c00150000", "aapl260116C00150000", "AAPL  260116C00150000",
		"AAPL260116C00000000", "AAPL261316C00150000", "AAPL260016C00150000",
		"AAPL260100C00150000", "AAPL260132C00150000", "AAPL260431C00150000",
		"AAPL230229C00150000", "AAPL26011 C00150000", "AAPL260116C0015000 ",
		"AAPL260116C-0150000", "AAPL260116C+0150000", "ABCDEFG260116C00150000",
		"A1B260116C00150000", "1260116C00150000", "A.B260116C00150000",
		"$SPX260116C00150000", "AAPL260116C00150000AAPL260116C00150000"};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct contract contract;
		memset(&contract, 0x5a, sizeof(contract));
		struct contract before = contract;
		if (chain_parse_symbol(table[i], &contract))
			fail_msg("taken: %s", table[i]);
		assert_memory_equal(&contract, &before, sizeof(contract));
	}
}

static void no_names(void **state)
{
	(void)state;
	const struct contract good = {.underlying = "AAPL",
		.expiration_day = clock_day_of(2026, 1, 16),
		.strike = {150000000}};
	struct contract contract = good;
	assert_true(chain_name(&contract));
	static const int64_t strikes[] = {
		0, -1000, 1, 150000001, 100000000000, INT64_MIN};
	for (size_t i = 0; i < COUNT(strikes); i++) {
		contract = good;
		contract.strike.e6 = strikes[i];
		assert_false(chain_name(&contract));
	}
	static const int days[] = {-1, 10956, 47482, INT32_MAX};
	for (size_t i = 0; i < COUNT(days); i++) {
		contract = good;
		contract.expiration_day = days[i];
		assert_false(chain_name(&contract));
	}
	/* SPX is the root of $SPX: as an underlying it could not be read back. */
	static const char *const underlyings[] = {
		"", "ABCDEFG", "aapl", "A.B", "$XYZ", "SPX", "BRKB"};
	for (size_t i = 0; i < COUNT(underlyings); i++) {
		contract = good;
		snprintf(contract.underlying, sizeof(contract.underlying), "%s",
			underlyings[i]);
		assert_false(chain_name(&contract));
	}
}

static struct contract any(void)
{
	return (struct contract){
		.right = rand() % 2 ? CONTRACT_CALL : CONTRACT_PUT,
		.expiration_day = 10957 + rand() % 36525,
		.strike = {(1 + (int64_t)rand() % 99999999) * 1000},
	};
}

static void round_trip(void **state)
{
	(void)state;
	static const char *const underlyings[] = {
		"A", "AAPL", "GOOGL", "BRK.B", "$SPX", "$RUT", "ABCDEF", "XYZ9", "BF.A"};
	srand(11);
	for (int i = 0; i < 100000; i++) {
		struct contract contract = any(), read, again;
		char id[INSTRUMENT_ID_SIZE];
		snprintf(contract.underlying, sizeof(contract.underlying), "%s",
			underlyings[i % (int)COUNT(underlyings)]);
		assert_true(chain_name(&contract));
		assert_true(chain_parse_symbol(contract.symbol, &read));
		assert_string_equal(read.underlying, contract.underlying);
		assert_int_equal(chain_compare(&read, &contract), 0);
		assert_true(chain_id(&contract, id));
		assert_true(chain_parse_id(id, &again));
		assert_string_equal(again.symbol, contract.symbol);
		assert_string_equal(again.underlying, contract.underlying);
	}
}

static void ids(void **state)
{
	(void)state;
	struct contract contract, read;
	char id[INSTRUMENT_ID_SIZE], other[INSTRUMENT_ID_SIZE];
	assert_true(chain_parse_symbol("AAPL260116C00150000", &contract));
	assert_true(chain_id(&contract, id));
	/* One is a UUID of version 8 and variant 1, and no other is it. */
	assert_int_equal(strlen(id), 36);
	assert_int_equal(id[14], '8');
	assert_non_null(strchr("89ab", id[19]));
	assert_true(chain_parse_symbol("AAPL260116P00150000", &read));
	assert_true(chain_id(&read, other));
	assert_string_not_equal(id, other);
	for (size_t i = 0; i < strlen(id); i++) {
		memcpy(other, id, sizeof(id));
		other[i] = other[i] == '7' ? '6' : '7';
		assert_false(chain_parse_id(other, &read));
	}
	assert_false(chain_parse_id("", &read));
	assert_false(chain_parse_id("AAPL260116C00150000", &read));
	for (size_t i = 0; i < strlen(id); i++)
		other[i] = (char)(id[i] >= 'a' && id[i] <= 'f' ? id[i] - 32 : id[i]);
	assert_true(chain_parse_id(other, &read));
}

static void order(void **state)
{
	(void)state;
	static const char *const rising[] = {"AAPL260116C00149000", "AAPL260116P00149000",
		"AAPL260116C00150000", "AAPL260116P00150000", "AAPL260123C00001000"};
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t j = 0; j < COUNT(rising); j++) {
			struct contract a, b;
			assert_true(chain_parse_symbol(rising[i], &a));
			assert_true(chain_parse_symbol(rising[j], &b));
			int sign = chain_compare(&a, &b);
			assert_int_equal((sign > 0) - (sign < 0), (i > j) - (i < j));
		}
}

static void expiry(void **state)
{
	(void)state;
	const struct calendar *nyse = calendar_load(CALENDAR_NYSE);
	const struct calendar *always = calendar_load(CALENDAR_ALWAYS);
	int64_t close_us;
	bool is_date;
	int32_t usual = clock_day_of(2026, 7, 17), half = clock_day_of(2026, 11, 27);
	assert_true(clock_parse("2026-07-17T16:00:00-04:00", &close_us, &is_date));
	assert_int_equal(chain_expiry_us(nyse, usual), close_us);
	assert_int_equal(chain_expiry_us(always, usual), close_us);
	assert_true(clock_parse("2026-11-27T13:00:00-05:00", &close_us, &is_date));
	assert_int_equal(chain_expiry_us(nyse, half), close_us);
	assert_true(clock_parse("2026-11-27T16:00:00-05:00", &close_us, &is_date));
	assert_int_equal(chain_expiry_us(always, half), close_us);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols),
		cmocka_unit_test(no_symbols),
		cmocka_unit_test(no_names),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(ids),
		cmocka_unit_test(order),
		cmocka_unit_test(expiry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
