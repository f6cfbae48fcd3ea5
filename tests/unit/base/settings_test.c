/*
 * settings_load: where a value comes from, and refusals, each of which names the setting
 * and the place, shows no secret and changes nothing.
 */
#include "base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static char error[SETTINGS_ERROR_SIZE];

/* Loads from these files' contents; NULL is a file that is not there. */
static int load(const char *file, const char *started)
{
	unlink(scratch_path("papertrade.env"));
	unlink(scratch_path("environment"));
	if (file != NULL)
		scratch_file("papertrade.env", file);
	if (started != NULL)
		scratch_file("environment", started);
	error[0] = '\0';
	return settings_load("/srv/home", scratch_path("papertrade.env"),
		scratch_path("environment"), error);
}

static int start(void **state)
{
	(void)state;
	for (int i = 0; i < SETTING_COUNT; i++)
		unsetenv(settings_fact((enum setting)i)->name);
	return load(NULL, NULL);
}

static void says(const char *part)
{
	if (strstr(error, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", error, part);
}

static void fill(char *content, const char *head, size_t length)
{
	size_t begun = strlen(head);
	memcpy(content, head, begun);
	memset(content + begun, 'x', length);
	content[begun + length] = '\0';
}

static void defaults(void **state)
{
	(void)state;
	assert_int_equal(settings_number(SETTING_HTTPS_PORT), 8443);
	assert_string_equal(settings_text(SETTING_LOG_LEVEL), "info");
	assert_false(settings_flag(SETTING_LIVE_TRADING));
	assert_string_equal(settings_home(), "/srv/home");
	assert_string_equal(
		settings_text(SETTING_TLS_CERTIFICATE), "/srv/home/tls/server.crt");
	assert_string_equal(settings_text(SETTING_DATABASE_URL),
		"host=/srv/home/run dbname=papertrade user=papertrade_app");
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_fact *fact = settings_fact((enum setting)i);
		assert_int_equal(settings_origin((enum setting)i), SETTING_FROM_DEFAULT);
		assert_true(fact->name[0] != '\0' && fact->description[0] != '\0');
		assert_null(strstr(settings_text((enum setting)i), "{PT_HOME}"));
	}
}

static void the_nearest_place_wins(void **state)
{
	(void)state;
	static const struct {
		const char *environment, *started, *file;
		int64_t number;
		enum setting_origin origin;
	} table[] = {
		{NULL, NULL, NULL, 8443, SETTING_FROM_DEFAULT},
		{NULL, NULL, "HTTPS_PORT=1\n", 1, SETTING_FROM_FILE},
		{NULL, "HTTPS_PORT=2\n", NULL, 2, SETTING_FROM_START},
		{NULL, "HTTPS_PORT=2\n", "HTTPS_PORT=1\n", 2, SETTING_FROM_START},
		{"3", NULL, NULL, 3, SETTING_FROM_ENVIRONMENT},
		{"3", "HTTPS_PORT=2\n", "HTTPS_PORT=1\n", 3, SETTING_FROM_ENVIRONMENT},
		{"3", NULL, "HTTPS_PORT=1\n", 3, SETTING_FROM_ENVIRONMENT},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		if (table[i].environment != NULL)
			setenv("HTTPS_PORT", table[i].environment, 1);
		assert_int_equal(load(table[i].file, table[i].started), 0);
		unsetenv("HTTPS_PORT");
		assert_int_equal(settings_number(SETTING_HTTPS_PORT), table[i].number);
		assert_int_equal(settings_origin(SETTING_HTTPS_PORT), table[i].origin);
		assert_int_equal(
			settings_origin(SETTING_HTTP_PORT), SETTING_FROM_DEFAULT);
	}
}

static void forms_of_a_line(void **state)
{
	(void)state;
	static const struct {
		const char *file, *text;
	} table[] = {
		{"BIND_ADDRESS=::1\n", "::1"},
		{"BIND_ADDRESS=::1", "::1"},
		{"  BIND_ADDRESS \t= ::1 \r\n", "::1"},
		{"# BIND_ADDRESS=::2\n\n   \n\t# x\nBIND_ADDRESS=::1\n", "::1"},
		{"BIND_ADDRESS=\"::1\"\n", "::1"},
		{"BIND_ADDRESS='::1'\n", "::1"},
		{"BIND_ADDRESS=\"::1'\n", "\"::1'"},
		{"BIND_ADDRESS=\"\n", "\""},
		{"BIND_ADDRESS=\"\"\n", ""},
		{"BIND_ADDRESS=\n", ""},
		{"BIND_ADDRESS=a=b\n", "a=b"},
		{"BIND_ADDRESS=::1\nBIND_ADDRESS=::2\n", "::2"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(load(table[i].file, NULL), 0);
		assert_string_equal(settings_text(SETTING_BIND_ADDRESS), table[i].text);
	}
}

static void flags(void **state)
{
	(void)state;
	static const char *const truths[] = {"true", "1", "yes", "on"};
	static const char *const lies[] = {"false", "0", "no", "off"};
	for (size_t i = 0; i < COUNT(truths); i++) {
		setenv("TELEMETRY", truths[i], 1);
		assert_int_equal(load(NULL, NULL), 0);
		assert_true(settings_flag(SETTING_TELEMETRY));
		setenv("TELEMETRY", lies[i], 1);
		assert_int_equal(load(NULL, NULL), 0);
		assert_false(settings_flag(SETTING_TELEMETRY));
	}
}

static void values_that_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value, *says;
	} table[] = {
		{"HTTPS_PORT", "0", "a whole number from 1 to 65535, not \"0\""},
		{"HTTPS_PORT", "65536", "from 1 to 65535"},
		{"HTTPS_PORT", "", "a whole number"},
		{"HTTPS_PORT", "80 ", "a whole number"},
		{"HTTPS_PORT", "8e3", "a whole number"},
		{"HTTPS_PORT", "99999999999999999999", "a whole number"},
		{"TELEMETRY", "maybe", "true or false, not \"maybe\""},
		{"TELEMETRY", "TRUE", "true or false"},
		{"TELEMETRY", "", "true or false"},
		{"LOG_LEVEL", "loud", "one of: debug info warning error, not \"loud\""},
		{"LOG_LEVEL", "", "one of"},
		{"LOG_LEVEL", "info warning", "one of"},
		{"TLS_CERTIFICATE", "", "a text that is not empty"},
		{"BIND_ADDRESS", "a\nb", "without control characters"},
		{"BIND_ADDRESS", "\x7f", "without control characters"},
		{"BIND_ADDRESS",
			"0123456789012345678901234567890123456789012345678901234567890123"
			"4",
			"shorter"},
		{"DATABASE_URL", "", "a text that is not empty"},
		{"LIVE_TRADING", "true", "LIVE_TRADING must be false"},
		{"LIVE_TRADING", "1", "LIVE_TRADING must be false"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		setenv(table[i].name, table[i].value, 1);
		assert_int_equal(load(NULL, NULL), -1);
		unsetenv(table[i].name);
		says(table[i].name);
		says(table[i].says);
		if (strcmp(table[i].name, "LIVE_TRADING") != 0)
			says("environment: ");
	}
}

static void lines_that_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *file, *says;
	} table[] = {
		{"HTTPS_PORT=1\nHTTP_PROT=2\n", ":2: there is no setting HTTP_PROT"},
		{"https_port=1\n", ":1: there is no setting https_port"},
		{"\n\nHTTPS_PORT\n", ":3: not of the form NAME=value"},
		{"export HTTPS_PORT=1\n", ":1: not of the form NAME=value"},
		{"=1\n", ":1: "},
		{"HTTPS_PORT=x\n", ":1: HTTPS_PORT must be"},
		{"LIVE_TRADING=yes\n", "LIVE_TRADING must be false"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(load(table[i].file, NULL), -1);
		says(table[i].says);
		if (table[i].says[0] == ':')
			says(scratch_path("papertrade.env"));
		assert_int_equal(load(NULL, table[i].file), -1);
		says(table[i].says);
		if (table[i].says[0] == ':')
			says(scratch_path("environment"));
	}
}

