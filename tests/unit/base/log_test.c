/* log_*: what reaches standard error is one line of JSON, whatever the values hold. */
#include "base/log.h"

#include "base/arena.h"
#include "base/json_read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int terminal; /* standard error as it was */
static int lines;    /* where what is logged can be read */
static struct arena *arena;

static int start(void **state)
{
	(void)state;
	int ends[2];
	arena = arena_new(64 * 1024, 16 * 1024 * 1024);
	if (arena == NULL || pipe(ends) != 0)
		return -1;
	terminal = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	lines = ends[0];
	log_set_level(LOG_INFO);
	log_set_process("unit", -1);
	return 0;
}

static void restore(void)
{
	if (terminal < 0)
		return;
	dup2(terminal, STDERR_FILENO);
	close(terminal);
	terminal = -1;
}

static int stop(void **state)
{
	(void)state;
	restore();
	close(lines);
	arena_free(arena);
	return 0;
}

/* The one line that waits in the pipe, as JSON. */
static const cJSON *logged(void)
{
	static char line[65536];
	struct json_problem problem;
	ssize_t length = read(lines, line, sizeof(line));
	assert_true(length > 1);
	assert_true(memchr(line, '\n', (size_t)length) == line + length - 1);
	const cJSON *json = json_read(arena, line, (size_t)length, &problem);
	if (json == NULL)
		fail_msg("%s at %zu: %.*s", problem.what, problem.position, (int)length,
			line);
	return json;
}

static bool is_silent(void)
{
	char byte;
	fcntl(lines, F_SETFL, O_NONBLOCK);
	bool silent = read(lines, &byte, 1) < 0 && errno == EAGAIN;
	fcntl(lines, F_SETFL, 0);
	return silent;
}

static const char *text_of(const cJSON *json, const char *name)
{
	const cJSON *member = json_read_member(json, name);
	return member == NULL ? NULL : json_read_text(member);
}

static void a_line_has_its_head_and_fields(void **state)
{
	(void)state;
	char pid[16];
	snprintf(pid, sizeof(pid), "%d", getpid());
	log_set_process("fast", 3);
	log_set_request("abc-123");
	LOG(LOG_WARNING, "something happened", LOG_TEXT("path", "/x"),
		LOG_NUMBER("count", INT64_MIN));
	log_set_request(NULL);
	const cJSON *json = logged();
	assert_int_equal(strlen(text_of(json, "time")), 27);
	assert_string_equal(text_of(json, "level"), "warning");
	assert_string_equal(text_of(json, "event"), "something happened");
	assert_string_equal(text_of(json, "process"), "fast");
	assert_string_equal(text_of(json, "number"), "3");
	assert_string_equal(text_of(json, "pid"), pid);
	assert_string_equal(text_of(json, "request_id"), "abc-123");
	assert_string_equal(text_of(json, "path"), "/x");
	assert_string_equal(text_of(json, "count"), "-9223372036854775808");

	log_set_process("unit", -1);
	log_fields(LOG_ERROR, "bare", 0, NULL);
	json = logged();
	assert_null(text_of(json, "request_id"));
	assert_null(text_of(json, "number"));
}

static void values_cannot_break_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *value, *read;
	} table[] = {
		{"a\r\nb", "a\r\nb"},
		{"say \"hi\" \\", "say \"hi\" \\"},
		{"\",\"level\":\"error", "\",\"level\":\"error"},
		{"tab\there", "tab\there"},
		{"caf\xc3\xa9", "caf\xc3\xa9"},
		{"\xff", "\xef\xbf\xbd"},
		{"a\xc3", "a\xef\xbf\xbd"},
		{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		LOG(LOG_INFO, "value", LOG_TEXT("value", table[i].value));
		assert_string_equal(text_of(logged(), "value"), table[i].read);
	}
}

static void control_characters_are_escaped(void **state)
{
	(void)state;
	char line[4096];
	LOG(LOG_INFO, "value", LOG_TEXT("value", "\x01\x1b[31m\x1f"));
	ssize_t length = read(lines, line, sizeof(line) - 1);
	assert_true(length > 0);
	line[length] = '\0';
	assert_non_null(strstr(line, "\"value\":\"\\u0001\\u001b[31m\\u001f\""));
}

