/* jwt_verify: a payload counts only as we write it, even under the right signature. */
#include "auth/jwt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "jwt_sign.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* The good payload with one thing in it replaced by another, signed by the right key. */
static const char *sign_altered(const char *from, const char *to)
{
	char altered[TEXT_SIZE];
	const char *place = strstr(payload, from);
	assert_non_null(place);
	snprintf(altered, sizeof(altered), "%.*s%s%s", (int)(place - payload), payload,
		to, place + strlen(from));
	return sign(good_header(), altered);
}

static void claims_that_are_not_ours_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		const char *to;
	} table[] = {
		/* missing */
		{"\"iss\":\"papertrade\",", ""},
		{"\"aud\":\"papertrade-api\",", ""},
		{"\"typ\":\"access\",", ""},
		{"\"sub\":\"user\",", ""},
		{"\"sid\":\"session\",", ""},
		{"\"iat\":1800000000,", ""},
		{"\"nbf\":1800000000,", ""},
		{"\"exp\":1800000900,", ""},
		{",\"auth_time\":1799999940", ""},
		/* twice */
		{"\"iss\":", "\"iss\":\"papertrade\",\"iss\":"},
		{"\"sub\":", "\"sub\":\"user\",\"sub\":"},
		{"\"sub\":", "\"sub\":\"other\",\"sub\":"},
		{"\"sid\":", "\"sid\":\"other\",\"sid\":"},
		{"\"exp\":", "\"exp\":1900000000,\"exp\":"},
		{"\"exp\":", "\"\\u0065xp\":1900000000,\"exp\":"},
		/* of another name */
		{"\"sub\"", "\"SUB\""},
		{"\"exp\"", "\"Exp\""},
		/* of another kind */
		{"\"papertrade\"", "[\"papertrade\"]"},
		{"\"papertrade-api\"", "[\"papertrade-api\"]"},
		{"\"access\"", "true"},
		{"\"user\"", "7"},
		{"\"user\"", "null"},
		{"\"user\"", "{\"id\":\"user\"}"},
		{"\"session\"", "false"},
		{"1800000900", "\"1800000900\""},
		{"1800000900", "[1800000900]"},
		{"1800000900", "true"},
		{"1800000900", "1800000900.0"},
		{"1800000900", "1.8000009e9"},
		{"1800000900", "1e400"},
		{"1800000900", "-1800000900"},
		{"1800000900", "9223372036854775808"},
		{"1800000900", "18446744073709551617"},
		{"\"nbf\":1800000000", "\"nbf\":\"0\""},
		{"\"nbf\":1800000000", "\"nbf\":-1"},
		{"\"iat\":1800000000", "\"iat\":-1"},
		{"1799999940", "\"1799999940\""},
		{"1799999940", "-5"},
		/* of another value */
		{"\"papertrade\"", "\"papertrade2\""},
		{"\"papertrade\"", "\"\""},
		{"papertrade-api", "papertrade"},
		{"\"access\"", "\"refresh\""},
		{"\"access\"", "\"csrf\""},
		{"\"exp\":1800000900", "\"exp\":1800000000"},
		{"\"nbf\":1800000000", "\"nbf\":1800000006"},
		/* too long, or cut short by a NUL */
		{"\"user\"", "\"uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu\""},
		{"\"session\"", "\"ssssssssssssssssssssssssssssssssssssssss\""},
		{"\"user\"", "\"user\\u0000s\""},
	};
	assert_true(is_token(sign_altered("user", "other")));
	assert_true(is_token(
		sign_altered("user", "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu")));
	assert_true(is_token(sign_altered("\"sub\"", "\"extra\":{\"a\":[1]},\"sub\"")));
	for (size_t i = 0; i < COUNT(table); i++)
		if (is_token(sign_altered(table[i].from, table[i].to)))
			fail_msg("%s instead of %s", table[i].to, table[i].from);
}

static void a_payload_is_one_object(void **state)
{
	(void)state;
	static const char *const payloads[] = {"", " ", "{", "{}", "[]", "null", "7",
		"\"papertrade\"", "\xff\xfe", "{]"};
	char listed[TEXT_SIZE];
	char followed[TEXT_SIZE];
	for (size_t i = 0; i < COUNT(payloads); i++)
		assert_false(is_token(sign(good_header(), payloads[i])));
	snprintf(listed, sizeof(listed), "[%s]", payload);
	assert_false(is_token(sign(good_header(), listed)));
	snprintf(followed, sizeof(followed), "%s{}", payload);
	assert_false(is_token(sign(good_header(), followed)));
	/* With a byte more, the NUL that ends the text. */
	assert_false(is_token(sign_bytes(good_header(), payload, sizeof(payload))));
}

static void what_is_no_base64url_is_refused(void **state)
{
	(void)state;
	char head[TEXT_SIZE];
	char body[TEXT_SIZE];
	char altered[TEXT_SIZE + 8];
	encode(head, sizeof(head), good_header(), strlen(good_header()));
	size_t length = encode(body, sizeof(body), payload, strlen(payload));
	assert_true(is_token(signed_as_is(head, body)));
	static const char *const ends[] = {"=", "==", "!", " ", "\n", "+", "A"};
	for (size_t i = 0; i < COUNT(ends); i++) {
		snprintf(altered, sizeof(altered), "%s%s", body, ends[i]);
		assert_false(is_token(signed_as_is(head, altered)));
	}
	snprintf(altered, sizeof(altered), "%s ", head);
	assert_false(is_token(signed_as_is(altered, body)));
	/* The last letter holds bits that no byte takes: they have to be zero. */
	assert_int_not_equal(length % 4, 0);
	body[length - 1]++;
	assert_false(is_token(signed_as_is(head, body)));
}

static void what_is_too_long_is_refused(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	static const char begin[] = "{\"more\":\"";
	for (int more = 1; more < 2048; more++) {
		snprintf(text, sizeof(text), "%s%0*d\",%s", begin, more, 0, payload + 1);
		bool fits = strlen(text) <= 360;
		assert_int_equal(is_token(sign(good_header(), text)), fits);
	}
	memset(text, 'A', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_false(is_token(text));
	text[100] = '.';
	text[4000] = '.';
	assert_false(is_token(text));
	assert_false(is_token(""));
	assert_false(is_token("."));
	assert_false(is_token(".."));
	assert_false(is_token("..."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(claims_that_are_not_ours_are_refused, load),
		cmocka_unit_test_setup(a_payload_is_one_object, load),
		cmocka_unit_test_setup(what_is_no_base64url_is_refused, load),
		cmocka_unit_test_setup(what_is_too_long_is_refused, load),
	};
	return cmocka_run_group_tests_name("auth/jwt_claims", tests, NULL, NULL);
}
