/* Text tables for decimal_parse and decimal_format, and all short texts exhaustively. */
#include "money/decimal.h"

#include <inttypes.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const int64_t UNTOUCHED = 0x5ca1ab1e;

/*
 * Parses from a block that ends where the text ends, so that a read past the length is a
 * finding for ASan.
 */
static enum decimal_fault parse(
	const char *text, size_t length, unsigned scale, int64_t *value)
{
	char *block = malloc(length > 0 ? length : 1);
	assert_non_null(block);
	memcpy(block, text, length);
	enum decimal_fault fault = decimal_parse(block, length, scale, value);
	free(block);
	return fault;
}

static void expect(const char *text, size_t length, unsigned scale,
	enum decimal_fault expected_fault, int64_t expected)
{
	int64_t value = UNTOUCHED;
	enum decimal_fault fault = parse(text, length, scale, &value);
	if (fault != expected_fault || value != expected) {
		fail_msg("'%.*s' at scale %u: fault %d (expected %d), value %" PRId64
			 " (expected %" PRId64 ")",
			(int)length, text, scale, (int)fault, (int)expected_fault, value,
			expected);
	}
}

static const struct {
	const char *text;
	unsigned scale;
	int64_t value;
} ACCEPTED[] = {
	{"0", 6, 0},
	{"0.0", 0, 0},
	{"0.0000000000000000000000", 6, 0},
	{"1", 6, 1000000},
	{"-1", 6, -1000000},
	{"10", 0, 10},
	{"1.5", 6, 1500000},
	{"-0.5", 6, -500000},
	{"0.000001", 6, 1},
	{"-0.000000001", 9, -1},
	{"1.5000000000000000000000", 6, 1500000},
	{"100.00", 0, 100},
	{"1234567890.987654321", 9, 1234567890987654321},
	{"1e2", 6, 100000000},
	{"1E2", 6, 100000000},
	{"1e+2", 6, 100000000},
	{"1e002", 6, 100000000},
	{"1e000000000000000000002", 6, 100000000},
	{"1e0", 6, 1000000},
	{"1e-0", 6, 1000000},
	{"1.5E-3", 6, 1500},
	{"-1.5e-3", 6, -1500},
	{"15e-1", 6, 1500000},
	{"0.15E+1", 6, 1500000},
	{"1000e-3", 0, 1},
	{"0.001e3", 0, 1},
	{"1000000000000e-18", 6, 1},
	{"0.0000000000000000001e19", 0, 1},
	{"10000000000000000000e-19", 0, 1},
	{"0e0", 6, 0},
	{"0e400", 6, 0},
	{"0.0e-999999999", 6, 0},
	{"9223372036854775807", 0, INT64_MAX},
	{"-9223372036854775808", 0, INT64_MIN},
	{"9223372036854.775807", 6, INT64_MAX},
	{"-9223372036854.775808", 6, INT64_MIN},
	{"9223372036.854775807", 9, INT64_MAX},
	{"-9223372036.854775808", 9, INT64_MIN},
	{"9.223372036854775807", 18, INT64_MAX},
	{"-9.223372036854775808", 18, INT64_MIN},
	{"9.223372036854775807e18", 0, INT64_MAX},
	{"-92233720368547758080e-1", 0, INT64_MIN},
	{"1e18", 0, 1000000000000000000},
	{"1e-18", 18, 1},
	{"9e12", 6, 9000000000000000000},
};

static void accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ACCEPTED); i++) {
		expect(ACCEPTED[i].text, strlen(ACCEPTED[i].text), ACCEPTED[i].scale,
			DECIMAL_OK, ACCEPTED[i].value);
	}
}

