/* amount_read: exact where it can be, half to even below, and nothing else. */
#include "market/providers/amount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void values(void **state)
{
	static const struct {
		const char *text;
		unsigned scale;
		int64_t value;
	} cases[] = {{"0", 6, 0}, {"-0", 6, 0}, {"-0.0", 6, 0}, {"1.5", 6, 1500000},
		{"231.455", 6, 231455000}, {"-3", 6, -3000000},
		/* More places than there are: to the nearest, a tie to the even one. */
		{"1.0000005", 6, 1000000}, {"1.0000015", 6, 1000002},
		{"1.0000025", 6, 1000002},
		{"1.00000250000000000000000000001", 6, 1000003},
		{"-1.0000015", 6, -1000002}, {"-1.0000025", 6, -1000002},
		{"137.40000000000001", 6, 137400000},
		{"228.12345649999998", 6, 228123456},
		{"0.00000049999999999999999999999999", 6, 0}, {"0.0000005", 6, 0},
		{"0.00000050000000000001", 6, 1}, {"1e-30", 6, 0},
		{"1.2345678901234567e-05", 6, 12}, {"1.23E2", 6, 123000000},
		{"12345678901234567e-10", 6, INT64_C(1234567890123)}, {"1.5", 0, 2},
		{"2.5", 0, 2}, {"1203400.0", 0, 1203400},
		{"123456789012345678", 0, INT64_C(123456789012345678)},
		{"9223372036854.775807", 6, INT64_MAX},
		{"1000000000000000000000e-20", 6, 10000000}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t value = 77;
		if (!amount_read(cases[i].text, cases[i].scale, &value) ||
			value != cases[i].value)
			fail_msg("%s is %lld", cases[i].text, (long long)value);
	}
}

static void what_is_no_amount(void **state)
{
	static const char *const texts[] = {"", " ", "-", ".", ".5", "5.", "1e", "1e+",
		"+1", "01", "0x1", "NaN", "Infinity", "-inf", "null", "1,000",
		"1.0000001x", "1.0000001 ", "--1.0000001", "1.0000001.1", "1.0000001e",
		"01.0000001", "1e300", "9223372036854.775808",
		"99999999999999999999999999",
		"1.00000010000000000000000000000000000000000000000000000000000000001",
		"12345678901234567890123456789e10", "1e99999999999999999999"};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		int64_t value = 77;
		if (amount_read(texts[i], 6, &value))
			fail_msg("\"%s\" is %lld", texts[i], (long long)value);
		assert_true(value == 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(what_is_no_amount),
	};
	return cmocka_run_group_tests_name("market/providers/amount", tests, NULL, NULL);
}
