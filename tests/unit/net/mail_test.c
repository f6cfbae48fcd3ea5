/* mail_send: what a server that is really listened to gets, and what is told when it is
 * not. */
#include "net/mail.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEARD_SIZE = 64 * 1024 };

static char address[64];
static char heard[HEARD_SIZE];
static pid_t server;
static int listening;
static int told;

/* A line of the client, or with "." alone the end of a letter. */
static bool answer(FILE *in, FILE *out, bool *reading, const char *refuse)
{
	char line[4096];
	if (fgets(line, sizeof(line), in) == NULL)
		return false;
	dprintf(told, "%s", line);
	if (*reading && strcmp(line, ".\r\n") != 0)
		return true;
	const char *reply = "250 yes\r\n";
	if (strncmp(line, refuse, strlen(refuse)) == 0)
		reply = "550 not here\r\n";
	else if (strncmp(line, "DATA", 4) == 0)
		reply = "354 go on\r\n";
	else if (strncmp(line, "QUIT", 4) == 0)
		reply = "221 farewell\r\n";
	*reading = strncmp(reply, "354", 3) == 0;
	fputs(reply, out);
	fflush(out);
	return true;
}

/* A child that speaks as much SMTP (RFC 5321) as one client needs, refuses the command
 * that begins with `refuse`, and tells what it heard through a pipe. */
static void serve(const char *refuse)
{
	int ends[2];
	struct sockaddr_in place = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(place);
	listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&place, size), 0);
	assert_int_equal(listen(listening, 1), 0);
	assert_int_equal(getsockname(listening, (struct sockaddr *)&place, &size), 0);
	snprintf(address, sizeof(address), "smtp://127.0.0.1:%d", ntohs(place.sin_port));
	assert_int_equal(pipe(ends), 0);
	server = fork();
	if (server == 0) {
		bool reading = false;
		close(ends[0]);
		told = ends[1];
		int client = accept(listening, NULL, NULL);
		FILE *in = fdopen(client, "r");
		FILE *out = fdopen(dup(client), "w");
		fputs("220 tests\r\n", out);
		fflush(out);
		while (answer(in, out, &reading, refuse))
			;
		_exit(0);
	}
	close(ends[1]);
	told = ends[0];
}

/* Waits for the server's end; what it heard is in `heard` then. */
static void end(void)
{
	size_t used = 0;
	ssize_t got;
	close(listening);
	while ((got = read(told, heard + used, sizeof(heard) - 1 - used)) > 0)
		used += (size_t)got;
	heard[used] = '\0';
	close(told);
	waitpid(server, NULL, 0);
}

static struct mail letter(void)
{
	return (struct mail){address, "PaperTrade <papertrade@example.org>",
		"alice@example.org", "A letter", "One line\n.a dot\n\nümlaut\n"};
}

static void a_letter_arrives_as_it_was_written(void **state)
{
	(void)state;
	char problem[MAIL_PROBLEM_SIZE];
	struct mail mail;
	serve("none");
	mail = letter();
	int result = mail_send(&mail, problem);
	end();
	assert_int_equal(result, 0);
	assert_non_null(strstr(heard, "MAIL FROM:<papertrade@example.org>"));
	assert_non_null(strstr(heard, "RCPT TO:<alice@example.org>"));
	assert_non_null(strstr(heard, "From: PaperTrade <papertrade@example.org>\r\n"));
	assert_non_null(strstr(heard, "To: alice@example.org\r\n"));
	assert_non_null(strstr(heard, "Subject: A letter\r\n"));
	assert_non_null(strstr(heard, "Content-Type: text/plain; charset=utf-8\r\n"));
	assert_non_null(strstr(heard, " +0000\r\n"));
	/* A line that begins with a dot is sent with two (RFC 5321, 4.5.2). */
	assert_non_null(
		strstr(heard, "\r\n\r\nOne line\r\n..a dot\r\n\r\nümlaut\r\n.\r\nQUIT"));
}

static void a_server_that_refuses_is_quoted(void **state)
{
	(void)state;
	static const char *const commands[] = {"MAIL", "RCPT", "DATA", "."};
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char problem[MAIL_PROBLEM_SIZE] = "";
		struct mail mail;
		serve(commands[i]);
		mail = letter();
		int result = mail_send(&mail, problem);
		end();
		assert_int_equal(result, -1);
		/* Of what it says after the letter libcurl tells less. */
		if (strstr(problem, *commands[i] == '.' ? "reply" : "550") == NULL)
			fail_msg("%s: %s", commands[i], problem);
	}
}

static void without_a_server_it_says_so(void **state)
{
	(void)state;
	char problem[MAIL_PROBLEM_SIZE] = "";
	struct mail mail;
	serve("none");
	kill(server, SIGKILL);
	end();
	mail = letter();
	assert_int_equal(mail_send(&mail, problem), -1);
	assert_true(strlen(problem) > 0);
}

/* Whoever is let in with a line break could add headers, or commands. */
static void nothing_breaks_out_of_its_line(void **state)
{
	(void)state;
	static const char *const breaks[] = {"a@example.org\r\nBcc: b@example.org",
		"a@example.org\nBcc: b@example.org", "a@example.org\r", "\n"};
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		for (int part = 0; part < 3; part++) {
			char problem[MAIL_PROBLEM_SIZE];
			struct mail mail = letter();
			const char **parts[] = {
				&mail.sender, &mail.recipient, &mail.subject};
			*parts[part] = breaks[i];
			assert_int_equal(mail_send(&mail, problem), -1);
			assert_string_equal(problem, "an address holds a line break");
		}
	}
}

static void no_other_protocol_is_spoken(void **state)
{
	(void)state;
	static const char *const servers[] = {
		"file:///tmp/letter", "http://127.0.0.1:1", "ftp://127.0.0.1:1", ""};
	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++) {
		char problem[MAIL_PROBLEM_SIZE] = "";
		struct mail mail = letter();
		mail.server = servers[i];
		assert_int_equal(mail_send(&mail, problem), -1);
		assert_true(strlen(problem) > 0);
	}
	assert_int_not_equal(access("/tmp/letter", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_arrives_as_it_was_written),
		cmocka_unit_test(a_server_that_refuses_is_quoted),
		cmocka_unit_test(without_a_server_it_says_so),
		cmocka_unit_test(nothing_breaks_out_of_its_line),
		cmocka_unit_test(no_other_protocol_is_spoken),
	};
	return cmocka_run_group_tests_name("net/mail", tests, NULL, NULL);
}
