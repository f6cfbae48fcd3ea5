/*
 * Random credentials: refresh tokens, one-time links, API keys, recovery codes.
 * They are as random as a key is, so what is stored of them is a plain hash
 * (of API keys a keyed one), which costs a fraction of a microsecond.
 */
#ifndef AUTH_CREDENTIAL_H
#define AUTH_CREDENTIAL_H

#include <stdbool.h>

enum {
	CREDENTIAL_TOKEN_SIZE = 44,  /* 256 bits in base64url, and NUL */
	CREDENTIAL_HASH_SIZE = 65,   /* 32 bytes in hex, and NUL */
	CREDENTIAL_SALT_SIZE = 33,   /* 16 bytes in hex, and NUL */
	CREDENTIAL_KEY_ID_SIZE = 21, /* PK and 18 letters or digits, and NUL */
	CREDENTIAL_SECRET_SIZE = 41, /* 40 letters or digits: 206 bits, and NUL */
	CREDENTIAL_CODE_SIZE = 12    /* a recovery code: xxxxx-xxxxx, and NUL */
};

void credential_token(char token[CREDENTIAL_TOKEN_SIZE]);
void credential_key_id(char id[CREDENTIAL_KEY_ID_SIZE]);
void credential_secret(char secret[CREDENTIAL_SECRET_SIZE]);
void credential_code(char code[CREDENTIAL_CODE_SIZE]);
void credential_salt(char salt[CREDENTIAL_SALT_SIZE]);

/* What is stored of a token, a link or a code. */
void credential_hash(const char *text, char hash[CREDENTIAL_HASH_SIZE]);

/* What is stored of an API key's secret. */
void credential_hash_salted(
	const char *salt, const char *secret, char hash[CREDENTIAL_HASH_SIZE]);

#endif
