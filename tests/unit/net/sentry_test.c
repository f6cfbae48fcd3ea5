/* A DSN names a project or is refused; an envelope is framed as its reader counts. */
#include "net/sentry.h"

#include "base/arena.h"
#include "base/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void dsn_names_a_project(void **state)
{
	(void)state;
	static const struct {
		const char *dsn, *url, *key;
	} good[] = {
		{"https://abc@o1.example.org/42",
			"https://o1.example.org/api/42/envelope/", "abc"},
		{"https://abc:old@host:9000/a/b/7",
			"https://host:9000/a/b/api/7/envelope/", "abc"},
		{"http://a-b_C9@127.0.0.1:1/1", "http://127.0.0.1:1/api/1/envelope/",
			"a-b_C9"},
	};
	struct sentry_target target;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(sentry_read_dsn(good[i].dsn, &target));
		assert_string_equal(target.url, good[i].url);
		assert_string_equal(target.key, good[i].key);
	}
}

static void anything_else_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "abc", "ftp://abc@host/1", "https://host/1",
		"https://@host/1", "https://abc@/1", "https://abc@host",
		"https://abc@host/", "https://abc@host/x1", "https://abc@host/1/",
		"https://a b@host/1", "https://abc@host/1?x", "https://abc@ho st/1",
		"https://abc@host\"/1"};
	struct sentry_target target;
	char large[1024];
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(sentry_read_dsn(bad[i], &target));
	memset(large, 'a', sizeof(large));
	memcpy(large, "https://k@", 10);
	memcpy(large + sizeof(large) - 3, "/1", 3);
	assert_false(sentry_read_dsn(large, &target));
}

static void envelope_is_framed(void **state)
{
	(void)state;
	struct arena *arena = arena_new(4096, 1 << 20);
	const struct sentry_pair tags[] = {{"process", "fast"}, {"quote", "a\"b\n\xff"}};
	struct sentry_event event = {.id = "0123456789abcdef0123456789abcdef",
		.at_us = 1700000000000000,
		.message = "request failed",
		.transaction = "GET /x",
		.release = "papertrade@1",
		.environment = "trial",
		.server = "here",
		.tags = tags,
		.tag_count = 2};
	size_t length = 0;
	const char *envelope = sentry_envelope(arena, &event, 1700000001000000, &length);
	assert_non_null(envelope);
	assert_int_equal(length, strlen(envelope));
	const char *item = strchr(envelope, '\n') + 1;
	const char *payload = strchr(item, '\n') + 1;
	assert_true(strncmp(item, "{\"type\":\"event\",\"length\":", 25) == 0);
	size_t told = strtoul(item + 25, NULL, 10);
	assert_int_equal(told, strlen(payload) - 1);
	struct json_problem problem;
	const cJSON *read = json_read(arena, payload, told, &problem);
	assert_non_null(read);
	assert_string_equal(json_read_text(json_read_member(
				    json_read_member(read, "tags"), "process")),
		"fast");
	assert_string_equal(json_read_text(json_read_member(read, "event_id")), event.id);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dsn_names_a_project),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(envelope_is_framed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
