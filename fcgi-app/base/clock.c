#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Less is what time servers step a clock by, and of no consequence. */
static const int64_t JUMP_US = 2000000;

static int64_t read_us(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t clock_process_us(void)
{
	return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t clock_monotonic_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_watch_look(struct clock_watch *watch, int64_t wall_us, int64_t monotonic_us)
{
	int64_t apart_us = wall_us - monotonic_us;
	int64_t by_us = watch->looked ? apart_us - watch->apart_us : 0;
	*watch = (struct clock_watch){apart_us, true};
	return by_us > JUMP_US || by_us < -JUMP_US ? by_us : 0;
}

void clock_format(int64_t time_us, char text[CLOCK_TEXT_SIZE])
{
	time_t seconds = (time_t)(time_us / 1000000);
	int fraction = (int)(time_us % 1000000);
	if (fraction < 0) {
		fraction += 1000000;
		seconds--;
	}
	struct tm parts;
	if (gmtime_r(&seconds, &parts) == NULL)
		parts = (struct tm){.tm_mday = 1, .tm_year = 70};
	snprintf(text, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
		parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
		parts.tm_min, parts.tm_sec, fraction);
}

/* Howard Hinnant's count of days, over eras of 400 years. */
int32_t clock_day_of(int year, int month, int day)
{
	int shifted = year - (month <= 2);
	int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int year_of_era = shifted - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era =
		year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

void clock_date_of(int32_t day, int *year, int *month, int *day_of_month)
{
	int shifted = day + 719468;
	int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int day_of_era = shifted - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
				  day_of_era / 146096) /
			  365;
	int day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int quarter = (5 * day_of_year + 2) / 153;
	*day_of_month = day_of_year - (153 * quarter + 2) / 5 + 1;
	*month = quarter < 10 ? quarter + 3 : quarter - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static char *put_digits(char *out, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + digits;
}

static char *put_part(char *out, char before, int value)
{
	*out = before;
	return put_digits(out + 1, value, 2);
}

size_t clock_format_short(int64_t time_us, char text[CLOCK_TEXT_SIZE])
{
	const int64_t day_us = INT64_C(86400) * 1000000;
	int year, month, day_of_month;
	int64_t rest_us = time_us % day_us;
	int64_t day = time_us / day_us;
	if (rest_us < 0) {
		rest_us += day_us;
		day--;
	}
	clock_date_of((int32_t)day, &year, &month, &day_of_month);
	if (year < 0 || year > 9999) {
		clock_format(time_us, text);
		return strlen(text);
	}
	int second = (int)(rest_us / 1000000);
	int fraction = (int)(rest_us % 1000000);
	char *out = put_digits(text, year, 4);
	out = put_part(out, '-', month);
	out = put_part(out, '-', day_of_month);
	out = put_part(out, 'T', second / 3600);
	out = put_part(out, ':', second / 60 % 60);
	out = put_part(out, ':', second % 60);
	if (fraction != 0) {
		*out = '.';
		for (out = put_digits(out + 1, fraction, 6); out[-1] == '0';)
			out--;
	}
	*out++ = 'Z';
	*out = '\0';
	return (size_t)(out - text);
}

/* Reads exactly `digits` digits and moves on; -1 when they are not there. */
static int take_digits(const char **text, int digits)
{
	int value = 0;
	for (int i = 0; i < digits; i++) {
		char byte = (*text)[i];
		if (byte < '0' || byte > '9')
			return -1;
		value = value * 10 + (byte - '0');
	}
	*text += digits;
	return value;
}

static bool take_byte(const char **text, const char *accepted)
{
	if (**text == '\0' || strchr(accepted, **text) == NULL)
		return false;
	(*text)++;
	return true;
}

static bool take_date(const char **text, int32_t *day)
{
	int year = take_digits(text, 4);
	int month = take_byte(text, "-") ? take_digits(text, 2) : -1;
	int day_of_month = take_byte(text, "-") ? take_digits(text, 2) : -1;
	int real_year, real_month, real_day;
	if (year < 1 || month < 1 || month > 12 || day_of_month < 1)
		return false;
	*day = clock_day_of(year, month, day_of_month);
	clock_date_of(*day, &real_year, &real_month, &real_day);
	return real_month == month && real_day == day_of_month;
}

/* Microseconds of a fraction, cut below; there is at least one digit, and at
 * most nine. */
static bool take_fraction(const char **text, int64_t *time_us)
{
	int64_t unit_us = 100000;
	int digits = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++, digits++, unit_us /= 10)
		*time_us += (**text - '0') * unit_us;
	return digits >= 1 && digits <= 9;
}

static bool take_zone(const char **text, int64_t *time_us)
{
	if (take_byte(text, "Zz"))
		return true;
	bool west = **text == '-';
	if (!take_byte(text, "+-"))
		return false;
	int hours = take_digits(text, 2);
	int minutes = take_byte(text, ":") ? take_digits(text, 2) : -1;
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	int64_t offset_us = (int64_t)(hours * 60 + minutes) * 60 * 1000000;
	*time_us += west ? offset_us : -offset_us;
	return true;
}

static bool take_time_of_day(const char **text, int64_t *time_us)
{
	int hour = take_digits(text, 2);
	int minute = take_byte(text, ":") ? take_digits(text, 2) : -1;
	int second = take_byte(text, ":") ? take_digits(text, 2) : -1;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
		second > 59)
		return false;
	*time_us += (int64_t)(hour * 3600 + minute * 60 + second) * 1000000;
	return !take_byte(text, ".") || take_fraction(text, time_us);
}

bool clock_parse(const char *text, int64_t *time_us, bool *is_date)
{
	int32_t day;
	if (!take_date(&text, &day))
		return false;
	int64_t parsed_us = (int64_t)day * 86400 * 1000000;
	bool date_only = *text == '\0';
	if (!date_only &&
		(!take_byte(&text, "Tt ") || !take_time_of_day(&text, &parsed_us) ||
			!take_zone(&text, &parsed_us) || *text != '\0'))
		return false;
	*time_us = parsed_us;
	*is_date = date_only;
	return true;
}
