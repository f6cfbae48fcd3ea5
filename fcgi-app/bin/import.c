#include "bin/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "bin/instance.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "market/csv_field.h"
#include "market/import.h"
#include "market/import_record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYMBOLS_SHOWN = 40, STATEMENT_MS = 600000, CONNECT_S = 10 };

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 64 * 1024 * 1024 };

static const int64_t SECOND_US = 1000000;

struct options {
	struct import_options import;
	char *files[IMPORT_REPORT_FILES];
	int file_count;
	bool dry_run;
	bool json;
	bool quiet; /* no progress is shown */
};

static int usage(void)
{
	fprintf(stderr,
		"usage: papertrade import bars FILE … [--symbol SYMBOL] [--timeframe "
		"1Min|5Min|1Hour|1Day …]\n"
		"                              [--dry-run] [--skip-bad] [--json]\n");
	return COMMAND_USAGE;
}

static int fail(const char *error)
{
	fprintf(stderr, "papertrade: %.*s\n", (int)strcspn(error, "\n"), error);
	return COMMAND_FAILED;
}

/* A line on the terminal that is written over and over, about ten times a second. */
static void show_progress(void *context, const char *doing, int64_t done)
{
	static int64_t due_us;
	const struct options *options = context;
	int64_t now_us = clock_monotonic_us();
	if (options->quiet || now_us < due_us)
		return;
	due_us = now_us + SECOND_US / 10;
	bool bytes = strcmp(doing, "reading") == 0;
	fprintf(stderr, "\r%s %" PRId64 "%s\033[K", doing, bytes ? done / 1000000 : done,
		bytes ? " MB" : " bars");
}

static void end_progress(const struct options *options)
{
	if (!options->quiet)
		fputs("\r\033[K", stderr);
}

static bool parse_value(const char *name, char *value, struct options *options)
{
	char symbol[CSV_FIELD_SYMBOL_SIZE];
	if (strcmp(name, "--timeframe") == 0) {
		if (timeframe_parse(value, &options->import.timeframe))
			return true;
		fail("--timeframe takes 1Min to 59Min, 1Hour to 23Hour, 1Day, 1Week, "
		     "1Month …");
		return false;
	}
	options->import.symbol = value;
	if (csv_field_read_symbol((struct csv_field){value, strlen(value)}, symbol))
		return true;
	fail("--symbol takes a symbol such as AAPL or BRK.B");
	return false;
}

static bool parse(int count, char **arguments, struct options *options)
{
	*options = (struct options){.quiet = isatty(STDERR_FILENO) == 0};
	for (int i = 2; i < count; i++) {
		const char *name = arguments[i];
		if (strcmp(name, "--dry-run") == 0)
			options->dry_run = true;
		else if (strcmp(name, "--skip-bad") == 0)
			options->import.skip_bad = true;
		else if (strcmp(name, "--json") == 0)
			options->json = true;
		else if ((strcmp(name, "--symbol") == 0 ||
				 strcmp(name, "--timeframe") == 0) &&
			 i + 1 < count) {
			if (!parse_value(name, arguments[++i], options))
				return false;
		} else if (name[0] == '-' || options->file_count == IMPORT_REPORT_FILES)
			return false;
		else
			options->files[options->file_count++] = arguments[i];
	}
	return options->file_count > 0;
}

static int64_t read_file(void *context, char *bytes, size_t size)
{
	const int *descriptor = context;
	for (;;) {
		ssize_t got = read(*descriptor, bytes, size);
		if (got >= 0 || errno != EINTR)
			return got;
	}
}

static int read_files(struct import *import, const struct options *options)
{
	for (int i = 0; i < options->file_count; i++) {
		char error[512];
		int descriptor = open(options->files[i], O_RDONLY | O_CLOEXEC);
		struct csv_source source = {options->files[i], read_file, &descriptor};
		if (descriptor < 0) {
			snprintf(error, sizeof(error), "%s: %s", options->files[i],
				strerror(errno));
			return fail(error);
		}
		int result = import_read(import, &source);
		close(descriptor);
		if (result != 0) {
			snprintf(error, sizeof(error), "%s cannot be read",
				options->files[i]);
			return fail(error);
		}
	}
	return COMMAND_OK;
}

/* Drives the connection until it is ready; NULL, told, when it does not get so. */
static struct connection *connect_database(void)
{
	int64_t until_us = clock_monotonic_us() + CONNECT_S * SECOND_US;
	struct connection *connection = connection_new(
		settings_text(SETTING_DATABASE_URL), "papertrade-import", STATEMENT_MS);
	if (connection == NULL) {
		fail("out of memory");
		return NULL;
	}
	while (!connection_ready(connection) && clock_monotonic_us() < until_us) {
		connection_advance(connection, clock_monotonic_us());
		bool writes = connection_wants_write(connection);
		struct pollfd watched = {connection_descriptor(connection),
			(short)(writes ? POLLIN | POLLOUT : POLLIN), 0};
		if (!connection_ready(connection))
			poll(&watched, 1, 50);
	}
	if (connection_ready(connection))
		return connection;
	fail("the database does not answer");
	connection_free(connection);
	return NULL;
}

