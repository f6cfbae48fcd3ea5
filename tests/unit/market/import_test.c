/* Files as a whole: what bars they hold, of which length, and what stands against. */
#include "market/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))
#define HEADER "date,open,high,low,close\n"

static struct import_options options;

struct memory {
	const char *at;
	size_t length;
	size_t piece; /* so much at once */
};

static int64_t read_memory(void *context, char *bytes, size_t size)
{
	struct memory *memory = context;
	size_t taken = memory->length < size ? memory->length : size;
	taken = memory->piece != 0 && taken > memory->piece ? memory->piece : taken;
	memcpy(bytes, memory->at, taken);
	memory->at += taken;
	memory->length -= taken;
	return (int64_t)taken;
}

static void add(struct import *import, const char *name, const char *text)
{
	struct memory memory = {text, strlen(text), 0};
	struct csv_source source = {name, read_memory, &memory};
	assert_int_equal(import_read(import, &source), 0);
}

/* An import of one file, read and checked. */
static struct import *import_of(const char *name, const char *text)
{
	struct import *import = import_new(&options);
	assert_non_null(import);
	add(import, name, text);
	assert_int_equal(import_check(import), 0);
	return import;
}

/* "1Min 3: A" or "? 0: -; 2: open is zero": the length, how many, of which symbols; then
 * the errors. */
static void describe(const struct import *import, char *text, size_t size)
{
	char timeframe[TIMEFRAME_TEXT_SIZE] = "?";
	const struct import_report *report = import_report_of(import);
	if (report->timeframe.count > 0)
		timeframe_format(report->timeframe, timeframe);
	int length = snprintf(text, size, "%s %d:", timeframe, (int)report->bars);
	for (int i = 0; i < report->symbol_count; i++)
		length += snprintf(text + length, size - (size_t)length, " %s",
			report->symbols[i].symbol);
	for (int i = 0; i < (int)report->errors.count && i < IMPORT_REPORT_PROBLEMS; i++)
		length += snprintf(text + length, size - (size_t)length, "; %d: %s",
			(int)report->errors.first[i].line, report->errors.first[i].text);
}

#define OHLC ",1,2,0.5,1.5\n"
#define DAYS HEADER "2024-01-02" OHLC "2024-01-03" OHLC "2024-01-04" OHLC

static const struct {
	const char *text;
	const char *wanted;
} files[] = {
	{DAYS, "1Day 3: A"},
	{HEADER "2024-01-02" OHLC, "1Day 1: A"},
	{HEADER "2024-01-05" OHLC "2024-01-08" OHLC, "1Day 2: A"},
	{HEADER "2024-01-02 09:30" OHLC "2024-01-02 09:31" OHLC, "1Min 2: A"},
	{HEADER "2024-01-02 09:30" OHLC "2024-01-02 09:35" OHLC "2024-01-03 09:30" OHLC,
		"5Min 3: A"},
	{HEADER "2024-01-02 09:00" OHLC "2024-01-02 10:00" OHLC, "1Hour 2: A"},
	{HEADER "2024-01-01" OHLC "2024-01-08" OHLC "2024-01-15" OHLC, "1Week 3: A"},
	{HEADER "2024-01-07" OHLC "2024-01-14" OHLC, "1Week 2: A"},
	{HEADER "2024-01-31" OHLC "2024-02-29" OHLC "2024-03-28" OHLC, "1Month 3: A"},
	{HEADER "2024-03-31" OHLC "2024-06-30" OHLC, "3Month 2: A"},
	{HEADER "2024-01-02 09:30" OHLC, "? 0: A; 0: how long the bars are cannot be "
					 "told from their times: say the "
					 "timeframe"},
	{HEADER "2024-01-02 09:30" OHLC "2024-01-02 11:00" OHLC,
		"? 0: A; 0: how long the bars are cannot be told from their times: say "
		"the "
		"timeframe"},
	/* A day that was stamped in UTC would be another day in New York. */
	{HEADER "2024-01-02T00:00Z" OHLC "2024-01-03T05:00Z" OHLC,
		"1Day 1: A; 2: no bar of 1Day begins at 2024-01-01T19:00:00-05:00"},
	{HEADER "2024-01-02 09:30" OHLC "2024-01-02 09:31" OHLC
		"2024-01-02 09:32:30" OHLC,
		"1Min 2: A; 4: no bar of 1Min begins at 2024-01-02T09:32:30-05:00"},
	{DAYS "2024-01-03" OHLC, "1Day 3: A; 5: A at 2024-01-03T00:00:00-05:00 again, "
				 "after line 3"},
	{HEADER "2024-01-03" OHLC "2024-01-10" OHLC "2024-01-12" OHLC "2024-01-17" OHLC,
		"1Day 4: A"},
	{DAYS "2024-01-05,0,2,0.5,1.5\n", "1Day 3: A; 5: open is zero"},
	{"", "? 0:; 0: the file is empty"},
	{"\n\r\n", "? 0:; 0: the file is empty"},
	{HEADER, "? 0:; 0: there are no bars"},
	{"date,open\n2024-01-02,1\n", "? 0:; 1: the header has no column high: it takes "
				      "date (or timestamp), open, "
				      "high, low and close"},
	{"\xef\xbb\xbf" HEADER "\r\n2024-01-02" OHLC "\r\n\n2024-01-03,1,2,0.5,1.5",
		"1Day 2: A"},
	{"symbol," HEADER "B,2024-01-02" OHLC "A,2024-01-02" OHLC "b,2024-01-03" OHLC,
		"1Day 3: B A"},
	{"<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
	 "B.US,60,20240102,100000,1,2,0.5,1.5,9\n",
		"1Hour 1: B"},
	{"<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
	 "B.US,D,20240102,000000,1,2,0.5,1.5,9\nB.US,W,20240103,000000,1,2,0.5,1.5,9\n",
		"1Day 1: B; 3: period is not that of the lines before"},
};

