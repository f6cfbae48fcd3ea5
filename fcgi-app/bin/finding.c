#include "bin/finding.h"

#include "base/json_write.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { FINDINGS = 64, WHAT_SIZE = 320 };

struct finding {
	const char *check;
	enum finding_state state;
	const char *why;
	const char *mend;
	char what[WHAT_SIZE];
};

static struct finding findings[FINDINGS];
static int count;

static const char *const words[] = {"ok", "mend", "warn", "?", "FAIL"};
static const char *const names[] = {"ok", "mended", "warning", "unknown", "wrong"};

/* The last place is kept for what would not fit any more. */
static struct finding *next(void)
{
	return &findings[count < FINDINGS - 1 ? count++ : FINDINGS - 1];
}

static void describe(struct finding *finding, const char *format, va_list arguments)
{
	vsnprintf(finding->what, WHAT_SIZE, format, arguments);
	/* One line, whatever a name or an error brings along. */
	for (char *byte = finding->what; *byte != '\0'; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			*byte = ' ';
}

void finding_ok(const char *check, const char *format, ...)
{
	va_list arguments;
	struct finding *finding = next();
	*finding = (struct finding){.check = check, .state = FINDING_OK};
	va_start(arguments, format);
	describe(finding, format, arguments);
	va_end(arguments);
}

void finding_note(const char *check, enum finding_state state, const char *why,
	const char *mend, const char *format, ...)
{
	va_list arguments;
	struct finding *finding = next();
	*finding = (struct finding){
		.check = check, .state = state, .why = why, .mend = mend};
	va_start(arguments, format);
	describe(finding, format, arguments);
	va_end(arguments);
}

int finding_count(void)
{
	return count;
}

void finding_forget(int left)
{
	count = left;
}

enum finding_state finding_worst(int first)
{
	enum finding_state worst = FINDING_OK;
	for (int i = first; i < count; i++)
		if (findings[i].state > worst)
			worst = findings[i].state;
	return worst;
}

void finding_print(void)
{
	for (int i = 0; i < count; i++) {
		const struct finding *finding = &findings[i];
		printf("%-4s  %-12s  %s", words[finding->state], finding->check,
			finding->what);
		if (finding->why != NULL)
			printf("; %s", finding->why);
		if (finding->mend != NULL)
			printf(": %s", finding->mend);
		putchar('\n');
	}
}

static void write_finding(struct json_writer *json, const struct finding *finding)
{
	json_write_object(json);
	json_write_pair(json, "check", finding->check);
	json_write_pair(json, "state", names[finding->state]);
	json_write_pair_bool(json, "well", finding->state != FINDING_WRONG);
	json_write_pair(json, "detail", finding->what);
	json_write_pair(json, "why", finding->why);
	json_write_pair(json, "mend", finding->mend);
	json_write_object_end(json);
}

void finding_print_json(void)
{
	static char buffer[FINDINGS * (2 * WHAT_SIZE + 512)];
	struct text out = text_over(buffer, sizeof(buffer));
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	json_write_pair_bool(&json, "well", finding_worst(0) != FINDING_WRONG);
	json_write_pair(&json, "state", names[finding_worst(0)]);
	json_write_key(&json, "checks");
	json_write_array(&json);
	for (int i = 0; i < count; i++)
		write_finding(&json, &findings[i]);
	json_write_array_end(&json);
	json_write_object_end(&json);
	const char *document = text_done(&out);
	puts(document == NULL ? "{\"well\":false}" : document);
}
