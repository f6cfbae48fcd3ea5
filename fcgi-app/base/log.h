/*
 * One JSON line an event, to standard error: journald or a file takes it from
 * there. A line is one write, so lines of several processes never mix. Values
 * are escaped; nothing that is secret is ever given to the log.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* A named value of an event: text, or a number when `text` is NULL. */
struct log_field {
	const char *name;
	const char *text;
	int64_t number;
};

#define LOG_TEXT(name, value) ((struct log_field){(name), (value), 0})
#define LOG_NUMBER(name, value) ((struct log_field){(name), NULL, (int64_t)(value)})

/* Events below this level are dropped. */
void log_set_level(enum log_level level);

/* The level of that name; LOG_INFO when there is none. */
enum log_level log_level_named(const char *name);

/* Who writes: the name of the process, and its number where it has one (else
 * -1). `process` must live as long as the process. */
void log_set_process(const char *process, int number);

/* That name. */
const char *log_process(void);

/* The request at hand, put on every line until it is NULL again. */
void log_set_request(const char *request_id);

void log_fields(enum log_level level, const char *event, size_t count,
	const struct log_field *fields);

#define LOG(level, event, ...)                                                           \
	log_fields((level), (event),                                                     \
		sizeof((struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field),    \
		(struct log_field[]){__VA_ARGS__})

#endif
