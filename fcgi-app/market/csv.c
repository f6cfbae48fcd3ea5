#include "market/csv.h"

#include <stdio.h>
#include <string.h>

enum { NAMES = 8, WORD_SIZE = 32, PLACES = 6, DAY_S = 86400 };

static const int64_t SECOND_US = 1000000;
static const int64_t SHARE_E6 = 1000000;

static const char *const words[CSV_COLUMNS] = {"date", "time", "open", "high", "low",
	"close", "volume", "trades", "vwap", "symbol", "period"};

/* How headers name a column: small letters, without <, >, spaces and underscores. */
static const char *const names[CSV_COLUMNS][NAMES] = {
	[CSV_DATE] = {"date", "timestamp", "t", "datetime", "dt", "day"},
	[CSV_TIME] = {"time"},
	[CSV_OPEN] = {"open", "o", "1.open"},
	[CSV_HIGH] = {"high", "h", "2.high"},
	[CSV_LOW] = {"low", "l", "3.low"},
	[CSV_CLOSE] = {"close", "c", "4.close", "close/last"},
	[CSV_VOLUME] = {"volume", "v", "vol", "5.volume", "6.volume"},
	[CSV_TRADES] = {"tradecount", "n", "trades"},
	[CSV_VWAP] = {"vwap", "vw"},
	[CSV_SYMBOL] = {"symbol", "s", "ticker"},
	[CSV_PERIOD] = {"per"},
};

/* The bare word of a column's name. */
static void strip(struct csv_field field, char word[WORD_SIZE])
{
	size_t length = 0;
	for (size_t i = 0; i < field.length && length < WORD_SIZE - 1; i++) {
		char byte = field.text[i];
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		if (byte != '\0' && strchr("<> _\"", byte) == NULL)
			word[length++] = byte;
	}
	word[length] = '\0';
}

static int column_named(const char *word)
{
	for (int column = 0; column < CSV_COLUMNS; column++)
		for (int i = 0; i < NAMES && names[column][i] != NULL; i++)
			if (strcmp(names[column][i], word) == 0)
				return column;
	return -1;
}

static char delimiter_of(const char *line, size_t length)
{
	static const char known[] = {',', ';', '\t'};
	for (size_t i = 0; i < sizeof(known); i++)
		if (memchr(line, known[i], length) != NULL)
			return known[i];
	return ',';
}

/* Whose header is it? Only Alpaca's times without an offset are in UTC. */
static const char *layout_of(const struct csv *csv, bool adjusted, bool brackets)
{
	if (brackets)
		return "stooq";
	if (csv->place[CSV_VWAP] >= 0 || csv->place[CSV_TRADES] >= 0)
		return "alpaca";
	if (adjusted)
		return "yahoo";
	return "plain";
}

static bool take_columns(struct csv *csv, const struct csv_field *fields, char *problem)
{
	bool adjusted = false, brackets = false, stamp = false;
	for (int column = 0; column < CSV_COLUMNS; column++)
		csv->place[column] = -1;
	for (int i = 0; i < csv->fields; i++) {
		char word[WORD_SIZE];
		strip(fields[i], word);
		adjusted = adjusted || strcmp(word, "adjclose") == 0;
		stamp = stamp || strcmp(word, "timestamp") == 0;
		brackets = brackets || (fields[i].length > 0 && *fields[i].text == '<');
		int column = column_named(word);
		if (column < 0)
			continue;
		if (csv->place[column] >= 0) {
			snprintf(problem, CSV_PROBLEM_SIZE,
				"the header names the column %s twice", words[column]);
			return false;
		}
		csv->place[column] = i;
	}
	/* A column "time" that stands alone is date and time in one. */
	if (csv->place[CSV_DATE] < 0) {
		csv->place[CSV_DATE] = csv->place[CSV_TIME];
		csv->place[CSV_TIME] = -1;
	}
	csv->layout = layout_of(csv, adjusted, brackets);
	if (stamp && strcmp(csv->layout, "plain") == 0)
		csv->layout = "alpha_vantage";
	csv->utc = strcmp(csv->layout, "alpaca") == 0;
	return true;
}

bool csv_open(struct csv *csv, const struct calendar *calendar, const char *line,
	size_t length, char problem[CSV_PROBLEM_SIZE])
{
	static const enum csv_column needed[] = {
		CSV_DATE, CSV_OPEN, CSV_HIGH, CSV_LOW, CSV_CLOSE};
	struct csv_field fields[CSV_FIELD_MOST];
	*csv = (struct csv){
		.calendar = calendar, .delimiter = delimiter_of(line, length), .day = -1};
	csv->midnight_us = calendar_midnight_us(calendar, csv->day);
	csv->fields = csv_field_split(line, length, csv->delimiter, fields);
	if (csv->fields < 0) {
		snprintf(problem, CSV_PROBLEM_SIZE, "this is no header of CSV");
		return false;
	}
	if (!take_columns(csv, fields, problem))
		return false;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		if (csv->place[needed[i]] >= 0)
			continue;
		snprintf(problem, CSV_PROBLEM_SIZE,
			"the header has no column %s: it takes date (or timestamp), "
			"open, high, low and close",
			words[needed[i]]);
		return false;
	}
	return true;
}

