/*
 * What doctor finds, one after the other: which check, how it stands, what is so, why
 * that matters, and what mends it.
 */
#ifndef BIN_FINDING_H
#define BIN_FINDING_H

#include <stdbool.h>

enum finding_state {
	FINDING_OK,
	FINDING_MENDED,  /* what was wrong and has been put right */
	FINDING_WARNING, /* works, but worth knowing */
	FINDING_UNKNOWN, /* it could not be looked at */
	FINDING_WRONG
};

void finding_ok(const char *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* `why` and `mend` are one clause each and live on; `mend` may be NULL. */
void finding_note(const char *check, enum finding_state state, const char *why,
	const char *mend, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* How many there are, and forgets those after the first `count`. */
int finding_count(void);
void finding_forget(int count);

/* The worst among those from place `first` on. */
enum finding_state finding_worst(int first);

/* One line each; all as one JSON document. */
void finding_print(void);
void finding_print_json(void);

#endif
