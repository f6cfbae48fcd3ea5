#ifndef TESTS_UNIT_AUTH_JWT_SIGN_H
#define TESTS_UNIT_AUTH_JWT_SIGN_H

/* Tokens that were made elsewhere, but with our key. */

#include "auth/jwt.h"

#include "auth/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 4096 };

static const int64_t NOW_S = 1800000000;

static const char first_secret[] = "the first secret, of thirty-two bytes or more";
static const char second_secret[] = "the second secret, of thirty-two bytes or more";

static const char payload[] =
	"{\"iss\":\"papertrade\",\"aud\":\"papertrade-api\",\"typ\":\"access\","
	"\"sub\":\"user\",\"sid\":\"session\",\"iat\":1800000000,\"nbf\":1800000000,"
	"\"exp\":1800000900,\"auth_time\":1799999940}";

static inline int load(void **state)
{
	(void)state;
	return secret_load(second_secret, first_secret);
}

static inline bool is_token(const char *token)
{
	struct jwt_claims read;
	return jwt_verify(token, NOW_S, &read);
}

static inline size_t encode(char *out, size_t size, const void *bytes, size_t length)
{
	sodium_bin2base64(
		out, size, bytes, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return strlen(out);
}

/* "HEAD.BODY", signed as it stands by the right key. */
static inline const char *signed_as_is(const char *head, const char *body)
{
	static char token[TEXT_SIZE * 2];
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	int length = snprintf(token, sizeof(token), "%s.%s", head, body);
	crypto_auth_hmacsha256(mac, (const unsigned char *)token, strlen(token),
		secret_key(SECRET_CURRENT, SECRET_ACCESS));
	token[length++] = '.';
	encode(token + length, sizeof(token) - (size_t)length, mac, sizeof(mac));
	return token;
}

static inline const char *good_header(void)
{
	static char header[128];
	snprintf(header, sizeof(header),
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		secret_id(SECRET_CURRENT));
	return header;
}

static inline const char *sign_bytes(const char *header, const void *bytes, size_t length)
{
	char head[TEXT_SIZE];
	char body[TEXT_SIZE];
	encode(head, sizeof(head), header, strlen(header));
	encode(body, sizeof(body), bytes, length);
	return signed_as_is(head, body);
}

static inline const char *sign(const char *header, const char *text)
{
	return sign_bytes(header, text, strlen(text));
}

#endif
