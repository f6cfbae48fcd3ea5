/* The end of a certificate is what openssl says it is; bytes that are none, cut short or
 * changed, are 0 and no crash. */
#include "net/certificate.h"

#include "../scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

/* Makes a certificate that ends in so many days; its path. */
static const char *certificate(int days)
{
	char command[512];
	snprintf(command, sizeof(command),
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
		"-keyout %s -out %s -subj /CN=here -days %d 2>/dev/null",
		scratch_path("key"), scratch_path("crt"), days);
	assert_int_equal(system(command), 0);
	return scratch_path("crt");
}

/* What openssl says of it. */
static int64_t told(const char *path)
{
	char command[512];
	char line[64];
	struct tm end = {0};
	snprintf(command, sizeof(command), "openssl x509 -noout -enddate -in %s", path);
	FILE *stream = popen(command, "r");
	assert_non_null(stream);
	assert_non_null(fgets(line, sizeof(line), stream));
	pclose(stream);
	assert_non_null(strptime(line, "notAfter=%b %d %H:%M:%S %Y GMT", &end));
	return (int64_t)timegm(&end);
}

static void ends_when_openssl_says(void **state)
{
	(void)state;
	/* The last is past 2049, from when on years have four digits. */
	static const int days[] = {1, 397, 3650, 20000};
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		const char *path = certificate(days[i]);
		assert_int_equal(certificate_end_of_file(path), told(path));
	}
}

static void what_is_none_has_no_end(void **state)
{
	(void)state;
	assert_int_equal(certificate_end_of_file("/nonexistent"), 0);
	assert_int_equal(certificate_end_of_file(scratch_file("a", "nonsense")), 0);
	assert_int_equal(certificate_end_of_file(scratch_file("b",
				 "-----BEGIN CERTIFICATE-----\n!!!!\n-----END "
				 "CERTIFICATE-----\n")),
		0);
	assert_int_equal(certificate_end_of_file(scratch_file("c",
				 "-----BEGIN CERTIFICATE-----\nAAAA\n-----END "
				 "CERTIFICATE-----\n")),
		0);
}

static void cut_or_changed_bytes_are_survived(void **state)
{
	(void)state;
	uint8_t bytes[2048];
	char command[512];
	snprintf(command, sizeof(command), "openssl x509 -outform DER -in %s -out %s",
		certificate(30), scratch_path("der"));
	assert_int_equal(system(command), 0);
	FILE *stream = fopen(scratch_path("der"), "r");
	size_t length = fread(bytes, 1, sizeof(bytes), stream);
	fclose(stream);
	assert_int_not_equal(certificate_end(bytes, length), 0);
	for (size_t cut = 0; cut < length; cut++) {
		uint8_t *copy = malloc(cut == 0 ? 1 : cut);
		memcpy(copy, bytes, cut);
		assert_int_equal(certificate_end(copy, cut), 0);
		free(copy);
	}
	for (size_t i = 0; i < length; i++)
		for (int value = 0; value < 256; value += 17) {
			uint8_t before = bytes[i];
			bytes[i] = (uint8_t)value;
			(void)certificate_end(bytes, length);
			bytes[i] = before;
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_when_openssl_says),
		cmocka_unit_test(what_is_none_has_no_end),
		cmocka_unit_test(cut_or_changed_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
