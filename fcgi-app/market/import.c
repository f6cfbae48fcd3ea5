#include "market/import.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/transaction.h"
#include "market/bar_sort.h"
#include "market/csv.h"
#include "market/import_order.h"
#include "market/import_spacing.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 32 * 1024 * 1024 };

/* So many bars are stored at once, and between two words of progress. */
enum { BATCH = 65536, PROGRESS = 16384 };

struct import {
	const struct import_options *options;
	struct arena *arena;
	struct bar_sort *sort;
	struct import_report report;
	struct csv_lines lines;
	bool only_dates; /* no line so far has had a time of day */
	struct timeframe period;
};

static int complain(const char *what)
{
	LOG(LOG_ERROR, "import failed", LOG_TEXT("what", what));
	return -1;
}

struct import *import_new(const struct import_options *options)
{
	struct import *import = calloc(1, sizeof(*import));
	if (import == NULL) {
		complain("out of memory");
		return NULL;
	}
	import->options = options;
	import->only_dates = true;
	import->arena = arena_new(ARENA_FIRST, ARENA_MOST);
	import->sort = bar_sort_new(BAR_SORT_RUN);
	if (import->arena != NULL && import->sort != NULL &&
		import_report_open(&import->report, import->arena) == 0)
		return import;
	complain("out of memory");
	import_free(import);
	return NULL;
}

void import_free(struct import *import)
{
	if (import == NULL)
		return;
	bar_sort_free(import->sort);
	arena_free(import->arena);
	free(import);
}

const struct import_report *import_report_of(const struct import *import)
{
	return &import->report;
}

static void tell(const struct import *import, const char *doing, int64_t done)
{
	if (import->options->progress != NULL)
		import->options->progress(import->options->progress_context, doing, done);
}

/* The symbol of lines that have none of their own. */
static bool choose_symbol(struct import *import, const struct csv_source *source,
	const struct csv *csv, char symbol[CSV_FIELD_SYMBOL_SIZE])
{
	const char *given = import->options->symbol;
	if (csv->place[CSV_SYMBOL] >= 0)
		return true;
	if (given != NULL ? csv_field_read_symbol(
				    (struct csv_field){given, strlen(given)}, symbol)
			  : csv_symbol_of_file(source->name, symbol))
		return true;
	import_report_error(&import->report, import->report.file_count - 1, 0,
		"the file has no column symbol, and %s is no symbol",
		given != NULL ? "what was given" : "its name");
	return false;
}

/* All lines of a file tell the same length of bars. */
static bool check_period(struct import *import, const struct csv_row *row)
{
	if (row->period.count == 0)
		return true;
	if (import->period.count == 0)
		import->period = row->period;
	return import->period.unit == row->period.unit &&
	       import->period.count == row->period.count;
}

static int keep(struct import *import, const struct csv_line *line, const char *symbol,
	const struct csv_row *row)
{
	struct import_report *report = &import->report;
	int file = report->file_count - 1;
	int number = import_report_symbol(report, symbol);
	if (number < 0) {
		import_report_error(
			report, file, line->number, "there are too many symbols");
		return 0;
	}
	struct import_symbol *known = &report->symbols[number];
	report->out_of_order += row->bar.time_us < known->latest_us;
	report->rounded += row->is_rounded;
	report->lost_vwaps += row->lost_vwap;
	import->only_dates = import->only_dates && row->is_date;
	known->latest_us = row->bar.time_us;
	struct bar_sort_item item = {row->bar, line->number, number, file};
	return bar_sort_add(import->sort, &item);
}

static int read_line(struct import *import, struct csv *csv, const struct csv_line *line,
	const char *symbol)
{
	struct csv_row row;
	char problem[CSV_PROBLEM_SIZE];
	struct import_report *report = &import->report;
	int file = report->file_count - 1;
	if (line->length == 0)
		return 0;
	report->rows++;
	if (line->is_too_long)
		import_report_error(report, file, line->number, "the line is too long");
	else if (!csv_read(csv, line->text, line->length, &row, problem))
		import_report_error(report, file, line->number, "%s", problem);
	else if (!check_period(import, &row))
		import_report_error(report, file, line->number,
			"period is not that of the lines before");
	else
		return keep(
			import, line, row.symbol[0] != '\0' ? row.symbol : symbol, &row);
	return 0;
}

