#include "bin/smoke_site.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "bin/smoke_ask.h"

#include <stdlib.h>
#include <string.h>

enum { CERTIFICATE_DAYS = 7, YEAR_S = 31536000 };

bool smoke_site_health(struct smoke *smoke)
{
	struct call_reply reply;
	char status[32];
	char version[32];
	if (!smoke_ask(smoke, SMOKE_NOBODY, "GET", "/api/health", NULL, 200, &reply))
		return false;
	const cJSON *health = smoke_ask_json(smoke, &reply);
	if (health == NULL ||
		!smoke_ask_take(smoke, health, "status", status, sizeof(status)) ||
		!smoke_ask_take(smoke, health, "version", version, sizeof(version)))
		return false;
	smoke_ask_say(smoke, "%s, version %s", status, version);
	return strcmp(status, "healthy") == 0;
}

bool smoke_site_ready(struct smoke *smoke)
{
	static const char *const probes[] = {"/api/monitoring/health/live",
		"/api/monitoring/health/ready", "/api/monitoring/health/startup"};
	struct call_reply reply;
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		if (!smoke_ask(smoke, SMOKE_NOBODY, "GET", probes[i], NULL, 200, &reply))
			return false;
	smoke_ask_say(smoke, "alive, ready, started");
	return true;
}

/* Any answer to an old version is one too many. */
bool smoke_site_tls(struct smoke *smoke)
{
	struct call_reply reply;
	if (smoke->plain) {
		smoke_ask_say(smoke, "not over TLS: nothing to look at");
		return true;
	}
	if (smoke_ask_tls(smoke, CALL_TLS_1_1, &reply)) {
		smoke_ask_say(smoke, "TLS 1.1 or older is accepted");
		return false;
	}
	if (!smoke_ask_tls(smoke, CALL_TLS_1_2, &reply) ||
		!smoke_ask_tls(smoke, CALL_TLS_1_3_ALONE, &reply)) {
		smoke_ask_say(smoke, "TLS 1.2 or 1.3 is refused: %s", reply.problem);
		return false;
	}
	int64_t days = (reply.certificate_end - clock_now_us() / 1000000) / 86400;
	smoke_ask_say(smoke, "TLS 1.2 and 1.3 alone; the certificate ends in %lld days",
		(long long)days);
	return reply.certificate_end == 0 || days >= CERTIFICATE_DAYS;
}

/* What each header has to hold, so that a browser keeps its promises. */
static bool look_at_headers(
	struct smoke *smoke, const char *path, const struct call_reply *reply)
{
	static const struct {
		const char *name;
		const char *holds;
	} wanted[] = {
		{"content-security-policy", "default-src 'self'"},
		{"content-security-policy", "object-src 'none'"},
		{"content-security-policy", "base-uri 'none'"},
		{"content-security-policy", "frame-ancestors 'none'"},
		{"x-content-type-options", "nosniff"},
		{"referrer-policy", "no-referrer"},
		{"x-request-id", ""},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const char *value = call_header(reply, wanted[i].name);
		if (*value != '\0' && strstr(value, wanted[i].holds) != NULL)
			continue;
		smoke_ask_say(smoke, "%s: %s lacks %s", path, wanted[i].name,
			*wanted[i].holds == '\0' ? "a value" : wanted[i].holds);
		return false;
	}
	const char *age = strstr(call_header(reply, "strict-transport-security"), "=");
	const char *policy = call_header(reply, "content-security-policy");
	if (strstr(policy, "unsafe-inline") != NULL ||
		strstr(policy, "unsafe-eval") != NULL) {
		smoke_ask_say(smoke, "%s: the policy allows scripts from anywhere", path);
		return false;
	}
	if (!smoke->plain && (age == NULL || strtol(age + 1, NULL, 10) < YEAR_S)) {
		smoke_ask_say(smoke, "%s: strict-transport-security is no year", path);
		return false;
	}
	return true;
}

bool smoke_site_headers(struct smoke *smoke)
{
	static const struct {
		const char *path;
		long status;
	} visited[] = {{"/", 200}, {"/api/health", 200}, {"/api/auth/me", 401},
		{"/api/there-is-no-such-thing", 404}};
	struct call_reply reply;
	for (size_t i = 0; i < sizeof(visited) / sizeof(*visited); i++) {
		if (!smoke_ask(smoke, SMOKE_NOBODY, "GET", visited[i].path, NULL,
			    visited[i].status, &reply) ||
			!look_at_headers(smoke, visited[i].path, &reply))
			return false;
		if (i > 0 && strstr(call_header(&reply, "cache-control"), "no-store") ==
				     NULL) {
			smoke_ask_say(smoke, "%s may be cached", visited[i].path);
			return false;
		}
	}
	smoke_ask_say(smoke, "on pages, replies and errors alike");
	return true;
}

bool smoke_site_page(struct smoke *smoke)
{
	struct call_reply reply;
	if (!smoke_ask(smoke, SMOKE_NOBODY, "GET", "/", NULL, 200, &reply))
		return false;
	bool page = strstr(call_header(&reply, "content-type"), "text/html") != NULL &&
		    strstr(reply.body, "<script") != NULL;
	smoke_ask_say(smoke, page ? "the web app is there" : "/ is not the web app");
	return page;
}

bool smoke_site_openapi(struct smoke *smoke)
{
	struct call_reply reply;
	char version[16];
	if (!smoke_ask(
		    smoke, SMOKE_NOBODY, "GET", "/api/openapi.json", NULL, 200, &reply))
		return false;
	const cJSON *document = smoke_ask_json(smoke, &reply);
	if (document == NULL ||
		!smoke_ask_take(smoke, document, "openapi", version, sizeof(version)))
		return false;
	const cJSON *paths = json_read_member(document, "paths");
	int count = paths == NULL ? 0 : cJSON_GetArraySize(paths);
	bool orders = paths != NULL && json_read_member(paths, "/v2/orders") != NULL;
	smoke_ask_say(smoke, "OpenAPI %s, %d paths", version, count);
	return orders && strncmp(version, "3.1", 3) == 0;
}

bool smoke_site_closed(struct smoke *smoke)
{
	static const char *const closed[] = {
		"/v2/account", "/v2/orders", "/api/admin/users", "/api/keys"};
	struct call_reply reply;
	for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++)
		if (!smoke_ask(smoke, SMOKE_NOBODY, "GET", closed[i], NULL, 401, &reply))
			return false;
	smoke_ask_say(smoke, "nothing private without signing in");
	return true;
}
