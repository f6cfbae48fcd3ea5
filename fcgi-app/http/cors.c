#include "http/cors.h"

#include "base/settings.h"
#include "http/reply.h"
#include "http/request.h"

void cors_headers(const struct request *request, struct reply *reply)
{
	const char *allowed = settings_text(SETTING_ALLOW_ORIGIN);
	const char *origin = request_header(request, "HTTP_ORIGIN");
	if (*allowed == '\0')
		return;
	reply_header(reply, "Vary", "Origin");
	if (origin == NULL || !settings_list_has(allowed, origin))
		return;
	reply_header(reply, "Access-Control-Allow-Origin", origin);
	reply_header(reply, "Access-Control-Allow-Credentials", "true");
	reply_header(reply, "Access-Control-Expose-Headers",
		"X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, "
		"X-RateLimit-Reset, "
		"Retry-After");
	if (request->method != ROUTE_OPTIONS)
		return;
	reply_header(
		reply, "Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
	reply_header(reply, "Access-Control-Allow-Headers",
		"Authorization, Content-Type, X-CSRF-Token, X-Account-Id, "
		"Idempotency-Key, "
		"APCA-API-KEY-ID, APCA-API-SECRET-KEY");
	reply_header(reply, "Access-Control-Max-Age", "600");
}