static const struct {
	const char *text;
	unsigned scale;
	enum decimal_fault fault;
} REFUSED[] = {
	{"", 6, DECIMAL_EMPTY},
	{"1000000000000000000000000", 6, DECIMAL_TOO_LONG},
	{"123456789012345678901234567890", 6, DECIMAL_TOO_LONG},
	{"0.00000000000000000000000", 6, DECIMAL_TOO_LONG},
	{"nonsense nonsense nonsens", 6, DECIMAL_TOO_LONG},
	{"nonsense nonsense nonsen", 6, DECIMAL_SYNTAX},
	{" ", 6, DECIMAL_SYNTAX},
	{" 1", 6, DECIMAL_SYNTAX},
	{"1 ", 6, DECIMAL_SYNTAX},
	{"1\n", 6, DECIMAL_SYNTAX},
	{"1 000", 6, DECIMAL_SYNTAX},
	{"1,000", 6, DECIMAL_SYNTAX},
	{"1,5", 6, DECIMAL_SYNTAX},
	{"1_000", 6, DECIMAL_SYNTAX},
	{"$1", 6, DECIMAL_SYNTAX},
	{"+1", 6, DECIMAL_SYNTAX},
	{"+", 6, DECIMAL_SYNTAX},
	{"-", 6, DECIMAL_SYNTAX},
	{"--1", 6, DECIMAL_SYNTAX},
	{"-+1", 6, DECIMAL_SYNTAX},
	{"1-", 6, DECIMAL_SYNTAX},
	{"1-1", 6, DECIMAL_SYNTAX},
	{".", 6, DECIMAL_SYNTAX},
	{".5", 6, DECIMAL_SYNTAX},
	{"-.5", 6, DECIMAL_SYNTAX},
	{"5.", 6, DECIMAL_SYNTAX},
	{"5.e1", 6, DECIMAL_SYNTAX},
	{"1.2.3", 6, DECIMAL_SYNTAX},
	{"1..2", 6, DECIMAL_SYNTAX},
	{"00", 6, DECIMAL_SYNTAX},
	{"01", 6, DECIMAL_SYNTAX},
	{"-01", 6, DECIMAL_SYNTAX},
	{"00.5", 6, DECIMAL_SYNTAX},
	{"-00", 6, DECIMAL_SYNTAX},
	{"e", 6, DECIMAL_SYNTAX},
	{"e5", 6, DECIMAL_SYNTAX},
	{"1e", 6, DECIMAL_SYNTAX},
	{"1e+", 6, DECIMAL_SYNTAX},
	{"1e-", 6, DECIMAL_SYNTAX},
	{"1e+-2", 6, DECIMAL_SYNTAX},
	{"1e-+2", 6, DECIMAL_SYNTAX},
	{"1ee2", 6, DECIMAL_SYNTAX},
	{"1eE2", 6, DECIMAL_SYNTAX},
	{"1e2e3", 6, DECIMAL_SYNTAX},
	{"1e2.0", 6, DECIMAL_SYNTAX},
	{"1e 2", 6, DECIMAL_SYNTAX},
	{"0x10", 6, DECIMAL_SYNTAX},
	{"1f", 6, DECIMAL_SYNTAX},
	{"0b1", 6, DECIMAL_SYNTAX},
	{"NaN", 6, DECIMAL_SYNTAX},
	{"nan", 6, DECIMAL_SYNTAX},
	{"inf", 6, DECIMAL_SYNTAX},
	{"Infinity", 6, DECIMAL_SYNTAX},
	{"-Infinity", 6, DECIMAL_SYNTAX},
	{"null", 6, DECIMAL_SYNTAX},
	{"\"1\"", 6, DECIMAL_SYNTAX},
	{"/", 6, DECIMAL_SYNTAX},
	{":", 6, DECIMAL_SYNTAX},
	{"\xef\xbc\x91", 6, DECIMAL_SYNTAX},  /* full-width 1 */
	{"1\xef\xbc\x91", 6, DECIMAL_SYNTAX}, /* 1, full-width 1 */
	{"\xd9\xa1", 6, DECIMAL_SYNTAX},      /* Arabic-Indic 1 */
	{"\xe2\x88\x92"
	 "1",
		6, DECIMAL_SYNTAX}, /* minus sign, 1 */
	{"\xef\xbb\xbf"
	 "1",
		6, DECIMAL_SYNTAX},       /* byte order mark, 1 */
	{"1\xc2\xa0", 6, DECIMAL_SYNTAX}, /* no-break space */
	{"\xb1", 6, DECIMAL_SYNTAX},
	{"-0", 6, DECIMAL_NEGATIVE_ZERO},
	{"-0.00", 6, DECIMAL_NEGATIVE_ZERO},
	{"-0e5", 6, DECIMAL_NEGATIVE_ZERO},
	{"-0.0e400", 6, DECIMAL_NEGATIVE_ZERO},
	{"-0.0000000000001e", 6, DECIMAL_SYNTAX},
	{"0.0000001", 6, DECIMAL_TOO_PRECISE},
	{"-0.0000001", 6, DECIMAL_TOO_PRECISE},
	{"1.0000001", 6, DECIMAL_TOO_PRECISE},
	{"0.5", 0, DECIMAL_TOO_PRECISE},
	{"1500e-3", 0, DECIMAL_TOO_PRECISE},
	{"1e-10", 9, DECIMAL_TOO_PRECISE},
	{"1e-19", 18, DECIMAL_TOO_PRECISE},
	{"1e-400", 6, DECIMAL_TOO_PRECISE},
	{"10e-9999999999999999999", 6, DECIMAL_TOO_PRECISE},
	{"0.99999999999999999999", 9, DECIMAL_TOO_PRECISE},
	{"99999999999999999999.1", 0, DECIMAL_TOO_PRECISE},
	{"1e400", 6, DECIMAL_OUT_OF_RANGE},
	{"-1e400", 6, DECIMAL_OUT_OF_RANGE},
	{"1e50", 6, DECIMAL_OUT_OF_RANGE},
	{"1e999999999", 6, DECIMAL_OUT_OF_RANGE},
	{"1e2147483648", 6, DECIMAL_OUT_OF_RANGE},
	{"1e4294967296", 6, DECIMAL_OUT_OF_RANGE},
	{"1e18446744073709551616", 6, DECIMAL_OUT_OF_RANGE},
	{"1e9999999999999999999999", 6, DECIMAL_OUT_OF_RANGE},
	{"0.00000000000000001e9999", 6, DECIMAL_OUT_OF_RANGE},
	{"1e13", 6, DECIMAL_OUT_OF_RANGE},
	{"1e19", 0, DECIMAL_OUT_OF_RANGE},
	{"1e1", 18, DECIMAL_OUT_OF_RANGE},
	{"10", 18, DECIMAL_OUT_OF_RANGE},
	{"9223372036854775808", 0, DECIMAL_OUT_OF_RANGE},
	{"-9223372036854775809", 0, DECIMAL_OUT_OF_RANGE},
	{"9223372036854.775808", 6, DECIMAL_OUT_OF_RANGE},
	{"-9223372036854.775809", 6, DECIMAL_OUT_OF_RANGE},
	{"9223372036.854775808", 9, DECIMAL_OUT_OF_RANGE},
	{"18446744073709551616", 0, DECIMAL_OUT_OF_RANGE},
	{"18446744073709551617", 0, DECIMAL_OUT_OF_RANGE},
	{"999999999999999999999999", 0, DECIMAL_OUT_OF_RANGE},
	{"999999999999999999999999", 18, DECIMAL_OUT_OF_RANGE},
};

