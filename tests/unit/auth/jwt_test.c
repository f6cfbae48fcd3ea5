/* jwt_*: what was signed here is read back, and nothing else is. */
#include "auth/jwt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "jwt_sign.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char third_secret[] = "the third secret, of thirty-two bytes or more";

static const struct jwt_claims claims = {
	.user = "0b1e8f5e-6f1c-4d63-9d4e-0e7f4f0f3c11",
	.session = "7a5d9c1c-13a0-4e5e-8f59-3b1f8f1d2c22",
	.issued_s = NOW_S,
	.expires_s = NOW_S + JWT_LIFETIME_S,
	.proved_s = NOW_S - 60,
};

static void what_is_signed_is_read_back(void **state)
{
	(void)state;
	char token[JWT_SIZE];
	struct jwt_claims read = {0};
	jwt_sign(&claims, token);
	assert_true(strlen(token) < JWT_SIZE);
	assert_int_equal(
		strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			      "0123456789-_."),
		strlen(token));
	assert_true(jwt_verify(token, NOW_S, &read));
	assert_string_equal(read.user, claims.user);
	assert_string_equal(read.session, claims.session);
	assert_true(read.issued_s == claims.issued_s);
	assert_true(read.expires_s == claims.expires_s);
	assert_true(read.proved_s == claims.proved_s);
}

static void the_largest_claims_fit(void **state)
{
	(void)state;
	char token[JWT_SIZE];
	struct jwt_claims read = {0};
	struct jwt_claims large = {
		.issued_s = NOW_S, .expires_s = INT64_MAX / 2, .proved_s = INT64_MAX / 2};
	memset(large.user, 'u', JWT_FIELD_SIZE - 1);
	memset(large.session, 's', JWT_FIELD_SIZE - 1);
	jwt_sign(&large, token);
	assert_true(jwt_verify(token, NOW_S, &read));
	assert_memory_equal(&read, &large, sizeof(read));
}

static void no_bit_may_be_flipped(void **state)
{
	(void)state;
	char token[JWT_SIZE];
	jwt_sign(&claims, token);
	size_t length = strlen(token);
	/* That it was found right before helps none of the others. */
	assert_true(is_token(token));
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			token[i] ^= (char)(1 << bit);
			if (is_token(token))
				fail_msg("byte %zu, bit %d", i, bit);
			token[i] ^= (char)(1 << bit);
		}
	}
	assert_true(is_token(token));
}

static void no_byte_may_be_missing_or_added(void **state)
{
	(void)state;
	char token[JWT_SIZE];
	char other[JWT_SIZE + 1];
	jwt_sign(&claims, token);
	assert_true(is_token(token));
	size_t length = strlen(token);
	for (size_t i = 0; i < length; i++) {
		snprintf(other, sizeof(other), "%.*s", (int)i, token);
		assert_false(is_token(other));
		assert_false(is_token(token + i + 1));
		snprintf(other, sizeof(other), "%.*s%s", (int)i, token, token + i + 1);
		assert_false(is_token(other));
	}
	for (const char *more = "=.A \n"; *more != '\0'; more++) {
		snprintf(other, sizeof(other), "%s%c", token, *more);
		assert_false(is_token(other));
		snprintf(other, sizeof(other), "%c%s", *more, token);
		assert_false(is_token(other));
	}
}

/* However many there are, each gives its own claims, the first time and later. */
static void tokens_are_never_mixed_up(void **state)
{
	(void)state;
	enum { TOKENS = 3000 };
	static char tokens[TOKENS][JWT_SIZE];
	for (int i = 0; i < TOKENS; i++) {
		struct jwt_claims one = claims;
		snprintf(one.user, sizeof(one.user), "user%d", i);
		one.proved_s = i;
		jwt_sign(&one, tokens[i]);
	}
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < TOKENS; i++) {
			struct jwt_claims read;
			char user[JWT_FIELD_SIZE];
			snprintf(user, sizeof(user), "user%d", i);
			for (int again = 0; again < 2; again++) {
				assert_true(jwt_verify(tokens[i], NOW_S, &read));
				assert_string_equal(read.user, user);
				assert_true(read.proved_s == i);
			}
		}
	}
}

static void a_token_has_one_signature(void **state)
{
	(void)state;
	enum { OTHERS = 10000 };
	char token[JWT_SIZE];
	char other[JWT_SIZE];
	jwt_sign(&claims, token);
	assert_true(is_token(token));
	for (int i = 0; i < OTHERS; i++) {
		snprintf(other, sizeof(other), "%.*s%05d", (int)strlen(token) - 5, token,
			i);
		assert_int_equal(is_token(other), strcmp(other, token) == 0);
	}
}

/* Two good tokens, of each the other's signature. */
static void a_signature_belongs_to_one_token(void **state)
{
	(void)state;
	char one[JWT_SIZE];
	char two[JWT_SIZE];
	char mixed[JWT_SIZE];
	struct jwt_claims other = claims;
	other.user[0] = 'f';
	jwt_sign(&claims, one);
	jwt_sign(&other, two);
	assert_true(is_token(one));
	assert_true(is_token(two));
	int signed_length = (int)(strrchr(one, '.') - one);
	snprintf(mixed, sizeof(mixed), "%.*s%s", signed_length, one, strrchr(two, '.'));
	assert_false(is_token(mixed));
	snprintf(mixed, sizeof(mixed), "%.*s%s", signed_length, two, strrchr(one, '.'));
	assert_false(is_token(mixed));
}

