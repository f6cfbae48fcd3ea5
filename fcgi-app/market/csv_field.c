#include "market/csv_field.h"

#include "base/clock.h"
#include "money/decimal.h"

#include <string.h>
#include <strings.h>

enum { PRICE_PLACES = 6, ROUNDED_PLACES = 4, NUMBER_MOST = 64 };

enum { YEAR_LEAST = 1900, YEAR_MOST = 2199, HOUR_S = 3600 };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static struct csv_field trim(const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	return (struct csv_field){text, length};
}

/* A field that begins with a quote; returns what follows it, NULL when it does not
 * end as it should. */
static const char *take_quoted(
	const char *at, const char *end, char delimiter, struct csv_field *field)
{
	const char *quote = memchr(at + 1, '"', (size_t)(end - at - 1));
	if (quote == NULL || (quote + 1 < end && quote[1] != delimiter))
		return NULL;
	*field = trim(at + 1, (size_t)(quote - at - 1));
	return quote + 1;
}

int csv_field_split(const char *line, size_t length, char delimiter,
	struct csv_field fields[CSV_FIELD_MOST])
{
	int count = 0;
	const char *at = line, *end = line + length;
	for (;;) {
		const char *stop = at;
		if (count == CSV_FIELD_MOST)
			return -1;
		if (at < end && *at == '"') {
			stop = take_quoted(at, end, delimiter, &fields[count]);
			if (stop == NULL)
				return -1;
		} else {
			while (stop < end && *stop != delimiter)
				stop++;
			fields[count] = trim(at, (size_t)(stop - at));
		}
		count++;
		if (stop == end)
			return count;
		at = stop + 1;
	}
}

bool csv_field_is(struct csv_field field, const char *word)
{
	return strlen(word) == field.length &&
	       strncasecmp(field.text, word, field.length) == 0;
}

/* Digits of a plain decimal: as many as count, and what the rest comes to. */
struct digits {
	int64_t units; /* of 10^-places */
	int whole;     /* digits before the point */
	int part;      /* and after it */
	int next;      /* the first digit that is cut; -1: none */
	bool more;     /* one after it is not zero */
};

static bool read_digits(
	const char *at, const char *end, unsigned places, struct digits *digits)
{
	*digits = (struct digits){.next = -1};
	for (; at < end && is_digit(*at); at++, digits->whole++) {
		if (digits->units > INT64_MAX / 100)
			return false;
		digits->units = digits->units * 10 + (*at - '0');
	}
	if (at < end && *at == '.')
		at++;
	for (unsigned place = 0; at < end && is_digit(*at); at++, place++) {
		digits->part++;
		if (place < places && digits->units > INT64_MAX / 100)
			return false;
		if (place < places)
			digits->units = digits->units * 10 + (*at - '0');
		else if (place == places)
			digits->next = *at - '0';
		else
			digits->more = digits->more || *at != '0';
	}
	for (int place = digits->part; place < (int)places; place++)
		if (__builtin_mul_overflow(digits->units, 10, &digits->units))
			return false;
	return at == end && digits->whole + digits->part > 0;
}

static int64_t half_to_even(const struct digits *digits)
{
	bool up = digits->next > 5 ||
		  (digits->next == 5 && (digits->more || digits->units % 2 != 0));
	return digits->units + up;
}

static enum csv_field_number scale(
	const struct digits *digits, unsigned places, bool negative, int64_t *value_e6)
{
	int64_t value = half_to_even(digits);
	for (unsigned place = places; place < PRICE_PLACES; place++)
		if (__builtin_mul_overflow(value, 10, &value))
			return CSV_FIELD_TOO_LARGE;
	*value_e6 = negative ? -value : value;
	return digits->next > 0 || digits->more ? CSV_FIELD_ROUNDED : CSV_FIELD_EXACT;
}

/* With an exponent it is read only when it comes out exact. */
static enum csv_field_number read_scientific(
	struct csv_field field, unsigned places, int64_t *value_e6)
{
	int64_t value;
	switch (decimal_parse(field.text, field.length, PRICE_PLACES, &value)) {
	case DECIMAL_OK:
		break;
	case DECIMAL_OUT_OF_RANGE:
		return CSV_FIELD_TOO_LARGE;
	case DECIMAL_EMPTY:
	case DECIMAL_TOO_LONG:
	case DECIMAL_SYNTAX:
	case DECIMAL_NEGATIVE_ZERO:
	case DECIMAL_TOO_PRECISE:
		return CSV_FIELD_NO_NUMBER;
	}
	if (!decimal_round(value, PRICE_PLACES, places, DECIMAL_HALF_EVEN, value_e6))
		return CSV_FIELD_TOO_LARGE;
	return *value_e6 == value ? CSV_FIELD_EXACT : CSV_FIELD_ROUNDED;
}

