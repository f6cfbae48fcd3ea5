/* fetch_get over TLS: only with the server that was meant, by an authority we know. */
#include "net/fetch.h"

#include "base/arena.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../scratch.h"

static pid_t server;
static int port;

/* Runs a program to its end; its output is dropped. */
static int run(char *const arguments[])
{
	int status = -1;
	pid_t child = fork();
	if (child == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(126);
		execvp(arguments[0], arguments);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return status;
}

static int make_certificate(void)
{
	char key[PATH_MAX], certificate[PATH_MAX];
	snprintf(key, sizeof(key), "%s", scratch_path("key.pem"));
	snprintf(certificate, sizeof(certificate), "%s", scratch_path("cert.pem"));
	char *const arguments[] = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
		"/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
		key, "-out", certificate, NULL};
	return run(arguments);
}

/* A server that tells its port in its first line, and answers anything with a page. */
static int start(void **state)
{
	int out[2];
	char line[256] = "", key[PATH_MAX], certificate[PATH_MAX];
	if (scratch_make(state) != 0 || make_certificate() != 0 || pipe(out) != 0)
		return -1;
	snprintf(key, sizeof(key), "%s", scratch_path("key.pem"));
	snprintf(certificate, sizeof(certificate), "%s", scratch_path("cert.pem"));
	server = fork();
	if (server == 0) {
		dup2(out[1], STDOUT_FILENO);
		execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www",
			"-key", key, "-cert", certificate, (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	FILE *stream = fdopen(out[0], "r");
	while (port == 0 && stream != NULL && fgets(line, sizeof(line), stream) != NULL)
		if (sscanf(line, "ACCEPT 127.0.0.1:%d", &port) != 1)
			port = 0;
	return port > 0 ? 0 : -1;
}

static int end(void **state)
{
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	return scratch_remove(state);
}

static enum fetch_fault get(const char *host, struct fetch_reply *reply)
{
	char base[64];
	struct arena *arena = arena_new(1024, 1 << 20);
	snprintf(base, sizeof(base), "https://%s:%d", host, port);
	struct fetch_request request = {.base = base,
		.path = "/",
		.connect_ms = 5000,
		.total_ms = 10000,
		.limit = 100000};
	enum fetch_fault fault = fetch_get(arena, &request, reply);
	arena_free(arena);
	return fault;
}

static void an_authority_that_is_unknown(void **state)
{
	(void)state;
	struct fetch_reply reply;
	unsetenv("CURL_CA_BUNDLE");
	unsetenv("SSL_CERT_FILE");
	assert_int_equal(get("localhost", &reply), FETCH_UNREACHABLE);
	assert_non_null(strstr(reply.problem, "certificate"));
}

static void one_that_the_environment_names(void **state)
{
	static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fetch_reply reply;
		setenv(names[i], scratch_path("cert.pem"), 1);
		enum fetch_fault fault = get("localhost", &reply);
		unsetenv(names[i]);
		assert_int_equal(fault, FETCH_OK);
		assert_int_equal(reply.status, 200);
	}
}

static void a_server_of_another_name(void **state)
{
	(void)state;
	struct fetch_reply reply;
	setenv("SSL_CERT_FILE", scratch_path("cert.pem"), 1);
	assert_int_equal(get("127.0.0.1", &reply), FETCH_UNREACHABLE);
	unsetenv("SSL_CERT_FILE");
	assert_true(strlen(reply.problem) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_authority_that_is_unknown),
		cmocka_unit_test(one_that_the_environment_names),
		cmocka_unit_test(a_server_of_another_name),
	};
	return cmocka_run_group_tests_name("net/fetch_tls", tests, start, end);
}