static void each_file_is_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		char text[512];
		struct import *import = import_of("a.csv", files[i].text);
		describe(import, text, sizeof(text));
		assert_string_equal(text, files[i].wanted);
		bool good = strchr(files[i].wanted, ';') == NULL;
		assert_int_equal(import_is_sound(import), good);
		import_free(import);
	}
}

static void good_lines_count_where_bad_ones_are_left_out(void **state)
{
	(void)state;
	options.skip_bad = true;
	struct import *import = import_of("a.csv", DAYS "x\n");
	assert_true(import_is_sound(import));
	import_free(import);
	import = import_of("a.csv", HEADER "x\n");
	assert_false(import_is_sound(import));
	import_free(import);
	options.skip_bad = false;
}

static void a_timeframe_that_is_said_holds(void **state)
{
	(void)state;
	options.timeframe = (struct timeframe){TIMEFRAME_MINUTE, 30};
	char text[256];
	struct import *import = import_of(
		"a.csv", HEADER "2024-01-02 09:30" OHLC "2024-01-02 09:40" OHLC);
	describe(import, text, sizeof(text));
	assert_string_equal(text,
		"30Min 1: A; 3: no bar of 30Min begins at 2024-01-02T09:40:00-05:00");
	import_free(import);
	options.timeframe = (struct timeframe){0};
}

static void a_symbol_is_found_or_asked_for(void **state)
{
	(void)state;
	struct import *import = import_of("my bars.csv", DAYS);
	assert_string_equal(import_report_of(import)->errors.first[0].text,
		"the file has no column symbol, and its name is no symbol");
	import_free(import);
	options.symbol = "brk.b";
	import = import_of("my bars.csv", DAYS);
	assert_string_equal(import_report_of(import)->symbols[0].symbol, "BRK.B");
	import_free(import);
	options.symbol = NULL;
}

static void what_was_found_is_counted(void **state)
{
	(void)state;
	struct import *import =
		import_of("a.csv", "t,o,h,l,c,v,n,vw\n"
				   "2024-01-06T05:00:00Z,1,2,0.5,1.5,1,1,9\n"
				   "2024-01-05T05:00:00Z,1.00000001,2,0.5,1.5,1,1,1\n"
				   "2024-01-04T05:00:00Z,1,2,0.5,1.5,1,1,1\n"
				   "2024-01-01T05:00:00Z,1,2,0.5,1.5,1,1,1\n");
	const struct import_report *report = import_report_of(import);
	assert_int_equal(report->rows, 4);
	assert_int_equal(report->out_of_order, 3);
	assert_int_equal(report->rounded, 1);
	assert_int_equal(report->lost_vwaps, 1);
	assert_int_equal(report->warnings.count, 2);
	assert_int_equal(report->warnings.first[0].line, 5);
	assert_string_equal(report->warnings.first[0].text,
		"the exchange is closed on 2024-01-01, New Year's Day");
	assert_int_equal(report->warnings.first[1].line, 2);
	import_free(import);
	import = import_of("a.csv", HEADER "2024-01-05" OHLC "2024-01-12" OHLC);
	report = import_report_of(import);
	assert_int_equal(report->moved, 2);
	assert_int_equal(report->symbols[0].first_us, INT64_C(1704085200) * 1000000);
	import_free(import);
}

static void files_are_one_import(void **state)
{
	(void)state;
	struct import *import = import_new(&options);
	add(import, "/x/A.csv", DAYS);
	add(import, "B.csv", DAYS);
	add(import, "/y/A.csv", HEADER "2024-01-05" OHLC "2024-01-02" OHLC);
	assert_int_equal(import_check(import), 0);
	const struct import_report *report = import_report_of(import);
	assert_int_equal(report->bars, 7);
	assert_int_equal(report->errors.count, 1);
	assert_int_equal(report->errors.first[0].file, 2);
	assert_int_equal(report->errors.first[0].line, 3);
	assert_string_equal(report->errors.first[0].text,
		"A at 2024-01-02T00:00:00-05:00 again, after line 2 of /x/A.csv");
	import_free(import);
}

