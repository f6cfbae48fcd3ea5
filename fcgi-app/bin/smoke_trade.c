#include "bin/smoke_trade.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "bin/smoke_ask.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BODY_SIZE = 512, PATH_SIZE = 160, WAIT_S = 10, DATA_AGE_S = 60 };

static const char SYMBOL[] = "AAPL";

static const char *credentials(struct smoke *smoke, char body[BODY_SIZE])
{
	struct text text = text_over(body, BODY_SIZE);
	struct json_writer json = json_write_to(&text);
	json_write_object(&json);
	json_write_pair(&json, "username", smoke->user);
	json_write_pair(&json, "password", smoke->password);
	if (!smoke->given)
		json_write_pair_bool(&json, "first", smoke->first);
	json_write_object_end(&json);
	const char *done = text_done(&text);
	return done == NULL ? "{}" : done;
}

/* A name that nobody knows cannot be taken: 409 is what the first user is refused with.
 */
static void explain_refusal(struct smoke *smoke, long status)
{
	if (status == 403)
		smoke_ask_say(smoke, "registration is closed: give --user, and its "
				     "password in SMOKE_PASSWORD");
	else if (status == 409)
		smoke_ask_say(smoke,
			"nobody has registered here, and who comes first administrates: "
			"register, then run it again, or give --first-user, which prints "
			"the administrator's password");
}

/* A user that was given signs in; else one is registered, as the first only where that
 * was asked for. */
bool smoke_trade_sign_in(struct smoke *smoke)
{
	struct call_reply reply;
	char body[BODY_SIZE];
	char role[16];
	bool in = smoke->given
			  ? smoke_ask(smoke, SMOKE_NOBODY, "POST", "/api/auth/login",
				    credentials(smoke, body), 200, &reply)
			  : smoke_ask(smoke, SMOKE_NOBODY, "POST", "/api/auth/register",
				    credentials(smoke, body), 201, &reply);
	if (!in && !smoke->given)
		explain_refusal(smoke, reply.status);
	const cJSON *session = in ? smoke_ask_json(smoke, &reply) : NULL;
	smoke->made = in && !smoke->given;
	if (session == NULL ||
		!smoke_ask_take(smoke, session, "access_token", smoke->token,
			sizeof(smoke->token)) ||
		!smoke_ask_take(
			smoke, session, "csrf_token", smoke->csrf, sizeof(smoke->csrf)) ||
		!smoke_ask_take(smoke, json_read_member(session, "user"), "role", role,
			sizeof(role)))
		return false;
	if (smoke->made && strcmp(role, "admin") == 0)
		smoke_ask_say(smoke,
			"nobody had registered: %s administrates now, with the password "
			"%s; sign in and change it",
			smoke->user, smoke->password);
	else
		smoke_ask_say(smoke, "%s as %s, a %s",
			smoke->made ? "registered" : "signed in", smoke->user, role);
	return true;
}

bool smoke_trade_account(struct smoke *smoke)
{
	struct call_reply reply;
	char body[BODY_SIZE];
	if (!smoke_ask(smoke, SMOKE_SESSION, "POST", "/api/accounts",
		    "{\"name\":\"smoke\"}", 201, &reply) ||
		!smoke_ask_take(smoke, smoke_ask_json(smoke, &reply), "id",
			smoke->account, sizeof(smoke->account)))
		return false;
	snprintf(body, sizeof(body),
		"{\"name\":\"smoke\",\"account_id\":\"%s\",\"scopes\":[\"read\","
		"\"trade\"]}",
		smoke->account);
	if (!smoke_ask(smoke, SMOKE_SESSION, "POST", "/api/keys", body, 201, &reply))
		return false;
	const cJSON *key = smoke_ask_json(smoke, &reply);
	if (!smoke_ask_take(smoke, key, "key_id", smoke->key, sizeof(smoke->key)) ||
		!smoke_ask_take(
			smoke, key, "secret_key", smoke->secret, sizeof(smoke->secret)))
		return false;
	smoke_ask_say(smoke, "a paper account and a key to it");
	return true;
}

/* How old the price is, in whole seconds of "age_seconds". */
static bool read_age(struct smoke *smoke, const cJSON *quote, int64_t *age_s)
{
	char age[32];
	if (!smoke_ask_take(smoke, quote, "age_seconds", age, sizeof(age)))
		return false;
	age[strcspn(age, ".")] = '\0';
	return text_to_integer(age, 0, INT64_MAX, age_s);
}

bool smoke_trade_data(struct smoke *smoke)
{
	struct call_reply reply;
	char path[PATH_SIZE];
	char source[32];
	int64_t age_s = 0;
	if (!smoke_ask(smoke, SMOKE_KEY, "GET", "/v2/clock", NULL, 200, &reply))
		return false;
	const cJSON *clock = smoke_ask_json(smoke, &reply);
	smoke->open = clock != NULL && cJSON_IsTrue(json_read_member(clock, "is_open"));
	snprintf(path, sizeof(path), "/api/market/quote/%s", SYMBOL);
	if (!smoke_ask(smoke, SMOKE_KEY, "GET", path, NULL, 200, &reply))
		return false;
	const cJSON *quote = smoke_ask_json(smoke, &reply);
	if (quote == NULL || !read_age(smoke, quote, &age_s) ||
		!smoke_ask_take(smoke, quote, "source", source, sizeof(source)))
		return false;
	smoke_ask_say(smoke, "the market is %s; %s of %s is %lld s old",
		smoke->open ? "open" : "closed", SYMBOL, source, (long long)age_s);
	return !smoke->open || age_s <= DATA_AGE_S;
}

