/* password_*: which ones are accepted, and what verifying costs. */
#include "auth/password.h"

#include "base/settings.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Verifications that libsodium did, and the hash that it did the last one with. This
 * program's definition comes before the library's, and hands over to it. */
static int verifications;
static char verified[PASSWORD_HASH_SIZE];

int crypto_pwhash_str_verify(const char hash[crypto_pwhash_STRBYTES],
	const char *const password, unsigned long long length)
{
	int (*real)(const char *, const char *, unsigned long long);
	*(void **)&real = dlsym(RTLD_NEXT, "crypto_pwhash_str_verify");
	assert_non_null(real);
	verifications++;
	snprintf(verified, sizeof(verified), "%s", hash);
	return real(hash, password, length);
}

/* Loads settings with this cost of hashing. */
static void cost(const char *passes, const char *memory_kib)
{
	char error[SETTINGS_ERROR_SIZE];
	setenv("ARGON2_PASSES", passes, 1);
	setenv("ARGON2_MEMORY_KIB", memory_kib, 1);
	assert_int_equal(settings_load("/nonexistent", "/nonexistent/file",
				 "/nonexistent/started", error),
		0);
}

static int start(void **state)
{
	(void)state;
	cost("1", "8192");
	return sodium_init() < 0;
}

static void accepted(void **state)
{
	(void)state;
	static const char *const passwords[] = {
		"correct horse battery staple",
		"k7#Qz!m2",
		"        x",
		"lower case letters alone",
		"31415926535897",
		"Tr0ub4dor&3",
		"пароль не тот",
		"päßwörter",
		"密碼密碼密碼密碼",
		"🙂🙃🙂🙃🙂🙃🙂🙃",
		"passwords are a thing of the past",
		"my name is not alice",
	};
	for (size_t i = 0; i < sizeof(passwords) / sizeof(*passwords); i++) {
		const char *why =
			password_refuse(passwords[i], "alice", "alice@example.org");
		if (why != NULL)
			fail_msg("%s %s", passwords[i], why);
	}
	assert_null(password_refuse("k7#Qz!m2", NULL, NULL));
}

static void refuse(const char *const *passwords, size_t count, const char *reason)
{
	for (size_t i = 0; i < count; i++) {
		const char *why =
			password_refuse(passwords[i], "alice.b", "carol@example.org");
		if (why == NULL || strstr(why, reason) == NULL)
			fail_msg("\"%s\": %s", passwords[i],
				why == NULL ? "accepted" : why);
	}
}

#define REFUSE(reason, ...)                                                              \
	do {                                                                             \
		static const char *const passwords[] = {__VA_ARGS__};                    \
		refuse(passwords, sizeof(passwords) / sizeof(*passwords), (reason));     \
	} while (0)

static void too_short(void **state)
{
	(void)state;
	REFUSE("at least 8 characters", "", "x", "k7#Qz!m", "pass", "ääääööö", "密碼密碼",
		"🙂🙃🙂🙃🙂🙃🙂");
}

static void common_and_common_in_disguise(void **state)
{
	(void)state;
	REFUSE("tried first", "password", "PASSWORD", "Password", "password1",
		"password123", "Password2024!", "P@ssw0rd", "p@$$w0rd", "P4$$w0rd123!",
		"pa55word", "passw0rd!!!", "letmein1", "LetMeIn!2", "welcome1",
		"W3lcome!", "qwertyuiop", "Qwerty123", "qwertz123!", "1q2w3e4r",
		"iloveyou", "1loveyou", "iloveyou2", "trustno1", "sunshine1", "pr1nce$$",
		"dragon99", "12345678", "1234567890", "87654321", "abcdefgh", "ABCDEFGH",
		"hgfedcba", "11111111", "aaaaaaaa", "        ", "!!!!!!!!!!", "123123123",
		"11223344", "12341234", "a1b2c3d4");
}

static void ones_own_name(void **state)
{
	(void)state;
	REFUSE("your own name", "alice.b1", "Alice.B2024", "ALICE.B!!", "4lice.b99",
		"carol@example.org", "Carol@Example.Org", "carol123", "CAROL2024!",
		"c4rol1234");
	/* A name of two letters says nothing; a name within a password is one's own
	 * matter. */
	assert_null(password_refuse("al192837", "al", NULL));
	assert_null(password_refuse("alice.b likes tea", "alice.b", NULL));
	assert_null(password_refuse("carol123x9", NULL, NULL));
}

static void length_counts_in_characters_and_ends_in_bytes(void **state)
{
	(void)state;
	char text[PASSWORD_MOST + 16];
	for (size_t length = 1; length < sizeof(text) - 1; length++) {
		for (size_t i = 0; i < length; i++)
			text[i] = "k7#Qz!m2 vW"[i * i % 11];
		text[length] = '\0';
		const char *why = password_refuse(text, NULL, NULL);
		assert_int_equal(
			why == NULL, length >= PASSWORD_LEAST && length <= PASSWORD_MOST);
	}
	for (size_t i = 0; i < PASSWORD_MOST + 2; i += 2)
		memcpy(text + i, i % 4 == 0 ? "ä" : "ö", 3);
	assert_string_equal(
		password_refuse(text, NULL, NULL), "must have at most 256 bytes");
	text[PASSWORD_MOST] = '\0';
	assert_null(password_refuse(text, NULL, NULL));
}

