/* totp_*: RFC 6238's values, each code once; secrets sealed; a drawing that reads. */
#include "auth/totp.h"

#include "auth/secret.h"
#include "base/arena.h"
#include "base/text.h"

#include <liboath/oath.h>
#include <qrencode.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char first_secret[] = "the first secret, of thirty-two bytes or more";
static const char second_secret[] = "the second secret, of thirty-two bytes or more";
static const char third_secret[] = "the third secret, of thirty-two bytes or more";

static const int64_t NOW_S = 1800000000;

static int load(void **state)
{
	(void)state;
	return secret_load(second_secret, first_secret);
}

/* Seals a secret as totp.h says that it is stored: nonce, mac and bytes, in hex. */
static void seal(const char *secret, char sealed[TOTP_SEALED_SIZE])
{
	unsigned char box[(TOTP_SEALED_SIZE - 1) / 2];
	randombytes_buf(box, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES,
		(const unsigned char *)secret, TOTP_BYTES, box,
		secret_key(SECRET_CURRENT, SECRET_TOTP));
	sodium_bin2hex(sealed, TOTP_SEALED_SIZE, box, sizeof(box));
}

/* The code of a secret that was typed in, by the time of its owner's clock. */
static const char *code_of(const char *base32, int64_t now_s)
{
	static char code[16];
	char *bytes;
	size_t length;
	assert_int_equal(
		oath_base32_decode(base32, strlen(base32), &bytes, &length), OATH_OK);
	assert_int_equal(length, TOTP_BYTES);
	assert_int_equal(oath_totp_generate(bytes, length, (time_t)now_s, 30, 0, 6, code),
		OATH_OK);
	free(bytes);
	return code;
}

/* Appendix B of RFC 6238, SHA-1: eight digits there, of which we take the last six. */
static void the_values_of_the_rfc(void **state)
{
	(void)state;
	static const struct {
		int64_t time_s;
		const char *code;
	} table[] = {
		{59, "287082"},
		{1111111109, "081804"},
		{1111111111, "050471"},
		{1234567890, "005924"},
		{2000000000, "279037"},
		{20000000000, "353130"},
	};
	char sealed[TOTP_SEALED_SIZE];
	seal("12345678901234567890", sealed);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		int64_t step = table[i].time_s / 30;
		assert_true(
			totp_check(sealed, table[i].code, 0, table[i].time_s) == step);
		for (size_t j = 0; j < i; j++)
			assert_true(
				totp_check(sealed, table[j].code, 0, table[i].time_s) ==
				(table[j].time_s / 30 >= step - 1 ? table[j].time_s / 30
								  : -1));
	}
}

static void one_step_early_or_late_counts(void **state)
{
	(void)state;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	totp_create(base32, sealed);
	for (int64_t step = -4; step <= 4; step++) {
		int64_t found =
			totp_check(sealed, code_of(base32, NOW_S + step * 30), 0, NOW_S);
		if (step >= -1 && step <= 1)
			assert_true(found == NOW_S / 30 + step);
		else
			assert_true(found == -1);
	}
}

static void a_code_is_good_once(void **state)
{
	(void)state;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	totp_create(base32, sealed);
	int64_t step = totp_check(sealed, code_of(base32, NOW_S), 0, NOW_S);
	assert_true(step == NOW_S / 30);
	assert_true(totp_check(sealed, code_of(base32, NOW_S), step, NOW_S) == -1);
	/* One from before the last is no longer good either, the next one is. */
	assert_true(totp_check(sealed, code_of(base32, NOW_S - 30), step, NOW_S) == -1);
	assert_true(
		totp_check(sealed, code_of(base32, NOW_S + 30), step, NOW_S) == step + 1);
}

static void what_is_no_code_is_refused(void **state)
{
	(void)state;
	char sealed[TOTP_SEALED_SIZE];
	seal("12345678901234567890", sealed);
	static const char *const codes[] = {"", "2", "28708", "2870822", "287 082",
		"287082 ", " 287082", "28708x", "+87082", "94287082", "０"};
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		assert_true(totp_check(sealed, codes[i], 0, 59) == -1);
	assert_true(totp_check(sealed, "287082", 0, 59) == 1);
}

static void secrets_are_random_and_base32(void **state)
{
	(void)state;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	char other_base32[TOTP_BASE32_SIZE];
	char other_sealed[TOTP_SEALED_SIZE];
	totp_create(base32, sealed);
	totp_create(other_base32, other_sealed);
	assert_int_equal(strlen(base32), TOTP_BASE32_SIZE - 1);
	assert_int_equal(
		strspn(base32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), TOTP_BASE32_SIZE - 1);
	assert_int_equal(strlen(sealed), TOTP_SEALED_SIZE - 1);
	assert_string_not_equal(base32, other_base32);
	assert_string_not_equal(sealed, other_sealed);
	assert_true(totp_check(other_sealed, code_of(base32, NOW_S), 0, NOW_S) == -1);
}

static void nothing_sealed_may_be_changed(void **state)
{
	(void)state;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	totp_create(base32, sealed);
	const char *code = code_of(base32, NOW_S);
	for (size_t i = 0; i < TOTP_SEALED_SIZE - 1; i++) {
		char kept = sealed[i];
		sealed[i] = kept == '0' ? '1' : '0';
		assert_true(totp_check(sealed, code, 0, NOW_S) == -1);
		sealed[i] = '\0';
		assert_true(totp_check(sealed, code, 0, NOW_S) == -1);
		sealed[i] = 'x';
		assert_true(totp_check(sealed, code, 0, NOW_S) == -1);
		sealed[i] = kept;
	}
	char longer[TOTP_SEALED_SIZE + 2];
	snprintf(longer, sizeof(longer), "%s00", sealed);
	assert_true(totp_check(longer, code, 0, NOW_S) == -1);
	assert_true(totp_check(sealed, code, 0, NOW_S) != -1);
}

