/*
 * Second factor: time-based one-time codes (RFC 6238, SHA-1, 6 digits, 30 s), as
 * every authenticator app makes them. A code is good once. Secrets are stored
 * sealed with a key of the server.
 */
#ifndef AUTH_TOTP_H
#define AUTH_TOTP_H

#include <stdbool.h>
#include <stdint.h>

struct text;

enum {
	TOTP_BYTES = 20,
	TOTP_BASE32_SIZE = 33, /* 20 bytes in base32, and NUL */
	TOTP_SEALED_SIZE = 121 /* nonce, mac and bytes in hex, and NUL */
};

/* A new secret: as the user types it, and as it is stored. */
void totp_create(char base32[TOTP_BASE32_SIZE], char sealed[TOTP_SEALED_SIZE]);

/* The step of a code if it is right at `now_s` (one step early or late counts)
 * and later than `last_step`; -1 when not. */
int64_t totp_check(const char *sealed, const char *code, int64_t last_step, int64_t now_s)
	__attribute__((warn_unused_result));

/* Writes the address that authenticator apps read from a QR code. */
void totp_address(struct text *out, const char *username, const char *base32);

/* Writes text as a QR code, an SVG image. -1 when it does not fit. */
int totp_draw(struct text *out, const char *content) __attribute__((warn_unused_result));

#endif
