#include "bin/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/instance.h"
#include "db/migration_loss.h"
#include "db/migrations.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct options {
	bool json;
	bool quiet;
	bool keep_data;
	int64_t to;     /* -1: not given */
	int64_t wait_s; /* how long to wait for the database to answer */
};

static bool quiet;

static void announce(const struct migration *migration, int up)
{
	if (!quiet)
		printf("migration %04d %s %s\n", migration->version, migration->name,
			up ? "up" : "down");
}

static int usage(void)
{
	fprintf(stderr,
		"usage: papertrade migrate up [--to VERSION] [--wait SECONDS] [--quiet]\n"
		"       papertrade migrate down [--to VERSION] [--keep-data]\n"
		"       papertrade migrate loss [--to VERSION]\n"
		"       papertrade migrate status [--json]\n");
	return COMMAND_USAGE;
}

static int fail(const char *error)
{
	fprintf(stderr, "papertrade: %s\n", error);
	return COMMAND_FAILED;
}

static bool parse(int count, char **arguments, struct options *options)
{
	*options = (struct options){.to = -1};
	for (int i = 2; i < count; i++) {
		bool more = i + 1 < count;
		if (strcmp(arguments[i], "--json") == 0)
			options->json = true;
		else if (strcmp(arguments[i], "--quiet") == 0)
			options->quiet = true;
		else if (strcmp(arguments[i], "--keep-data") == 0)
			options->keep_data = true;
		else if (strcmp(arguments[i], "--to") == 0 && more &&
			 text_to_integer(arguments[i + 1], 0, 9999, &options->to))
			i++;
		else if (strcmp(arguments[i], "--wait") == 0 && more &&
			 text_to_integer(arguments[i + 1], 0, 3600, &options->wait_s))
			i++;
		else
			return false;
	}
	return true;
}

/* The owner's connection; NULL, told, when there is none within the wait. */
static PGconn *connect_owner(int64_t wait_s)
{
	int64_t deadline_us = clock_monotonic_us() + wait_s * 1000000;
	for (;;) {
		PGconn *connection = instance_connect(SETTING_DATABASE_OWNER_URL);
		if (PQstatus(connection) == CONNECTION_OK)
			return connection;
		if (clock_monotonic_us() >= deadline_us) {
			const char *why = PQerrorMessage(connection);
			fprintf(stderr, "papertrade: the database: %.*s\n",
				(int)strcspn(why, "\n"), why);
			PQfinish(connection);
			return NULL;
		}
		PQfinish(connection);
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
}

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

static void print_status(const struct migration_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		printf("%04d  %-8s  %-20s  %s\n", report->list[i].version,
			migrations_state_name(report->list[i].state),
			report->list[i].applied_at == NULL ? "-"
							   : report->list[i].applied_at,
			report->list[i].name);
}

static int print_status_json(struct arena *arena, const struct migration_report *report)
{
	struct text out = text_in(arena);
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	json_write_pair_integer(&json, "current", report->current);
	json_write_pair_integer(&json, "latest", migrations_latest());
	json_write_key(&json, "migrations");
	json_write_array(&json);
	for (size_t i = 0; i < report->count; i++) {
		json_write_object(&json);
		json_write_pair_integer(&json, "version", report->list[i].version);
		json_write_pair(&json, "name", report->list[i].name);
		json_write_pair(
			&json, "state", migrations_state_name(report->list[i].state));
		json_write_pair(&json, "applied_at", report->list[i].applied_at);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	const char *document = text_done(&out);
	if (document == NULL)
		return fail("out of memory");
	puts(document);
	return COMMAND_OK;
}

static int status(PGconn *connection, struct arena *arena, const struct options *options)
{
	const char *error;
	struct migration_report report;
	if (migrations_status(connection, arena, &report, &error) != 0)
		return fail(error);
	if (options->json)
		return print_status_json(arena, &report);
	print_status(&report);
	return COMMAND_OK;
}

/* Says what a way down would lose; well when that is nothing. */
static int tell_loss(PGconn *connection, struct arena *arena, int current, int target)
{
	const char *error;
	const char *loss;
	if (migration_loss_find(connection, arena, current, target, &loss, &error) != 0)
		return fail(error);
	if (loss == NULL)
		return COMMAND_OK;
	fprintf(stderr, "papertrade: going down to %04d would lose %s\n", target, loss);
	return COMMAND_FAILED;
}

static int show_loss(
	PGconn *connection, struct arena *arena, const struct options *options)
{
	const char *error;
	struct migration_report report;
	if (migrations_status(connection, arena, &report, &error) != 0)
		return fail(error);
	for (size_t i = 0; i < report.count; i++)
		if (report.list[i].state == MIGRATION_UNKNOWN)
			return fail(
				"the database is of a newer version than this program");
	int target = options->to >= 0     ? (int)options->to
		     : report.current > 0 ? report.current - 1
					  : 0;
	int code = tell_loss(connection, arena, report.current, target);
	if (code == COMMAND_OK && !quiet)
		printf("going down to %04d would lose nothing\n", target);
	return code;
}

static int go(PGconn *connection, struct arena *arena, const char *direction,
	const struct options *options)
{
	const char *error;
	struct migration_report report;
	bool up = strcmp(direction, "up") == 0;
	int target = (int)options->to;
	if (migrations_status(connection, arena, &report, &error) != 0)
		return fail(error);
	if (target < 0)
		target = up ? migrations_latest() : report.current - 1;
	if (target < 0 || (up && target < report.current && options->to < 0))
		target = report.current;
	if (up && options->to > migrations_latest())
		return fail("--to lies beyond the newest migration of this program");
	if (!up && options->keep_data &&
		tell_loss(connection, arena, report.current, target) != COMMAND_OK)
		return COMMAND_FAILED;
	if (migrations_go(connection, arena, up, target, announce, &error) != 0)
		return fail(error);
	if (!quiet)
		printf("the schema is at %04d\n", target);
	return COMMAND_OK;
}

int migrate_command(int count, char **arguments)
{
	struct options options;
	const char *action = count > 1 ? arguments[1] : "";
	bool known = strcmp(action, "up") == 0 || strcmp(action, "down") == 0 ||
		     strcmp(action, "loss") == 0 || strcmp(action, "status") == 0;
	if (!known || !parse(count, arguments, &options))
		return usage();
	quiet = options.quiet;
	if (instance_load() != 0)
		return COMMAND_FAILED;
	PGconn *connection = connect_owner(options.wait_s);
	if (connection == NULL)
		return COMMAND_FAILED;
	PQsetNoticeProcessor(connection, ignore_notice, NULL);
	struct arena *arena = arena_new(64 * 1024, 64 * 1024 * 1024);
	int code = arena == NULL                   ? fail("out of memory")
		   : strcmp(action, "status") == 0 ? status(connection, arena, &options)
		   : strcmp(action, "loss") == 0
			   ? show_loss(connection, arena, &options)
			   : go(connection, arena, action, &options);
	arena_free(arena);
	PQfinish(connection);
	return code;
}
