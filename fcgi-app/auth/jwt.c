#include "auth/jwt.h"

#include "auth/secret.h"
#include "base/arena.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
	PAYLOAD_SIZE = 360,
	HEADER_SIZE = 96,
	SIGNATURE_SIZE = 44, /* 32 bytes in base64url, and NUL */
	SCRATCH = 8192,
	SKEW_S = 5,
	PLACES = 512
};

/* A token that was found right. Callers send the same one for a quarter of an
 * hour, and to compare it takes a thirtieth of the time of verifying it. */
struct verified {
	size_t length; /* of what is signed; 0: none */
	char token[JWT_SIZE];
	char secret[SECRET_ID_SIZE]; /* which signed it */
	struct jwt_claims claims;
	int64_t not_before_s;
};

static const char ISSUER[] = "papertrade";
static const char AUDIENCE[] = "papertrade-api";
static const int VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

static void encode(char *text, size_t size, const char *bytes, size_t length)
{
	sodium_bin2base64(text, size, (const unsigned char *)bytes, length, VARIANT);
}

static void write_header(enum secret_age age, char encoded[HEADER_SIZE])
{
	char header[64];
	int length = snprintf(header, sizeof(header),
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", secret_id(age));
	encode(encoded, HEADER_SIZE, header, (size_t)length);
}

static void sign(enum secret_age age, const char *text, size_t length,
	char signature[SIGNATURE_SIZE])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256(
		mac, (const unsigned char *)text, length, secret_key(age, SECRET_ACCESS));
	sodium_bin2base64(signature, SIGNATURE_SIZE, mac, sizeof(mac), VARIANT);
}

void jwt_sign(const struct jwt_claims *claims, char token[JWT_SIZE])
{
	char payload[PAYLOAD_SIZE];
	char header[HEADER_SIZE];
	char body[PAYLOAD_SIZE * 4 / 3 + 4];
	char signature[SIGNATURE_SIZE];
	struct text out = text_over(payload, sizeof(payload));
	struct json_writer json = json_write_to(&out);

	json_write_object(&json);
	json_write_pair(&json, "iss", ISSUER);
	json_write_pair(&json, "aud", AUDIENCE);
	json_write_pair(&json, "typ", "access");
	json_write_pair(&json, "sub", claims->user);
	json_write_pair(&json, "sid", claims->session);
	json_write_pair_integer(&json, "iat", claims->issued_s);
	json_write_pair_integer(&json, "nbf", claims->issued_s);
	json_write_pair_integer(&json, "exp", claims->expires_s);
	json_write_pair_integer(&json, "auth_time", claims->proved_s);
	json_write_object_end(&json);
	const char *done = text_done(&out);
	assert(done != NULL);
	write_header(SECRET_CURRENT, header);
	encode(body, sizeof(body), done, out.length);
	int length = snprintf(token, JWT_SIZE, "%s.%s", header, body);
	assert(length > 0 && length + SIGNATURE_SIZE + 1 < JWT_SIZE);
	sign(SECRET_CURRENT, token, (size_t)length, signature);
	snprintf(token + length, JWT_SIZE - (size_t)length, ".%s", signature);
}

/* Which of our keys a token's header names; false when it is not our header. */
static bool find_age(const char *token, size_t length, enum secret_age *found)
{
	char header[HEADER_SIZE];
	for (int age = SECRET_CURRENT; age < SECRET_AGES; age++) {
		*found = (enum secret_age)age;
		if (secret_key(*found, SECRET_ACCESS) == NULL)
			continue;
		write_header(*found, header);
		if (strlen(header) == length && memcmp(header, token, length) == 0)
			return true;
	}
	return false;
}

static bool take_text(const cJSON *payload, const char *name, char field[JWT_FIELD_SIZE])
{
	const cJSON *item = json_read_member(payload, name);
	if (!cJSON_IsString(item) || strlen(item->valuestring) >= JWT_FIELD_SIZE)
		return false;
	snprintf(field, JWT_FIELD_SIZE, "%s", item->valuestring);
	return true;
}

