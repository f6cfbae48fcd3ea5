#include "market/import_report.h"

#include "base/arena.h"
#include "base/json_write.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A power of two, well above IMPORT_REPORT_SYMBOLS. */
enum { TABLE = 65536, WORDS_SIZE = 256 };

int import_report_open(struct import_report *report, struct arena *arena)
{
	*report = (struct import_report){.arena = arena, .recent = -1};
	report->table = arena_alloc(arena, TABLE * sizeof(*report->table));
	report->symbols =
		arena_alloc(arena, IMPORT_REPORT_SYMBOLS * sizeof(*report->symbols));
	return report->table == NULL || report->symbols == NULL ? -1 : 0;
}

static int add_symbol(struct import_report *report, const char *symbol)
{
	if (report->symbol_count == IMPORT_REPORT_SYMBOLS)
		return -1;
	struct import_symbol *added = &report->symbols[report->symbol_count];
	*added = (struct import_symbol){.latest_us = INT64_MIN};
	snprintf(added->symbol, sizeof(added->symbol), "%s", symbol);
	return report->symbol_count++;
}

int import_report_symbol(struct import_report *report, const char *symbol)
{
	if (report->recent >= 0 &&
		strcmp(report->symbols[report->recent].symbol, symbol) == 0)
		return report->recent;
	size_t at = text_hash(symbol, strlen(symbol)) % TABLE;
	while (report->table[at] != 0 &&
		strcmp(report->symbols[report->table[at] - 1].symbol, symbol) != 0)
		at = (at + 1) % TABLE;
	if (report->table[at] == 0) {
		int added = add_symbol(report, symbol);
		if (added < 0)
			return -1;
		report->table[at] = added + 1;
	}
	report->recent = report->table[at] - 1;
	return report->recent;
}

static void note(struct import_report *report, struct import_problems *problems,
	struct import_problem problem, const char *format, va_list values)
{
	char words[WORDS_SIZE];
	int64_t number = problems->count++;
	if (number >= IMPORT_REPORT_PROBLEMS)
		return;
	vsnprintf(words, sizeof(words), format, values);
	problem.text = arena_copy(report->arena, words, strlen(words));
	if (problem.text == NULL)
		problem.text = "";
	problems->first[number] = problem;
}

void import_report_error(
	struct import_report *report, int file, int64_t line, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	note(report, &report->errors, (struct import_problem){file, line, NULL}, format,
		values);
	va_end(values);
}

void import_report_warning(
	struct import_report *report, int file, int64_t line, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	note(report, &report->warnings, (struct import_problem){file, line, NULL}, format,
		values);
	va_end(values);
}

static int kept(const struct import_problems *problems)
{
	return problems->count < IMPORT_REPORT_PROBLEMS ? (int)problems->count
							: IMPORT_REPORT_PROBLEMS;
}

static void write_problems(const struct import_report *report,
	const struct import_problems *problems, const char *severity,
	struct json_writer *json)
{
	for (int i = 0; i < kept(problems); i++) {
		const struct import_problem *problem = &problems->first[i];
		json_write_object(json);
		if (severity != NULL)
			json_write_pair(json, "severity", severity);
		if (report->file_count > 1)
			json_write_pair(json, "file", report->files[problem->file]);
		if (problem->line > 0)
			json_write_pair_integer(json, "line", problem->line);
		json_write_pair(json, "problem", problem->text);
		json_write_object_end(json);
	}
}

void import_report_write_problems(
	const struct import_report *report, struct json_writer *json)
{
	json_write_array(json);
	write_problems(report, &report->errors, "error", json);
	write_problems(report, &report->warnings, "warning", json);
	json_write_array_end(json);
}

static void write_files(const struct import_report *report, struct json_writer *json)
{
	json_write_key(json, "files");
	json_write_array(json);
	for (int i = 0; i < report->file_count; i++) {
		json_write_object(json);
		json_write_pair(json, "name", report->files[i]);
		json_write_pair(json, "layout", report->layouts[i]);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

static void write_symbols(const struct import_report *report, struct json_writer *json)
{
	json_write_key(json, "symbols");
	json_write_array(json);
	for (int i = 0; i < report->symbol_count; i++) {
		const struct import_symbol *symbol = &report->symbols[i];
		if (symbol->bars == 0)
			continue;
		json_write_object(json);
		json_write_pair(json, "symbol", symbol->symbol);
		json_write_pair_integer(json, "bars", symbol->bars);
		json_write_key(json, "first");
		json_write_time(json, symbol->first_us);
		json_write_key(json, "last");
		json_write_time(json, symbol->last_us);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

static void write_found(const struct import_report *report, const char *key,
	const struct import_problems *problems, struct json_writer *json)
{
	char counted[WORDS_SIZE];
	snprintf(counted, sizeof(counted), "%s_count", key);
	json_write_pair_integer(json, counted, problems->count);
	json_write_key(json, key);
	json_write_array(json);
	write_problems(report, problems, NULL, json);
	json_write_array_end(json);
}

bool import_report_are_alike(struct import_report *report)
{
	for (int i = 0; i < report->symbol_count; i++) {
		struct timeframe own = report->symbols[i].spacing;
		if (own.unit < TIMEFRAME_DAY || own.unit <= report->timeframe.unit)
			continue;
		import_report_error(report, 0, 0,
			"%s has longer bars than others: import them by themselves, or "
			"say the timeframe",
			report->symbols[i].symbol);
		return false;
	}
	return true;
}

void import_report_write(const struct import_report *report, struct json_writer *json)
{
	char timeframe[TIMEFRAME_TEXT_SIZE];
	bool known = report->timeframe.count > 0;
	if (known)
		timeframe_format(report->timeframe, timeframe);
	write_files(report, json);
	json_write_pair(json, "timeframe", known ? timeframe : NULL);
	json_write_pair_integer(json, "rows", report->rows);
	json_write_pair_integer(json, "bars", report->bars);
	json_write_pair_bool(json, "stored", report->stored);
	json_write_pair_integer(json, "added", report->written.added);
	json_write_pair_integer(json, "replaced", report->written.replaced);
	json_write_pair_integer(json, "unchanged", report->written.same);
	json_write_pair_integer(json, "rounded", report->rounded);
	json_write_pair_integer(json, "out_of_order", report->out_of_order);
	json_write_pair_integer(json, "moved", report->moved);
	json_write_pair_integer(json, "vwaps_left_out", report->lost_vwaps);
	write_symbols(report, json);
	write_found(report, "errors", &report->errors, json);
	write_found(report, "warnings", &report->warnings, json);
}
