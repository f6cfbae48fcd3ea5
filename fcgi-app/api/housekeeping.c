#include "api/housekeeping.h"

#include "api/figures.h"
#include "api/letters.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "http/metrics.h"

enum { ARENA_FIRST = 4096, ARENA_MOST = 64 * 1024 };

static const int64_t SWEEP_US = (int64_t)3600 * 1000 * 1000;
static const int64_t AUDIT_US = (int64_t)10 * 1000 * 1000;
static const int64_t FIGURES_US = (int64_t)30 * 1000 * 1000;
static const int64_t RETRY_US = (int64_t)5 * 1000 * 1000;

static int64_t sweep(struct connection *database, struct arena *arena, int64_t now_us)
{
	struct rows rows;
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_WRITE, NULL);
	if (transaction_run(&transaction, STATEMENT_HOUSEKEEPING_SWEEP, 0, NULL, &rows) !=
		0) {
		transaction_rollback(&transaction);
		return now_us + RETRY_US;
	}
	int64_t dropped = rows_integer(&rows, 0, "dropped");
	if (transaction_commit(&transaction) != 0)
		return now_us + RETRY_US;
	metrics_set(METRICS_SWEPT_US, clock_now_us());
	if (dropped > 0)
		LOG(LOG_INFO, "swept", LOG_NUMBER("rows", dropped));
	return now_us + SWEEP_US;
}

/* What the last audit found, for metrics. */
static int64_t note_audit(
	struct connection *database, struct arena *arena, int64_t now_us)
{
	struct rows rows;
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_READ, NULL);
	if (transaction_run(&transaction, STATEMENT_AUDITS_LAST, 0, NULL, &rows) != 0) {
		transaction_rollback(&transaction);
		return now_us + RETRY_US;
	}
	if (rows.count > 0) {
		metrics_set(METRICS_AUDIT_US, rows_integer(&rows, 0, "finished_us"));
		metrics_set(METRICS_AUDIT_PROBLEMS, rows_integer(&rows, 0, "problems"));
	}
	return transaction_commit(&transaction) == 0 ? now_us + AUDIT_US
						     : now_us + RETRY_US;
}

int64_t housekeeping_turn(struct connection *database, int64_t monotonic_us)
{
	static int64_t sweep_due_us;
	static int64_t letters_due_us;
	static int64_t audit_due_us;
	static int64_t figures_due_us;
	if (!connection_ready(database))
		return monotonic_us + RETRY_US;
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	if (arena == NULL)
		return monotonic_us + RETRY_US;
	if (monotonic_us >= sweep_due_us)
		sweep_due_us = sweep(database, arena, monotonic_us);
	if (monotonic_us >= letters_due_us) {
		letters_due_us = letters_deliver(database, monotonic_us);
		metrics_set(METRICS_LETTERS_US, clock_now_us());
	}
	if (monotonic_us >= audit_due_us)
		audit_due_us = note_audit(database, arena, monotonic_us);
	if (monotonic_us >= figures_due_us)
		figures_due_us =
			monotonic_us +
			(figures_gather(database, arena) ? FIGURES_US : RETRY_US);
	arena_free(arena);
	int64_t due_us = sweep_due_us < letters_due_us ? sweep_due_us : letters_due_us;
	due_us = due_us < audit_due_us ? due_us : audit_due_us;
	return due_us < figures_due_us ? due_us : figures_due_us;
}