static void long_lines_and_files_are_refused(void **state)
{
	(void)state;
	static char content[100000];
	fill(content, "HTTPS_PORT=1\n#", 5000);
	assert_int_equal(load(content, NULL), -1);
	says(":2: too long");

	fill(content, "BIND_ADDRESS=", 1500);
	assert_int_equal(load(content, NULL), -1);
	says(":1: BIND_ADDRESS is too long");

	memset(content, '\n', 2000);
	content[2000] = '\0';
	assert_int_equal(load(content, NULL), 0);
	content[2000] = '#';
	assert_int_equal(load(content, NULL), -1);
	says(":2001: too long");
}

static void secrets_are_never_told(void **state)
{
	(void)state;
	static char content[4096];
	static const char *const table[] = {
		"METRICS_TOKEN=hunter2\x01\n",
		"METRICS_TOKEN hunter2\n",
		"DATABASE_URL postgres://u:hunter2@h/d?sslmode=require\n",
		"postgres://u:hunter2@h/d?sslmode=require\n",
		"hunter2\n",
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(load(table[i], NULL), -1);
		says("papertrade.env:1: ");
		assert_null(strstr(error, "hunter2"));
	}
	for (size_t length = 300; length < 1400; length += 1000) {
		fill(content, "METRICS_TOKEN=hunter2", length);
		assert_int_equal(load(content, NULL), -1);
		says("METRICS_TOKEN");
		assert_null(strstr(error, "hunter2"));
	}
}

