/* param_check_text: amounts, which are read exactly or refused. */
#include "http/param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	enum param_kind kind;
	const char *text;
	int64_t units; /* or: */
	const char *why;
} lines[] = {
	{PARAM_PRICE, "12.5", 12500000, NULL},
	{PARAM_PRICE, "0", 0, NULL},
	{PARAM_PRICE, "-1", -1000000, NULL},
	{PARAM_PRICE, "1e2", 100000000, NULL},
	{PARAM_PRICE, "0.000001", 1, NULL},
	{PARAM_QUANTITY, "0.000000001", 1, NULL},
	{PARAM_QUANTITY, "10", 10000000000, NULL},
	{PARAM_MONEY, "9223372036854.775807", INT64_MAX, NULL},
	{PARAM_MONEY, "9223372036854.775808", 0, "is out of range"},
	{PARAM_PRICE, "0.0000001", 0, "must not have more than 6 decimal places"},
	{PARAM_QUANTITY, "1e-10", 0, "must not have more than 9 decimal places"},
	{PARAM_PRICE, "1e400", 0, "is out of range"},
	{PARAM_QUANTITY, "1e50", 0, "is out of range"},
	{PARAM_PRICE, "-0", 0, "must not be a negative zero"},
	{PARAM_PRICE, "-0.00", 0, "must not be a negative zero"},
	{PARAM_PRICE, "123456789012345678901234567890", 0, "has too many digits"},
	{PARAM_PRICE, "", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "NaN", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "Infinity", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "0x10", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, " 1", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "1 ", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "1,5", 0, "must be a decimal number, such as 12.5"},
	{PARAM_PRICE, "\xef\xbc\x91", 0, "must be a decimal number, such as 12.5"},
};

static void test_amounts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct param_value value = {0};
		const struct param param = {.name = "amount", .kind = lines[i].kind};
		const char *why = param_check_text(&param, lines[i].text, &value);
		if (lines[i].why != NULL) {
			assert_non_null(why);
			assert_string_equal(why, lines[i].why);
			continue;
		}
		assert_null(why);
		assert_int_equal(value.integer, lines[i].units);
	}
}

static void test_limits(void **state)
{
	(void)state;
	struct param_value value;
	const struct param param = {
		.name = "cash", .kind = PARAM_MONEY, .least = 1000000, .most = 5000000};
	assert_null(param_check_text(&param, "1", &value));
	assert_null(param_check_text(&param, "5", &value));
	assert_non_null(param_check_text(&param, "0.999999", &value));
	assert_non_null(param_check_text(&param, "5.000001", &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amounts), cmocka_unit_test(test_limits)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
