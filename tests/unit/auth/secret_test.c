/* secret_*: keys for each purpose, derived in a way that never changes. */
#include "auth/secret.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char first_secret[] = "0123456789abcdef0123456789abcdef";
static const char second_secret[] = "0123456789abcdef0123456789abcdeg";

static void assert_key(enum secret_purpose purpose, const char *wanted)
{
	char text[SECRET_KEY_SIZE * 2 + 1];
	const unsigned char *key = secret_key(SECRET_CURRENT, purpose);
	assert_non_null(key);
	sodium_bin2hex(text, sizeof(text), key, SECRET_KEY_SIZE);
	assert_string_equal(text, wanted);
}

static char said[512];

/* Loads, and keeps what is said on standard error. */
static int load(const char *current, const char *previous)
{
	int ends[2];
	int kept = dup(STDERR_FILENO);
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	int result = secret_load(current, previous);
	dup2(kept, STDERR_FILENO);
	ssize_t length = read(ends[0], said, sizeof(said) - 1);
	said[length < 0 ? 0 : length] = '\0';
	close(kept);
	close(ends[0]);
	close(ends[1]);
	return result;
}

static void too_short_is_refused_in_one_line(void **state)
{
	(void)state;
	static const char *const secrets[] = {
		"", "x", "secret", "0123456789abcdef0123456789abcde"};
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		assert_int_equal(load(secrets[i], first_secret), -1);
		assert_non_null(strstr(said, "JWT_SECRET_KEY"));
		assert_non_null(strstr(said, "32 bytes"));
		assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
		if (strlen(secrets[i]) > 1)
			assert_null(strstr(said, secrets[i]));
	}
	assert_null(secret_key(SECRET_CURRENT, SECRET_ACCESS));
}

static void without_a_previous_secret_there_is_no_key_of_it(void **state)
{
	(void)state;
	static const char *const none[] = {"", "0123456789abcdef0123456789abcde"};
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(load(first_secret, none[i]), 0);
		assert_string_equal(said, "");
		for (int purpose = 0; purpose < SECRET_PURPOSES; purpose++)
			assert_null(secret_key(
				SECRET_PREVIOUS, (enum secret_purpose)purpose));
	}
}

/* Values of Python's hashlib.blake2b, after libsodium's description of crypto_kdf. */
static void keys_are_derived_as_ever(void **state)
{
	(void)state;
	assert_int_equal(load(first_secret, ""), 0);
	assert_key(SECRET_ACCESS,
		"14b6f66439d3f5e5562ec98a0f7a17e0b5378f7471abc52fcd6d7b46035d3d65");
	assert_key(SECRET_CSRF,
		"1781a15ffbbc897e783d99b46d877a00dbc89c999d7dfda87b719b5870726e07");
	assert_key(SECRET_TOTP,
		"9bf9ffddb0ac185d338cad3ba712a62d6b246163961aebff2d584c324643f564");
	assert_string_equal(secret_id(SECRET_CURRENT), "6356ec45");
}

static void all_keys_differ(void **state)
{
	(void)state;
	assert_int_equal(load(second_secret, first_secret), 0);
	const unsigned char *keys[SECRET_AGES * SECRET_PURPOSES];
	for (int i = 0; i < SECRET_AGES * SECRET_PURPOSES; i++) {
		keys[i] = secret_key((enum secret_age)(i / SECRET_PURPOSES),
			(enum secret_purpose)(i % SECRET_PURPOSES));
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(keys[i], keys[j], SECRET_KEY_SIZE);
	}
	assert_string_not_equal(secret_id(SECRET_CURRENT), secret_id(SECRET_PREVIOUS));
}

static void the_previous_keys_are_those_of_before(void **state)
{
	(void)state;
	unsigned char before[SECRET_PURPOSES][SECRET_KEY_SIZE];
	char id[SECRET_ID_SIZE];
	assert_int_equal(load(first_secret, ""), 0);
	for (int i = 0; i < SECRET_PURPOSES; i++)
		memcpy(before[i], secret_key(SECRET_CURRENT, (enum secret_purpose)i),
			SECRET_KEY_SIZE);
	snprintf(id, sizeof(id), "%s", secret_id(SECRET_CURRENT));
	assert_int_equal(load(second_secret, first_secret), 0);
	for (int i = 0; i < SECRET_PURPOSES; i++)
		assert_memory_equal(before[i],
			secret_key(SECRET_PREVIOUS, (enum secret_purpose)i),
			SECRET_KEY_SIZE);
	assert_string_equal(secret_id(SECRET_PREVIOUS), id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_short_is_refused_in_one_line),
		cmocka_unit_test(without_a_previous_secret_there_is_no_key_of_it),
		cmocka_unit_test(keys_are_derived_as_ever),
		cmocka_unit_test(all_keys_differ),
		cmocka_unit_test(the_previous_keys_are_those_of_before),
	};
	return cmocka_run_group_tests_name("auth/secret", tests, NULL, NULL);
}
