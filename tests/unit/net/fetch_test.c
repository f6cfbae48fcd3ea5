/*
 * fetch_get: what a server that is really listened to sends is what comes out, or the
 * right fault. The server is a child that answers one connection after another.
 */
#include "net/fetch.h"

#include "base/arena.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEARD_SIZE = 8192, LIMIT = 100000 };

/* What each request is answered with, one after the other on a kept connection. */
struct script {
	const char *reply;
	size_t length; /* 0: strlen */
	bool endless;  /* its last byte, again and again */
	bool silent;   /* says nothing more and hangs on */
};

static pid_t server;
static int listening, told;
static char base[64], heard[HEARD_SIZE];
static struct arena *arena;
static struct fetch_reply reply;

static bool hear_request(int client)
{
	char request[HEARD_SIZE];
	size_t used = 0;
	while (used < sizeof(request) - 1) {
		ssize_t got = read(client, request + used, 1);
		if (got <= 0)
			return false;
		request[++used] = '\0';
		if (used >= 4 && strcmp(request + used - 4, "\r\n\r\n") == 0)
			return write(told, request, used) == (ssize_t)used;
	}
	return false;
}

static void say(int client, const struct script *script)
{
	size_t length = script->length == 0 ? strlen(script->reply) : script->length;
	if (write(client, script->reply, length) != (ssize_t)length)
		return;
	while (script->endless && write(client, script->reply + length - 1, 1) == 1)
		;
	if (script->silent)
		pause();
}

/* Every connection is counted by a mark in what was heard. */
static void serve(const struct script *scripts, size_t count, bool keeps)
{
	int ends[2];
	struct sockaddr_in place = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(place);
	listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&place, size), 0);
	assert_int_equal(listen(listening, 8), 0);
	assert_int_equal(getsockname(listening, (struct sockaddr *)&place, &size), 0);
	snprintf(base, sizeof(base), "http://127.0.0.1:%d", ntohs(place.sin_port));
	assert_int_equal(pipe(ends), 0);
	server = fork();
	if (server == 0) {
		signal(SIGPIPE, SIG_IGN);
		told = ends[1];
		for (size_t i = 0; i < count;) {
			int client = accept(listening, NULL, NULL);
			if (write(told, "<connection>", 12) != 12)
				_exit(1);
			do {
				if (!hear_request(client))
					break;
				say(client, &scripts[i++]);
			} while (keeps && i < count);
			close(client);
		}
		_exit(0);
	}
	close(ends[1]);
	told = ends[0];
	arena = arena_new(1024, 1 << 20);
}

/* Ends the server; what it heard is in `heard` then. */
static void end(void)
{
	size_t used = 0;
	ssize_t got;
	close(listening);
	kill(server, SIGTERM);
	while ((got = read(told, heard + used, sizeof(heard) - 1 - used)) > 0)
		used += (size_t)got;
	heard[used] = '\0';
	close(told);
	waitpid(server, NULL, 0);
	arena_free(arena);
}

static enum fetch_fault get_path(const char *path)
{
	struct fetch_request request = {.base = base,
		.path = path,
		.connect_ms = 2000,
		.total_ms = 5000,
		.limit = LIMIT};
	return fetch_get(arena, &request, &reply);
}

/* One request, one answer. */
static enum fetch_fault get_answer(const char *answer)
{
	struct script script = {.reply = answer};
	serve(&script, 1, false);
	return get_path("/");
}

static void what_is_sent_is_what_comes(void **state)
{
	(void)state;
	assert_int_equal(get_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
		FETCH_OK);
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.body, "hello");
	assert_int_equal(reply.length, 5);
	assert_true(reply.retry_after_ms == 0 && reply.remaining == -1);
	assert_true(reply.reset_ms == 0 && reply.arrived_us > 0);
	end();
}

