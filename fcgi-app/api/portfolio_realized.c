#include "api/portfolio_realized.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "api/day.h"
#include "api/page.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"
#include "trading/amount.h"
#include "trading/scene.h"

#include <stdio.h>
#include <string.h>

enum { START, END, SYMBOL, LIMIT, TOKEN };
enum { YEAR = 366, DAYS_MOST = 10 * YEAR, CLOSINGS_MOST = 1000 };

/* Of the totals: one in all, and for each day and symbol. */
#define TOTALS_MOST (1 + DAYS_MOST + 1 + CATALOGUE_LIMIT)

#define RANGE_PARAMS                                                                     \
	[START] = DAY_PARAM("start",                                                     \
		"From that day on, ten years at most. Default: a year before the end."), \
	[END] = DAY_PARAM("end", "Until that day, inclusive. Default: today."),          \
	[SYMBOL] = {.name = "symbol",                                                    \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_SYMBOL,                                                    \
		.description = "Only of this symbol."}

const struct param portfolio_realized_params[PORTFOLIO_REALIZED_PARAMS] = {RANGE_PARAMS};

const struct param
	portfolio_realized_closings_params[PORTFOLIO_REALIZED_CLOSINGS_PARAMS] = {
		RANGE_PARAMS,
		[LIMIT] = PAGE_LIMIT(CLOSINGS_MOST, "100", "At most so many."),
		[TOKEN] = PAGE_TOKEN,
};

enum { NUMBER_SIZE = 24 };

struct range {
	const char *account_id;
	int32_t start;
	int32_t end;
	char from[NUMBER_SIZE]; /* microseconds, the first of it and the first past it */
	char until[NUMBER_SIZE];
};

static const char *number_text(int64_t number, char text[static NUMBER_SIZE])
{
	snprintf(text, NUMBER_SIZE, "%lld", (long long)number);
	return text;
}

/* 1: it is one; else what the handler returns. */
static int read_range(
	const struct request *request, struct reply *reply, struct range *range)
{
	const struct param_value *values = request->values;
	const struct scene_time time = scene_time(feed_calendar(), request->now_us);
	range->end = day_of(&values[END], calendar_day_of(time.calendar, time.now_us));
	range->start = day_of(&values[START], range->end - YEAR);
	range->account_id = account_choice(request);
	if (range->account_id == NULL)
		return account_choice_refuse(reply);
	if (range->start > range->end)
		return reply_refuse_field(reply, "end", "must not be before start");
	if (range->end - range->start > DAYS_MOST)
		return reply_refuse_field(
			reply, "start", "must not be over ten years before the end");
	number_text(calendar_midnight_us(time.calendar, range->start), range->from);
	number_text(calendar_midnight_us(time.calendar, range->end + 1), range->until);
	return 1;
}

/* Asks for the account and, in the same flight, for what was realized. 1: it is there. */
static int ask(struct request *request, struct reply *reply, const struct range *range,
	enum statement_name name, size_t count, const char *const *parameters,
	struct rows *account, struct rows *rows)
{
	struct transaction *transaction = context_transaction(request);
	if (transaction_queue(
		    transaction, STATEMENT_ACCOUNTS_FIND, 1, &range->account_id) != 0 ||
		transaction_queue(transaction, name, count, parameters) != 0 ||
		transaction_fetch(transaction, account) != 0 ||
		transaction_fetch(transaction, rows) != 0)
		return -1;
	return account->count == 0 ? account_choice_refuse(reply) : 1;
}

static void write_totals(struct json_writer *json, const struct rows *rows, int row)
{
	static const char *const amounts[] = {
		"realized", "gains", "losses", "fees", "net"};
	json_write_pair_integer(json, "closings", rows_integer(rows, row, "closings"));
	for (size_t i = 0; i < sizeof(amounts) / sizeof(*amounts); i++)
		json_write_pair(json, amounts[i], rows_text(rows, row, amounts[i]));
}

/* The totals that have a value in that column, as objects that it names. */
static void write_totals_by(struct json_writer *json, const char *key,
	const struct rows *rows, const char *column)
{
	json_write_key(json, key);
	json_write_array(json);
	for (int row = 0; row < rows->count; row++) {
		const char *name = rows_text(rows, row, column);
		if (name == NULL)
			continue;
		json_write_object(json);
		json_write_pair(json, column, name);
		write_totals(json, rows, row);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

/* The head of both replies, in an object that is left open. */
static struct json_writer begin(
	struct reply *reply, const struct range *range, const struct rows *account)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "account_id", range->account_id);
	json_write_pair_integer(&json, "epoch", rows_integer(account, 0, "epoch"));
	day_write(&json, "start", range->start);
	day_write(&json, "end", range->end);
	return json;
}

