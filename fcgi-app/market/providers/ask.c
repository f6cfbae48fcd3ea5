#include "market/providers/ask.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/providers/verdict.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SCRATCH_FIRST = 64 * 1024, SCRATCH_MOST = 192 * 1024 * 1024 };

struct site {
	enum source source;
	enum setting base;
	const char *paths[2]; /* what begins so is asked here */
	bool keys_in_query;
	size_t key_count;
	struct {
		const char *name;
		const char *prefix;
		enum setting value;
	} keys[LINE_SECRETS];
	line_judge *judge;
};

static const struct site sites[ASK_SITES] = {
	[ASK_ALPACA_DATA] = {SOURCE_ALPACA, SETTING_ALPACA_DATA_URL,
		{"/v2/stocks/", "/v1"}, false, 2,
		{{"APCA-API-KEY-ID", "", SETTING_ALPACA_PAPER_API_KEY},
			{"APCA-API-SECRET-KEY", "", SETTING_ALPACA_PAPER_SECRET_KEY}},
		line_judge_json},
	[ASK_ALPACA_ASSETS] = {SOURCE_ALPACA, SETTING_ALPACA_ASSETS_URL,
		{"/v2/options/", "/v2/assets"}, false, 2,
		{{"APCA-API-KEY-ID", "", SETTING_ALPACA_PAPER_API_KEY},
			{"APCA-API-SECRET-KEY", "", SETTING_ALPACA_PAPER_SECRET_KEY}},
		line_judge_json},
	[ASK_TRADIER] = {SOURCE_TRADIER, SETTING_TRADIER_URL, {"/v1/", "/v1/"}, false, 1,
		{{"Authorization", "Bearer ", SETTING_TRADIER_API_KEY}}, verdict_tradier},
	[ASK_ALPHA_VANTAGE] = {SOURCE_ALPHA_VANTAGE, SETTING_ALPHA_VANTAGE_URL,
		{"/query", "/query"}, true, 1,
		{{"apikey", "", SETTING_ALPHA_VANTAGE_API_KEY}}, verdict_alpha_vantage},
	[ASK_FINNHUB] = {SOURCE_FINNHUB, SETTING_FINNHUB_URL, {"/api/", "/api/"}, false,
		1, {{"X-Finnhub-Token", "", SETTING_FINNHUB_API_KEY}}, line_judge_json},
	[ASK_FRED] = {SOURCE_FRED, SETTING_FRED_URL, {"/fred/", "/fred/"}, true, 1,
		{{"api_key", "", SETTING_FRED_API_KEY}}, verdict_fred},
};

static struct line_get get_at(const struct site *site, const char *path, int64_t ttl_s)
{
	struct line_get get = {.source = site->source,
		.base = settings_text(site->base),
		.path = path,
		.secret_count = site->key_count,
		.secrets_in_query = site->keys_in_query,
		.ttl_s = (int)ttl_s,
		.judge = site->judge};
	for (size_t i = 0; i < site->key_count; i++)
		get.secrets[i] = (struct line_secret){site->keys[i].name,
			site->keys[i].prefix, settings_text(site->keys[i].value)};
	return get;
}

void ask_begin(struct ask *ask, struct provider_call *call, enum ask_site site)
{
	*ask = (struct ask){.call = call,
		.results = call->arena,
		.scratch = arena_new(SCRATCH_FIRST, SCRATCH_MOST),
		.get = get_at(&sites[site], "", 0)};
	ask->failed = ask->scratch == NULL;
}

enum provider_fault ask_end(struct ask *ask, enum provider_fault fault)
{
	arena_free(ask->scratch);
	if (!ask->failed)
		return fault;
	snprintf(ask->call->problem, sizeof(ask->call->problem), "%s: out of memory",
		source_name(ask->get.source));
	return PROVIDER_FAILED;
}

void ask_forget(struct ask *ask)
{
	if (ask->scratch != NULL)
		arena_reset(ask->scratch);
}

static const char *keep(struct ask *ask, struct arena *arena, const char *text)
{
	const char *copy = arena == NULL ? NULL : arena_copy(arena, text, strlen(text));
	ask->failed = ask->failed || copy == NULL;
	return copy == NULL ? "" : copy;
}

void ask_elsewhere(struct ask *ask, enum ask_site site, const char *path, int64_t ttl_s)
{
	ask->get = get_at(&sites[site], keep(ask, ask->scratch, path), ttl_s);
	ask->get.query = ask->pairs;
}