static void a_request_is_written_as_it_should(void **state)
{
	(void)state;
	static const struct fetch_pair query[] = {
		{"q", "a b&c=d/é\"%"}, {"symbols", "A,BRK.B"}, {"empty", ""}};
	static const struct fetch_pair headers[] = {{"X-Key", "secret"}};
	struct script script = {.reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
	serve(&script, 1, false);
	char slashed[80];
	snprintf(slashed, sizeof(slashed), "%s//", base);
	struct fetch_request request = {
		slashed, "/v1/x", query, 3, headers, 1, NULL, 2000, 5000, LIMIT};
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	enum fetch_fault fault = fetch_get(arena, &request, &reply);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	assert_int_equal(fault, FETCH_OK);
	assert_string_equal(reply.body, "");
	end();
	assert_non_null(strstr(heard,
		"GET /v1/x?q=a%20b%26c%3Dd%2F%C3%A9%22%25&symbols=A,BRK.B&empty= "
		"HTTP/1.1"));
	assert_non_null(strstr(heard, "\r\nX-Key: secret\r\n"));
	assert_non_null(strstr(heard, "\r\nAccept-Encoding: gzip\r\n"));
	assert_null(strstr(heard, "Cookie"));
}

static void statuses_are_told(void **state)
{
	static const int statuses[] = {301, 400, 401, 403, 404, 429, 500, 503};
	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		char answer[200];
		snprintf(answer, sizeof(answer),
			"HTTP/1.1 %d Any\r\nContent-Length: 2\r\nRetry-After: 7\r\n"
			"Location: /other\r\nSet-Cookie: a=b\r\n\r\nno",
			statuses[i]);
		assert_int_equal(get_answer(answer), FETCH_OK);
		assert_int_equal(reply.status, statuses[i]);
		assert_string_equal(reply.body, "no");
		assert_true(reply.retry_after_ms == 7000);
		end();
		/* A redirect is not followed. */
		assert_null(strstr(heard, "GET /other"));
	}
}

static void limits_are_read(void **state)
{
	static const struct {
		const char *headers;
		int64_t remaining, reset_ms;
	} cases[] = {{"X-RateLimit-Remaining: 3\r\nX-RateLimit-Reset: 1769774460\r\n", 3,
			     60000},
		{"X-Ratelimit-Available: 0\r\nX-Ratelimit-Expiry: 1769774401500\r\n", 0,
			1500},
		{"X-RateLimit-Remaining: -3\r\nX-RateLimit-Reset: soon\r\n", -1, 0},
		{"X-RateLimit-Remaining: 1\r\nX-RateLimit-Reset: 1\r\n", 1, 0},
		{"X-RateLimit-Reset: 9999999999999999\r\n", -1, 0}, {"", -1, 0}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char answer[300];
		snprintf(answer, sizeof(answer),
			"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
			"Date: Fri, 30 Jan 2026 12:00:00 GMT\r\n%s\r\n",
			cases[i].headers);
		assert_int_equal(get_answer(answer), FETCH_OK);
		assert_true(reply.remaining == cases[i].remaining);
		assert_true(reply.reset_ms == cases[i].reset_ms);
		end();
	}
}

static void what_is_cut_off_is_no_answer(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
		"5\r\n\r\nhello",
		""};
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		assert_int_equal(get_answer(answers[i]), FETCH_CUT);
		assert_true(strlen(reply.problem) > 0);
		end();
	}
}

static void what_does_not_end_is_ended(void **state)
{
	(void)state;
	struct script script = {
		.reply = "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nx",
		.endless = true};
	serve(&script, 1, false);
	assert_int_equal(get_path("/"), FETCH_TOO_LARGE);
	assert_true(strlen(reply.problem) > 0);
	end();
	script.reply = "HTTP/1.1 200 OK\r\n\r\nx";
	serve(&script, 1, false);
	assert_int_equal(get_path("/"), FETCH_TOO_LARGE);
	end();
}

