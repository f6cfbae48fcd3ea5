/* Lines of CSV: what each layout's become, and how each kind of bad line is told. */
#include "market/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const struct calendar *calendar;

static struct csv open_csv(const char *header)
{
	struct csv csv;
	char problem[CSV_PROBLEM_SIZE] = "";
	if (!csv_open(&csv, calendar, header, strlen(header), problem))
		fail_msg("%s: %s", header, problem);
	return csv;
}

/* "2024-01-02T14:30:00Z 1 2 0.5 1.5 100" with what else there is. */
static void describe(const struct csv_row *row, char *text, size_t size)
{
	char time[CLOCK_TEXT_SIZE], prices[4][DECIMAL_TEXT_SIZE];
	clock_format(row->bar.time_us, time);
	price_format(row->bar.open, 0, prices[0]);
	price_format(row->bar.high, 0, prices[1]);
	price_format(row->bar.low, 0, prices[2]);
	price_format(row->bar.close, 0, prices[3]);
	int length = snprintf(text, size, "%.19sZ %s %s %s %s %lld", time, prices[0],
		prices[1], prices[2], prices[3], (long long)row->bar.volume);
	if (row->symbol[0] != '\0')
		length += snprintf(
			text + length, size - (size_t)length, " %s", row->symbol);
	if (row->bar.trades != 0 || row->bar.vwap.e6 != 0)
		length += snprintf(text + length, size - (size_t)length, " n%lld vw%lld",
			(long long)row->bar.trades, (long long)row->bar.vwap.e6);
	snprintf(text + length, size - (size_t)length, "%s%s",
		row->is_date ? " date" : "", row->is_rounded ? " rounded" : "");
}