static void the_secret_before_still_opens(void **state)
{
	(void)state;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	assert_int_equal(secret_load(first_secret, third_secret), 0);
	totp_create(base32, sealed);
	assert_int_equal(secret_load(second_secret, first_secret), 0);
	assert_true(totp_check(sealed, code_of(base32, NOW_S), 0, NOW_S) == NOW_S / 30);
	assert_int_equal(secret_load(third_secret, second_secret), 0);
	assert_true(totp_check(sealed, code_of(base32, NOW_S), 0, NOW_S) == -1);
}

static void the_address_that_apps_read(void **state)
{
	(void)state;
	char buffer[256];
	struct text out = text_over(buffer, sizeof(buffer));
	totp_address(&out, "alice", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_string_equal(text_done(&out),
		"otpauth://totp/PaperTrade:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		"&issuer=PaperTrade&algorithm=SHA1&digits=6&period=30");
}

static const char content[] =
	"otpauth://totp/PaperTrade:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static const char *draw(struct arena *arena, const char *what)
{
	struct text out = text_in(arena);
	assert_int_equal(totp_draw(&out, what), 0);
	const char *svg = text_done(&out);
	assert_non_null(svg);
	return svg;
}

enum { SIDE_MOST = 200 };

/* Reads the drawing back: which squares are dark. Returns its side. */
static int squares_of(const char *svg, bool dark[SIDE_MOST][SIDE_MOST])
{
	int side = 0;
	int height = 0;
	int x;
	int y;
	int used = 0;
	assert_int_equal(sscanf(svg,
				 "<svg xmlns=\"http://www.w3.org/2000/svg\" "
				 "viewBox=\"0 0 %d %d\" ",
				 &side, &height),
		2);
	assert_true(side == height && side > 0 && side <= SIDE_MOST);
	const char *path = strstr(svg, "<path d=\"");
	assert_non_null(path);
	path += 9;
	while (sscanf(path, "M%d %dh1v1h-1z%n", &x, &y, &used) == 2 && used > 0) {
		assert_true(x >= 0 && x < side && y >= 0 && y < side);
		assert_false(dark[y][x]);
		dark[y][x] = true;
		path += used;
		used = 0;
	}
	assert_string_equal(path, "\"/></svg>");
	return side;
}

static void the_drawing_is_the_code_within_a_margin(void **state)
{
	(void)state;
	static bool dark[SIDE_MOST][SIDE_MOST];
	struct arena *arena = arena_new(4096, 1024 * 1024);
	QRcode *code = QRcode_encodeString(content, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	assert_non_null(code);
	int side = squares_of(draw(arena, content), dark);
	assert_int_equal(side, code->width + 8);
	for (int y = 0; y < side; y++) {
		for (int x = 0; x < side; x++) {
			bool within = x >= 4 && y >= 4 && x < side - 4 && y < side - 4;
			int place = (y - 4) * code->width + x - 4;
			assert_int_equal(
				dark[y][x], within && (code->data[place] & 1) != 0);
		}
	}
	QRcode_free(code);
	arena_free(arena);
}

static void the_drawing_reads(void **state)
{
	(void)state;
	char path[] = "/tmp/pt-unit-XXXXXX";
	char command[256];
	char read[256] = "";
	if (system("command -v rsvg-convert >/dev/null && command -v zbarimg "
		   ">/dev/null") != 0)
		skip();
	struct arena *arena = arena_new(4096, 1024 * 1024);
	int descriptor = mkstemp(path);
	FILE *file = fdopen(descriptor, "w");
	assert_non_null(file);
	assert_true(fputs(draw(arena, content), file) >= 0);
	assert_int_equal(fclose(file), 0);
	snprintf(command, sizeof(command),
		"rsvg-convert -w 600 %s | zbarimg --nodbus --quiet --raw -", path);
	FILE *output = popen(command, "r");
	assert_non_null(output);
	assert_non_null(fgets(read, sizeof(read), output));
	assert_int_equal(pclose(output), 0);
	unlink(path);
	read[strcspn(read, "\n")] = '\0';
	assert_string_equal(read, content);
	arena_free(arena);
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	char large[4096];
	char buffer[64];
	struct text out = text_over(buffer, sizeof(buffer));
	memset(large, 'x', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(totp_draw(&out, large), -1);
	assert_int_equal(totp_draw(&out, content), 0);
	assert_null(text_done(&out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_values_of_the_rfc, load),
		cmocka_unit_test_setup(one_step_early_or_late_counts, load),
		cmocka_unit_test_setup(a_code_is_good_once, load),
		cmocka_unit_test_setup(what_is_no_code_is_refused, load),
		cmocka_unit_test_setup(secrets_are_random_and_base32, load),
		cmocka_unit_test_setup(nothing_sealed_may_be_changed, load),
		cmocka_unit_test_setup(the_secret_before_still_opens, load),
		cmocka_unit_test(the_address_that_apps_read),
		cmocka_unit_test(the_drawing_is_the_code_within_a_margin),
		cmocka_unit_test(the_drawing_reads),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests_name("auth/totp", tests, NULL, NULL);
}