/* Each of these is signed by the right key, so only the header speaks against it. */
static void one_header_is_accepted(void **state)
{
	(void)state;
	static const char *const headers[] = {
		"{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"NoNe\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"hs256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS384\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS512\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"PS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":[\"HS256\"],\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":null,\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"jwt\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}",
		"{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"%s\"}",
		"{\"alg\": \"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"} ",
		"{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"jku\":\"https://"
		"a.b\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"x5u\":\"https://"
		"a.b\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"x5c\":[]}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"jwk\":{\"kty\":"
		"\"oct\"}}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"crit\":[\"b64\"]}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s' or 1=1 --\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"00000000\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
		"{}",
		"",
	};
	assert_true(is_token(sign(good_header(), payload)));
	for (size_t i = 0; i < COUNT(headers); i++) {
		char header[256];
		snprintf(header, sizeof(header), headers[i], secret_id(SECRET_CURRENT));
		if (is_token(sign(header, payload)))
			fail_msg("%s", header);
	}
}

static void a_token_without_signature_is_none(void **state)
{
	(void)state;
	char token[TEXT_SIZE];
	char head[TEXT_SIZE];
	char body[TEXT_SIZE];
	static const char *const headers[] = {
		"{\"alg\":\"none\"}", "{\"alg\":\"none\",\"typ\":\"JWT\"}", NULL};
	for (size_t i = 0; i < COUNT(headers); i++) {
		const char *header = headers[i] == NULL ? good_header() : headers[i];
		encode(head, sizeof(head), header, strlen(header));
		encode(body, sizeof(body), payload, strlen(payload));
		for (const char *const *end = (const char *const[]){"", ".", "..", ".AA",
			     ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL};
			*end != NULL; end++) {
			snprintf(token, sizeof(token), "%s.%s%s", head, body, *end);
			assert_false(is_token(token));
		}
	}
}

static void only_the_key_for_access_signs(void **state)
{
	(void)state;
	for (int purpose = 0; purpose < SECRET_PURPOSES; purpose++) {
		char token[TEXT_SIZE];
		unsigned char mac[crypto_auth_hmacsha256_BYTES];
		snprintf(token, sizeof(token), "%s", sign(good_header(), payload));
		size_t length = (size_t)(strrchr(token, '.') - token);
		crypto_auth_hmacsha256(mac, (const unsigned char *)token, length,
			secret_key(SECRET_CURRENT, (enum secret_purpose)purpose));
		encode(token + length + 1, sizeof(token) - length - 1, mac, sizeof(mac));
		assert_int_equal(is_token(token), purpose == SECRET_ACCESS);
	}
}

static void it_begins_and_ends_in_time(void **state)
{
	(void)state;
	char token[JWT_SIZE];
	struct jwt_claims read;
	jwt_sign(&claims, token);
	assert_false(jwt_verify(token, 0, &read));
	/* Clocks of two hosts may differ by five seconds. */
	assert_false(jwt_verify(token, NOW_S - 6, &read));
	assert_true(jwt_verify(token, NOW_S - 5, &read));
	assert_true(jwt_verify(token, NOW_S + JWT_LIFETIME_S - 1, &read));
	assert_false(jwt_verify(token, NOW_S + JWT_LIFETIME_S, &read));
	assert_false(jwt_verify(token, INT64_MAX / 2, &read));
}

static void the_secret_before_still_counts(void **state)
{
	(void)state;
	char first[JWT_SIZE];
	char second[JWT_SIZE];
	assert_int_equal(secret_load(first_secret, third_secret), 0);
	jwt_sign(&claims, first);
	assert_int_equal(secret_load(second_secret, first_secret), 0);
	jwt_sign(&claims, second);
	assert_string_not_equal(first, second);
	assert_true(is_token(first));
	assert_true(is_token(second));
	assert_int_equal(secret_load(third_secret, second_secret), 0);
	assert_false(is_token(first));
	assert_true(is_token(second));
}

/* The header of one secret, the signature of the other. */
static void a_key_stands_for_its_own_name_alone(void **state)
{
	(void)state;
	char header[128];
	snprintf(header, sizeof(header),
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		secret_id(SECRET_PREVIOUS));
	assert_string_not_equal(header, good_header());
	assert_false(is_token(sign(header, payload)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_signed_is_read_back, load),
		cmocka_unit_test_setup(the_largest_claims_fit, load),
		cmocka_unit_test_setup(no_bit_may_be_flipped, load),
		cmocka_unit_test_setup(no_byte_may_be_missing_or_added, load),
		cmocka_unit_test_setup(tokens_are_never_mixed_up, load),
		cmocka_unit_test_setup(a_token_has_one_signature, load),
		cmocka_unit_test_setup(a_signature_belongs_to_one_token, load),
		cmocka_unit_test_setup(one_header_is_accepted, load),
		cmocka_unit_test_setup(a_token_without_signature_is_none, load),
		cmocka_unit_test_setup(only_the_key_for_access_signs, load),
		cmocka_unit_test_setup(it_begins_and_ends_in_time, load),
		cmocka_unit_test_setup(the_secret_before_still_counts, load),
		cmocka_unit_test_setup(a_key_stands_for_its_own_name_alone, load),
	};
	return cmocka_run_group_tests_name("auth/jwt", tests, NULL, NULL);
}