int portfolio_realized(struct request *request, struct reply *reply)
{
	struct range range;
	struct rows account, rows;
	char most[NUMBER_SIZE];
	int done = read_range(request, reply, &range);
	const char *const parameters[] = {range.account_id, range.from, range.until,
		request->values[SYMBOL].text, number_text(TOTALS_MOST, most)};
	if (done == 1)
		done = ask(request, reply, &range, STATEMENT_PORTFOLIO_REALIZED, 5,
			parameters, &account, &rows);
	if (done != 1)
		return done;
	struct json_writer json = begin(reply, &range, &account);
	write_totals(&json, &rows, 0);
	write_totals_by(&json, "by_symbol", &rows, "symbol");
	write_totals_by(&json, "by_day", &rows, "day");
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* A lot, or a part of one, that was closed. False when an amount does not fit. */
static bool write_closing(struct json_writer *json, const struct rows *rows, int row)
{
	struct quantity quantity, size;
	struct money cost, cash, opened, closed, realized;
	struct price open_price, close_price;
	if (!amount_quantity(rows, row, "quantity", &quantity) ||
		!amount_money(rows, row, "cost", &cost) ||
		!amount_money(rows, row, "cash", &cash) ||
		!money_sub(cash, cost, &realized) ||
		!money_average_price(cost, quantity, DECIMAL_HALF_EVEN, &open_price) ||
		!money_average_price(cash, quantity, DECIMAL_HALF_EVEN, &close_price))
		return false;
	bool is_long = quantity_sign(quantity) > 0;
	size = quantity;
	opened = cost;
	closed = cash;
	if (!is_long &&
		(!quantity_negate(quantity, &size) || !money_negate(cost, &opened) ||
			!money_negate(cash, &closed)))
		return false;
	json_write_object(json);
	json_write_pair_integer(json, "id", rows_integer(rows, row, "id"));
	json_write_pair(json, "symbol", rows_text(rows, row, "symbol"));
	json_write_pair(json, "side", is_long ? "long" : "short");
	amount_write_quantity(json, "qty", size);
	amount_write_time(json, "opened_at", rows_integer(rows, row, "opened_us"));
	amount_write_price(json, "open_price", open_price);
	amount_write_money(json, "open_value", opened);
	amount_write_time(json, "closed_at", rows_integer(rows, row, "closed_us"));
	amount_write_price(json, "close_price", close_price);
	amount_write_money(json, "close_value", closed);
	amount_write_money(json, "realized", realized);
	json_write_pair(json, "fee", rows_text(rows, row, "fee"));
	json_write_pair(json, "fill_id", rows_text(rows, row, "fill_id"));
	json_write_object_end(json);
	return true;
}

/* A closing's time and, in its other numbers, its id. */
static void write_next(
	struct json_writer *json, const struct request *request, const struct rows *rows)
{
	char token[PAGE_TOKEN_SIZE];
	bool full = rows->count > 0 && rows->count == request->values[LIMIT].integer;
	if (full) {
		uint64_t id = (uint64_t)rows_integer(rows, rows->count - 1, "id");
		const struct page_position next = {
			.index = (uint32_t)(id >> 32),
			.passed = (uint32_t)id,
			.time_us = rows_integer(rows, rows->count - 1, "closed_us"),
		};
		page_seal(request, &next, token);
	}
	json_write_pair(json, "next_page_token", full ? token : NULL);
}

static int tell_closings(const struct request *request, struct reply *reply,
	const struct range *range, const struct rows *account, const struct rows *rows)
{
	struct json_writer json = begin(reply, range, account);
	json_write_key(&json, "closings");
	json_write_array(&json);
	for (int row = 0; row < rows->count; row++)
		if (!write_closing(&json, rows, row))
			return -1;
	json_write_array_end(&json);
	write_next(&json, request, rows);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int portfolio_realized_closings(struct request *request, struct reply *reply)
{
	struct range range;
	struct rows account, rows;
	struct page_position at = {0};
	char limit[NUMBER_SIZE], time[NUMBER_SIZE], id[NUMBER_SIZE];
	const char *token = param_filled(&request->values[TOKEN]);
	int done = read_range(request, reply, &range);
	if (done == 1 && token != NULL && !page_open(request, token, &at))
		done = reply_refuse_field(
			reply, "page_token", "is not one that this query was given");
	if (done != 1)
		return done;
	uint64_t last = (uint64_t)at.index << 32 | at.passed;
	/* The index is then read from there. */
	if (token != NULL)
		number_text(at.time_us + 1, range.until);
	const char *const parameters[] = {range.account_id, range.from, range.until,
		request->values[SYMBOL].text,
		token == NULL ? NULL : number_text(at.time_us, time),
		token == NULL ? NULL : number_text((int64_t)last, id),
		number_text(request->values[LIMIT].integer, limit)};
	done = ask(request, reply, &range, STATEMENT_PORTFOLIO_CLOSINGS, 7, parameters,
		&account, &rows);
	return done == 1 ? tell_closings(request, reply, &range, &account, &rows) : done;
}
