#include "market/import_record.h"

#include "base/json_write.h"
#include "base/text.h"
#include "db/transaction.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_SIZE = 256 };

/* The names of the files, as many as there is room for. */
static void name_files(const struct import_report *report, char names[NAMES_SIZE])
{
	struct text text = text_over(names, NAMES_SIZE - 32);
	int named = 0;
	for (; named < report->file_count; named++) {
		const char *slash = strrchr(report->files[named], '/');
		const char *name = slash == NULL ? report->files[named] : slash + 1;
		size_t length = strlen(name);
		if (text.length + length > NAMES_SIZE - 64 || !text_is_utf8(name, length))
			break;
		text_string(&text, named == 0 ? "" : ", ");
		text_string(&text, name);
	}
	const char *done = text_done(&text);
	size_t length = done == NULL ? 0 : strlen(done);
	if (named < report->file_count)
		snprintf(names + length, NAMES_SIZE - length, "%s%d more",
			named == 0 ? "" : " and ", report->file_count - named);
}

int import_record(const struct import_report *report, int64_t started_us,
	struct transaction *transaction)
{
	struct rows rows;
	char names[NAMES_SIZE] = "", timeframe[TIMEFRAME_TEXT_SIZE];
	char symbols[24], lines[24], bars[24], started[24];
	struct text text = text_in(report->arena);
	struct json_writer json = json_write_to(&text);
	name_files(report, names);
	import_report_write_problems(report, &json);
	timeframe_format(report->timeframe, timeframe);
	snprintf(symbols, sizeof(symbols), "%d", report->symbol_count);
	snprintf(lines, sizeof(lines), "%lld", (long long)report->rows);
	snprintf(bars, sizeof(bars), "%lld",
		(long long)(report->stored ? report->bars : 0));
	snprintf(started, sizeof(started), "%lld", (long long)started_us);
	const char *problems = text_done(&text);
	if (problems == NULL)
		return -1;
	const char *const parameters[] = {names,
		report->timeframe.count > 0 ? timeframe : NULL, symbols, lines, bars,
		report->stored ? "done" : "refused", problems, started};
	return transaction_run(
		transaction, STATEMENT_IMPORTS_INSERT, 8, parameters, &rows);
}
