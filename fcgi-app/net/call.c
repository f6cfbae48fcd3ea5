#include "net/call.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096, CONNECT_MS = 5000 };

struct receiving {
	struct arena *arena;
	struct text body;
	size_t limit;
	struct call_reply *reply;
};

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct receiving *receiving = context;
	size_t length = size * count;
	if (length > receiving->limit - receiving->body.length)
		return 0;
	text_append(&receiving->body, bytes, length);
	return receiving->body.failed ? 0 : length;
}

/* Keeps a header; what is no header, or one too many, is passed over. */
static size_t keep_header(char *bytes, size_t size, size_t count, void *context)
{
	struct receiving *receiving = context;
	struct call_reply *reply = receiving->reply;
	size_t length = size * count;
	size_t end = length;
	const char *colon = memchr(bytes, ':', length);
	while (end > 0 && strchr("\r\n ", bytes[end - 1]) != NULL)
		end--;
	if (colon == NULL || reply->header_count == CALL_HEADERS)
		return length;
	size_t at = (size_t)(colon - bytes) + 1;
	const char *name = arena_copy(receiving->arena, bytes, at - 1);
	while (at < end && bytes[at] == ' ')
		at++;
	const char *small = name == NULL ? NULL : text_lower(receiving->arena, name);
	const char *value =
		arena_copy(receiving->arena, bytes + at, at < end ? end - at : 0);
	if (small != NULL && value != NULL)
		reply->headers[reply->header_count++] = (struct call_pair){small, value};
	return length;
}

static bool add_headers(struct curl_slist **list, const struct call_request *request)
{
	char line[LINE_SIZE];
	for (size_t i = 0; i < request->header_count; i++) {
		const struct call_pair *header = &request->headers[i];
		if (strpbrk(header->value, "\r\n") != NULL ||
			snprintf(line, sizeof(line), "%s: %s", header->name,
				header->value) >= (int)sizeof(line))
			return false;
		struct curl_slist *longer = curl_slist_append(*list, line);
		if (longer == NULL)
			return false;
		*list = longer;
	}
	return true;
}

/* An old version is only offered where libcurl's own library is told to allow it. */
static void set_tls(CURL *curl, const struct call_request *request)
{
	static const long versions[] = {
		[CALL_TLS_ANY] = CURL_SSLVERSION_DEFAULT,
		[CALL_TLS_1_1] = CURL_SSLVERSION_TLSv1_0 | CURL_SSLVERSION_MAX_TLSv1_1,
		[CALL_TLS_1_2] = CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2,
		[CALL_TLS_1_3_ALONE] = CURL_SSLVERSION_TLSv1_3,
	};
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, versions[request->tls]);
	if (request->tls == CALL_TLS_1_1)
		curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, "ALL:@SECLEVEL=0");
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	if (request->authorities != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, request->authorities);
}

static void set_request(CURL *curl, const struct call_request *request)
{
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "PaperTrade");
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->total_ms);
	if (request->body != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->length);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
	}
	if (request->method != NULL)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

/* When the first certificate of the chain, the server's own, ends. */
static int64_t end_of_certificate(CURL *curl)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *chain = NULL;
	if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
		chain == NULL || chain->num_of_certs < 1)
		return 0;
	for (struct curl_slist *line = chain->certinfo[0]; line != NULL;
		line = line->next) {
		if (!text_starts(line->data, name))
			continue;
		time_t end = curl_getdate(line->data + sizeof(name) - 1, NULL);
		return end > 0 ? (int64_t)end : 0;
	}
	return 0;
}

static bool perform(CURL *curl, struct receiving *receiving)
{
	char error[CURL_ERROR_SIZE] = "";
	struct call_reply *reply = receiving->reply;
	int64_t begun_us = clock_monotonic_us();
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiving);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, receiving);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	CURLcode code = curl_easy_perform(curl);
	reply->took_us = clock_monotonic_us() - begun_us;
	reply->length = receiving->body.length;
	reply->body = text_done(&receiving->body);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
	reply->certificate_end = end_of_certificate(curl);
	if (code == CURLE_OK && reply->body != NULL)
		return true;
	snprintf(reply->problem, CALL_PROBLEM_SIZE, "%s",
		error[0] == '\0' ? curl_easy_strerror(code) : error);
	return false;
}

bool call_send(
	struct arena *arena, const struct call_request *request, struct call_reply *reply)
{
	struct receiving receiving = {arena, text_in(arena), request->limit, reply};
	struct curl_slist *headers = NULL;
	*reply = (struct call_reply){0};
	CURL *curl = curl_easy_init();
	bool answered = false;
	if (curl == NULL || !add_headers(&headers, request)) {
		snprintf(reply->problem, CALL_PROBLEM_SIZE,
			"the request cannot be written");
	} else {
		set_request(curl, request);
		set_tls(curl, request);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		answered = perform(curl, &receiving);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return answered;
}

const char *call_header(const struct call_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->header_count; i++)
		if (strcmp(reply->headers[i].name, name) == 0)
			return reply->headers[i].value;
	return "";
}
