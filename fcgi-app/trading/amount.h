/*
 * Amounts on their way: out of the database's rows, and into JSON as Alpaca's clients
 * know them, which is as strings.
 */
#ifndef TRADING_AMOUNT_H
#define TRADING_AMOUNT_H

#include "db/rows.h"
#include "money/money.h"

struct json_writer;

/* The amount in a column, 0 where it is null; false when it does not fit, or is none. */
DECIMAL_CHECKED bool amount_price(
	const struct rows *rows, int row, const char *column, struct price *price);
DECIMAL_CHECKED bool amount_money(
	const struct rows *rows, int row, const char *column, struct money *money);
DECIMAL_CHECKED bool amount_quantity(
	const struct rows *rows, int row, const char *column, struct quantity *quantity);

/* Key and amount, in as few digits as that takes. */
void amount_write_price(struct json_writer *json, const char *key, struct price price);
void amount_write_money(struct json_writer *json, const char *key, struct money money);
void amount_write_quantity(
	struct json_writer *json, const char *key, struct quantity quantity);

/* The same; 0 is null. */
void amount_write_price_or_null(
	struct json_writer *json, const char *key, struct price price);

/* Key and time, or null for 0. */
void amount_write_time(struct json_writer *json, const char *key, int64_t time_us);

#endif
