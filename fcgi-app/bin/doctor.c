#include "bin/command.h"

#include "api/pool.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/instance.h"
#include "db/migrations.h"
#include "market/feed.h"
#include "market/line.h"
#include "market/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FINDINGS = 24, DETAIL_SIZE = 256, CERTIFICATE_DAYS = 7, CLOCK_SLACK_S = 5 };

static const unsigned long long LEAST_FREE = 256ull * 1024 * 1024;

struct finding {
	const char *check;
	bool well;
	char detail[DETAIL_SIZE];
};

static struct finding findings[FINDINGS];
static int finding_count;

static void note(const char *check, bool well, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void note(const char *check, bool well, const char *format, ...)
{
	va_list arguments;
	struct finding *finding = &findings[finding_count++];
	finding->check = check;
	finding->well = well;
	va_start(arguments, format);
	vsnprintf(finding->detail, DETAIL_SIZE, format, arguments);
	va_end(arguments);
}

static void check_disk(void)
{
	struct statvfs disk;
	if (statvfs(settings_home(), &disk) != 0) {
		note("disk", false, "%.128s: %s", settings_home(), strerror(errno));
		return;
	}
	unsigned long long left = (unsigned long long)disk.f_bavail * disk.f_frsize;
	note("disk", left >= LEAST_FREE, "%llu MB free where the state is",
		left / (1024 * 1024));
}

static void check_settings_file(void)
{
	struct stat status;
	const char *path = instance_settings_file();
	if (stat(path, &status) != 0)
		note("settings", true, "all valid; there is no file %.128s", path);
	else
		note("settings", (status.st_mode & 07) == 0, "all valid; %.128s is %s",
			path,
			(status.st_mode & 07) == 0 ? "private"
						   : "readable by everyone: chmod o= it");
}

static void check_answers(const PGresult *answer)
{
	int64_t version = 0;
	int64_t epoch = 0;
	if (!text_to_integer(PQgetvalue(answer, 0, 0), 0, INT_MAX, &version) ||
		!text_to_integer(PQgetvalue(answer, 0, 2), 0, INT64_MAX, &epoch))
		return;
	int64_t apart = epoch - clock_now_us() / 1000000;
	note("schema", version == migrations_latest(),
		"at %04lld, this program wants %04d%s", (long long)version,
		migrations_latest(),
		version < migrations_latest() ? ": papertrade migrate up" : "");
	note("role", PQgetvalue(answer, 0, 1)[0] == 'f',
		PQgetvalue(answer, 0, 1)[0] == 'f'
			? "the server's role can change no schema"
			: "the server's role can do more than it should");
	note("clock", llabs(apart) <= CLOCK_SLACK_S, "%lld s from the database's",
		(long long)apart);
	note("durability", strcmp(PQgetvalue(answer, 0, 3), "on") == 0, "fsync is %s",
		PQgetvalue(answer, 0, 3));
}

static void check_database(void)
{
	PGconn *connection = instance_connect(SETTING_DATABASE_URL);
	const char *why = PQerrorMessage(connection);
	bool connected = PQstatus(connection) == CONNECTION_OK;
	if (connected)
		note("database", true, "PostgreSQL %s",
			PQparameterStatus(connection, "server_version"));
	else
		note("database", false, "%.*s", (int)strcspn(why, "\n"), why);
	if (connected) {
		PGresult *answer = PQexec(connection, migrations_control[CONTROL_DOCTOR]);
		why = PQresultErrorMessage(answer);
		if (PQresultStatus(answer) == PGRES_TUPLES_OK)
			check_answers(answer);
		else
			note("schema", false, "%.*s", (int)strcspn(why, "\n"), why);
		PQclear(answer);
	}
	PQfinish(connection);
}

/* openssl reads certificates so that this program need not. */
static void check_certificate(void)
{
	int status = 0;
	char seconds[24];
	const char *path = settings_text(SETTING_TLS_CERTIFICATE);
	snprintf(seconds, sizeof(seconds), "%d", CERTIFICATE_DAYS * 86400);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		FILE *closed = freopen("/dev/null", "w", stdout);
		closed = closed == NULL ? NULL : freopen("/dev/null", "w", stderr);
		if (closed != NULL)
			execlp("openssl", "openssl", "x509", "-noout", "-checkend",
				seconds, "-in", path, NULL);
		_exit(127);
	}
	bool fine = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		    WEXITSTATUS(status) == 0;
	note("certificate", fine, "%.128s %s", path,
		fine ? "is valid" : "is missing, unreadable or about to expire");
}

static void check_pool(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s.sock",
		pool_directory(), name);
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address,
						  sizeof(address)) == 0;
	note("pool", answers, "%s: %s", name, answers ? "listening" : strerror(errno));
	if (descriptor >= 0)
		close(descriptor);
}

/* Read without touching: the daemon's memory is not made by whoever looks. */
static void check_market(void)
{
	char path[PATH_MAX];
	struct stat status;
	snprintf(path, sizeof(path), "%s/board", pool_directory());
	bool there = stat(path, &status) == 0 && feed_open(pool_directory()) == 0;
	int64_t now_us = clock_now_us();
	enum watch_state state = there ? watch_daemon(now_us) : WATCH_NEVER;
	note("market", state == WATCH_RUNNING, "the daemon is %s, quotes come from %s",
		watch_word(state), source_name(feed_sources(FEED_QUOTES)[0]));
	if (there && !feed_has_begun())
		note("replay", false,
			"it has not begun: papertrade import bars, then "
			"start the market daemon");
	for (enum source source = SOURCE_ALPACA; there && source < SOURCES; source++) {
		struct line_state line;
		if (!feed_sources_have(source))
			continue;
		line_state(source, now_us, &line);
		/* The problem begins with the provider's name. */
		if (line.breaker == LINE_CLOSED)
			note("provider", true, "%s: asked as needed",
				source_name(source));
		else
			note("provider", false, "%s", line.record.problem);
	}
}

static void print_findings(void)
{
	for (int i = 0; i < finding_count; i++)
		printf("%-4s  %-12s  %s\n", findings[i].well ? "ok" : "FAIL",
			findings[i].check, findings[i].detail);
}

static void print_json(bool well)
{
	char buffer[FINDINGS * (DETAIL_SIZE + 128)];
	struct text out = text_over(buffer, sizeof(buffer));
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	json_write_pair_bool(&json, "well", well);
	json_write_key(&json, "checks");
	json_write_array(&json);
	for (int i = 0; i < finding_count; i++) {
		json_write_object(&json);
		json_write_pair(&json, "check", findings[i].check);
		json_write_pair_bool(&json, "well", findings[i].well);
		json_write_pair(&json, "detail", findings[i].detail);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	const char *document = text_done(&out);
	puts(document == NULL ? "{\"well\":false}" : document);
}

int doctor_command(int count, char **arguments)
{
	bool json = count == 2 && strcmp(arguments[1], "--json") == 0;
	if (count > 1 && !json) {
		fprintf(stderr, "usage: papertrade doctor [--json]\n");
		return COMMAND_USAGE;
	}
	if (instance_load() != 0)
		return COMMAND_FAILED;
	check_settings_file();
	check_disk();
	check_certificate();
	check_database();
	check_pool("fast");
	check_pool("slow");
	check_market();
	bool well = true;
	for (int i = 0; i < finding_count; i++)
		well = well && findings[i].well;
	if (json)
		print_json(well);
	else
		print_findings();
	return well ? COMMAND_OK : COMMAND_FAILED;
}