static const struct {
	const char *layout;
	const char *header;
	const char *line;
	const char *wanted;
} good[] = {
	{"alpaca", "symbol,timestamp,open,high,low,close,volume,trade_count,vwap",
		"AAPL,2024-01-02 14:30:00+00:00,1,2,0.5,1.5,100.0,7.0,1.25",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 100 AAPL n7 vw1250000"},
	{"alpaca", "t,o,h,l,c,v,n,vw", "2024-01-02T14:30:00Z,1,2,0.5,1.5,100,7,1.25",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 100 n7 vw1250000"},
	/* Alpaca's times are UTC when they say nothing else; others' are New York's. */
	{"alpaca", "t,o,h,l,c,v,n,vw", "2024-01-02T14:30:00,1,2,0.5,1.5,100,7,",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 100 n7 vw0"},
	{"alpha_vantage", "timestamp,open,high,low,close,volume",
		"2024-01-02 09:30:00,1,2,0.5,1.5,100",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 100"},
	{"alpha_vantage", "timestamp,open,high,low,close,volume",
		"2024-07-02 09:30:00,1,2,0.5,1.5,100",
		"2024-07-02T13:30:00Z 1 2 0.5 1.5 100"},
	{"alpha_vantage",
		"timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,"
		"split_coefficient",
		"2024-01-02,1,2,0.5,1.5,0.7,100,0.0000,1.0",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 100 date"},
	{"yahoo", "Date,Open,High,Low,Close,Adj Close,Volume",
		"2024-07-02,150.27000427246094,151.000005,150,150.5,1,5",
		"2024-07-02T04:00:00Z 150.27 151 150 150.5 5 date rounded"},
	{"plain", "Datetime,Open,High,Low,Close,Volume",
		"2024-01-02 09:30:00-05:00,1,2,0.5,1.5,100",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 100"},
	{"plain", "Date,Open,High,Low,Close,Volume", "2024-01-02,1,2,0.5,1.5,100",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 100 date"},
	{"stooq",
		"<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<"
		"OPENINT>",
		"AAPL.US,5,20240102,093500,1,2,0.5,1.5,100,0",
		"2024-01-02T14:35:00Z 1 2 0.5 1.5 100 AAPL"},
	{"stooq",
		"<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<"
		"OPENINT>",
		"BRK-B.US,D,20240102,000000,1,2,0.5,1.5,100,0",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 100 BRK-B date"},
	{"plain", "date;open;high;low;close", "01/02/2024;1;2;0.5;1.5",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 0 date"},
	{"plain", "time\topen\thigh\tlow\tclose", "2024-01-02T09:30\t1\t2\t0.5\t1.5",
		"2024-01-02T14:30:00Z 1 2 0.5 1.5 0"},
	{"plain", "\"date\",\"open\",\"high\",\"low\",\"close\",\"note\"",
		"\"2024-01-02\",\"1\", 2 ,\"0.5\",1.5,\"a, b\"",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 0 date"},
	{"plain", "date,open,high,low,close,volume",
		"2024-01-02,1e0,2.0E+0,5e-1,1.5,1.2e6",
		"2024-01-02T05:00:00Z 1 2 0.5 1.5 1200000 date"},
	/* 01:30 comes twice when summer ends, and 02:30 not at all when it begins. */
	{"plain", "date,open,high,low,close", "2024-11-03 01:30,1,2,0.5,1.5",
		"2024-11-03T05:30:00Z 1 2 0.5 1.5 0"},
	{"plain", "date,open,high,low,close", "2024-03-10 02:30,1,2,0.5,1.5",
		"2024-03-10T07:00:00Z 1 2 0.5 1.5 0"},
	{"plain", "date,open,high,low,close", "2024-03-10 09:30,1,2,0.5,1.5",
		"2024-03-10T13:30:00Z 1 2 0.5 1.5 0"},
};

static void each_layout_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct csv_row row;
		char text[256], problem[CSV_PROBLEM_SIZE] = "";
		struct csv csv = open_csv(good[i].header);
		assert_string_equal(csv.layout, good[i].layout);
		if (!csv_read(&csv, good[i].line, strlen(good[i].line), &row, problem))
			fail_msg("%s: %s", good[i].line, problem);
		describe(&row, text, sizeof(text));
		assert_string_equal(text, good[i].wanted);
	}
}

static const struct {
	const char *line;
	const char *problem;
} bad[] = {
	{"2024-01-02,1,2,0.5", "4 columns instead of the 8 of the header"},
	{"2024-01-02,1,2,0.5,1.5,1,1,A,9", "9 columns instead of the 8 of the header"},
	{",1,2,0.5,1.5,1,1,A", "date is missing"},
	{"2024-13-02,1,2,0.5,1.5,1,1,A", "date is not a date or time that is known"},
	{"2023-02-29,1,2,0.5,1.5,1,1,A", "date is not a date or time that is known"},
	{"02.01.2024,1,2,0.5,1.5,1,1,A", "date is not a date or time that is known"},
	{"2024-01-02T25:00,1,2,0.5,1.5,1,1,A",
		"date is not a date or time that is known"},
	{"2024-01-02T09:30+1,1,2,0.5,1.5,1,1,A",
		"date is not a date or time that is known"},
	{"1024-01-02,1,2,0.5,1.5,1,1,A", "date is not a date or time that is known"},
	{"2024-01-02,,2,0.5,1.5,1,1,A", "open is missing"},
	{"2024-01-02,nan,2,0.5,1.5,1,1,A", "open is nan, null or infinite"},
	{"2024-01-02,1,Infinity,0.5,1.5,1,1,A", "high is nan, null or infinite"},
	{"2024-01-02,1,2,-inf,1.5,1,1,A", "low is nan, null or infinite"},
	{"2024-01-02,1,2,0.5,null,1,1,A", "close is nan, null or infinite"},
	{"2024-01-02,1.2.3,2,0.5,1.5,1,1,A", "open is not a number"},
	{"2024-01-02,\"1,5\",2,0.5,1.5,1,1,A", "open is not a number"},
	{"2024-01-02,0x1,2,0.5,1.5,1,1,A", "open is not a number"},
	{"2024-01-02,.,2,0.5,1.5,1,1,A", "open is not a number"},
	{"2024-01-02,$1,2,0.5,1.5,1,1,A", "open is not a number"},
	{"2024-01-02,99999999999999999999,2,0.5,1.5,1,1,A", "open is too large"},
	{"2024-01-02,1e30,2,0.5,1.5,1,1,A", "open is too large"},
	{"2024-01-02,-1,2,0.5,1.5,1,1,A", "open is negative"},
	{"2024-01-02,1,2,0,1.5,1,1,A", "low is zero"},
	{"2024-01-02,1,2,0.0000001,1.5,1,1,A", "low is zero"},
	{"2024-01-02,1,0.4,0.5,1.5,1,1,A", "high is below low"},
	{"2024-01-02,3,2,0.5,1.5,1,1,A", "open is not between low and high"},
	{"2024-01-02,1,2,0.5,0.4,1,1,A", "close is not between low and high"},
	{"2024-01-02,1,2,0.5,1.5,-1,1,A", "volume is negative"},
	{"2024-01-02,1,2,0.5,1.5,x,1,A", "volume is not a number"},
	{"2024-01-02,1,2,0.5,1.5,1,NaN,A", "vwap is nan, null or infinite"},
	{"2024-01-02,1,2,0.5,1.5,1,1,", "symbol is missing"},
	{"2024-01-02,1,2,0.5,1.5,1,1,A B", "symbol is not a symbol"},
	{"2024-01-02,1,2,0.5,1.5,1,1,ABCDEFGHIJKLMNOPQRSTUVWXY",
		"symbol is not a symbol"},
	{"2024-01-02,1,2,0.5,1.5,1,1,\"A", "a quote does not close"},
	{"2024-01-02,1,2,0.5,1.5,1,1,\"A\"B", "a quote does not close"},
};

static void each_bad_line_is_told(void **state)
{
	(void)state;
	struct csv csv = open_csv("date,open,high,low,close,volume,vwap,symbol");
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct csv_row row;
		char problem[CSV_PROBLEM_SIZE] = "";
		if (csv_read(&csv, bad[i].line, strlen(bad[i].line), &row, problem))
			fail_msg("%s was taken", bad[i].line);
		assert_string_equal(problem, bad[i].problem);
	}
}

static void a_header_has_to_name_bars(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		const char *problem;
	} headers[] = {
		{"", "the header has no column date"},
		{"hello", "the header has no column date"},
		{"date,open,high,low", "the header has no column close"},
		{"2024-01-02,1,2,0.5,1.5", "the header has no column date"},
		{"date,open,high,low,close,Open",
			"the header names the column open twice"},
		{"\"date,open,high,low,close", "this is no header of CSV"},
	};
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct csv csv;
		char problem[CSV_PROBLEM_SIZE] = "";
		assert_false(csv_open(&csv, calendar, headers[i].header,
			strlen(headers[i].header), problem));
		assert_memory_equal(
			problem, headers[i].problem, strlen(headers[i].problem));
	}
}

/* To four places, half to even, whichever of the four needs it. */
static void prices_are_rounded_together(void **state)
{
	(void)state;
	static const struct {
		const char *open;
		int64_t open_e6;
		bool rounded;
	} prices[] = {
		{"1.123456", 1123456, false},
		{"1.1234560000", 1123456, false},
		{"1.12345000001", 1123500, true},
		{"1.12344999999", 1123400, true},
		{"1.12345000000000001", 1123500, true},
		{"1.12335000000000000000000000", 1123350, false},
		{"1.99995000000001", 2000000, true},
	};
	struct csv csv = open_csv("date,open,high,low,close");
	for (size_t i = 0; i < COUNT(prices); i++) {
		char line[128], problem[CSV_PROBLEM_SIZE] = "";
		struct csv_row row;
		snprintf(
			line, sizeof(line), "2024-01-02,%s,5,1,1.000050", prices[i].open);
		if (!csv_read(&csv, line, strlen(line), &row, problem))
			fail_msg("%s: %s", line, problem);
		assert_int_equal(row.bar.open.e6, prices[i].open_e6);
		assert_int_equal(row.is_rounded, prices[i].rounded);
		/* A tie goes to the even neighbour. */
		assert_int_equal(row.bar.close.e6, prices[i].rounded ? 1000000 : 1000050);
	}
}

static void an_average_that_does_not_fit_is_left_out(void **state)
{
	(void)state;
	struct csv_row row;
	char problem[CSV_PROBLEM_SIZE];
	struct csv csv = open_csv("t,o,h,l,c,v,n,vw");
	const char *line = "2024-01-02T14:30:00Z,1,2,0.5,1.5,100,7,2.25";
	assert_true(csv_read(&csv, line, strlen(line), &row, problem));
	assert_true(row.lost_vwap);
	assert_int_equal(row.bar.vwap.e6, 0);
}

static void file_names_tell_symbols(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{"AAPL.csv", "AAPL"},
		{"/data/aapl.us.txt", "AAPL"},
		{"brk.b.csv", "BRK.B"},
		{"$SPX", "$SPX"},
		{"^spx.txt", "^SPX"},
		{"my bars.csv", NULL},
		{".csv", NULL},
		{"-", NULL},
		{"", NULL},
	};
	for (size_t i = 0; i < COUNT(names); i++) {
		char symbol[CSV_FIELD_SYMBOL_SIZE];
		assert_int_equal(
			csv_symbol_of_file(names[i][0], symbol), names[i][1] != NULL);
		if (names[i][1] != NULL)
			assert_string_equal(symbol, names[i][1]);
	}
}

static int load(void **state)
{
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	return calendar == NULL ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_layout_is_read),
		cmocka_unit_test(each_bad_line_is_told),
		cmocka_unit_test(a_header_has_to_name_bars),
		cmocka_unit_test(prices_are_rounded_together),
		cmocka_unit_test(an_average_that_does_not_fit_is_left_out),
		cmocka_unit_test(file_names_tell_symbols),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