static bool complain(char *problem, enum csv_column column, const char *what)
{
	snprintf(problem, CSV_PROBLEM_SIZE, "%s %s", words[column], what);
	return false;
}

/* An instant by New York's clocks. */
static int64_t new_york_us(struct csv *csv, const struct csv_field_time *time)
{
	if (time->day != csv->day) {
		csv->day = time->day;
		csv->midnight_us = calendar_midnight_us(csv->calendar, time->day);
		csv->is_plain = calendar_midnight_us(csv->calendar, time->day + 1) -
					csv->midnight_us ==
				DAY_S * SECOND_US;
	}
	if (csv->is_plain || time->second == 0)
		return csv->midnight_us + time->second * SECOND_US + time->fraction;
	return calendar_at_us(csv->calendar, time->day, time->second) + time->fraction;
}

static bool read_time(struct csv *csv, const struct csv_field *fields,
	struct csv_row *row, char *problem)
{
	struct csv_field_time time;
	struct csv_field field = fields[csv->place[CSV_DATE]];
	if (field.length == 0)
		return complain(problem, CSV_DATE, "is missing");
	if (!csv_field_read_time(field, &time))
		return complain(problem, CSV_DATE, "is not a date or time that is known");
	if (csv->place[CSV_TIME] >= 0) {
		field = fields[csv->place[CSV_TIME]];
		if (time.has_time || !csv_field_read_clock(field, &time.second))
			return complain(problem, CSV_TIME, "is not a time of day");
		/* Stooq gives midnight to bars of days. */
		time.has_time = time.second != 0;
	}
	row->is_date = !time.has_time;
	if (!time.has_offset && (!time.has_time || !csv->utc)) {
		row->bar.time_us = new_york_us(csv, &time);
		return true;
	}
	row->bar.time_us =
		((int64_t)time.day * DAY_S + time.second - time.offset_s) * SECOND_US +
		time.fraction;
	return true;
}

static bool complain_number(
	char *problem, enum csv_column column, enum csv_field_number number)
{
	switch (number) {
	case CSV_FIELD_EMPTY:
		return complain(problem, column, "is missing");
	case CSV_FIELD_INFINITE:
		return complain(problem, column, "is nan, null or infinite");
	case CSV_FIELD_TOO_LARGE:
		return complain(problem, column, "is too large");
	case CSV_FIELD_NO_NUMBER:
	case CSV_FIELD_EXACT:
	case CSV_FIELD_ROUNDED:
		break;
	}
	return complain(problem, column, "is not a number");
}

static bool is_read(enum csv_field_number number)
{
	return number == CSV_FIELD_EXACT || number == CSV_FIELD_ROUNDED;
}

static struct price *price_at(struct bar *bar, enum csv_column column)
{
	return column == CSV_OPEN   ? &bar->open
	       : column == CSV_HIGH ? &bar->high
	       : column == CSV_LOW  ? &bar->low
				    : &bar->close;
}

/* Where one price has to be rounded all four are, for else they might not fit one
 * another any more. */
static bool read_prices(const struct csv *csv, const struct csv_field *fields,
	struct csv_row *row, unsigned places, char *problem)
{
	bool rounded = false;
	for (enum csv_column column = CSV_OPEN; column <= CSV_CLOSE; column++) {
		struct price *price = price_at(&row->bar, column);
		enum csv_field_number number =
			csv_field_number(fields[csv->place[column]], places, &price->e6);
		if (!is_read(number))
			return complain_number(problem, column, number);
		rounded = rounded || number == CSV_FIELD_ROUNDED;
	}
	if (!rounded || places < PLACES)
		return true;
	row->is_rounded = true;
	return read_prices(csv, fields, row, 4, problem);
}

/* A whole number that may be left out. */
static bool read_count(const struct csv *csv, const struct csv_field *fields,
	enum csv_column column, int64_t *count, char *problem)
{
	int64_t value_e6;
	*count = 0;
	if (csv->place[column] < 0 || fields[csv->place[column]].length == 0)
		return true;
	enum csv_field_number number =
		csv_field_number(fields[csv->place[column]], 0, &value_e6);
	if (!is_read(number))
		return complain_number(problem, column, number);
	if (value_e6 < 0)
		return complain(problem, column, "is negative");
	*count = value_e6 / SHARE_E6;
	return true;
}

