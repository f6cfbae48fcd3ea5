#include "api/page.h"

#include "auth/secret.h"
#include "base/json_write.h"
#include "db/rows.h"
#include "http/request.h"

#include <sodium.h>
#include <string.h>

/* index, passed, time; then the seal. 33 bytes fill their base64 to the last bit,
 * so no two texts mean the same. */
enum { INDEX = 0, PASSED = 4, TIME = 8, SEAL = 16, SEAL_SIZE = 17, BYTES = 33 };

void page_write_next(
	struct json_writer *json, const char *key, const struct rows *rows, int64_t limit)
{
	json_write_key(json, key);
	if (rows->count > 0 && rows->count == limit)
		json_write_integer(json, rows_integer(rows, rows->count - 1, "id"));
	else
		json_write_null(json);
}

static void put(unsigned char *bytes, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++, value >>= 8)
		bytes[i] = (unsigned char)value;
}

static uint64_t get(const unsigned char *bytes, size_t size)
{
	uint64_t value = 0;
	for (size_t i = size; i-- > 0;)
		value = value << 8 | bytes[i];
	return value;
}

/* Texts are taken with their NUL, so none runs into the next. */
static void take_text(crypto_generichash_state *state, const char *text)
{
	crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static bool binds(const struct param *param)
{
	return strcmp(param->name, "page_token") != 0 &&
	       strcmp(param->name, "limit") != 0;
}

static void seal(const struct request *request, enum secret_age age,
	const unsigned char *position, unsigned char out[SEAL_SIZE])
{
	const struct route *route = request->route;
	crypto_generichash_state state;
	crypto_generichash_init(
		&state, secret_key(age, SECRET_PAGE), SECRET_KEY_SIZE, SEAL_SIZE);
	crypto_generichash_update(&state, position, SEAL);
	take_text(&state, route->path);
	for (size_t i = 0; i < route->param_count; i++) {
		const char *text = request->values[i].text;
		if (text == NULL || !binds(&route->params[i]))
			continue;
		take_text(&state, route->params[i].name);
		take_text(&state, text);
	}
	crypto_generichash_final(&state, out, SEAL_SIZE);
}

void page_seal(const struct request *request, const struct page_position *position,
	char token[PAGE_TOKEN_SIZE])
{
	unsigned char bytes[BYTES];
	put(bytes + INDEX, position->index, 4);
	put(bytes + PASSED, position->passed, 4);
	put(bytes + TIME, (uint64_t)position->time_us, 8);
	seal(request, SECRET_CURRENT, bytes, bytes + SEAL);
	sodium_bin2base64(token, PAGE_TOKEN_SIZE, bytes, BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool is_sealed(const struct request *request, const unsigned char *bytes)
{
	unsigned char wanted[SEAL_SIZE];
	for (int age = SECRET_CURRENT; age < SECRET_AGES; age++) {
		if (secret_key((enum secret_age)age, SECRET_PAGE) == NULL)
			continue;
		seal(request, (enum secret_age)age, bytes, wanted);
		if (sodium_memcmp(wanted, bytes + SEAL, SEAL_SIZE) == 0)
			return true;
	}
	return false;
}

bool page_open(
	const struct request *request, const char *token, struct page_position *position)
{
	unsigned char bytes[BYTES];
	size_t length;
	if (sodium_base642bin(bytes, BYTES, token, strlen(token), NULL, &length, NULL,
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
		length != BYTES || !is_sealed(request, bytes))
		return false;
	*position = (struct page_position){
		.index = (uint32_t)get(bytes + INDEX, 4),
		.passed = (uint32_t)get(bytes + PASSED, 4),
		.time_us = (int64_t)get(bytes + TIME, 8),
	};
	return true;
}
