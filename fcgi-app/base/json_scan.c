#include "base/json_scan.h"

#include "base/text.h"

#include <string.h>

/* Ample for any amount, and what every version of cJSON reads whole. */
enum { NUMBER_LENGTH = 63, EXPONENT_DIGITS = 3 };

struct scan {
	const char *bytes;
	size_t length;
	size_t at;
	bool (*note)(void *context, enum json_token token, struct json_place where);
	void *context;
	struct json_problem *problem;
};

static bool fail(struct scan *scan, const char *what)
{
	scan->problem->what = what;
	scan->problem->position = scan->at;
	return false;
}

/* Hands what began at `start` and has just been scanned to the caller. */
static bool noted(struct scan *scan, enum json_token token, size_t start)
{
	struct json_place where = {start, scan->at - start};
	return scan->note(scan->context, token, where) || fail(scan, "it is too large");
}

/* The byte at hand; NUL at the end, which no rule accepts. */
static char peek(const struct scan *scan)
{
	return scan->at < scan->length ? scan->bytes[scan->at] : '\0';
}

static bool take(struct scan *scan, char byte)
{
	if (peek(scan) != byte || scan->at >= scan->length)
		return false;
	scan->at++;
	return true;
}

static void skip_space(struct scan *scan)
{
	while (scan->at < scan->length &&
		strchr(" \t\r\n", scan->bytes[scan->at]) != NULL &&
		scan->bytes[scan->at] != '\0')
		scan->at++;
}

static bool digits(struct scan *scan)
{
	size_t start = scan->at;
	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return scan->at > start || fail(scan, "a digit is missing in a number");
}

/* The digits of an exponent: a few are plenty, and no reader of the number is
 * to choke on more. */
static bool exponent(struct scan *scan)
{
	size_t start = scan->at;
	return digits(scan) && (scan->at - start <= EXPONENT_DIGITS ||
				       fail(scan, "a number is out of range"));
}

static bool scan_number(struct scan *scan)
{
	size_t start = scan->at;
	take(scan, '-');
	if (take(scan, '0')) {
		if (peek(scan) >= '0' && peek(scan) <= '9')
			return fail(scan, "a number begins with a superfluous zero");
	} else if (!digits(scan)) {
		return false;
	}
	if (take(scan, '.') && !digits(scan))
		return false;
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+'))
			take(scan, '-');
		if (!exponent(scan))
			return false;
	}
	if (scan->at - start > NUMBER_LENGTH)
		return fail(scan, "a number is too long");
	return noted(scan, JSON_NUMBER, start);
}

static bool hex4(struct scan *scan, unsigned *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		char byte = peek(scan);
		unsigned digit;
		if (byte >= '0' && byte <= '9')
			digit = (unsigned)(byte - '0');
		else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
			digit = (unsigned)((byte | 0x20) - 'a') + 10;
		else
			return fail(scan, "\\u needs four hexadecimal digits");
		*unit = *unit << 4 | digit;
		scan->at++;
	}
	return true;
}

static bool scan_unicode(struct scan *scan)
{
	unsigned unit;
	if (!hex4(scan, &unit))
		return false;
	if (unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r')
		return fail(scan, "control characters are not accepted");
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return fail(scan, "half of a surrogate pair");
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!take(scan, '\\') || !take(scan, 'u') || !hex4(scan, &unit) ||
		unit < 0xdc00 || unit > 0xdfff)
		return fail(scan, "half of a surrogate pair");
	return true;
}

static bool scan_escape(struct scan *scan)
{
	if (take(scan, 'u'))
		return scan_unicode(scan);
	if (peek(scan) == 'b' || peek(scan) == 'f')
		return fail(scan, "control characters are not accepted");
	if (peek(scan) == '\0' || strchr("\"\\/nrt", peek(scan)) == NULL)
		return fail(scan, "an unknown escape in a string");
	scan->at++;
	return true;
}

static bool scan_string(struct scan *scan)
{
	scan->at++;
	while (scan->at < scan->length) {
		unsigned char byte = (unsigned char)scan->bytes[scan->at];
		if (byte < 0x20)
			return fail(scan, "control characters are not accepted");
		scan->at++;
		if (byte == '"')
			return true;
		if (byte == '\\' && !scan_escape(scan))
			return false;
	}
	return fail(scan, "a string does not end");
}

static bool scan_word(struct scan *scan)
{
	static const char *const words[] = {"true", "false", "null"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t length = strlen(words[i]);
		if (scan->length - scan->at >= length &&
			memcmp(scan->bytes + scan->at, words[i], length) == 0) {
			scan->at += length;
			return true;
		}
	}
	if (scan->at >= scan->length)
		return fail(scan, "the text ends too early");
	return fail(scan, "a value was expected");
}

static bool scan_value(struct scan *scan, int depth);

static bool scan_member(struct scan *scan, int depth)
{
	skip_space(scan);
	if (peek(scan) != '"')
		return fail(scan, "a name in quotes was expected");
	size_t start = scan->at;
	if (!scan_string(scan) || !noted(scan, JSON_NAME, start))
		return false;
	skip_space(scan);
	if (!take(scan, ':'))
		return fail(scan, "a colon was expected");
	return scan_value(scan, depth);
}

/* An object or an array, whose opening bracket is at hand. */
static bool scan_nested(struct scan *scan, int depth)
{
	bool object = peek(scan) == '{';
	char end = object ? '}' : ']';
	if (depth >= JSON_READ_DEPTH)
		return fail(scan, "it is nested too deeply");
	scan->at++;
	skip_space(scan);
	if (take(scan, end))
		return true;
	for (;;) {
		if (!(object ? scan_member(scan, depth + 1)
			     : scan_value(scan, depth + 1)))
			return false;
		skip_space(scan);
		if (take(scan, end))
			return true;
		if (!take(scan, ','))
			return fail(scan, object ? "a comma or } was expected"
						 : "a comma or ] was expected");
	}
}

static bool scan_value(struct scan *scan, int depth)
{
	skip_space(scan);
	char byte = peek(scan);
	if (byte == '{' || byte == '[')
		return scan_nested(scan, depth);
	if (byte == '"')
		return scan_string(scan);
	if (byte == '-' || (byte >= '0' && byte <= '9'))
		return scan_number(scan);
	return scan_word(scan);
}

bool json_scan(const char *bytes, size_t length,
	bool (*note)(void *context, enum json_token token, struct json_place where),
	void *context, struct json_problem *problem)
{
	struct scan scan = {bytes, length, 0, note, context, problem};
	size_t utf8 = text_utf8_span(bytes, length);
	if (utf8 < length) {
		scan.at = utf8;
		return fail(&scan, "the text is not UTF-8");
	}
	if (!scan_value(&scan, 0))
		return false;
	skip_space(&scan);
	return scan.at == length || fail(&scan, "there is something after the value");
}