static int read_lines(
	struct import *import, const struct csv_source *source, struct csv_lines *lines)
{
	struct csv csv;
	struct csv_line line;
	char problem[CSV_PROBLEM_SIZE];
	char symbol[CSV_FIELD_SYMBOL_SIZE] = "";
	struct import_report *report = &import->report;
	int file = report->file_count - 1;
	bool any = false;
	while (!any && csv_lines_next(lines, &line))
		any = line.length > 0;
	if (!any) {
		import_report_error(report, file, 0, "the file is empty");
		return 0;
	}
	if (line.is_too_long || !csv_open(&csv, import->options->calendar, line.text,
					line.length, problem)) {
		import_report_error(report, file, line.number, "%s",
			line.is_too_long ? "the line is too long" : problem);
		return 0;
	}
	report->layouts[file] = csv.layout;
	if (!choose_symbol(import, source, &csv, symbol))
		return 0;
	while (csv_lines_next(lines, &line)) {
		if (read_line(import, &csv, &line, symbol) != 0)
			return -1;
		if (line.number % PROGRESS == 0)
			tell(import, "reading", lines->taken);
	}
	return 0;
}

int import_read(struct import *import, const struct csv_source *source)
{
	struct csv_lines *lines = &import->lines;
	struct import_report *report = &import->report;
	if (report->file_count == IMPORT_REPORT_FILES)
		return complain("too many files");
	if (csv_lines_open(lines, import->arena, source) != 0)
		return complain("out of memory");
	report->files[report->file_count++] = source->name;
	import->period = (struct timeframe){0};
	if (read_lines(import, source, lines) != 0)
		return -1;
	return lines->failed ? complain("the file cannot be read") : 0;
}

/* What is noted of a symbol that has three bars or more. */
static void note_spacing(
	struct import *import, int32_t symbol, struct import_spacing *own)
{
	struct timeframe timeframe;
	if (own->all >= 2 && import_spacing_timeframe(own, &timeframe))
		import->report.symbols[symbol].spacing = timeframe;
	*own = (struct import_spacing){0};
}

/* Follows all lines in order and looks how far they are apart. */
static int measure(struct import *import, struct import_spacing *spacing)
{
	int more;
	int32_t symbol = -1;
	int64_t time_us = 0;
	const struct bar_sort_item *item;
	struct import_spacing own = {0};
	if (bar_sort_rewind(import->sort) != 0)
		return -1;
	while ((more = bar_sort_next(import->sort, &item)) == 1) {
		if (item->symbol != symbol)
			note_spacing(import, symbol, &own);
		else if (item->bar.time_us > time_us) {
			import_spacing_add(spacing, item->bar.time_us - time_us);
			import_spacing_add(&own, item->bar.time_us - time_us);
		}
		symbol = item->symbol;
		time_us = item->bar.time_us;
	}
	note_spacing(import, symbol, &own);
	return more;
}

static int choose_timeframe(struct import *import)
{
	struct import_report *report = &import->report;
	struct import_spacing spacing = {0};
	report->timeframe = import->options->timeframe;
	if (report->timeframe.count == 0)
		report->timeframe = import->period;
	if (report->timeframe.count > 0 || bar_sort_count(import->sort) == 0)
		return 0;
	if (measure(import, &spacing) != 0)
		return -1;
	bool known = import_spacing_timeframe(&spacing, &report->timeframe);
	if (known && import_report_are_alike(report))
		return 0;
	report->timeframe = (struct timeframe){0};
	if (known)
		return 0;
	if (spacing.all == 0 && import->only_dates)
		report->timeframe = (struct timeframe){TIMEFRAME_DAY, 1};
	else
		import_report_error(report, 0, 0,
			"how long the bars are cannot be told from their times: say the "
			"timeframe");
	return 0;
}

static void warn_when_closed(struct import *import, const struct bar_sort_item *item)
{
	const struct calendar *calendar = import->options->calendar;
	enum timeframe_unit unit = import->report.timeframe.unit;
	if (unit == TIMEFRAME_WEEK || unit == TIMEFRAME_MONTH)
		return;
	int32_t day = calendar_day_of(calendar, item->bar.time_us);
	if (!import_order_is_closed(calendar, day))
		return;
	/* Told once, of the first bar of that day. */
	struct import_symbol *symbol = &import->report.symbols[item->symbol];
	if (symbol->closed_day == day)
		return;
	symbol->closed_day = day;
	char date[CALENDAR_DATE_SIZE];
	const char *holiday = calendar_holiday(calendar, day);
	calendar_format_day(day, date);
	import_report_warning(&import->report, item->file, item->line,
		"the exchange is closed on %s%s%s", date, holiday != NULL ? ", " : "",
		holiday != NULL ? holiday : "");
}

