/*
 * Passwords: Argon2id, as costly as the settings say. Rules: at least eight
 * characters, not a common password, not one's own name; nothing else. Hashing
 * takes long on purpose: only the slow pool does it.
 */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

enum { PASSWORD_LEAST = 8, PASSWORD_MOST = 256, PASSWORD_HASH_SIZE = 128 };

/* Why a password is not acceptable, NULL when it is. `name` and `email` are
 * its user's; either may be NULL. */
const char *password_refuse(const char *password, const char *name, const char *email);

/* -1 when there is not enough memory. */
int password_hash(const char *password, char hash[PASSWORD_HASH_SIZE])
	__attribute__((warn_unused_result));

/* A NULL hash takes as long as a real one, and is never right. */
bool password_verify(const char *hash, const char *password)
	__attribute__((warn_unused_result));

/* Was the hash made at a lower cost than the settings ask for now? */
bool password_needs_rehash(const char *hash);

/* Measures this machine: the memory, in KiB, with which one hash takes about
 * `target_ms`, at the passes that the settings give. */
int64_t password_calibrate(int64_t target_ms);

#endif