static void refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(REFUSED); i++) {
		expect(REFUSED[i].text, strlen(REFUSED[i].text), REFUSED[i].scale,
			REFUSED[i].fault, UNTOUCHED);
	}
}

static void length_decides_not_nul(void **state)
{
	(void)state;
	expect("12345", 2, 0, DECIMAL_OK, 12);
	expect("1.5junk", 3, 6, DECIMAL_OK, 1500000);
	expect("1\0", 2, 6, DECIMAL_SYNTAX, UNTOUCHED);
	expect("\0", 1, 6, DECIMAL_SYNTAX, UNTOUCHED);
	expect("1\0e2", 4, 6, DECIMAL_SYNTAX, UNTOUCHED);

	int64_t value = UNTOUCHED;
	assert_int_equal(decimal_parse(NULL, 0, 6, &value), DECIMAL_EMPTY);
	assert_int_equal(decimal_parse("", SIZE_MAX, 6, &value), DECIMAL_TOO_LONG);
	assert_true(value == UNTOUCHED);
}

/* Every text of up to six of these characters is a number exactly when the regex says so.
 */
static void grammar_of_short_texts(void **state)
{
	(void)state;
	static const char alphabet[] = "015-+.eE ";
	enum { LETTERS = sizeof alphabet - 1, LONGEST = 6 };
	regex_t json;
	assert_int_equal(
		regcomp(&json, "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?$",
			REG_EXTENDED | REG_NOSUB),
		0);
	int accepted = 0;
	size_t texts = 1;
	for (size_t length = 1; length <= LONGEST; length++) {
		texts *= LETTERS;
		for (size_t n = 0; n < texts; n++) {
			char text[LONGEST + 1] = "";
			for (size_t i = 0, rest = n; i < length; i++, rest /= LETTERS) {
				text[i] = alphabet[rest % LETTERS];
			}
			int64_t value = UNTOUCHED;
			enum decimal_fault fault = decimal_parse(text, length, 9, &value);
			bool number = regexec(&json, text, 0, NULL, 0) == 0;
			if (number != (fault != DECIMAL_SYNTAX)) {
				fail_msg("'%s': fault %d", text, (int)fault);
			}
			accepted += fault == DECIMAL_OK;
		}
	}
	regfree(&json);
	assert_true(accepted > 1000);
}

