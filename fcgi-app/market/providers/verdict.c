#include "market/providers/verdict.h"

#include "base/text.h"
#include "market/line.h"

#include <string.h>
#include <strings.h>

/* Messages stand at the beginning. */
enum { MESSAGE_LENGTH = 1024 };

static bool says(const char *body, size_t length, const char *words)
{
	size_t size = strlen(words);
	size_t end = length < MESSAGE_LENGTH ? length : MESSAGE_LENGTH;
	for (size_t at = 0; at + size <= end; at++)
		if (strncasecmp(body + at, words, size) == 0)
			return true;
	return false;
}

enum provider_fault verdict_tradier(long status, const char *body, size_t length)
{
	if (says(body, length, "QuotaViolation") || says(body, length, "quota violation"))
		return PROVIDER_LIMITED;
	return line_judge_json(status, body, length);
}

static enum provider_fault read_message(const char *body, size_t length)
{
	static const char *const refusals[] = {"apikey is invalid", "demo purposes only",
		"premium endpoint", "premium feature"};
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (says(body, length, refusals[i]))
			return PROVIDER_REFUSED;
	return says(body, length, "\"Error Message\"") ? PROVIDER_UNKNOWN
						       : PROVIDER_LIMITED;
}

enum provider_fault verdict_alpha_vantage(long status, const char *body, size_t length)
{
	enum provider_fault fault = line_judge_json(status, body, length);
	if (status != 200)
		return fault;
	if (text_starts(body, "timestamp,"))
		return PROVIDER_OK;
	if (fault == PROVIDER_OK && (says(body, length, "\"Error Message\"") ||
					    says(body, length, "\"Note\":") ||
					    says(body, length, "\"Information\":")))
		return read_message(body, length);
	return fault;
}

enum provider_fault verdict_fred(long status, const char *body, size_t length)
{
	if (status == 400 && says(body, length, "api_key"))
		return PROVIDER_REFUSED;
	return line_judge_json(status, body, length);
}
