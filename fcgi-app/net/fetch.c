#include "net/fetch.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADERS_MOST = 8, HEADER_SIZE = 1024 };

static const int64_t WAIT_MOST_MS = INT64_C(7) * 24 * 3600 * 1000;

/* The process's own handle, which keeps its connections. A child must not speak on
 * its parent's, nor end them by a farewell: it leaves that handle alone. */
static CURL *kept;
static pid_t keeper;

struct receiving {
	struct text body;
	size_t limit;
	bool too_large;
};

static CURL *handle_of_process(void)
{
	if (kept == NULL || keeper != getpid()) {
		kept = curl_easy_init();
		keeper = getpid();
	} else {
		curl_easy_reset(kept);
	}
	return kept;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
	struct receiving *receiving = context;
	size_t length = size * count;
	if (length > receiving->limit - receiving->body.length) {
		receiving->too_large = true;
		return 0;
	}
	text_append(&receiving->body, bytes, length);
	return receiving->body.failed ? 0 : length;
}

void fetch_escape(struct text *url, const char *value)
{
	for (const char *byte = value; *byte != '\0'; byte++) {
		bool plain = (*byte >= '0' && *byte <= '9') ||
			     (*byte >= 'A' && *byte <= 'Z') ||
			     (*byte >= 'a' && *byte <= 'z') ||
			     strchr("-._~,", *byte) != NULL;
		if (plain)
			text_byte(url, *byte);
		else
			text_format(url, "%%%02X", (unsigned)(unsigned char)*byte);
	}
}

static const char *write_url(struct arena *arena, const struct fetch_request *request)
{
	struct text url = text_in(arena);
	size_t length = strlen(request->base);
	while (length > 0 && request->base[length - 1] == '/')
		length--;
	text_append(&url, request->base, length);
	text_string(&url, request->path);
	bool begun = strchr(request->path, '?') != NULL;
	for (size_t i = 0; i < request->query_count; i++) {
		text_byte(&url, i == 0 && !begun ? '?' : '&');
		fetch_escape(&url, request->query[i].name);
		text_byte(&url, '=');
		fetch_escape(&url, request->query[i].value);
	}
	return text_done(&url);
}

/* One header of the request; false when it is none that may be sent. */
static bool add_header(struct curl_slist **list, const struct fetch_pair *header)
{
	char line[HEADER_SIZE];
	if (strpbrk(header->value, "\r\n") != NULL ||
		snprintf(line, sizeof(line), "%s: %s", header->name, header->value) >=
			(int)sizeof(line))
		return false;
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (longer == NULL)
		return false;
	*list = longer;
	return true;
}

static const char *authorities(void)
{
	const char *file = getenv("CURL_CA_BUNDLE");
	return file != NULL ? file : getenv("SSL_CERT_FILE");
}

static void set_limits(CURL *curl, const struct fetch_request *request)
{
	const char *bundle = authorities();
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(
		curl, CURLOPT_PROXY, request->proxy == NULL ? "" : request->proxy);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (bundle != NULL && *bundle != '\0')
		curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->total_ms);
}

/* libcurl's codes, as the caller needs to tell them apart. */
static enum fetch_fault fault_of(CURLcode code, bool too_large)
{
	if (code == CURLE_OK)
		return FETCH_OK;
	if (too_large)
		return FETCH_TOO_LARGE;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return FETCH_TIMEOUT;
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
		code == CURLE_OUT_OF_MEMORY)
		return FETCH_UNSENDABLE;
	if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR ||
		code == CURLE_GOT_NOTHING || code == CURLE_BAD_CONTENT_ENCODING ||
		code == CURLE_WRITE_ERROR || code == CURLE_HTTP2_STREAM ||
		code == CURLE_HTTP2)
		return FETCH_CUT;
	return FETCH_UNREACHABLE;
}

/* A header that holds a whole number, under either of two names; -1 for none. */
static int64_t number_in(CURL *curl, const char *name, const char *other)
{
	struct curl_header *header;
	int64_t number;
	if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK &&
		curl_easy_header(curl, other, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return -1;
	return text_to_integer(header->value, 0, INT64_MAX / 1000000, &number) ? number
									       : -1;
}

/* How long until the quota is whole again, by the server's own clock where it tells
 * it. Times are in seconds, Tradier's in milliseconds. */
static int64_t until_reset_ms(CURL *curl, int64_t arrived_us)
{
	struct curl_header *header;
	int64_t reset = number_in(curl, "X-RateLimit-Reset", "X-RateLimit-Expiry");
	int64_t now_ms = arrived_us / 1000;
	if (reset < 0)
		return 0;
	if (curl_easy_header(curl, "Date", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
		time_t date = curl_getdate(header->value, NULL);
		now_ms = date > 0 ? (int64_t)date * 1000 : now_ms;
	}
	int64_t reset_ms = reset < INT64_C(100000000000) ? reset * 1000 : reset;
	int64_t wait_ms = reset_ms - now_ms;
	return wait_ms > 0 && wait_ms <= WAIT_MOST_MS ? wait_ms : 0;
}

static void read_headers(CURL *curl, struct fetch_reply *reply)
{
	curl_off_t wait_s = 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
	if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait_s) == CURLE_OK &&
		wait_s > 0)
		reply->retry_after_ms =
			wait_s < WAIT_MOST_MS / 1000 ? wait_s * 1000 : WAIT_MOST_MS;
	reply->remaining =
		number_in(curl, "X-RateLimit-Remaining", "X-RateLimit-Available");
	reply->reset_ms = until_reset_ms(curl, reply->arrived_us);
}

static enum fetch_fault perform(CURL *curl, const char *url, struct curl_slist *headers,
	struct receiving *receiving, struct fetch_reply *reply)
{
	char error[CURL_ERROR_SIZE] = "";
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "PaperTrade");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiving);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	CURLcode code = curl_easy_perform(curl);
	reply->arrived_us = clock_now_us();
	enum fetch_fault fault = fault_of(code, receiving->too_large);
	if (fault == FETCH_OK)
		read_headers(curl, reply);
	else if (fault == FETCH_TOO_LARGE)
		snprintf(reply->problem, sizeof(reply->problem),
			"the answer is too large");
	else
		snprintf(reply->problem, sizeof(reply->problem), "%s",
			error[0] == '\0' ? curl_easy_strerror(code) : error);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
	return fault;
}

enum fetch_fault fetch_get(struct arena *arena, const struct fetch_request *request,
	struct fetch_reply *reply)
{
	struct receiving receiving = {text_in(arena), request->limit, false};
	struct curl_slist *headers = NULL;
	bool sendable = request->header_count <= HEADERS_MOST;
	*reply = (struct fetch_reply){.remaining = -1};
	const char *url = write_url(arena, request);
	for (size_t i = 0; sendable && i < request->header_count; i++)
		sendable = add_header(&headers, &request->headers[i]);
	CURL *curl = handle_of_process();
	if (url == NULL || curl == NULL || !sendable) {
		snprintf(reply->problem, sizeof(reply->problem),
			"the request cannot be written");
		curl_slist_free_all(headers);
		return FETCH_UNSENDABLE;
	}
	set_limits(curl, request);
	enum fetch_fault fault = perform(curl, url, headers, &receiving, reply);
	curl_slist_free_all(headers);
	reply->length = receiving.body.length;
	reply->body = text_done(&receiving.body);
	if (fault == FETCH_OK && reply->body == NULL) {
		snprintf(reply->problem, sizeof(reply->problem), "out of memory");
		return FETCH_UNSENDABLE;
	}
	return fault;
}