static bool is_infinite(struct csv_field field)
{
	static const char *const words[] = {"nan", "inf", "-inf", "+inf", "infinity",
		"-infinity", "null", "none", "n/a", "na", "-nan"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (csv_field_is(field, words[i]))
			return true;
	return false;
}

enum csv_field_number csv_field_number(
	struct csv_field field, unsigned places, int64_t *value_e6)
{
	struct digits digits;
	if (field.length == 0)
		return CSV_FIELD_EMPTY;
	if (field.length > NUMBER_MOST)
		return CSV_FIELD_NO_NUMBER;
	bool negative = *field.text == '-';
	const char *at = field.text + negative, *end = field.text + field.length;
	const char *stop = at;
	while (stop < end && (is_digit(*stop) || *stop == '.'))
		stop++;
	if (stop < end && (*stop == 'e' || *stop == 'E'))
		return read_scientific(field, places, value_e6);
	if (stop < end || stop == at || (stop == at + 1 && *at == '.'))
		return is_infinite(field) ? CSV_FIELD_INFINITE : CSV_FIELD_NO_NUMBER;
	if (!read_digits(at, end, places, &digits))
		return memchr(at, '.', (size_t)(end - at)) !=
				       memrchr(at, '.', (size_t)(end - at))
			       ? CSV_FIELD_NO_NUMBER
			       : CSV_FIELD_TOO_LARGE;
	bool exact = digits.next <= 0 && !digits.more;
	if (exact || places < PRICE_PLACES)
		return scale(&digits, places, negative, value_e6);
	if (!read_digits(at, end, ROUNDED_PLACES, &digits))
		return CSV_FIELD_TOO_LARGE;
	enum csv_field_number result = scale(&digits, ROUNDED_PLACES, negative, value_e6);
	return result == CSV_FIELD_EXACT ? CSV_FIELD_ROUNDED : result;
}

/* So many digits, as a number. */
static bool take_digits(const char **at, const char *end, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, (*at)++) {
		if (*at == end || !is_digit(**at))
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool take(const char **at, const char *end, char wanted)
{
	if (*at == end || **at != wanted)
		return false;
	++*at;
	return true;
}

static bool to_day(int year, int month, int of_month, int32_t *day)
{
	int back_year, back_month, back_day;
	if (year < YEAR_LEAST || year > YEAR_MOST || month < 1 || month > 12 ||
		of_month < 1 || of_month > 31)
		return false;
	*day = clock_day_of(year, month, of_month);
	/* The 31st of June would be the first of July. */
	clock_date_of(*day, &back_year, &back_month, &back_day);
	return back_day == of_month;
}

static bool take_date(const char **at, const char *end, int32_t *day)
{
	int year, month, of_month;
	if (end - *at >= 10 && (*at)[2] == '/')
		return take_digits(at, end, 2, &month) && take(at, end, '/') &&
		       take_digits(at, end, 2, &of_month) && take(at, end, '/') &&
		       take_digits(at, end, 4, &year) &&
		       to_day(year, month, of_month, day);
	if (!take_digits(at, end, 4, &year))
		return false;
	bool dashes = take(at, end, '-');
	return take_digits(at, end, 2, &month) && (!dashes || take(at, end, '-')) &&
	       take_digits(at, end, 2, &of_month) && to_day(year, month, of_month, day);
}

static bool take_clock(const char **at, const char *end, int32_t *second)
{
	int hours, minutes, seconds = 0;
	if (!take_digits(at, end, 2, &hours))
		return false;
	bool colons = take(at, end, ':');
	if (!take_digits(at, end, 2, &minutes))
		return false;
	bool more = colons ? take(at, end, ':') : *at < end && is_digit(**at);
	if (more && !take_digits(at, end, 2, &seconds))
		return false;
	*second = hours * HOUR_S + minutes * 60 + seconds;
	return hours < 24 && minutes < 60 && seconds < 60;
}

/* Digits below the microsecond are left out. */
static bool take_fraction(const char **at, const char *end, int64_t *fraction)
{
	int64_t unit = 100000;
	*fraction = 0;
	if (!take(at, end, '.'))
		return true;
	if (*at == end || !is_digit(**at))
		return false;
	for (; *at < end && is_digit(**at); (*at)++, unit /= 10)
		*fraction += (**at - '0') * unit;
	return true;
}

static bool take_offset(const char **at, const char *end, struct csv_field_time *time)
{
	int hours, minutes = 0;
	while (take(at, end, ' '))
		;
	if (*at == end)
		return true;
	time->has_offset = true;
	if (take(at, end, 'Z') || take(at, end, 'z'))
		return true;
	if (end - *at == 3 && strncmp(*at, "UTC", 3) == 0) {
		*at += 3;
		return true;
	}
	bool west = take(at, end, '-');
	if ((!west && !take(at, end, '+')) || !take_digits(at, end, 2, &hours))
		return false;
	bool colon = take(at, end, ':');
	if ((colon || *at < end) && !take_digits(at, end, 2, &minutes))
		return false;
	time->offset_s = (hours * HOUR_S + minutes * 60) * (west ? -1 : 1);
	return hours <= 14 && minutes < 60;
}

bool csv_field_read_time(struct csv_field field, struct csv_field_time *time)
{
	const char *at = field.text, *end = field.text + field.length;
	*time = (struct csv_field_time){0};
	if (!take_date(&at, end, &time->day))
		return false;
	if (at == end)
		return true;
	time->has_time = true;
	return (take(&at, end, 'T') || take(&at, end, ' ')) &&
	       take_clock(&at, end, &time->second) &&
	       take_fraction(&at, end, &time->fraction) && take_offset(&at, end, time) &&
	       at == end;
}

bool csv_field_read_clock(struct csv_field field, int32_t *second)
{
	const char *at = field.text, *end = field.text + field.length;
	return take_clock(&at, end, second) && at == end;
}

bool csv_field_read_symbol(struct csv_field field, char symbol[CSV_FIELD_SYMBOL_SIZE])
{
	size_t length = field.length;
	if (length > 3 && strncasecmp(field.text + length - 3, ".US", 3) == 0)
		length -= 3;
	if (length == 0 || length >= CSV_FIELD_SYMBOL_SIZE ||
		strchr(".-/_", *field.text) != NULL)
		return false;
	for (size_t i = 0; i < length; i++) {
		char byte = field.text[i];
		if (byte >= 'a' && byte <= 'z')
			byte = (char)(byte - 'a' + 'A');
		if (byte == '\0' || strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/$^_",
					    byte) == NULL)
			return false;
		symbol[i] = byte;
	}
	symbol[length] = '\0';
	return true;
}