static const struct {
	int64_t value;
	unsigned scale;
	unsigned min_places;
	const char *text;
} FORMATTED[] = {
	{0, 0, 0, "0"},
	{0, 6, 0, "0"},
	{0, 6, 2, "0.00"},
	{0, 18, 18, "0.000000000000000000"},
	{100000000, 6, 0, "100"},
	{100000000, 6, 2, "100.00"},
	{100000000, 6, 6, "100.000000"},
	{500000, 6, 0, "0.5"},
	{500000, 6, 1, "0.5"},
	{500000, 6, 2, "0.50"},
	{-12345000, 6, 0, "-12.345"},
	{-12345000, 6, 2, "-12.345"},
	{-12345000, 6, 4, "-12.3450"},
	{1, 6, 0, "0.000001"},
	{-1, 6, 2, "-0.000001"},
	{1, 9, 0, "0.000000001"},
	{1, 18, 0, "0.000000000000000001"},
	{10, 0, 0, "10"},
	{-100, 0, 0, "-100"},
	{101, 2, 0, "1.01"},
	{110, 2, 0, "1.1"},
	{1000000000000000000, 18, 0, "1"},
	{INT64_MAX, 0, 0, "9223372036854775807"},
	{INT64_MIN, 0, 0, "-9223372036854775808"},
	{INT64_MAX, 6, 2, "9223372036854.775807"},
	{INT64_MIN, 6, 2, "-9223372036854.775808"},
	{INT64_MIN, 9, 0, "-9223372036.854775808"},
	{INT64_MIN, 18, 18, "-9.223372036854775808"},
};

static void formats(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(FORMATTED); i++) {
		char *text = malloc(DECIMAL_TEXT_SIZE);
		assert_non_null(text);
		size_t length = decimal_format(FORMATTED[i].value, FORMATTED[i].scale,
			FORMATTED[i].min_places, text);
		assert_string_equal(text, FORMATTED[i].text);
		assert_int_equal(length, strlen(FORMATTED[i].text));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),
		cmocka_unit_test(refuses),
		cmocka_unit_test(length_decides_not_nul),
		cmocka_unit_test(grammar_of_short_texts),
		cmocka_unit_test(formats),
	};
	return cmocka_run_group_tests_name("money/decimal_text", tests, NULL, NULL);
}
