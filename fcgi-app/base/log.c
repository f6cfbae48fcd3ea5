#include "base/log.h"

#include "base/clock.h"
#include "base/json_write.h"
#include "base/text.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* A write of PIPE_BUF is whole even in a pipe. A value fits however escaped. */
enum { LINE_SIZE = PIPE_BUF, VALUE_LIMIT = 512 };

static enum log_level threshold = LOG_INFO;
static const char *process_name = "papertrade";
static int process_number = -1;
static const char *current_request;

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARNING] = "warning",
	[LOG_ERROR] = "error",
};

void log_set_level(enum log_level level)
{
	threshold = level;
}

enum log_level log_level_named(const char *name)
{
	for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
		if (strcmp(level_names[level], name) == 0)
			return (enum log_level)level;
	return LOG_INFO;
}

void log_set_process(const char *process, int number)
{
	process_name = process;
	process_number = number;
}

const char *log_process(void)
{
	return process_name;
}

void log_set_request(const char *request_id)
{
	current_request = request_id;
}

static void write_head(
	struct json_writer *writer, enum log_level level, const char *event)
{
	json_write_key(writer, "time");
	json_write_time(writer, clock_now_us());
	json_write_pair(writer, "level", level_names[level]);
	json_write_pair(writer, "event", event);
	json_write_pair(writer, "process", process_name);
	if (process_number >= 0)
		json_write_pair_integer(writer, "number", process_number);
	json_write_pair_integer(writer, "pid", getpid());
	if (current_request != NULL)
		json_write_pair(writer, "request_id", current_request);
}

static void write_field(struct json_writer *writer, const struct log_field *field)
{
	json_write_key(writer, field->name);
	if (field->text == NULL)
		json_write_integer(writer, field->number);
	else
		json_write_bytes(writer, field->text, strnlen(field->text, VALUE_LIMIT));
}

void log_fields(enum log_level level, const char *event, size_t count,
	const struct log_field *fields)
{
	if (level < threshold)
		return;
	char buffer[LINE_SIZE];
	struct text line = text_over(buffer, sizeof(buffer));
	struct json_writer writer = json_write_to(&line);
	json_write_object(&writer);
	write_head(&writer, level, event);
	for (size_t i = 0; i < count; i++) {
		struct text before = line;
		struct json_writer writer_before = writer;
		write_field(&writer, &fields[i]);
		if (line.failed || line.length > LINE_SIZE - 8) {
			line = before;
			writer = writer_before;
			break;
		}
	}
	json_write_object_end(&writer);
	text_byte(&line, '\n');
	ssize_t written = write(STDERR_FILENO, line.data, line.length);
	(void)written;
}