/* A length is found for all symbols together: what has bars of another is not taken for
 * what it is not. */
static void bars_of_two_lengths_are_two_imports(void **state)
{
	(void)state;
#define MINUTES                                                                          \
	HEADER "2024-01-02 09:30" OHLC "2024-01-02 09:31" OHLC "2024-01-02 09:32" OHLC
#define WEEKS HEADER "2024-01-01" OHLC "2024-01-08" OHLC "2024-01-15" OHLC
	static const struct {
		const char *a, *b, *wanted;
	} table[] = {
		{MINUTES, DAYS,
			"? 0: A B; 0: B has longer bars than others: import them "
			"by themselves, or say the timeframe"},
		{WEEKS, DAYS,
			"? 0: A B; 0: A has longer bars than others: import them "
			"by themselves, or say the timeframe"},
		{DAYS, DAYS, "1Day 6: A B"},
		/* Two bars say little. */
		{MINUTES, HEADER "2024-01-02 09:30" OHLC "2024-01-03 09:30" OHLC,
			"1Min 5: A B"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		char found[400];
		struct import *import = import_new(&options);
		assert_non_null(import);
		add(import, "A.csv", table[i].a);
		add(import, "B.csv", table[i].b);
		assert_int_equal(import_check(import), 0);
		describe(import, found, sizeof(found));
		assert_string_equal(found, table[i].wanted);
		import_free(import);
	}
}

static void problems_are_counted_beyond_those_kept(void **state)
{
	(void)state;
	struct arena *arena = arena_new(4096, 1024 * 1024);
	struct text file = text_in(arena);
	text_string(&file, HEADER);
	for (int i = 0; i < 250; i++)
		text_string(&file, "x,1,1,1,1\n");
	const char *text = text_done(&file);
	struct import *import = import_of("a.csv", text);
	assert_int_equal(import_report_of(import)->errors.count, 250);
	assert_int_equal(import_report_of(import)->errors.first[99].line, 101);
	import_free(import);
	arena_free(arena);
}

/* However the bytes come, the lines are the same. */
static void lines_are_whole(void **state)
{
	(void)state;
	enum { LINES = 3000 };
	struct arena *outer = arena_new(4096, 16 * 1024 * 1024);
	struct text file = text_in(outer);
	for (int i = 0; i < LINES; i++) {
		text_integer(&file, i);
		for (int j = 0; j < i % 200; j++)
			text_byte(&file, 'x');
		text_string(&file, i % 2 != 0 ? "\n" : "\r\n");
	}
	for (int i = 0; i < 10000; i++)
		text_byte(&file, 'y');
	text_string(&file, "\nlast");
	const char *text = text_done(&file);
	size_t length = strlen(text);
	for (size_t piece = 1; piece < 100000; piece = piece * 7 + 1) {
		struct memory memory = {text, length, piece};
		struct csv_source source = {"", read_memory, &memory};
		struct csv_lines lines = {0};
		struct csv_line line;
		struct arena *arena = arena_new(1024, 1024 * 1024);
		assert_int_equal(csv_lines_open(&lines, arena, &source), 0);
		for (int i = 0; i < LINES; i++) {
			assert_true(csv_lines_next(&lines, &line));
			assert_int_equal(line.number, i + 1);
			assert_int_equal(atoi(line.text), i);
			assert_int_equal(line.text[line.length - 1],
				i % 200 == 0 ? '0' + i % 10 : 'x');
		}
		assert_true(csv_lines_next(&lines, &line));
		assert_true(line.is_too_long);
		assert_true(csv_lines_next(&lines, &line));
		assert_int_equal(line.length, 4);
		assert_memory_equal(line.text, "last", 4);
		assert_false(csv_lines_next(&lines, &line));
		arena_free(arena);
	}
	arena_free(outer);
}

static int64_t fail_to_read(void *context, char *bytes, size_t size)
{
	(void)context;
	(void)bytes;
	(void)size;
	return -1;
}

static void a_source_that_fails_is_no_end_of_file(void **state)
{
	(void)state;
	struct csv_source source = {"a.csv", fail_to_read, NULL};
	struct import *import = import_new(&options);
	assert_int_equal(import_read(import, &source), -1);
	import_free(import);
}

static int load(void **state)
{
	(void)state;
	options.calendar = calendar_load(CALENDAR_NYSE);
	return options.calendar == NULL ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_is_what_it_is),
		cmocka_unit_test(good_lines_count_where_bad_ones_are_left_out),
		cmocka_unit_test(a_timeframe_that_is_said_holds),
		cmocka_unit_test(a_symbol_is_found_or_asked_for),
		cmocka_unit_test(what_was_found_is_counted),
		cmocka_unit_test(files_are_one_import),
		cmocka_unit_test(bars_of_two_lengths_are_two_imports),
		cmocka_unit_test(problems_are_counted_beyond_those_kept),
		cmocka_unit_test(lines_are_whole),
		cmocka_unit_test(a_source_that_fails_is_no_end_of_file),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