static void a_failed_load_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(load("HTTPS_PORT=1\nBIND_ADDRESS=::1\n", NULL), 0);
	static const char *const table[] = {
		"HTTPS_PORT=2\nBIND_ADDRESS=::2\nHTTP_PORT=x\n",
		"HTTPS_PORT=2\nLIVE_TRADING=true\n",
		"HTTPS_PORT=2\nNOTHING=1\n",
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(load(table[i], NULL), -1);
		assert_int_equal(settings_number(SETTING_HTTPS_PORT), 1);
		assert_string_equal(settings_text(SETTING_BIND_ADDRESS), "::1");
		assert_int_equal(
			settings_origin(SETTING_BIND_ADDRESS), SETTING_FROM_FILE);
	}
	assert_int_equal(load(NULL, NULL), 0);
	assert_int_equal(settings_number(SETTING_HTTPS_PORT), 8443);
	assert_string_equal(settings_text(SETTING_BIND_ADDRESS), "");
}

static void a_file_that_cannot_be_read_is_no_empty_file(void **state)
{
	(void)state;
	assert_int_equal(
		settings_load("/srv/home", scratch, scratch_path("environment"), error),
		-1);
	says(scratch);
	says("cannot be read");
	assert_int_equal(load("", NULL), 0);
	assert_int_equal(settings_load("/srv/home", scratch_path("papertrade.env/x"),
				 scratch_path("environment"), error),
		-1);
	says("cannot be read");
}

static void a_home_that_is_too_long_is_refused(void **state)
{
	(void)state;
	static char home[1300];
	memset(home, 'h', sizeof(home) - 1);
	assert_int_equal(settings_load(home, "/nonexistent", "/nonexistent", error), -1);
	says("PT_HOME is too long");
	home[1100] = '\0';
	assert_int_equal(settings_load(home, "/nonexistent", "/nonexistent", error), -1);
	says("TLS_CERTIFICATE");
	assert_string_equal(settings_home(), "/srv/home");
}

static void words_of_a_list(void **state)
{
	(void)state;
	assert_true(settings_list_has("a bc  d", "a"));
	assert_true(settings_list_has("a bc  d", "bc"));
	assert_true(settings_list_has("a bc  d ", "d"));
	assert_true(settings_list_has("  a", "a"));
	assert_false(settings_list_has("a bc  d", "b"));
	assert_false(settings_list_has("a bc  d", "bcd"));
	assert_false(settings_list_has("a bc  d", ""));
	assert_false(settings_list_has("a bc  d", "a bc"));
	assert_false(settings_list_has("", "a"));
	assert_false(settings_list_has("   ", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(defaults, start),
		cmocka_unit_test_setup(the_nearest_place_wins, start),
		cmocka_unit_test_setup(forms_of_a_line, start),
		cmocka_unit_test_setup(flags, start),
		cmocka_unit_test_setup(values_that_are_refused, start),
		cmocka_unit_test_setup(lines_that_are_refused, start),
		cmocka_unit_test_setup(long_lines_and_files_are_refused, start),
		cmocka_unit_test_setup(secrets_are_never_told, start),
		cmocka_unit_test_setup(a_failed_load_changes_nothing, start),
		cmocka_unit_test_setup(
			a_file_that_cannot_be_read_is_no_empty_file, start),
		cmocka_unit_test_setup(a_home_that_is_too_long_is_refused, start),
		cmocka_unit_test(words_of_a_list),
	};
	return cmocka_run_group_tests_name(
		"base/settings", tests, scratch_make, scratch_remove);
}
