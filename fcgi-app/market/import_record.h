/*
 * Imports on record: who imported what, and what was wrong with it.
 */
#ifndef MARKET_IMPORT_RECORD_H
#define MARKET_IMPORT_RECORD_H

#include "market/import_report.h"

struct transaction;

/* Notes an import of the transaction's user, as stored or refused. -1 when that
 * fails. */
int import_record(const struct import_report *report, int64_t started_us,
	struct transaction *transaction) __attribute__((warn_unused_result));

#endif