static bool check_prices(struct csv_row *row, char *problem)
{
	const struct bar *bar = &row->bar;
	for (enum csv_column column = CSV_OPEN; column <= CSV_CLOSE; column++) {
		int sign = price_sign(*price_at(&row->bar, column));
		if (sign <= 0)
			return complain(
				problem, column, sign < 0 ? "is negative" : "is zero");
	}
	if (bar->high.e6 < bar->low.e6)
		return complain(problem, CSV_HIGH, "is below low");
	if (bar->open.e6 > bar->high.e6 || bar->open.e6 < bar->low.e6)
		return complain(problem, CSV_OPEN, "is not between low and high");
	if (bar->close.e6 > bar->high.e6 || bar->close.e6 < bar->low.e6)
		return complain(problem, CSV_CLOSE, "is not between low and high");
	return true;
}

/* An average that does not fit its bar counts trades that the bar does not. */
static bool read_vwap(const struct csv *csv, const struct csv_field *fields,
	struct csv_row *row, char *problem)
{
	struct bar *bar = &row->bar;
	if (csv->place[CSV_VWAP] < 0 || fields[csv->place[CSV_VWAP]].length == 0)
		return true;
	enum csv_field_number number =
		csv_field_number(fields[csv->place[CSV_VWAP]], PLACES, &bar->vwap.e6);
	if (!is_read(number))
		return complain_number(problem, CSV_VWAP, number);
	row->lost_vwap = bar->vwap.e6 != 0 &&
			 (bar->vwap.e6 < bar->low.e6 || bar->vwap.e6 > bar->high.e6);
	if (row->lost_vwap)
		bar->vwap.e6 = 0;
	return true;
}

/* D, W, M, or minutes. */
static bool read_period(const struct csv *csv, const struct csv_field *fields,
	struct csv_row *row, char *problem)
{
	int64_t minutes_e6;
	if (csv->place[CSV_PERIOD] < 0)
		return true;
	struct csv_field field = fields[csv->place[CSV_PERIOD]];
	if (csv_field_is(field, "D"))
		row->period = (struct timeframe){TIMEFRAME_DAY, 1};
	else if (csv_field_is(field, "W"))
		row->period = (struct timeframe){TIMEFRAME_WEEK, 1};
	else if (csv_field_is(field, "M"))
		row->period = (struct timeframe){TIMEFRAME_MONTH, 1};
	else if (csv_field_number(field, PLACES, &minutes_e6) != CSV_FIELD_EXACT ||
		 minutes_e6 % SHARE_E6 != 0 || minutes_e6 <= 0 ||
		 minutes_e6 > 60 * SHARE_E6)
		return complain(
			problem, CSV_PERIOD, "is not D, W, M or minutes up to 60");
	else if (minutes_e6 == 60 * SHARE_E6)
		row->period = (struct timeframe){TIMEFRAME_HOUR, 1};
	else
		row->period = (struct timeframe){
			TIMEFRAME_MINUTE, (int)(minutes_e6 / SHARE_E6)};
	return true;
}

static bool read_symbol(const struct csv *csv, const struct csv_field *fields,
	struct csv_row *row, char *problem)
{
	if (csv->place[CSV_SYMBOL] < 0)
		return true;
	struct csv_field field = fields[csv->place[CSV_SYMBOL]];
	return csv_field_read_symbol(field, row->symbol) ||
	       complain(problem, CSV_SYMBOL,
		       field.length == 0 ? "is missing" : "is not a symbol");
}

bool csv_read(struct csv *csv, const char *line, size_t length, struct csv_row *row,
	char problem[CSV_PROBLEM_SIZE])
{
	struct csv_field fields[CSV_FIELD_MOST];
	int count = csv_field_split(line, length, csv->delimiter, fields);
	*row = (struct csv_row){0};
	if (count < 0) {
		snprintf(problem, CSV_PROBLEM_SIZE, "a quote does not close");
		return false;
	}
	if (count != csv->fields) {
		snprintf(problem, CSV_PROBLEM_SIZE,
			"%d columns instead of the %d of the header", count, csv->fields);
		return false;
	}
	return read_time(csv, fields, row, problem) &&
	       read_symbol(csv, fields, row, problem) &&
	       read_period(csv, fields, row, problem) &&
	       read_prices(csv, fields, row, PLACES, problem) &&
	       read_count(csv, fields, CSV_VOLUME, &row->bar.volume, problem) &&
	       read_count(csv, fields, CSV_TRADES, &row->bar.trades, problem) &&
	       check_prices(row, problem) && read_vwap(csv, fields, row, problem);
}

bool csv_symbol_of_file(const char *path, char symbol[CSV_FIELD_SYMBOL_SIZE])
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(name, '.');
	size_t length = dot == NULL ? strlen(name) : (size_t)(dot - name);
	return csv_field_read_symbol((struct csv_field){name, length}, symbol);
}
