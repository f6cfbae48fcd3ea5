/*
 * Sentry's way of being told of an error: a DSN names the project, an envelope holds the
 * event.
 */
#ifndef NET_SENTRY_H
#define NET_SENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { SENTRY_URL_SIZE = 512, SENTRY_KEY_SIZE = 128, SENTRY_ID_SIZE = 33 };

struct sentry_target {
	char url[SENTRY_URL_SIZE]; /* of envelopes */
	char key[SENTRY_KEY_SIZE];
};

struct sentry_pair {
	const char *name;
	const char *value;
};

struct sentry_event {
	char id[SENTRY_ID_SIZE]; /* 32 hexadecimal digits */
	int64_t at_us;
	const char *message;
	const char *transaction; /* NULL: of no request */
	const char *release;
	const char *environment;
	const char *server;
	const struct sentry_pair *tags;
	size_t tag_count;
};

/* Reads https://KEY@HOST[:PORT][/PATH]/PROJECT; http too. False when it is none. */
bool sentry_read_dsn(const char *dsn, struct sentry_target *target)
	__attribute__((warn_unused_result));

/* The envelope of an event; NULL when there is no memory. */
const char *sentry_envelope(struct arena *arena, const struct sentry_event *event,
	int64_t now_us, size_t *length) __attribute__((warn_unused_result));

enum sentry_outcome {
	SENTRY_SENT,
	SENTRY_LATER,  /* nobody there, or too much: keep it */
	SENTRY_REFUSED /* it will never be taken */
};

/* Sends it; `wait_s` is how long the server asks to be left alone, 0 for not. */
enum sentry_outcome sentry_send(struct arena *arena, const struct sentry_target *target,
	const char *envelope, size_t length, int64_t *wait_s)
	__attribute__((warn_unused_result));

#endif
