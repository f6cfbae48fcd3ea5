#include "auth/credential.h"

#include <sodium.h>
#include <string.h>

static const char UPPER[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char MIXED[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/* No letters that are taken for one another. */
static const char CLEAR[] = "abcdefghjkmnpqrstuvwxyz23456789";

static void fill(char *text, size_t count, const char *alphabet)
{
	uint32_t letters = (uint32_t)strlen(alphabet);
	for (size_t i = 0; i < count; i++)
		text[i] = alphabet[randombytes_uniform(letters)];
}

void credential_token(char token[CREDENTIAL_TOKEN_SIZE])
{
	unsigned char bytes[32];
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(token, CREDENTIAL_TOKEN_SIZE, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void credential_key_id(char id[CREDENTIAL_KEY_ID_SIZE])
{
	memcpy(id, "PK", 2);
	fill(id + 2, CREDENTIAL_KEY_ID_SIZE - 3, UPPER);
	id[CREDENTIAL_KEY_ID_SIZE - 1] = '\0';
}

void credential_secret(char secret[CREDENTIAL_SECRET_SIZE])
{
	fill(secret, CREDENTIAL_SECRET_SIZE - 1, MIXED);
	secret[CREDENTIAL_SECRET_SIZE - 1] = '\0';
}

void credential_code(char code[CREDENTIAL_CODE_SIZE])
{
	fill(code, CREDENTIAL_CODE_SIZE - 1, CLEAR);
	code[5] = '-';
	code[CREDENTIAL_CODE_SIZE - 1] = '\0';
}

void credential_salt(char salt[CREDENTIAL_SALT_SIZE])
{
	unsigned char bytes[(CREDENTIAL_SALT_SIZE - 1) / 2];
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(salt, CREDENTIAL_SALT_SIZE, bytes, sizeof(bytes));
}

void credential_hash_salted(
	const char *salt, const char *secret, char hash[CREDENTIAL_HASH_SIZE])
{
	unsigned char bytes[32];
	crypto_generichash(bytes, sizeof(bytes), (const unsigned char *)secret,
		strlen(secret), (const unsigned char *)salt, strlen(salt));
	sodium_bin2hex(hash, CREDENTIAL_HASH_SIZE, bytes, sizeof(bytes));
}

void credential_hash(const char *text, char hash[CREDENTIAL_HASH_SIZE])
{
	unsigned char bytes[32];
	crypto_generichash(
		bytes, sizeof(bytes), (const unsigned char *)text, strlen(text), NULL, 0);
	sodium_bin2hex(hash, CREDENTIAL_HASH_SIZE, bytes, sizeof(bytes));
}
