/* stock_history_reply: pages over symbols and times that hold every item once, even
 * where many share an instant. */
#include "api/stock_history.h"

#include "../scratch.h"
#include "api/context.h"
#include "api/page.h"
#include "api/stock_ticks.h"
#include "auth/secret.h"
#include "base/arena.h"
#include "base/json_read.h"
#include "base/settings.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SYMBOLS = 4, MOST = 9, PAGES_MOST = 64 };

struct item {
	int64_t time_us;
	int64_t id;
};

static const int64_t NOON_US = INT64_C(1748865600000000); /* 2025-06-02 */

/* Seconds after noon at which a symbol has items; -1 ends them. */
static const int seconds[SYMBOLS][MOST] = {
	{0, 0, 0, 1, 2, 2, 3, 4, -1}, {-1}, {5, -1}, {0, 1, 1, 1, 1, 1, 2, 9, -1}};
static const char *const names[SYMBOLS] = {"AAA", "BBB", "CCC", "DDD"};

static enum feed_fault fault;

/* All items of a symbol within the times, in the order asked for, up to the limit. */
static enum feed_fault fetch(struct feed *feed, const struct stock_history_ask *ask,
	const void *own, struct stock_history_items *items)
{
	(void)own;
	int symbol = ask->instrument->symbol[0] - 'A';
	struct item *list = arena_alloc(feed->arena, MOST * sizeof(*list));
	int all = 0;
	while (seconds[symbol][all] >= 0)
		all++;
	size_t count = 0;
	for (int i = 0; i < all && count < ask->limit; i++) {
		int number = ask->descending ? all - 1 - i : i;
		int64_t time_us = NOON_US + seconds[symbol][number] * INT64_C(1000000);
		if (time_us >= ask->from_us && time_us < ask->until_us)
			list[count++] = (struct item){time_us, symbol * 100 + number};
	}
	*items = (struct stock_history_items){(const char *)list, count};
	return fault;
}

static void write_item(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	(void)instrument;
	json_write_integer(json, ((const struct item *)item)->id);
}

static const struct stock_history_kind kind = {.name = "items",
	.item_size = sizeof(struct item),
	.fetch = fetch,
	.write = write_item};

static const struct route route = {.path = "/v2/stocks/items",
	.params = stock_ticks_params,
	.param_count = STOCK_HISTORY_PARAMS};

static struct arena *arena;
static struct api_context context;

static int start(void **state)
{
	char error[SETTINGS_ERROR_SIZE];
	static const char secret[] = "a secret of thirty-two bytes or more than that";
	if (scratch_make(state) != 0 ||
		settings_load(scratch, "/nonexistent", "/nonexistent", error) != 0 ||
		secret_load(secret, "") != 0 || feed_open(scratch) != 0)
		return -1;
	for (int i = 0; i < SYMBOLS; i++) {
		struct instrument instrument = {.kind = INSTRUMENT_STOCK};
		snprintf(instrument.symbol, sizeof(instrument.symbol), "%s", names[i]);
		if (catalogue_put(&instrument) != i)
			return -1;
	}
	arena = arena_new(4096, 64 * 1024 * 1024);
	fault = FEED_OK;
	return 0;
}

static int stop(void **state)
{
	arena_free(arena);
	return scratch_remove(state);
}

static void put(struct request *request, size_t number, const char *text)
{
	assert_null(param_check_text(
		&stock_ticks_params[number], text, &request->values[number]));
}

static struct request ask_for(
	const char *symbols, const char *sort, const char *limit, const char *token)
{
	struct request request = {.arena = arena,
		.route = &route,
		.context = &context,
		.now_us = NOON_US + INT64_C(86400) * 1000000};
	put(&request, STOCK_HISTORY_SYMBOL, symbols);
	put(&request, STOCK_HISTORY_START, "2025-06-02");
	put(&request, STOCK_HISTORY_SORT, sort);
	put(&request, STOCK_HISTORY_SIZE, limit);
	if (token != NULL)
		put(&request, STOCK_HISTORY_TOKEN, token);
	return request;
}