void ask_about(struct ask *ask, const char *path, int64_t ttl_s)
{
	ask->get.path = keep(ask, ask->scratch, path);
	ask->get.ttl_s = (int)ttl_s;
	ask->get.query = ask->pairs;
	ask->get.query_count = 0;
}

void ask_pair(struct ask *ask, const char *name, const char *value)
{
	assert(ask->get.query_count < ASK_PAIRS);
	ask->pairs[ask->get.query_count++] =
		(struct fetch_pair){name, keep(ask, ask->scratch, value)};
}

void ask_pair_integer(struct ask *ask, const char *name, int64_t value)
{
	char digits[24];
	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	ask_pair(ask, name, digits);
}

void ask_pair_day(struct ask *ask, const char *name, int32_t day)
{
	char date[CALENDAR_DATE_SIZE];
	calendar_format_day(day, date);
	ask_pair(ask, name, date);
}

void ask_pair_time(struct ask *ask, const char *name, int64_t time_us)
{
	char text[CLOCK_TEXT_SIZE];
	clock_format(time_us, text);
	ask_pair(ask, name, text);
}

enum provider_fault ask_text(struct ask *ask, const char **body, size_t *length)
{
	if (ask->failed)
		return PROVIDER_FAILED;
	/* What is fetched is soon forgotten: it does not go to the caller's arena. */
	ask->call->arena = ask->scratch;
	enum provider_fault fault = line_get(ask->call, &ask->get, body, length);
	ask->call->arena = ask->results;
	return fault;
}

enum provider_fault ask_json(struct ask *ask, const cJSON **tree)
{
	const char *body;
	size_t length;
	struct json_problem problem;
	enum provider_fault fault = ask_text(ask, &body, &length);
	if (fault != PROVIDER_OK)
		return fault;
	*tree = json_read(ask->scratch, body, length, &problem);
	return *tree == NULL ? ask_nonsense(ask, problem.what) : PROVIDER_OK;
}

enum provider_fault ask_fault(
	struct ask *ask, enum provider_fault fault, const char *what)
{
	snprintf(ask->call->problem, sizeof(ask->call->problem), "%s: %s",
		source_name(ask->get.source), what);
	return fault;
}

enum provider_fault ask_nonsense(struct ask *ask, const char *what)
{
	snprintf(ask->call->problem, sizeof(ask->call->problem),
		"%s: its answer cannot be read: %s", source_name(ask->get.source), what);
	return PROVIDER_NONSENSE;
}

void *ask_room(struct ask *ask, size_t count, size_t size)
{
	void *room = NULL;
	if (count <= PROVIDER_ITEMS)
		room = arena_alloc(ask->results, count == 0 ? 1 : count * size);
	ask->failed = ask->failed || room == NULL;
	return room;
}

const char *ask_copy(struct ask *ask, const char *text)
{
	return text == NULL ? NULL : keep(ask, ask->results, text);
}

/* A cache in which everything is stale, so that all is fetched. */
static bool find_stale(void *context, const char *key, const char **body, size_t *length,
	int64_t *fetched_us, bool *fresh)
{
	(void)context, (void)key, (void)body, (void)length, (void)fetched_us;
	*fresh = false;
	return false;
}

enum provider_fault ask_again(struct provider_call *call, const char *key, int ttl_s)
{
	const char *path = strchr(key, ' ');
	const char *body;
	size_t length;
	struct provider_cache cache;
	struct provider_call anew = *call;
	if (path++ == NULL || call->kept == NULL)
		return PROVIDER_NOT_OFFERED;
	cache = (struct provider_cache){call->kept->context, find_stale, call->kept->put};
	anew.kept = &cache;
	for (size_t i = 0; i < ASK_SITES; i++) {
		const char *name = source_name(sites[i].source);
		if (!text_starts(key, name) || key[strlen(name)] != ' ' ||
			(!text_starts(path, sites[i].paths[0]) &&
				!text_starts(path, sites[i].paths[1])))
			continue;
		struct line_get get = get_at(&sites[i], path, ttl_s);
		enum provider_fault fault = line_get(&anew, &get, &body, &length);
		memcpy(call->problem, anew.problem, sizeof(call->problem));
		call->retry_after_ms = anew.retry_after_ms;
		return fault;
	}
	return PROVIDER_NOT_OFFERED;
}
