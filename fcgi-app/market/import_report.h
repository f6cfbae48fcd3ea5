/*
 * What an import found: how many lines and bars, of which symbols, and what was wrong
 * with which line. Of problems the first hundred are kept and all are counted.
 */
#ifndef MARKET_IMPORT_REPORT_H
#define MARKET_IMPORT_REPORT_H

#include "market/bar.h"
#include "market/store_write.h"

struct arena;
struct json_writer;

enum {
	IMPORT_REPORT_PROBLEMS = 100,
	IMPORT_REPORT_SYMBOLS = 16384,
	IMPORT_REPORT_FILES = 256,
	IMPORT_REPORT_SYMBOL_SIZE = 24
};

struct import_problem {
	int file;
	int64_t line; /* 0: the file as a whole */
	const char *text;
};

struct import_problems {
	struct import_problem first[IMPORT_REPORT_PROBLEMS];
	int64_t count;
};

struct import_symbol {
	char symbol[IMPORT_REPORT_SYMBOL_SIZE];
	int64_t latest_us; /* of the lines so far */
	int64_t bars;
	int64_t first_us;
	int64_t last_us;
	int32_t closed_day;       /* that a warning was of; 0: none */
	struct timeframe spacing; /* of its own bars; count 0: too few */
};

struct import_report {
	struct arena *arena;
	const char *files[IMPORT_REPORT_FILES];
	const char *layouts[IMPORT_REPORT_FILES];
	int file_count;
	struct timeframe timeframe; /* count 0: not known */
	int64_t rows;
	int64_t bars;
	int64_t rounded;      /* had prices of more than six places */
	int64_t out_of_order; /* and were put in order */
	int64_t moved;        /* dated within their week or month */
	int64_t lost_vwaps;   /* outside of low and high */
	struct import_problems errors;
	struct import_problems warnings;
	struct import_symbol *symbols;
	int symbol_count;
	struct store_written written;
	bool stored;
	int32_t *table; /* finds symbols: their number + 1 */
	int recent;
};

/* -1 when there is no memory. */
int import_report_open(struct import_report *report, struct arena *arena)
	__attribute__((warn_unused_result));

/* The number of a symbol, which is added when it is new; -1 when there are too many. */
int import_report_symbol(struct import_report *report, const char *symbol);

/* Notes a problem, in words. */
void import_report_error(struct import_report *report, int file, int64_t line,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void import_report_warning(struct import_report *report, int file, int64_t line,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Are all symbols' bars of the length that was chosen? Bars of days among minutes, or of
 * weeks among days, are not: that is noted. */
bool import_report_are_alike(struct import_report *report);

/* The members of an object that tells it all. */
void import_report_write(const struct import_report *report, struct json_writer *json);

/* An array of errors and warnings, for the record. */
void import_report_write_problems(
	const struct import_report *report, struct json_writer *json);

#endif