static void accept(
	struct import *import, const struct bar_sort_item *item, const struct bar *bar)
{
	struct import_symbol *symbol = &import->report.symbols[item->symbol];
	if (symbol->bars++ == 0)
		symbol->first_us = bar->time_us;
	symbol->last_us = bar->time_us;
	import->report.bars++;
	import->report.moved += bar->time_us != item->bar.time_us;
	warn_when_closed(import, item);
}

static void refuse(struct import *import, const struct import_order *order,
	const struct bar_sort_item *item, enum import_verdict verdict)
{
	struct import_report *report = &import->report;
	const char *symbol = report->symbols[item->symbol].symbol;
	char time[40], timeframe[TIMEFRAME_TEXT_SIZE];
	calendar_format_time(import->options->calendar, item->bar.time_us, time);
	timeframe_format(report->timeframe, timeframe);
	if (verdict == IMPORT_MISPLACED)
		import_report_error(report, item->file, item->line,
			"no bar of %s begins at %s", timeframe, time);
	else
		import_report_error(report, item->file, item->line,
			"%s at %s again, after line %lld%s%s", symbol, time,
			(long long)order->line, order->file != item->file ? " of " : "",
			order->file != item->file ? report->files[order->file] : "");
}

static struct import_order order_of(const struct import *import)
{
	return import_order_begin(import->options->calendar, import->report.timeframe);
}

int import_check(struct import *import)
{
	int more;
	const struct bar_sort_item *item;
	struct import_order order;
	struct import_report *report = &import->report;
	if (choose_timeframe(import) != 0)
		return -1;
	if (bar_sort_count(import->sort) == 0 && report->errors.count == 0)
		import_report_error(report, 0, 0, "there are no bars");
	if (report->timeframe.count == 0)
		return 0;
	order = order_of(import);
	if (bar_sort_rewind(import->sort) != 0)
		return -1;
	while ((more = bar_sort_next(import->sort, &item)) == 1) {
		struct bar bar;
		enum import_verdict verdict = import_order_judge(&order, item, &bar);
		if (verdict == IMPORT_GOOD)
			accept(import, item, &bar);
		else
			refuse(import, &order, item, verdict);
	}
	return more;
}

bool import_is_sound(const struct import *import)
{
	return import->report.bars > 0 &&
	       (import->options->skip_bad || import->report.errors.count == 0);
}

/* Bars of one symbol on their way. */
struct batch {
	struct bar *bars;
	size_t count;
	int32_t symbol;
};

static int flush(
	struct import *import, struct transaction *transaction, struct batch *batch)
{
	struct import_report *report = &import->report;
	if (batch->count == 0)
		return 0;
	struct store_target target = {transaction, import->options->calendar,
		SOURCE_REPLAY, report->symbols[batch->symbol].symbol, report->timeframe};
	int result = store_write(&target, batch->bars, batch->count, &report->written);
	batch->count = 0;
	tell(import, "storing",
		report->written.added + report->written.replaced + report->written.same);
	return result;
}

static int store_all(
	struct import *import, struct transaction *transaction, struct batch *batch)
{
	int more;
	const struct bar_sort_item *item;
	struct import_order order = order_of(import);
	if (bar_sort_rewind(import->sort) != 0)
		return -1;
	while ((more = bar_sort_next(import->sort, &item)) == 1) {
		struct bar bar;
		if (import_order_judge(&order, item, &bar) != IMPORT_GOOD)
			continue;
		if ((item->symbol != batch->symbol || batch->count == BATCH) &&
			flush(import, transaction, batch) != 0)
			return -1;
		batch->symbol = item->symbol;
		batch->bars[batch->count++] = bar;
	}
	return more == 0 ? flush(import, transaction, batch) : -1;
}

int import_store(struct import *import, struct transaction *transaction)
{
	struct batch batch = {.bars = malloc(BATCH * sizeof(struct bar))};
	if (batch.bars == NULL)
		return complain("out of memory");
	import->report.written = (struct store_written){0};
	int result = store_all(import, transaction, &batch);
	import->report.stored = result == 0;
	free(batch.bars);
	return result;
}
