#include "api/reports.h"

#include "api/report_pace.h"
#include "api/version.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "http/metrics.h"
#include "http/report.h"
#include "net/sentry.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TAGS = 6, RELEASE_SIZE = 64, SERVER_SIZE = 80 };

static const int64_t PAUSE_US = 500 * 1000;
static const int64_t SECOND_US = 1000 * 1000;

bool reports_dsn_valid(void)
{
	struct sentry_target target;
	const char *dsn = settings_text(SETTING_SENTRY_DSN);
	return *dsn == '\0' || sentry_read_dsn(dsn, &target);
}

bool reports_are_wanted(void)
{
	return *settings_text(SETTING_SENTRY_DSN) != '\0';
}

static void make_id(char id[SENTRY_ID_SIZE])
{
	unsigned char bytes[16];
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(id, SENTRY_ID_SIZE, bytes, sizeof(bytes));
}

static const char *describe(struct arena *arena, const struct report *report,
	int64_t passed_over, size_t *length)
{
	char release[RELEASE_SIZE];
	char server[SERVER_SIZE] = "";
	char number[24];
	char more[24];
	bool request = report->route[0] != '\0';
	snprintf(release, sizeof(release), "papertrade@%s", version_text());
	snprintf(number, sizeof(number), "%lld", (long long)report->number);
	snprintf(more, sizeof(more), "%lld", (long long)passed_over);
	if (gethostname(server, sizeof(server) - 1) != 0)
		server[0] = '\0';
	const struct sentry_pair tags[TAGS] = {{"process", report->process},
		{report->meaning, number}, {"not_told_before", more},
		{"commit", version_commit()}, {"request_id", report->request_id},
		{"route", report->route}};
	struct sentry_event event = {.at_us = report->at_us,
		.message = report->event,
		.transaction = request ? report->route : NULL,
		.release = release,
		.environment = settings_text(SETTING_SENTRY_ENVIRONMENT),
		.server = server,
		.tags = tags,
		.tag_count = request ? TAGS : TAGS - 2};
	make_id(event.id);
	return sentry_envelope(arena, &event, clock_now_us(), length);
}

/* The next report that may be told; false when there is none. */
static bool choose(struct report *report, int64_t monotonic_us, int64_t *passed_over)
{
	static struct report_pace pace;
	uint64_t lost = 0;
	while (report_take(report, &lost)) {
		uint64_t kind = text_hash(report->event, strlen(report->event)) * 31 +
				text_hash(report->route, strlen(report->route));
		if (report_pace_allow(&pace, kind, monotonic_us, passed_over))
			return true;
		metrics_count(METRICS_REPORTS_PASSED_OVER);
	}
	return false;
}

/* One at a time; what could not be sent is kept for the next turn. */
int64_t reports_turn(struct arena *arena, int64_t monotonic_us)
{
	static struct report pending;
	static int64_t passed_over;
	static bool has_pending;
	struct sentry_target target;
	size_t length;
	int64_t wait_s = 0;
	if (!has_pending)
		has_pending = choose(&pending, monotonic_us, &passed_over);
	if (!has_pending || !sentry_read_dsn(settings_text(SETTING_SENTRY_DSN), &target))
		return PAUSE_US;
	const char *envelope = describe(arena, &pending, passed_over, &length);
	if (envelope == NULL)
		return PAUSE_US;
	switch (sentry_send(arena, &target, envelope, length, &wait_s)) {
	case SENTRY_SENT:
		metrics_count(METRICS_REPORTS_SENT);
		has_pending = false;
		return 0;
	case SENTRY_REFUSED:
		metrics_count(METRICS_REPORTS_FAILED);
		LOG(LOG_WARNING, "Sentry refuses a report: see SENTRY_DSN");
		has_pending = false;
		return PAUSE_US;
	case SENTRY_LATER:
		metrics_count(METRICS_REPORTS_FAILED);
		LOG(LOG_WARNING, "Sentry cannot be told; again later",
			LOG_NUMBER("seconds", wait_s));
		return wait_s * SECOND_US;
	}
	return PAUSE_US;
}
