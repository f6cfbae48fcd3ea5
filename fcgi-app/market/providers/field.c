#include "market/providers/field.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "base/text.h"
#include "market/providers/amount.h"

#include <stdio.h>
#include <string.h>

/* 1900-01-01 and 2099-12-31. */
enum { DATE_LENGTH = 10, DAY_FIRST = -25567, DAY_LAST = 47481 };

static const int64_t PRICE_MOST_E6 = INT64_C(1000000000) * 1000000;
static const int64_t COUNT_MOST = INT64_C(1000000000000000);
static const int64_t TIME_MOST_US = INT64_C(4102444800) * 1000000;

static bool read_amount(
	const cJSON *object, const char *name, unsigned scale, int64_t *value)
{
	const char *text = json_read_text(json_read_member(object, name));
	return text != NULL && amount_read(text, scale, value);
}

bool field_amount(const cJSON *object, const char *name, int64_t *value_e6)
{
	return read_amount(object, name, PRICE_SCALE, value_e6);
}

bool field_price(const cJSON *object, const char *name, struct price *price)
{
	int64_t value;
	if (!read_amount(object, name, PRICE_SCALE, &value) || value <= 0 ||
		value > PRICE_MOST_E6)
		return false;
	price->e6 = value;
	return true;
}

bool field_count(const cJSON *object, const char *name, int64_t *count)
{
	int64_t value;
	if (!read_amount(object, name, 0, &value) || value < 0 || value > COUNT_MOST)
		return false;
	*count = value;
	return true;
}

bool field_integer(const cJSON *object, const char *name, int64_t least, int64_t most,
	int64_t *value)
{
	const char *text = json_read_text(json_read_member(object, name));
	return text != NULL && text_to_integer(text, least, most, value);
}

static bool is_plausible(int64_t time_us)
{
	return time_us > 0 && time_us < TIME_MOST_US;
}

bool field_read_time(const char *text, int64_t *time_us)
{
	int64_t value;
	bool is_date;
	if (!clock_parse(text, &value, &is_date) || !is_plausible(value))
		return false;
	*time_us = value;
	return true;
}

bool field_time(const cJSON *object, const char *name, int64_t *time_us)
{
	const char *text = field_string(object, name);
	return text != NULL && field_read_time(text, time_us);
}

bool field_epoch(const cJSON *object, const char *name, int64_t unit_us, int64_t *time_us)
{
	int64_t value;
	if (!field_integer(object, name, 0, TIME_MOST_US / unit_us, &value) ||
		!is_plausible(value * unit_us))
		return false;
	*time_us = value * unit_us;
	return true;
}

bool field_read_day(const char *text, int32_t *day)
{
	char date[DATE_LENGTH + 1];
	int64_t time_us;
	bool is_date;
	snprintf(date, sizeof(date), "%s", text);
	if (!clock_parse(date, &time_us, &is_date))
		return false;
	/* A midnight: the division has no rest, before 1970 as after. */
	int64_t value = time_us / (INT64_C(86400) * 1000000);
	if (value < DAY_FIRST || value > DAY_LAST)
		return false;
	*day = (int32_t)value;
	return true;
}

bool field_day(const cJSON *object, const char *name, int32_t *day)
{
	const char *text = field_string(object, name);
	return text != NULL && field_read_day(text, day);
}

const char *field_string(const cJSON *object, const char *name)
{
	const cJSON *item = json_read_member(object, name);
	return cJSON_IsString(item) && *item->valuestring != '\0' ? item->valuestring
								  : NULL;
}

bool field_copy(const cJSON *object, const char *name, char *buffer, size_t size)
{
	const char *text = field_string(object, name);
	if (text == NULL)
		return false;
	size_t length = strnlen(text, size - 1);
	length = text_utf8_span(text, length);
	memcpy(buffer, text, length);
	buffer[length] = '\0';
	return true;
}

bool field_flag(const cJSON *object, const char *name)
{
	return cJSON_IsTrue(json_read_member(object, name));
}

const cJSON *field_first(const cJSON *list)
{
	if (cJSON_IsArray(list))
		return list->child;
	return cJSON_IsObject(list) || cJSON_IsString(list) ? list : NULL;
}

const cJSON *field_after(const cJSON *list, const cJSON *item)
{
	return cJSON_IsArray(list) ? item->next : NULL;
}

size_t field_length(const cJSON *list)
{
	size_t length = 0;
	for (const cJSON *item = field_first(list); item != NULL;
		item = field_after(list, item))
		length++;
	return length;
}

bool field_settle_bar(struct bar *bar, int64_t time_us)
{
	bar->time_us = time_us;
	if (bar->vwap.e6 < bar->low.e6 || bar->vwap.e6 > bar->high.e6)
		bar->vwap.e6 = 0;
	return bar_is_sound(bar);
}