static void who_does_not_answer_is_not_waited_for(void **state)
{
	static const char *const beginnings[] = {"", "HTTP/1.1 200 OK\r\nContent-Le",
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"};
	(void)state;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
		struct script script = {.reply = beginnings[i], .silent = true};
		serve(&script, 1, false);
		struct fetch_request request = {.base = base,
			.path = "/",
			.connect_ms = 100,
			.total_ms = 150,
			.limit = LIMIT};
		assert_int_equal(fetch_get(arena, &request, &reply), FETCH_TIMEOUT);
		end();
	}
}

/* "hello hello hello hello" */
static void gzip_is_unpacked_and_counted_unpacked(void **state)
{
	static const char packed[] =
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 28\r\n\r\n"
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcb\x48\xcd\xc9\xc9\x57\xc8\x40"
		"\x27\x01\xe3\x51\x3d\x8d\x17\x00\x00\x00";
	(void)state;
	struct script scripts[2] = {{.reply = packed, .length = sizeof(packed) - 1},
		{.reply = packed, .length = sizeof(packed) - 1}};
	serve(scripts, 2, false);
	assert_int_equal(get_path("/"), FETCH_OK);
	assert_string_equal(reply.body, "hello hello hello hello");
	struct fetch_request request = {.base = base,
		.path = "/",
		.connect_ms = 2000,
		.total_ms = 5000,
		.limit = 22};
	assert_int_equal(fetch_get(arena, &request, &reply), FETCH_TOO_LARGE);
	end();
}

static void a_connection_is_kept(void **state)
{
	(void)state;
	struct script answer = {
		.reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
	struct script scripts[] = {answer, answer, answer};
	serve(scripts, 3, true);
	for (int i = 0; i < 3; i++)
		assert_int_equal(get_path("/"), FETCH_OK);
	end();
	const char *first = strstr(heard, "<connection>");
	assert_non_null(first);
	assert_null(strstr(first + 1, "<connection>"));
}

static void what_cannot_be_sent(void **state)
{
	static const struct fetch_pair broken[] = {{"X-Key", "a\r\nX-Other: b"}};
	static const char *const bases[] = {
		"file:///etc", "ftp://127.0.0.1:1", "", "gopher://x"};
	(void)state;
	arena = arena_new(1024, 1 << 20);
	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		snprintf(base, sizeof(base), "%s", bases[i]);
		assert_int_not_equal(get_path("/passwd"), FETCH_OK);
		assert_true(strlen(reply.problem) > 0);
	}
	struct fetch_request request = {
		"http://127.0.0.1:1", "/", NULL, 0, broken, 1, NULL, 100, 100, LIMIT};
	assert_int_equal(fetch_get(arena, &request, &reply), FETCH_UNSENDABLE);
	request.header_count = 0;
	assert_int_equal(fetch_get(arena, &request, &reply), FETCH_UNREACHABLE);
	arena_free(arena);
}

/* An arena without room for the body. */
static void no_memory_is_no_answer(void **state)
{
	static char large[60000] = "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n";
	(void)state;
	size_t begun = strlen(large);
	memset(large + begun, 'x', 50000);
	struct script script = {.reply = large, .length = begun + 50000};
	serve(&script, 1, false);
	arena_free(arena);
	arena = arena_new(1024, 4096);
	assert_int_not_equal(get_path("/"), FETCH_OK);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent_is_what_comes),
		cmocka_unit_test(a_request_is_written_as_it_should),
		cmocka_unit_test(statuses_are_told),
		cmocka_unit_test(limits_are_read),
		cmocka_unit_test(what_is_cut_off_is_no_answer),
		cmocka_unit_test(what_does_not_end_is_ended),
		cmocka_unit_test(who_does_not_answer_is_not_waited_for),
		cmocka_unit_test(gzip_is_unpacked_and_counted_unpacked),
		cmocka_unit_test(a_connection_is_kept),
		cmocka_unit_test(what_cannot_be_sent),
		cmocka_unit_test(no_memory_is_no_answer),
	};
	return cmocka_run_group_tests_name("net/fetch", tests, NULL, NULL);
}
