/* credential_*: shaped as they should be, never the same twice; hashes that stay. */
#include "auth/credential.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MADE = 4000, LARGEST = 64 };

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static int start(void **state)
{
	(void)state;
	return sodium_init() < 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Makes many: each is of the length and the letters that it should be of, no two are
 * alike, and every letter of the alphabet comes up at every place that is random. */
static void check(void (*make)(char *), size_t size, size_t fixed, const char *letters)
{
	static char made[MADE][LARGEST];
	static bool seen[LARGEST][256];
	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < MADE; i++) {
		memset(made[i], '#', LARGEST);
		make(made[i]);
		assert_int_equal(strlen(made[i]), size - 1);
		assert_int_equal(made[i][size], '#');
		for (size_t j = fixed; j < size - 1; j++)
			seen[j][(unsigned char)made[i][j]] = true;
	}
	for (size_t j = fixed; j < size - 1; j++)
		for (int letter = 1; letter < 256; letter++)
			if (seen[j][letter] != (strchr(letters, letter) != NULL))
				fail_msg("'%c' at %zu", letter, j);
	qsort(made, MADE, LARGEST, compare);
	for (size_t i = 1; i < MADE; i++)
		assert_string_not_equal(made[i - 1], made[i]);
}

static void secrets_and_salts(void **state)
{
	(void)state;
	check(credential_secret, CREDENTIAL_SECRET_SIZE, 0, UPPER LOWER DIGITS);
	check(credential_salt, CREDENTIAL_SALT_SIZE, 0, "0123456789abcdef");
}

static void key_ids(void **state)
{
	(void)state;
	char id[CREDENTIAL_KEY_ID_SIZE];
	credential_key_id(id);
	assert_memory_equal(id, "PK", 2);
	check(credential_key_id, CREDENTIAL_KEY_ID_SIZE, 2, UPPER DIGITS);
}

/* What follows the last whole letter of a token's 256 bits are four bits alone. */
static void make_token_body(char *out)
{
	char token[CREDENTIAL_TOKEN_SIZE];
	credential_token(token);
	assert_non_null(strchr("AEIMQUYcgkosw048", token[CREDENTIAL_TOKEN_SIZE - 2]));
	snprintf(out, CREDENTIAL_TOKEN_SIZE - 1, "%s", token);
}

static void tokens(void **state)
{
	(void)state;
	char token[CREDENTIAL_TOKEN_SIZE];
	credential_token(token);
	assert_int_equal(strlen(token), CREDENTIAL_TOKEN_SIZE - 1);
	check(make_token_body, CREDENTIAL_TOKEN_SIZE - 1, 0, UPPER LOWER DIGITS "-_");
}

/* A code without the line in its middle, and the line where it belongs. */
static void make_code_letters(char *out)
{
	char code[CREDENTIAL_CODE_SIZE];
	credential_code(code);
	assert_int_equal(strlen(code), CREDENTIAL_CODE_SIZE - 1);
	assert_int_equal(code[5], '-');
	snprintf(out, CREDENTIAL_CODE_SIZE - 1, "%.5s%s", code, code + 6);
}

static void codes_have_no_letters_that_look_alike(void **state)
{
	(void)state;
	check(make_code_letters, CREDENTIAL_CODE_SIZE - 1, 0,
		"abcdefghjkmnpqrstuvwxyz23456789");
}

/* Values of b2sum -l 256. What is stored has to be found after any update. */
static void a_hash_is_blake2b(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *hash;
	} table[] = {
		{"", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
		{"abc", "bddd813c634239723171ef3fee98579b"
			"94964e3bb1cb3e427262c8c068d52319"},
		{"correct horse battery staple", "1cd1ac1f211efb5617308d74d14cf5de"
						 "87ba9fbf7df646113223c1e0fa26d7e9"},
	};
	char hash[CREDENTIAL_HASH_SIZE];
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		credential_hash(table[i].text, hash);
		assert_string_equal(hash, table[i].hash);
	}
}

/* A value of Python's hashlib: blake2b(b"secret", key=SALT, digest_size=32). */
static void a_salted_hash_is_keyed_blake2b(void **state)
{
	(void)state;
	static const char salt[] = "000102030405060708090a0b0c0d0e0f";
	char hash[CREDENTIAL_HASH_SIZE];
	char other[CREDENTIAL_HASH_SIZE];
	credential_hash_salted(salt, "secret", hash);
	assert_string_equal(
		hash, "34e279711f7c635e2e8cd2a411e9fbd242508e3a6485e2dbfbb122db3ffbf98a");
	credential_hash_salted("100102030405060708090a0b0c0d0e0f", "secret", other);
	assert_string_not_equal(hash, other);
	credential_hash_salted(salt, "Secret", other);
	assert_string_not_equal(hash, other);
	credential_hash("secret", other);
	assert_string_not_equal(hash, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_and_salts),
		cmocka_unit_test(key_ids),
		cmocka_unit_test(tokens),
		cmocka_unit_test(codes_have_no_letters_that_look_alike),
		cmocka_unit_test(a_hash_is_blake2b),
		cmocka_unit_test(a_salted_hash_is_keyed_blake2b),
	};
	return cmocka_run_group_tests_name("auth/credential", tests, start, NULL);
}