static bool send_order(struct smoke *smoke, const char *terms, char id[SMOKE_ID],
	struct call_reply *reply)
{
	char body[BODY_SIZE];
	snprintf(body, sizeof(body),
		"{\"symbol\":\"%s\",\"qty\":\"1\",\"side\":\"buy\",\"time_in_force\":"
		"\"day\",%s}",
		SYMBOL, terms);
	return smoke_ask(smoke, SMOKE_KEY, "POST", "/v2/orders", body, 200, reply) &&
	       smoke_ask_take(smoke, smoke_ask_json(smoke, reply), "id", id, SMOKE_ID);
}

/* Asks for an order until its status is this one. */
static bool await_status(struct smoke *smoke, const char *id, const char *wanted)
{
	struct timespec pause = {.tv_nsec = 100000000L};
	struct call_reply reply;
	char path[PATH_SIZE];
	char status[32] = "";
	int64_t deadline_us = clock_monotonic_us() + WAIT_S * INT64_C(1000000);
	snprintf(path, sizeof(path), "/v2/orders/%s", id);
	while (clock_monotonic_us() < deadline_us) {
		if (!smoke_ask(smoke, SMOKE_KEY, "GET", path, NULL, 200, &reply) ||
			!smoke_ask_take(smoke, smoke_ask_json(smoke, &reply), "status",
				status, sizeof(status)))
			return false;
		if (strcmp(status, wanted) == 0)
			return true;
		nanosleep(&pause, NULL);
	}
	smoke_ask_say(
		smoke, "the order is %s after %d s, not %s", status, WAIT_S, wanted);
	return false;
}

/* An order that cannot fill rests, and can be taken back. */
bool smoke_trade_rest(struct smoke *smoke)
{
	struct call_reply reply;
	char id[SMOKE_ID];
	char path[PATH_SIZE];
	if (!send_order(smoke, "\"type\":\"limit\",\"limit_price\":\"1\"", id, &reply))
		return false;
	snprintf(path, sizeof(path), "/v2/orders/%s", id);
	if (!smoke_ask(smoke, SMOKE_KEY, "DELETE", path, NULL, 204, &reply) ||
		!await_status(smoke, id, "canceled"))
		return false;
	smoke_ask_say(smoke, "a resting order was taken back");
	return true;
}

/* Buys a share, finds it among the positions, and sells it again. */
bool smoke_trade_fill(struct smoke *smoke)
{
	struct call_reply reply;
	char id[SMOKE_ID];
	char path[PATH_SIZE];
	char price[32];
	if (!smoke->open) {
		smoke_ask_say(smoke, "the market is closed: nothing fills now");
		return true;
	}
	if (!send_order(smoke, "\"type\":\"market\"", id, &reply) ||
		!await_status(smoke, id, "filled"))
		return false;
	snprintf(path, sizeof(path), "/v2/positions/%s", SYMBOL);
	if (!smoke_ask(smoke, SMOKE_KEY, "GET", path, NULL, 200, &reply) ||
		!smoke_ask_take(smoke, smoke_ask_json(smoke, &reply), "avg_entry_price",
			price, sizeof(price)) ||
		!smoke_ask(smoke, SMOKE_KEY, "DELETE", path, NULL, 200, &reply) ||
		!smoke_ask_take(
			smoke, smoke_ask_json(smoke, &reply), "id", id, sizeof(id)) ||
		!await_status(smoke, id, "filled") ||
		!smoke_ask(smoke, SMOKE_KEY, "GET", path, NULL, 404, &reply))
		return false;
	smoke_ask_say(smoke, "bought 1 %s at %s and sold it", SYMBOL, price);
	return true;
}

/* Does what it can, whatever has failed before. */
bool smoke_trade_clean_up(struct smoke *smoke)
{
	struct call_reply reply;
	char path[PATH_SIZE];
	bool clean = true;
	if (smoke->account[0] != '\0') {
		snprintf(path, sizeof(path), "/api/accounts/%s/archive", smoke->account);
		clean = smoke_ask(smoke, SMOKE_SESSION, "POST", path, "{}", 200, &reply);
	}
	if (smoke->key[0] != '\0') {
		snprintf(path, sizeof(path), "/api/keys/%s", smoke->key);
		clean = smoke_ask(smoke, SMOKE_SESSION, "DELETE", path, NULL, 204,
				&reply) &&
			clean;
	}
	clean = smoke_ask(smoke, SMOKE_SESSION, "POST", "/api/auth/logout", NULL, 204,
			&reply) &&
		clean;
	if (clean)
		smoke_ask_say(smoke, "account archived, key ended, signed out");
	return clean;
}
