/* page_*: a token says where to go on, for its own query alone. */
#include "api/page.h"

#include "auth/secret.h"
#include "http/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const char first_secret[] = "the first secret, of thirty-two bytes or more";
static const char second_secret[] = "the second secret, of thirty-two bytes or more";
static const char third_secret[] = "the third secret, of thirty-two bytes or more";

enum { SYMBOLS, START, LIMIT, TOKEN, PARAMS };

static const struct param params[PARAMS] = {
	[SYMBOLS] = {.name = "symbols", .place = PARAM_QUERY, .kind = PARAM_SYMBOLS},
	[START] = {.name = "start", .place = PARAM_QUERY, .kind = PARAM_TIME},
	[LIMIT] = PAGE_LIMIT(10, "5", "So many."),
	[TOKEN] = PAGE_TOKEN,
};
static const struct route route = {
	.path = "/v2/stocks/bars", .params = params, .param_count = PARAMS};
static const struct route other_route = {
	.path = "/v2/stocks/trades", .params = params, .param_count = PARAMS};

static int load(void **state)
{
	(void)state;
	return secret_load(first_secret, "");
}

static struct request query(const char *symbols, const char *start)
{
	struct request request = {.route = &route};
	request.values[SYMBOLS].text = symbols;
	request.values[START].text = start;
	request.values[LIMIT].text = "5";
	return request;
}

static void positions_come_back(void **state)
{
	(void)state;
	static const struct page_position table[] = {
		{0, 0, 0},
		{1, 2, 3},
		{199, 10000, 1767364200000001},
		{UINT32_MAX, UINT32_MAX, INT64_MAX},
		{0, 1, INT64_MIN},
		{0, 1, -1},
	};
	struct request request = query("AAPL,MSFT", "2026-01-02");
	for (size_t i = 0; i < COUNT(table); i++) {
		char token[PAGE_TOKEN_SIZE];
		struct page_position read;
		page_seal(&request, &table[i], token);
		assert_int_equal(strlen(token), PAGE_TOKEN_SIZE - 1);
		assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					       "abcdefghijklmnopqrstuvwxyz0123456789-_"),
			PAGE_TOKEN_SIZE - 1);
		assert_true(page_open(&request, token, &read));
		assert_int_equal(read.index, table[i].index);
		assert_int_equal(read.passed, table[i].passed);
		assert_int_equal(read.time_us, table[i].time_us);
	}
}

static void every_other_letter_is_refused(void **state)
{
	(void)state;
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_+/=. ";
	char token[PAGE_TOKEN_SIZE];
	struct page_position read;
	struct request request = query("AAPL", NULL);
	page_seal(&request, &(struct page_position){3, 1, 1767364200000000}, token);
	for (size_t i = 0; token[i] != '\0'; i++) {
		char right = token[i];
		for (size_t j = 0; letters[j] != '\0'; j++) {
			token[i] = letters[j];
			assert_int_equal(
				page_open(&request, token, &read), letters[j] == right);
		}
		token[i] = right;
	}
	assert_true(page_open(&request, token, &read));
}

static void other_lengths_are_refused(void **state)
{
	(void)state;
	char token[PAGE_TOKEN_SIZE + 4];
	struct page_position read;
	struct request request = query("AAPL", NULL);
	page_seal(&request, &(struct page_position){3, 1, 5}, token);
	snprintf(token + PAGE_TOKEN_SIZE - 1, 5, "A");
	assert_false(page_open(&request, token, &read));
	snprintf(token + PAGE_TOKEN_SIZE - 1, 5, "AAAA");
	assert_false(page_open(&request, token, &read));
	for (size_t length = PAGE_TOKEN_SIZE - 1; length-- > 0;) {
		token[length] = '\0';
		assert_false(page_open(&request, token, &read));
	}
}

static void bound_to_its_query(void **state)
{
	(void)state;
	char token[PAGE_TOKEN_SIZE];
	struct page_position read;
	struct request mine = query("AAPL,MSFT", "2026-01-02");
	page_seal(&mine, &(struct page_position){1, 1, 5}, token);
	const struct request others[] = {
		query("AAPL", "2026-01-02"),
		query("AAPL,MSFT", "2026-01-03"),
		query("AAPL,MSFT", NULL),
		query(NULL, "2026-01-02"),
		query("AAPL,MSFT2026", "-01-02"),
		query("2026-01-02", "AAPL,MSFT"),
	};
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(page_open(&others[i], token, &read));
	struct request elsewhere = mine;
	elsewhere.route = &other_route;
	assert_false(page_open(&elsewhere, token, &read));
}

static void the_size_of_a_page_may_change(void **state)
{
	(void)state;
	char token[PAGE_TOKEN_SIZE];
	struct page_position read;
	struct request request = query("AAPL", NULL);
	page_seal(&request, &(struct page_position){1, 1, 5}, token);
	request.values[LIMIT].text = "7";
	request.values[TOKEN].text = token;
	assert_true(page_open(&request, token, &read));
}

static void a_changed_secret_knows_the_one_before(void **state)
{
	(void)state;
	char token[PAGE_TOKEN_SIZE];
	struct page_position read;
	struct request request = query("AAPL", NULL);
	page_seal(&request, &(struct page_position){1, 1, 5}, token);
	assert_int_equal(secret_load(second_secret, first_secret), 0);
	assert_true(page_open(&request, token, &read));
	assert_int_equal(secret_load(third_secret, second_secret), 0);
	assert_false(page_open(&request, token, &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(positions_come_back, load),
		cmocka_unit_test_setup(every_other_letter_is_refused, load),
		cmocka_unit_test_setup(other_lengths_are_refused, load),
		cmocka_unit_test_setup(bound_to_its_query, load),
		cmocka_unit_test_setup(the_size_of_a_page_may_change, load),
		cmocka_unit_test_setup(a_changed_secret_knows_the_one_before, load),
	};
	return cmocka_run_group_tests_name("api/page", tests, NULL, NULL);
}
