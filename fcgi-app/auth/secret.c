#include "auth/secret.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LEAST = 32 };

struct age {
	bool present;
	char id[SECRET_ID_SIZE];
	unsigned char keys[SECRET_PURPOSES][SECRET_KEY_SIZE];
};

static struct age ages[SECRET_AGES];

static void derive(struct age *age, const char *secret)
{
	static const char context[crypto_kdf_CONTEXTBYTES] = "papertrd";
	unsigned char master[crypto_kdf_KEYBYTES];
	unsigned char name[crypto_generichash_BYTES_MIN];

	crypto_generichash(master, sizeof(master), (const unsigned char *)secret,
		strlen(secret), NULL, 0);
	for (int i = 0; i < SECRET_PURPOSES; i++)
		crypto_kdf_derive_from_key(
			age->keys[i], SECRET_KEY_SIZE, (uint64_t)i + 1, context, master);
	crypto_generichash(name, sizeof(name), master, sizeof(master), NULL, 0);
	sodium_bin2hex(age->id, sizeof(age->id), name, sizeof(age->id) / 2);
	sodium_memzero(master, sizeof(master));
	age->present = true;
}

int secret_load(const char *current, const char *previous)
{
	if (sodium_init() < 0)
		return -1;
	if (strlen(current) < LEAST) {
		fprintf(stderr,
			"papertrade: JWT_SECRET_KEY must be at least %d bytes of "
			"randomness, such "
			"as the output of: openssl rand -base64 48\n",
			LEAST);
		return -1;
	}
	derive(&ages[SECRET_CURRENT], current);
	if (strlen(previous) >= LEAST)
		derive(&ages[SECRET_PREVIOUS], previous);
	return 0;
}

const unsigned char *secret_key(enum secret_age age, enum secret_purpose purpose)
{
	return ages[age].present ? ages[age].keys[purpose] : NULL;
}

const char *secret_id(enum secret_age age)
{
	return ages[age].id;
}
