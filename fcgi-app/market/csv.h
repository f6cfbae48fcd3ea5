/*
 * Bars from lines of CSV, in the layouts of Alpaca, Yahoo, Stooq and Alpha Vantage, or
 * any other whose header names its columns.
 *
 * Times: with an offset as they say; without, by New York's clocks, but UTC in Alpaca's
 * layout; a date alone is its midnight in New York.
 */
#ifndef MARKET_CSV_H
#define MARKET_CSV_H

#include "market/bar.h"
#include "market/csv_field.h"

enum csv_column {
	CSV_DATE, /* or date and time in one */
	CSV_TIME, /* where it has a column of its own */
	CSV_OPEN,
	CSV_HIGH,
	CSV_LOW,
	CSV_CLOSE,
	CSV_VOLUME,
	CSV_TRADES,
	CSV_VWAP,
	CSV_SYMBOL,
	CSV_PERIOD, /* the length of bars, as Stooq writes it */
	CSV_COLUMNS
};

enum { CSV_PROBLEM_SIZE = 128, CSV_LINE_MOST = 4096 };

struct csv {
	const struct calendar *calendar;
	const char *layout; /* "alpaca", "yahoo", "stooq", "alpha_vantage", "plain" */
	char delimiter;
	bool utc;
	int fields;
	int place[CSV_COLUMNS]; /* -1: it has no such column */
	/* The day that was seen last. */
	int32_t day;
	bool is_plain; /* of 24 hours */
	int64_t midnight_us;
};

struct csv_row {
	struct bar bar;
	char symbol[CSV_FIELD_SYMBOL_SIZE]; /* empty: there is no such column */
	struct timeframe period;            /* count 0: there is none */
	bool is_date;                       /* no time of day was given */
	bool is_rounded;                    /* a price had more than six places */
	bool lost_vwap;                     /* it lay outside of low and high */
};

/* Reads the header. False, and what is wrong with it, when it names no bars. */
bool csv_open(struct csv *csv, const struct calendar *calendar, const char *line,
	size_t length, char problem[CSV_PROBLEM_SIZE])
	__attribute__((warn_unused_result));

/* Reads one line. False, and what is wrong with it, when it is no sound bar. */
bool csv_read(struct csv *csv, const char *line, size_t length, struct csv_row *row,
	char problem[CSV_PROBLEM_SIZE]) __attribute__((warn_unused_result));

/* The symbol that a file's name tells: AAPL.csv, aapl.us.txt. False when it is none. */
bool csv_symbol_of_file(const char *path, char symbol[CSV_FIELD_SYMBOL_SIZE]);

#endif
