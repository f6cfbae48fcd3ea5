#include "auth/csrf.h"

#include "auth/secret.h"
#include "base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { NONCE_SIZE = 17, MAC_SIZE = 44 };

/* token = birth "." nonce "." mac(birth, nonce, session) */
static void mac(
	enum secret_age age, const char *head, const char *session, char out[MAC_SIZE])
{
	unsigned char bytes[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(
		&state, secret_key(age, SECRET_CSRF), SECRET_KEY_SIZE);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)head, strlen(head));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)"|", 1);
	crypto_auth_hmacsha256_update(
		&state, (const unsigned char *)session, strlen(session));
	crypto_auth_hmacsha256_final(&state, bytes);
	sodium_bin2base64(out, MAC_SIZE, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void csrf_make(const char *session, int64_t now_s, char token[CSRF_SIZE])
{
	unsigned char random[(NONCE_SIZE - 1) / 2];
	char nonce[NONCE_SIZE];
	char head[48];
	char code[MAC_SIZE];
	randombytes_buf(random, sizeof(random));
	sodium_bin2hex(nonce, sizeof(nonce), random, sizeof(random));
	snprintf(head, sizeof(head), "%lld.%s", (long long)now_s, nonce);
	mac(SECRET_CURRENT, head, session, code);
	snprintf(token, CSRF_SIZE, "%s.%s", head, code);
}

static bool matches(const char *head, const char *code, const char *session)
{
	char wanted[MAC_SIZE];
	for (int age = SECRET_CURRENT; age < SECRET_AGES; age++) {
		if (secret_key((enum secret_age)age, SECRET_CSRF) == NULL)
			continue;
		mac((enum secret_age)age, head, session, wanted);
		if (sodium_memcmp(wanted, code, MAC_SIZE - 1) == 0)
			return true;
	}
	return false;
}

bool csrf_check(const char *token, const char *session, bool unbound, int64_t now_s)
{
	char head[CSRF_SIZE];
	int64_t born_s;
	const char *dot = strrchr(token, '.');
	if (dot == NULL || strlen(token) >= CSRF_SIZE || strlen(dot + 1) != MAC_SIZE - 1)
		return false;
	snprintf(head, sizeof(head), "%.*s", (int)(dot - token), token);
	bool own = *session != '\0' && matches(head, dot + 1, session);
	if (!own && !(unbound && matches(head, dot + 1, "")))
		return false;
	char *end = strchr(head, '.');
	if (end != NULL)
		*end = '\0';
	return text_to_integer(head, 0, INT64_MAX / 2, &born_s) && born_s <= now_s + 5 &&
	       now_s < born_s + CSRF_LIFETIME_S;
}
