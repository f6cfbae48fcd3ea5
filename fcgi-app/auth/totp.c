#include "auth/totp.h"

#include "auth/secret.h"
#include "base/text.h"

#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_S = 30, DIGITS = 6, MARGIN = 4 };

enum {
	NONCE = crypto_secretbox_NONCEBYTES,
	SEALED = NONCE + crypto_secretbox_MACBYTES + TOTP_BYTES
};

static void seal(const unsigned char secret[TOTP_BYTES], char sealed[TOTP_SEALED_SIZE])
{
	unsigned char box[SEALED];
	_Static_assert(SEALED * 2 + 1 == TOTP_SEALED_SIZE, "room for a sealed secret");
	randombytes_buf(box, NONCE);
	crypto_secretbox_easy(box + NONCE, secret, TOTP_BYTES, box,
		secret_key(SECRET_CURRENT, SECRET_TOTP));
	sodium_bin2hex(sealed, TOTP_SEALED_SIZE, box, sizeof(box));
}

static bool open(const char *sealed, unsigned char secret[TOTP_BYTES])
{
	unsigned char box[SEALED];
	size_t length;
	if (sodium_hex2bin(
		    box, sizeof(box), sealed, strlen(sealed), NULL, &length, NULL) != 0 ||
		length != sizeof(box))
		return false;
	for (int age = SECRET_CURRENT; age < SECRET_AGES; age++) {
		const unsigned char *key = secret_key((enum secret_age)age, SECRET_TOTP);
		if (key != NULL && crypto_secretbox_open_easy(secret, box + NONCE,
					   SEALED - NONCE, box, key) == 0)
			return true;
	}
	return false;
}

static void encode_base32(
	const unsigned char secret[TOTP_BYTES], char base32[TOTP_BASE32_SIZE])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned bits = 0;
	unsigned have = 0;
	size_t used = 0;
	for (size_t i = 0; i < TOTP_BYTES; i++) {
		bits = bits << 8 | secret[i];
		for (have += 8; have >= 5; have -= 5)
			base32[used++] = letters[bits >> (have - 5) & 31];
	}
	base32[used] = '\0';
}

void totp_create(char base32[TOTP_BASE32_SIZE], char sealed[TOTP_SEALED_SIZE])
{
	unsigned char secret[TOTP_BYTES];
	randombytes_buf(secret, sizeof(secret));
	encode_base32(secret, base32);
	seal(secret, sealed);
	sodium_memzero(secret, sizeof(secret));
}

int64_t totp_check(const char *sealed, const char *code, int64_t last_step, int64_t now_s)
{
	unsigned char secret[TOTP_BYTES];
	char wanted[DIGITS + 1];
	int64_t found = -1;
	if (strlen(code) != DIGITS || !open(sealed, secret))
		return -1;
	int64_t now_step = now_s / STEP_S;
	for (int64_t step = now_step - 1; step <= now_step + 1; step++) {
		if (oath_hotp_generate((const char *)secret, TOTP_BYTES, (uint64_t)step,
			    DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
			    wanted) != OATH_OK)
			break;
		if (sodium_memcmp(wanted, code, DIGITS) == 0 && step > last_step)
			found = step;
	}
	sodium_memzero(secret, sizeof(secret));
	return found;
}

void totp_address(struct text *out, const char *username, const char *base32)
{
	/* User names hold nothing that an address would have to escape. */
	text_format(out,
		"otpauth://totp/PaperTrade:%s?secret=%s&issuer=PaperTrade&algorithm=SHA1&"
		"digits=%d&period=%d",
		username, base32, DIGITS, STEP_S);
}

int totp_draw(struct text *out, const char *content)
{
	QRcode *code = QRcode_encodeString(content, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (code == NULL)
		return -1;
	int size = code->width + 2 * MARGIN;
	text_format(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		"shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
		"<path d=\"",
		size, size, size, size);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if ((code->data[y * code->width + x] & 1) != 0)
				text_format(
					out, "M%d %dh1v1h-1z", x + MARGIN, y + MARGIN);
	text_string(out, "\"/></svg>");
	QRcode_free(code);
	return 0;
}