/* Appends the ids of a page; returns the token of the next, or NULL. */
static const char *take(struct reply *reply, struct text *ids, int64_t limit)
{
	struct json_problem problem;
	const cJSON *list, *id;
	int64_t count = 0;
	const char *body = text_done(&reply->body);
	assert_int_equal(reply->status, 200);
	const cJSON *tree = json_read(arena, body, strlen(body), &problem);
	assert_non_null(tree);
	cJSON_ArrayForEach(list, json_read_member(tree, "items"))
	{
		assert_int_not_equal(cJSON_GetArraySize(list), 0);
		cJSON_ArrayForEach(id, list)
		{
			text_format(ids, "%s ", json_read_text(id));
			count++;
		}
	}
	assert_true(count <= limit);
	const cJSON *token = json_read_member(tree, "next_page_token");
	return cJSON_IsNull(token) ? NULL : json_read_text(token);
}

/* The ids of all pages, in order. */
static const char *all_pages(const char *symbols, const char *sort, int64_t limit)
{
	char size[24];
	const char *token = NULL;
	struct text ids = text_in(arena);
	int pages = 0;
	snprintf(size, sizeof(size), "%lld", (long long)limit);
	do {
		struct request request = ask_for(symbols, sort, size, token);
		struct reply reply = reply_to(&request);
		assert_int_equal(stock_history_reply(&request, &reply, &kind, NULL), 0);
		token = take(&reply, &ids, limit);
		assert_true(++pages < PAGES_MOST);
	} while (token != NULL);
	return text_done(&ids);
}

#define UP "0 1 2 3 4 5 6 7 200 300 301 302 303 304 305 306 307 "
#define DOWN "7 6 5 4 3 2 1 0 200 307 306 305 304 303 302 301 300 "

static void every_item_once_whatever_the_page(void **state)
{
	(void)state;
	for (int64_t limit = 1; limit <= 20; limit++) {
		assert_string_equal(all_pages("DDD,BBB,AAA,ZZZ,CCC", "asc", limit), UP);
		assert_string_equal(all_pages("ddd,ccc,bbb,aaa", "desc", limit), DOWN);
	}
}

static void a_full_page_at_the_very_end_is_the_last(void **state)
{
	(void)state;
	struct text ids = text_in(arena);
	struct request request = ask_for("AAA", "asc", "8", NULL);
	struct reply reply = reply_to(&request);
	assert_int_equal(stock_history_reply(&request, &reply, &kind, NULL), 0);
	assert_null(take(&reply, &ids, 8));
}

static void faults_are_told(void **state)
{
	(void)state;
	static const struct {
		enum feed_fault fault;
		int result, status;
	} table[] = {
		{FEED_UNKNOWN, 0, 200},
		{FEED_ELSEWHERE, 0, 200},
		{FEED_NOT_OFFERED, 0, 404},
		{FEED_UNAVAILABLE, 0, 503},
		{FEED_BROKEN, -1, 200},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct request request = ask_for("AAA", "asc", "8", NULL);
		struct reply reply = reply_to(&request);
		request.id = "";
		fault = table[i].fault;
		assert_int_equal(stock_history_reply(&request, &reply, &kind, NULL),
			table[i].result);
		assert_int_equal(reply.status, table[i].status);
		const char *headers = text_done(&reply.headers);
		assert_int_equal(strstr(headers, "@slow") != NULL,
			table[i].fault == FEED_ELSEWHERE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_item_once_whatever_the_page, start, stop),
		cmocka_unit_test_setup_teardown(
			a_full_page_at_the_very_end_is_the_last, start, stop),
		cmocka_unit_test_setup_teardown(faults_are_told, start, stop),
	};
	return cmocka_run_group_tests_name("api/stock_history", tests, NULL, NULL);
}
