/* csrf_*: a token counts for its session, or for none, and for twelve hours. */
#include "auth/csrf.h"

#include "auth/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t NOW_S = 1800000000;

static const char first_secret[] = "the first secret, of thirty-two bytes or more";
static const char second_secret[] = "the second secret, of thirty-two bytes or more";
static const char third_secret[] = "the third secret, of thirty-two bytes or more";

static int load(void **state)
{
	(void)state;
	return secret_load(second_secret, first_secret);
}

static void bound_to_a_session(void **state)
{
	(void)state;
	char token[CSRF_SIZE];
	csrf_make("session", NOW_S, token);
	assert_true(strlen(token) < CSRF_SIZE);
	assert_true(csrf_check(token, "session", false, NOW_S));
	assert_true(csrf_check(token, "session", true, NOW_S));
	static const char *const others[] = {
		"", "other", "sessio", "sessions", "Session"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_false(csrf_check(token, others[i], false, NOW_S));
		assert_false(csrf_check(token, others[i], true, NOW_S));
	}
}

static void bound_to_none(void **state)
{
	(void)state;
	char token[CSRF_SIZE];
	csrf_make("", NOW_S, token);
	assert_true(csrf_check(token, "", true, NOW_S));
	assert_true(csrf_check(token, "session", true, NOW_S));
	assert_false(csrf_check(token, "", false, NOW_S));
	assert_false(csrf_check(token, "session", false, NOW_S));
}

static void no_two_are_alike(void **state)
{
	(void)state;
	char one[CSRF_SIZE];
	char two[CSRF_SIZE];
	csrf_make("session", NOW_S, one);
	csrf_make("session", NOW_S, two);
	assert_string_not_equal(one, two);
	assert_true(csrf_check(one, "session", false, NOW_S));
	assert_true(csrf_check(two, "session", false, NOW_S));
}

static void it_lasts_twelve_hours(void **state)
{
	(void)state;
	static const char *const sessions[] = {"session", ""};
	for (size_t i = 0; i < 2; i++) {
		char token[CSRF_SIZE];
		const char *session = sessions[i];
		csrf_make(session, NOW_S, token);
		/* Clocks of two hosts may differ by five seconds. */
		assert_false(csrf_check(token, session, true, NOW_S - 6));
		assert_true(csrf_check(token, session, true, NOW_S - 5));
		assert_true(
			csrf_check(token, session, true, NOW_S + CSRF_LIFETIME_S - 1));
		assert_false(csrf_check(token, session, true, NOW_S + CSRF_LIFETIME_S));
	}
}

static void no_bit_may_be_flipped(void **state)
{
	(void)state;
	static const char *const sessions[] = {"session", ""};
	for (size_t i = 0; i < 2; i++) {
		char token[CSRF_SIZE];
		csrf_make(sessions[i], NOW_S, token);
		size_t bits = strlen(token) * 8;
		for (size_t bit = 0; bit < bits; bit++) {
			token[bit / 8] ^= (char)(1 << bit % 8);
			if (csrf_check(token, sessions[i], true, NOW_S))
				fail_msg("byte %zu, bit %zu", bit / 8, bit % 8);
			token[bit / 8] ^= (char)(1 << bit % 8);
		}
		assert_true(csrf_check(token, sessions[i], true, NOW_S));
	}
}

static void no_byte_may_be_missing_or_added(void **state)
{
	(void)state;
	char token[CSRF_SIZE];
	char other[CSRF_SIZE * 2];
	csrf_make("session", NOW_S, token);
	for (size_t i = 0; token[i] != '\0'; i++) {
		snprintf(other, sizeof(other), "%.*s%s", (int)i, token, token + i + 1);
		assert_false(csrf_check(other, "session", true, NOW_S));
		snprintf(other, sizeof(other), "%.*s", (int)i, token);
		assert_false(csrf_check(other, "session", true, NOW_S));
		for (const char *more = ".0A= "; *more != '\0'; more++) {
			snprintf(other, sizeof(other), "%.*s%c%s", (int)i, token, *more,
				token + i);
			if (strcmp(other, token) != 0)
				assert_false(csrf_check(other, "session", true, NOW_S));
		}
	}
}

static void what_is_no_token_is_refused(void **state)
{
	(void)state;
	char text[CSRF_SIZE * 4];
	static const char *const texts[] = {"", ".", "..", "...", "null", "undefined",
		"1800000000", "1800000000.0011223344556677",
		"1800000000.0011223344556677.", "-1.0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"1800000000.0011223344556677."
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_false(csrf_check(texts[i], "session", true, NOW_S));
		assert_false(csrf_check(texts[i], "", true, NOW_S));
	}
	for (size_t length = 1; length < sizeof(text); length++) {
		memset(text, 'A', sizeof(text));
		text[length] = '\0';
		assert_false(csrf_check(text, "session", true, NOW_S));
		if (length > 44) {
			text[length - 44] = '.';
			assert_false(csrf_check(text, "session", true, NOW_S));
		}
	}
}

static void the_secret_before_still_counts(void **state)
{
	(void)state;
	char token[CSRF_SIZE];
	assert_int_equal(secret_load(first_secret, third_secret), 0);
	csrf_make("session", NOW_S, token);
	assert_int_equal(secret_load(second_secret, first_secret), 0);
	assert_true(csrf_check(token, "session", false, NOW_S));
	assert_false(csrf_check(token, "other", true, NOW_S));
	assert_int_equal(secret_load(third_secret, second_secret), 0);
	assert_false(csrf_check(token, "session", true, NOW_S));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(bound_to_a_session, load),
		cmocka_unit_test_setup(bound_to_none, load),
		cmocka_unit_test_setup(no_two_are_alike, load),
		cmocka_unit_test_setup(it_lasts_twelve_hours, load),
		cmocka_unit_test_setup(no_bit_may_be_flipped, load),
		cmocka_unit_test_setup(no_byte_may_be_missing_or_added, load),
		cmocka_unit_test_setup(what_is_no_token_is_refused, load),
		cmocka_unit_test_setup(the_secret_before_still_counts, load),
	};
	return cmocka_run_group_tests_name("auth/csrf", tests, NULL, NULL);
}
