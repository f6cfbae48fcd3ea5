#include "http/dispatch.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "http/cors.h"
#include "http/metrics.h"
#include "http/report.h"

#include <stdio.h>
#include <string.h>

static void allow_header(struct reply *reply, unsigned allowed)
{
	char buffer[64];
	struct text list = text_over(buffer, sizeof(buffer));
	for (int method = 0; method < ROUTE_METHODS; method++) {
		if ((allowed & 1u << method) == 0)
			continue;
		if (list.length > 0)
			text_string(&list, ", ");
		text_string(&list, route_method_name((enum route_method)method));
		if (method == ROUTE_GET)
			text_string(&list, ", HEAD");
	}
	const char *value = text_done(&list);
	if (value != NULL)
		reply_header(reply, "Allow", value);
}

static int take_segments(struct request *request, const struct route_match *match)
{
	for (size_t i = 0; i < ROUTE_SEGMENTS && match->segments[i] != NULL; i++) {
		request->segments[i] =
			arena_copy(request->arena, match->segments[i], match->lengths[i]);
		if (request->segments[i] == NULL)
			return -1;
	}
	return 0;
}

static int refuse_json(struct reply *reply, const struct json_problem *problem)
{
	char message[160];
	snprintf(message, sizeof(message),
		"the body is not acceptable JSON: %s at byte %zu", problem->what,
		problem->position + 1);
	return reply_refuse_because(reply, REFUSAL_BAD_JSON, message);
}

/* Query and body, checked against what the route declares. Returns 1 when the
 * request may go on, else the reply is a refusal. */
static int read_parameters(struct request *request, struct reply *reply)
{
	struct json_problem bad;
	struct param_problem parameter;
	const char *query = request_header(request, "QUERY_STRING");
	const char *wrong =
		query_parse(&request->query, request->arena, query == NULL ? "" : query);
	if (wrong != NULL)
		return reply_refuse_because(reply, REFUSAL_BAD_REQUEST, wrong);
	bool json = request->route->media == NULL && request->method != ROUTE_GET;
	if (json && request->body_length > 0) {
		request->json = json_read(
			request->arena, request->body, request->body_length, &bad);
		if (request->json == NULL)
			return refuse_json(reply, &bad);
	}
	if (!param_check_request(request, &parameter))
		return reply_refuse_field(reply, parameter.field, parameter.why);
	return 1;
}

/* The handler within its transaction. A reply that refuses drops the work, unless
 * the refusal itself is what has to be kept. */
static int run(
	struct request *request, struct reply *reply, const struct dispatch_hooks *hooks)
{
	enum refusal refusal = hooks->begin(request);
	if (refusal != REFUSAL_NONE)
		return reply_refuse(reply, refusal);
	int result = request->route->handle(request, reply);
	/* What there is no memory to tell is not done. */
	if (reply->body.failed || reply->headers.failed)
		result = -1;
	if (result == 0 && (reply->status < 400 || reply->kept)) {
		if (hooks->commit(request) == 0)
			return 0;
		result = -1;
	} else {
		hooks->rollback(request);
	}
	return result == 0 ? 0 : reply_refuse(reply, hooks->broken(request));
}

/* The body of an upload is read once its caller was let through, and dropped else. */
static enum refusal read_upload(struct request *request, enum refusal refusal)
{
	size_t limit = (size_t)settings_number(SETTING_UPLOAD_LIMIT);
	if (request->route == NULL || request->route->media == NULL)
		return refusal;
	if (refusal == REFUSAL_NONE)
		return request_read_body(request, limit);
	request_drop_body(request, limit);
	return refusal;
}

static enum refusal read_body(struct request *request, const struct route *route)
{
	if (route != NULL && route->media != NULL)
		return REFUSAL_NONE;
	return request_read_body(request, (size_t)settings_number(SETTING_BODY_LIMIT));
}

static int climb(
	struct request *request, struct reply *reply, const struct dispatch_hooks *hooks)
{
	enum refusal refusal = request_read(request);
	log_set_request(request->id);
	struct route_match match = {0};
	if (refusal == REFUSAL_NONE)
		match = route_find(request->method, request->path);
	enum refusal body = read_body(request, match.route);
	if (refusal == REFUSAL_NONE)
		refusal = body;
	if (refusal != REFUSAL_NONE)
		return reply_refuse(reply, refusal);
	cors_headers(request, reply);
	if (match.route == NULL && match.allowed != 0)
		allow_header(reply, match.allowed);
	if (request->method == ROUTE_OPTIONS && match.allowed != 0)
		return reply_end(reply, 204);
	request->route = match.route;
	hooks->identify(request);
	refusal = hooks->limit(request, reply);
	if (refusal == REFUSAL_NONE && match.route == NULL)
		refusal = match.allowed != 0 ? REFUSAL_METHOD : REFUSAL_NOT_FOUND;
	if (refusal == REFUSAL_NONE)
		refusal = hooks->authorize(request);
	refusal = read_upload(request, refusal);
	if (refusal != REFUSAL_NONE)
		return reply_refuse(reply, refusal);
	if (take_segments(request, &match) != 0)
		return reply_refuse(reply, REFUSAL_INTERNAL);
	int checked = read_parameters(request, reply);
	return checked == 1 ? run(request, reply, hooks) : checked;
}

void dispatch(struct request *request, const struct dispatch_hooks *hooks)
{
	int64_t begun_us = clock_monotonic_us();
	struct reply reply = reply_to(request);
	int answered = climb(request, &reply, hooks);
	(void)answered;
	reply_send(&reply);
	int64_t took_us = clock_monotonic_us() - begun_us;
	/* Who answers counts. */
	if (!reply.handed_over)
		metrics_request(request->route, reply.status, took_us);
	if (reply.status >= 500)
		LOG(LOG_WARNING, "request failed", LOG_TEXT("path", request->path),
			LOG_NUMBER("status", reply.status),
			LOG_NUMBER("duration_us", took_us));
	if (reply.status == 500)
		report_request(log_process(), request->route, request->id, reply.status);
	log_set_request(NULL);
}
