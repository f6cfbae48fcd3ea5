/*
 * Checks an instance from outside, wherever it is, as after each deployment: what
 * everybody sees, then a person's way from signing in to a trade and out again.
 */
#include "bin/command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/text.h"
#include "bin/smoke_ask.h"
#include "bin/smoke_site.h"
#include "bin/smoke_trade.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 64 << 20, CHECKS_SIZE = 16384 };

/* What a check needs to have gone well before. */
enum need { NEED_NOTHING, NEED_SIGN_IN, NEED_ACCOUNT };

static const struct check {
	const char *name;
	bool (*run)(struct smoke *smoke);
	enum need need;
} checks[] = {
	{"health", smoke_site_health, NEED_NOTHING},
	{"probes", smoke_site_ready, NEED_NOTHING},
	{"tls", smoke_site_tls, NEED_NOTHING},
	{"headers", smoke_site_headers, NEED_NOTHING},
	{"page", smoke_site_page, NEED_NOTHING},
	{"openapi", smoke_site_openapi, NEED_NOTHING},
	{"closed", smoke_site_closed, NEED_NOTHING},
	{"sign-in", smoke_trade_sign_in, NEED_NOTHING},
	{"account", smoke_trade_account, NEED_SIGN_IN},
	{"data", smoke_trade_data, NEED_ACCOUNT},
	{"order", smoke_trade_rest, NEED_ACCOUNT},
	{"trade", smoke_trade_fill, NEED_ACCOUNT},
	{"clean-up", smoke_trade_clean_up, NEED_SIGN_IN},
};

static int usage(void)
{
	fprintf(stderr,
		"usage: papertrade smoke URL [--ca FILE] [--user NAME | --first-user] "
		"[--json]\n"
		"       the password of --user is taken from SMOKE_PASSWORD\n"
		"       --first-user: where nobody has registered, become the "
		"administrator and print the password\n");
	return COMMAND_USAGE;
}

static bool may_run(const struct smoke *smoke, enum need need)
{
	switch (need) {
	case NEED_NOTHING:
		return true;
	case NEED_SIGN_IN:
		return smoke->token[0] != '\0';
	case NEED_ACCOUNT:
		return smoke->secret[0] != '\0';
	}
	return false;
}

static void tell_json(struct json_writer *json, const struct check *check,
	const struct smoke *smoke, const char *state, int64_t took_us)
{
	json_write_object(json);
	json_write_pair(json, "check", check->name);
	json_write_pair(json, "state", state);
	json_write_pair_integer(json, "milliseconds", took_us / 1000);
	json_write_pair(json, "detail", smoke->said);
	json_write_object_end(json);
}

/* Runs one check; false when it failed or could not be run. */
static bool run(const struct check *check, struct smoke *smoke, struct json_writer *json)
{
	const char *state = "skip";
	int64_t begun_us = clock_monotonic_us();
	smoke_ask_say(smoke, "what it needs has failed");
	if (may_run(smoke, check->need))
		state = check->run(smoke) ? "ok" : "FAIL";
	int64_t took_us = clock_monotonic_us() - begun_us;
	arena_reset(smoke->arena);
	if (json != NULL)
		tell_json(json, check, smoke,
			strcmp(state, "FAIL") == 0 ? "wrong" : state, took_us);
	else
		printf("%-4s  %-9s %6lld ms  %s\n", state, check->name,
			(long long)(took_us / 1000), smoke->said);
	fflush(stdout);
	return strcmp(state, "ok") == 0;
}

static int run_all(struct smoke *smoke, bool as_json)
{
	static char buffer[CHECKS_SIZE];
	struct text out = text_over(buffer, sizeof(buffer));
	struct json_writer json = json_write_to(&out);
	bool well = true;
	json_write_object(&json);
	json_write_pair(&json, "url", smoke->url);
	json_write_key(&json, "checks");
	json_write_array(&json);
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		well = run(&checks[i], smoke, as_json ? &json : NULL) && well;
	json_write_array_end(&json);
	json_write_pair_bool(&json, "well", well);
	json_write_object_end(&json);
	const char *document = text_done(&out);
	if (as_json)
		puts(document == NULL ? "{\"well\":false}" : document);
	return well ? COMMAND_OK : COMMAND_FAILED;
}

/* A user whom nobody knows, with a password that nobody guesses. */
static void make_up(struct smoke *smoke)
{
	unsigned char bytes[20];
	char hex[sizeof(bytes) * 2 + 1];
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(hex, sizeof(hex), bytes, sizeof(bytes));
	snprintf(smoke->user, sizeof(smoke->user), "smoke-%.8s", hex);
	snprintf(smoke->password, sizeof(smoke->password), "%s", hex + 8);
}

static bool take_user(struct smoke *smoke, const char *user)
{
	const char *password = getenv("SMOKE_PASSWORD");
	smoke->given = user != NULL;
	if (user == NULL) {
		make_up(smoke);
		return true;
	}
	if (password == NULL || strlen(password) >= sizeof(smoke->password) ||
		strlen(user) >= sizeof(smoke->user))
		return false;
	snprintf(smoke->user, sizeof(smoke->user), "%s", user);
	snprintf(smoke->password, sizeof(smoke->password), "%s", password);
	return true;
}

static bool take_url(struct smoke *smoke, char *url)
{
	size_t length = strlen(url);
	while (length > 0 && url[length - 1] == '/')
		url[--length] = '\0';
	smoke->url = url;
	smoke->plain = text_starts(url, "http://");
	return length < 512 && (smoke->plain || text_starts(url, "https://"));
}

int smoke_command(int count, char **arguments)
{
	static struct smoke smoke;
	const char *user = NULL;
	char *url = NULL;
	bool json = false;
	for (int i = 1; i < count; i++) {
		bool more = i + 1 < count;
		if (strcmp(arguments[i], "--json") == 0)
			json = true;
		else if (strcmp(arguments[i], "--first-user") == 0)
			smoke.first = true;
		else if (strcmp(arguments[i], "--ca") == 0 && more)
			smoke.authorities = arguments[++i];
		else if (strcmp(arguments[i], "--user") == 0 && more)
			user = arguments[++i];
		else if (arguments[i][0] != '-' && url == NULL)
			url = arguments[i];
		else
			return usage();
	}
	if (url == NULL || (user != NULL && smoke.first) || sodium_init() < 0 ||
		!take_url(&smoke, url) || !take_user(&smoke, user))
		return usage();
	smoke.arena = arena_new(ARENA_FIRST, ARENA_MOST);
	if (smoke.arena == NULL)
		return COMMAND_FAILED;
	int code = run_all(&smoke, json);
	arena_free(smoke.arena);
	sodium_memzero(smoke.password, sizeof(smoke.password));
	return code;
}