static void what_was_hashed_is_verified(void **state)
{
	(void)state;
	static const char *const passwords[] = {"k7#Qz!m2", "päßwörter", "        x"};
	char hash[PASSWORD_HASH_SIZE];
	char again[PASSWORD_HASH_SIZE];
	for (size_t i = 0; i < sizeof(passwords) / sizeof(*passwords); i++) {
		assert_int_equal(password_hash(passwords[i], hash), 0);
		assert_int_equal(password_hash(passwords[i], again), 0);
		assert_string_not_equal(hash, again);
		assert_memory_equal(hash, "$argon2id$v=19$m=8192,t=1,p=1$", 30);
		assert_true(password_verify(hash, passwords[i]));
		assert_true(password_verify(again, passwords[i]));
		assert_false(password_verify(hash, ""));
		assert_false(password_verify(hash, "K7#qZ!m2"));
	}
}

/* Nothing is cut off: the last of 256 bytes counts, and so does one more. */
static void every_byte_counts(void **state)
{
	(void)state;
	char text[PASSWORD_MOST + 2];
	char hash[PASSWORD_HASH_SIZE];
	memset(text, 'k', sizeof(text));
	text[PASSWORD_MOST] = '\0';
	assert_int_equal(password_hash(text, hash), 0);
	assert_true(password_verify(hash, text));
	text[PASSWORD_MOST - 1] = 'K';
	assert_false(password_verify(hash, text));
	text[PASSWORD_MOST - 1] = '\0';
	assert_false(password_verify(hash, text));
	memset(text, 'k', sizeof(text) - 1);
	text[PASSWORD_MOST + 1] = '\0';
	assert_false(password_verify(hash, text));
}

/* Without a user it takes one verification at today's cost, and is wrong: even with what
 * the stand-in was made of. */
static void nobody_is_never_right_and_costs_the_same(void **state)
{
	(void)state;
	static const char *const passwords[] = {
		"", "k7#Qz!m2", "nobody has this one", "nobody"};
	for (size_t i = 0; i < sizeof(passwords) / sizeof(*passwords); i++) {
		verifications = 0;
		assert_false(password_verify(NULL, passwords[i]));
		assert_int_equal(verifications, 1);
		assert_memory_equal(verified, "$argon2id$v=19$m=8192,t=1,p=1$", 30);
	}
	char hash[PASSWORD_HASH_SIZE];
	assert_int_equal(password_hash("k7#Qz!m2", hash), 0);
	verifications = 0;
	assert_false(password_verify(hash, "k7#Qz!m3"));
	assert_int_equal(verifications, 1);
}

static void what_is_no_hash_verifies_nothing(void **state)
{
	(void)state;
	static const char *const hashes[] = {"", "x", "$argon2id$", "$2b$10$abc",
		"$argon2id$v=19$m=8192,t=1,p=1$", "k7#Qz!m2"};
	for (size_t i = 0; i < sizeof(hashes) / sizeof(*hashes); i++) {
		assert_false(password_verify(hashes[i], "k7#Qz!m2"));
		assert_false(password_verify(hashes[i], ""));
	}
}

static void a_cheaper_hash_is_to_be_made_anew(void **state)
{
	(void)state;
	char hash[PASSWORD_HASH_SIZE];
	cost("2", "16384");
	assert_int_equal(password_hash("k7#Qz!m2", hash), 0);
	assert_false(password_needs_rehash(hash));
	cost("3", "16384");
	assert_true(password_needs_rehash(hash));
	cost("2", "32768");
	assert_true(password_needs_rehash(hash));
	assert_true(password_verify(hash, "k7#Qz!m2"));
	cost("1", "16384");
	assert_false(password_needs_rehash(hash));
	cost("2", "8192");
	assert_false(password_needs_rehash(hash));
	cost("1", "8192");
	assert_true(password_needs_rehash("$2b$10$of another program"));
}

static void calibration_stays_within_bounds(void **state)
{
	(void)state;
	static const int64_t targets_ms[] = {0, 1, 40, 1000000};
	for (size_t i = 0; i < sizeof(targets_ms) / sizeof(*targets_ms); i++) {
		int64_t memory_kib = password_calibrate(targets_ms[i]);
		assert_in_range(memory_kib, 19 * 1024, 256 * 1024);
		assert_int_equal(memory_kib % 1024, 0);
	}
	assert_true(password_calibrate(0) == 19 * 1024);
	assert_true(password_calibrate(1000000) == 256 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted),
		cmocka_unit_test(too_short),
		cmocka_unit_test(common_and_common_in_disguise),
		cmocka_unit_test(ones_own_name),
		cmocka_unit_test(length_counts_in_characters_and_ends_in_bytes),
		cmocka_unit_test(what_was_hashed_is_verified),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(nobody_is_never_right_and_costs_the_same),
		cmocka_unit_test(what_is_no_hash_verifies_nothing),
		cmocka_unit_test_setup(a_cheaper_hash_is_to_be_made_anew, start),
		cmocka_unit_test(calibration_stays_within_bounds),
	};
	return cmocka_run_group_tests_name("auth/password", tests, start, NULL);
}