static bool take_time(const cJSON *payload, const char *name, int64_t *time_s)
{
	const cJSON *item = json_read_member(payload, name);
	return cJSON_IsNumber(item) &&
	       text_to_integer(json_read_text(item), 0, INT64_MAX / 2, time_s);
}

static bool is(const cJSON *payload, const char *name, const char *wanted)
{
	const cJSON *item = json_read_member(payload, name);
	return cJSON_IsString(item) && strcmp(item->valuestring, wanted) == 0;
}

static bool take_claims(const cJSON *payload, struct verified *verified)
{
	struct jwt_claims *claims = &verified->claims;
	return is(payload, "iss", ISSUER) && is(payload, "aud", AUDIENCE) &&
	       is(payload, "typ", "access") && take_text(payload, "sub", claims->user) &&
	       take_text(payload, "sid", claims->session) &&
	       take_time(payload, "iat", &claims->issued_s) &&
	       take_time(payload, "nbf", &verified->not_before_s) &&
	       take_time(payload, "exp", &claims->expires_s) &&
	       take_time(payload, "auth_time", &claims->proved_s);
}

/* Memory for reading one payload, kept for the next. */
static struct arena *scratch(void)
{
	static struct arena *arena;
	if (arena == NULL)
		arena = arena_new(SCRATCH, SCRATCH * 2);
	else
		arena_reset(arena);
	return arena;
}

static bool read_payload(const char *text, size_t length, struct verified *verified)
{
	char payload[PAYLOAD_SIZE];
	size_t size;
	struct json_problem problem;
	struct arena *arena = scratch();
	if (arena == NULL || sodium_base642bin((unsigned char *)payload, sizeof(payload),
				     text, length, NULL, &size, NULL, VARIANT) != 0)
		return false;
	const cJSON *json = json_read(arena, payload, size, &problem);
	return json != NULL && cJSON_IsObject(json) && take_claims(json, verified);
}

/* Verifies a token of which `length` bytes are signed, whatever the time. */
static bool verify(const char *token, size_t length, struct verified *verified)
{
	char signature[SIGNATURE_SIZE];
	enum secret_age age;
	const char *payload = strchr(token, '.') + 1;

	if (!find_age(token, (size_t)(payload - token) - 1, &age))
		return false;
	/* Nothing of the payload is looked at before its signature holds. */
	sign(age, token, length, signature);
	if (sodium_memcmp(signature, token + length + 1, SIGNATURE_SIZE - 1) != 0 ||
		!read_payload(payload, length - (size_t)(payload - token), verified))
		return false;
	verified->length = length;
	snprintf(verified->token, sizeof(verified->token), "%s", token);
	snprintf(verified->secret, sizeof(verified->secret), "%s", secret_id(age));
	return true;
}

static bool is_in_use(const char *secret)
{
	for (int age = SECRET_CURRENT; age < SECRET_AGES; age++)
		if (secret_key((enum secret_age)age, SECRET_ACCESS) != NULL &&
			strcmp(secret_id((enum secret_age)age), secret) == 0)
			return true;
	return false;
}

static bool is_same(const struct verified *verified, const char *token, size_t length)
{
	return verified->length == length &&
	       memcmp(verified->token, token, length) == 0 &&
	       sodium_memcmp(verified->token + length, token + length, SIGNATURE_SIZE) ==
		       0 &&
	       is_in_use(verified->secret);
}

bool jwt_verify(const char *token, int64_t now_s, struct jwt_claims *claims)
{
	static struct verified places[PLACES];
	struct verified fresh = {0};
	const char *first = strchr(token, '.');
	const char *second = first == NULL ? NULL : strchr(first + 1, '.');

	if (second == NULL || strlen(second + 1) != SIGNATURE_SIZE - 1 ||
		second - token > JWT_SIZE - SIGNATURE_SIZE - 1)
		return false;
	size_t length = (size_t)(second - token);
	struct verified *known =
		&places[text_hash(second + 1, SIGNATURE_SIZE - 1) % PLACES];
	if (!is_same(known, token, length)) {
		if (!verify(token, length, &fresh))
			return false;
		*known = fresh;
	}
	*claims = known->claims;
	return known->not_before_s <= now_s + SKEW_S && now_s < claims->expires_s;
}
