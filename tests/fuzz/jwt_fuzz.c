/*
 * libFuzzer: a token is taken only if it is, to the byte, one that was signed here, and
 * claims that are taken keep the limits that the header states. The first byte of an
 * input says what the rest is: a token, a payload or a header to sign, or edits of a good
 * token.
 */
#include "auth/jwt.h"

#include "auth/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "require.h"

enum { TEXT_LIMIT = 2048 };

static const int64_t NOW_S = 1000000000;

static const char *const seeds[] = {
	"t",
	"teyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjAwMDAwMDAwIn0.e30.AA",
	"teyJhbGciOiJub25lIn0.e30.",
	"p{\"iss\":\"papertrade\",\"aud\":\"papertrade-api\",\"typ\":\"access\","
	"\"sub\":\"user\",\"sid\":\"session\",\"iat\":1000000000,\"nbf\":1000000000,"
	"\"exp\":1000000900,\"auth_time\":1000000000}",
	"p{\"iss\":\"papertrade\",\"iss\":\"papertrade\",\"aud\":[\"papertrade-api\"]}",
	"p{\"exp\":1e400,\"nbf\":-1,\"iat\":18446744073709551616}",
	"h{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"00000000\"}",
	"h{\"alg\":\"none\",\"jku\":\"https://example.org\"}",
	"e\x01\x01",
};

int LLVMFuzzerInitialize(int *count, char ***arguments);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	(void)count;
	(void)arguments;
	return secret_load("a secret of the fuzzer that is long enough",
		"another secret, which was there before it");
}

/* Now and then an input begins anew with one of the seeds. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed)
{
	const char *text = seeds[seed / 32 % (sizeof(seeds) / sizeof(*seeds))];
	if (seed % 32 == 0 && strlen(text) <= limit) {
		size = strlen(text);
		memcpy(data, text, size);
	}
	return LLVMFuzzerMutate(data, size, limit);
}

/* Verifies a copy that ends where its memory does. */
static bool verify(const char *token, struct jwt_claims *claims)
{
	char *copy = strdup(token);
	require(copy != NULL);
	bool good = jwt_verify(copy, NOW_S, claims);
	free(copy);
	return good;
}

static void good_token(char token[JWT_SIZE])
{
	const struct jwt_claims claims = {.user = "user",
		.session = "session",
		.issued_s = NOW_S,
		.expires_s = NOW_S + JWT_LIFETIME_S,
		.proved_s = NOW_S};
	struct jwt_claims read = {0};
	jwt_sign(&claims, token);
	require(verify(token, &read) && memcmp(&read, &claims, sizeof(read)) == 0);
}

static size_t encode(char *out, size_t size, const uint8_t *data, size_t length)
{
	sodium_bin2base64(
		out, size, data, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return strlen(out);
}

/* Ends `token`, a header and a payload, with the signature that belongs to it. */
static void sign(char *token, size_t size, enum secret_age age)
{
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	size_t length = strlen(token);
	crypto_auth_hmacsha256(
		mac, (const uint8_t *)token, length, secret_key(age, SECRET_ACCESS));
	token[length++] = '.';
	encode(token + length, size - length, mac, sizeof(mac));
}

static void try_token(const uint8_t *data, size_t size)
{
	char token[TEXT_LIMIT + 1];
	struct jwt_claims claims;
	memcpy(token, data, size);
	token[size] = '\0';
	require(!verify(token, &claims));
}

static void try_payload(const uint8_t *data, size_t size)
{
	char token[TEXT_LIMIT * 2];
	char own[JWT_SIZE];
	struct jwt_claims claims;
	struct jwt_claims again;
	good_token(own);
	memset(&claims, 0x5a, sizeof(claims));
	memset(&again, 0xa5, sizeof(again));
	size_t used = (size_t)(strchr(own, '.') - own) + 1;
	memcpy(token, own, used);
	encode(token + used, sizeof(token) - used, data, size);
	sign(token, sizeof(token), SECRET_CURRENT);
	bool good = verify(token, &claims);
	/* Found right once, it is found so again. */
	require(verify(token, &again) == good);
	if (!good)
		return;
	require(strcmp(claims.user, again.user) == 0);
	require(memchr(claims.user, '\0', JWT_FIELD_SIZE) != NULL);
	require(memchr(claims.session, '\0', JWT_FIELD_SIZE) != NULL);
	require(claims.issued_s >= 0 && claims.proved_s >= 0);
	require(claims.expires_s > NOW_S);
	/* What it says can be said again, in so far as we would say it. */
	if (claims.issued_s > NOW_S || strpbrk(claims.user, "\"\\\t\r\n") != NULL ||
		strpbrk(claims.session, "\"\\\t\r\n") != NULL)
		return;
	jwt_sign(&claims, own);
	require(verify(own, &again));
	require(strcmp(claims.user, again.user) == 0);
	require(strcmp(claims.session, again.session) == 0);
	require(claims.expires_s == again.expires_s);
}

static void try_header(const uint8_t *data, size_t size)
{
	char token[TEXT_LIMIT * 2 + JWT_SIZE];
	char own[JWT_SIZE];
	char header[TEXT_LIMIT];
	struct jwt_claims claims;
	good_token(own);
	const char *dot = strchr(own, '.');
	int payload = (int)(strrchr(own, '.') - dot);
	for (int i = SECRET_CURRENT; i < SECRET_AGES; i++) {
		enum secret_age age = (enum secret_age)i;
		size_t length = (size_t)snprintf(header, sizeof(header),
			"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
			secret_id(age));
		bool ours = size == length && memcmp(data, header, size) == 0;
		size_t used = encode(token, sizeof(token), data, size);
		snprintf(token + used, sizeof(token) - used, "%.*s", payload, dot);
		sign(token, sizeof(token), age);
		require(verify(token, &claims) == ours);
	}
}

/* Pairs of a position and what is xored into the byte there. */
static void try_edits(const uint8_t *data, size_t size)
{
	char own[JWT_SIZE];
	char token[JWT_SIZE];
	struct jwt_claims claims;
	good_token(own);
	memcpy(token, own, sizeof(token));
	size_t length = strlen(own);
	for (size_t i = 0; i + 2 < size; i += 3)
		token[(data[i] << 8 | data[i + 1]) % (int)length] ^= (char)data[i + 2];
	require(verify(token, &claims) == (strcmp(token, own) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > TEXT_LIMIT)
		return 0;
	switch (data[0]) {
	case 'p':
		try_payload(data + 1, size - 1);
		break;
	case 'h':
		try_header(data + 1, size - 1);
		break;
	case 'e':
		try_edits(data + 1, size - 1);
		break;
	default:
		try_token(data + 1, size - 1);
	}
	return 0;
}