/* Stores the bars, or only the record that they were refused. */
static int store(struct import *import, int64_t started_us, bool sound)
{
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	struct connection *connection = arena == NULL ? NULL : connect_database();
	int result = -1;
	if (connection != NULL) {
		struct transaction transaction =
			transaction_of(connection, arena, TRANSACTION_WRITE, NULL);
		bool done = (!sound || import_store(import, &transaction) == 0) &&
			    import_record(import_report_of(import), started_us,
				    &transaction) == 0;
		if (done)
			result = transaction_commit(&transaction);
		else
			transaction_rollback(&transaction);
		if (result != 0)
			fail("the database failed; nothing was imported");
	}
	connection_free(connection);
	arena_free(arena);
	return result == 0 ? COMMAND_OK : COMMAND_FAILED;
}

static void print_problems(const struct import_report *report, const char *kind,
	const struct import_problems *problems)
{
	int64_t shown = problems->count < IMPORT_REPORT_PROBLEMS ? problems->count
								 : IMPORT_REPORT_PROBLEMS;
	for (int64_t i = 0; i < shown; i++) {
		const struct import_problem *problem = &problems->first[i];
		fprintf(stderr, "%s", report->files[problem->file]);
		if (problem->line > 0)
			fprintf(stderr, ":%" PRId64, problem->line);
		fprintf(stderr, ": %s%s\n", kind, problem->text);
	}
	if (problems->count > shown)
		fprintf(stderr, "and %" PRId64 " more\n", problems->count - shown);
}

static void print_count(int64_t count, const char *what)
{
	if (count > 0)
		printf("%" PRId64 " %s\n", count, what);
}

static void print_symbols(const struct import_report *report)
{
	int shown = 0, hidden = 0;
	for (int i = 0; i < report->symbol_count; i++) {
		char first[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];
		const struct import_symbol *symbol = &report->symbols[i];
		if (symbol->bars == 0)
			continue;
		if (shown == SYMBOLS_SHOWN) {
			hidden++;
			continue;
		}
		if (shown++ == 0)
			printf("\n%-10s  %10s  %-20s  %s\n", "SYMBOL", "BARS", "FIRST",
				"LAST");
		clock_format(symbol->first_us, first);
		clock_format(symbol->last_us, last);
		printf("%-10s  %10" PRId64 "  %.19sZ  %.19sZ\n", symbol->symbol,
			symbol->bars, first, last);
	}
	print_count(hidden, "more symbols");
	if (shown > 0)
		printf("\n");
}

static void print_report(const struct import_report *report)
{
	char timeframe[TIMEFRAME_TEXT_SIZE] = "?";
	if (report->timeframe.count > 0)
		timeframe_format(report->timeframe, timeframe);
	printf("%" PRId64 " lines, %" PRId64 " good bars of %s\n", report->rows,
		report->bars, timeframe);
	print_symbols(report);
	print_count(report->out_of_order, "lines were out of order, and were sorted");
	print_count(report->rounded,
		"lines had prices of more than six places, rounded to four");
	print_count(report->moved, "bars begin earlier than the day they were dated");
	print_count(
		report->lost_vwaps, "averages did not fit their bars, and were left out");
	if (report->stored)
		printf("%" PRId64 " bars are new, %" PRId64 " replaced others, %" PRId64
		       " were there already\n",
			report->written.added, report->written.replaced,
			report->written.same);
}

static int print_json(const struct import_report *report, const struct options *options)
{
	struct text out = text_in(report->arena);
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	json_write_pair_bool(&json, "dry_run", options->dry_run);
	import_report_write(report, &json);
	json_write_object_end(&json);
	const char *document = text_done(&out);
	if (document == NULL)
		return fail("out of memory");
	puts(document);
	return COMMAND_OK;
}

static int tell(const struct import *import, const struct options *options, int code)
{
	const struct import_report *report = import_report_of(import);
	bool sound = import_is_sound(import);
	if (options->json) {
		int printed = print_json(report, options);
		return code != COMMAND_OK ? code : sound ? printed : COMMAND_FAILED;
	}
	print_report(report);
	fflush(stdout);
	print_problems(report, "warning: ", &report->warnings);
	print_problems(report, "", &report->errors);
	if (sound && options->dry_run)
		printf("nothing was imported: this was a dry run\n");
	if (!sound)
		fprintf(stderr, "papertrade: nothing was imported\n");
	return sound ? code : COMMAND_FAILED;
}

static int run(struct options *options)
{
	int64_t started_us = clock_now_us();
	options->import.calendar = calendar_load(CALENDAR_NYSE);
	options->import.progress = show_progress;
	options->import.progress_context = options;
	if (options->import.calendar == NULL)
		return COMMAND_FAILED;
	struct import *import = import_new(&options->import);
	if (import == NULL)
		return COMMAND_FAILED;
	int code = read_files(import, options);
	if (code == COMMAND_OK && import_check(import) != 0)
		code = fail("the bars cannot be sorted");
	if (code == COMMAND_OK && !options->dry_run)
		code = store(import, started_us, import_is_sound(import));
	end_progress(options);
	/* What cannot be read tells nothing that counts. */
	if (import_report_of(import)->timeframe.count > 0 ||
		import_report_of(import)->errors.count > 0)
		code = tell(import, options, code);
	import_free(import);
	return code;
}

int import_command(int count, char **arguments)
{
	struct options options;
	if (count < 3 || strcmp(arguments[1], "bars") != 0 ||
		!parse(count, arguments, &options))
		return usage();
	if (instance_load() != 0)
		return COMMAND_FAILED;
	log_set_level(LOG_WARNING);
	return run(&options);
}
