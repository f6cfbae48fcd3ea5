#include "trading/amount.h"

#include "base/json_write.h"

#include <string.h>

static bool read(const struct rows *rows, int row, const char *column, unsigned scale,
	int64_t *value)
{
	const char *text = rows_text(rows, row, column);
	*value = 0;
	return text == NULL ||
	       decimal_parse(text, strlen(text), scale, value) == DECIMAL_OK;
}

bool amount_price(
	const struct rows *rows, int row, const char *column, struct price *price)
{
	return read(rows, row, column, PRICE_SCALE, &price->e6);
}

bool amount_money(
	const struct rows *rows, int row, const char *column, struct money *money)
{
	return read(rows, row, column, MONEY_SCALE, &money->e6);
}

bool amount_quantity(
	const struct rows *rows, int row, const char *column, struct quantity *quantity)
{
	return read(rows, row, column, QUANTITY_SCALE, &quantity->e9);
}

static void write(
	struct json_writer *json, const char *key, int64_t value, unsigned scale)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(value, scale, 0, text);
	json_write_pair(json, key, text);
}

void amount_write_price(struct json_writer *json, const char *key, struct price price)
{
	write(json, key, price.e6, PRICE_SCALE);
}

void amount_write_money(struct json_writer *json, const char *key, struct money money)
{
	write(json, key, money.e6, MONEY_SCALE);
}

void amount_write_quantity(
	struct json_writer *json, const char *key, struct quantity quantity)
{
	write(json, key, quantity.e9, QUANTITY_SCALE);
}

void amount_write_price_or_null(
	struct json_writer *json, const char *key, struct price price)
{
	if (price.e6 == 0)
		json_write_pair(json, key, NULL);
	else
		write(json, key, price.e6, PRICE_SCALE);
}

void amount_write_time(struct json_writer *json, const char *key, int64_t time_us)
{
	json_write_key(json, key);
	if (time_us == 0)
		json_write_null(json);
	else
		json_write_time(json, time_us);
}