static void long_values_are_cut(void **state)
{
	(void)state;
	static char value[100000];
	memset(value, 'x', sizeof(value) - 1);
	LOG(LOG_INFO, "long", LOG_TEXT("value", value), LOG_TEXT("next", "here"));
	const cJSON *json = logged();
	assert_true(strlen(text_of(json, "value")) >= 256);
	assert_true(strlen(text_of(json, "value")) <= 1024);
	assert_string_equal(text_of(json, "next"), "here");

	/* Cut within a character, and six bytes for each as escaped. */
	for (size_t i = 0; i + 2 < sizeof(value); i += 2)
		memcpy(value + i + 1, "\xc3\xa9", 2);
	LOG(LOG_INFO, "long", LOG_TEXT("value", value));
	assert_true(strlen(text_of(logged(), "value")) >= 256);
}

static void the_longest_value_fits_however_escaped(void **state)
{
	(void)state;
	static char value[100000];
	char line[8192];
	memset(value, 1, sizeof(value) - 1);
	LOG(LOG_INFO, "long", LOG_TEXT("value", value));
	ssize_t length = read(lines, line, sizeof(line));
	assert_true(length > 256 * 6 && length <= PIPE_BUF);
	assert_memory_equal(line + length - 9, "\\u0001\"}\n", 9);
}

static void fields_without_room_are_left_out(void **state)
{
	(void)state;
	static char value[100000];
	memset(value, 'x', sizeof(value) - 1);
	struct log_field fields[40];
	for (size_t i = 0; i < 40; i++)
		fields[i] = LOG_TEXT("value", value);
	static const char *const names[] = {
		"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
	for (size_t i = 0; i < 10; i++)
		fields[i].name = names[i];
	log_fields(LOG_INFO, "many", 40, fields);
	const cJSON *json = logged();
	assert_string_equal(text_of(json, "event"), "many");
	assert_non_null(text_of(json, "a"));
}

static void levels_below_are_dropped(void **state)
{
	(void)state;
	log_set_level(LOG_WARNING);
	log_fields(LOG_DEBUG, "no", 0, NULL);
	log_fields(LOG_INFO, "no", 0, NULL);
	assert_true(is_silent());
	log_fields(LOG_WARNING, "yes", 0, NULL);
	assert_string_equal(text_of(logged(), "event"), "yes");
	assert_int_equal(log_level_named("debug"), LOG_DEBUG);
	assert_int_equal(log_level_named("error"), LOG_ERROR);
	assert_int_equal(log_level_named("loud"), LOG_INFO);
}

enum { WRITERS = 6, LINES_EACH = 60 };

static void write_lines(int writer)
{
	static char value[4096];
	close(lines);
	memset(value, 1, sizeof(value) - 1);
	log_set_process("writer", writer);
	for (int i = 0; i < LINES_EACH; i++)
		LOG(LOG_INFO, "long", LOG_TEXT("value", value));
	_exit(0);
}

static void lines_of_several_processes_never_mix(void **state)
{
	(void)state;
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			write_lines(i);
	restore();
	/* Once the pipe is full, a line longer than PIPE_BUF would be cut in two. */
	usleep(100 * 1000);
	FILE *stream = fdopen(dup(lines), "r");
	char *line = NULL;
	size_t room = 0;
	int count = 0;
	while (getline(&line, &room, stream) > 0) {
		char *end = strrchr(line, '}');
		assert_memory_equal(line, "{\"time\":\"", 9);
		assert_true(end != NULL && end[1] == '\n');
		assert_null(strstr(line + 1, "{\"time\":\""));
		count++;
	}
	assert_int_equal(count, WRITERS * LINES_EACH);
	free(line);
	fclose(stream);
	while (wait(NULL) > 0)
		;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_line_has_its_head_and_fields, start, stop),
		cmocka_unit_test_setup_teardown(
			values_cannot_break_the_line, start, stop),
		cmocka_unit_test_setup_teardown(
			control_characters_are_escaped, start, stop),
		cmocka_unit_test_setup_teardown(long_values_are_cut, start, stop),
		cmocka_unit_test_setup_teardown(
			the_longest_value_fits_however_escaped, start, stop),
		cmocka_unit_test_setup_teardown(
			fields_without_room_are_left_out, start, stop),
		cmocka_unit_test_setup_teardown(levels_below_are_dropped, start, stop),
		cmocka_unit_test_setup_teardown(
			lines_of_several_processes_never_mix, start, stop),
	};
	return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
