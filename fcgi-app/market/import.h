/*
 * Bars out of files of people's own, into the database: all of a set of files, or
 * nothing. First all lines are read and checked, in memory that does not grow with
 * the files; then what was found is stored, in the transaction that is given.
 */
#ifndef MARKET_IMPORT_H
#define MARKET_IMPORT_H

#include "market/csv_lines.h"
#include "market/import_report.h"

struct transaction;

struct import_options {
	const struct calendar *calendar;
	const char *symbol;         /* where the lines tell none; NULL: the file's name */
	struct timeframe timeframe; /* count 0: as the lines are spaced */
	bool skip_bad;              /* good lines count although others are bad */
	/* Told now and then how far it is: bytes read, then bars stored. */
	void (*progress)(void *context, const char *doing, int64_t done);
	void *progress_context;
};

struct import;

/* NULL, logged, when there is no memory. The options must outlive it. */
struct import *import_new(const struct import_options *options);

/* Reads a file. -1, logged, when it cannot go on: no memory, no disk, a source that
 * fails. What is wrong with lines is in the report. */
int import_read(struct import *import, const struct csv_source *source)
	__attribute__((warn_unused_result));

/* Checks what was read, of all files together. -1 as above. */
int import_check(struct import *import) __attribute__((warn_unused_result));

/* After the check: is there something to store, and nothing against it? */
bool import_is_sound(const struct import *import);

/* Stores what was found sound; the transaction is the caller's to commit, or, on -1,
 * to drop. */
int import_store(struct import *import, struct transaction *transaction)
	__attribute__((warn_unused_result));

const struct import_report *import_report_of(const struct import *import);

void import_free(struct import *import);

#endif
