#include "market/line_book.h"

#include "base/log.h"
#include "base/settings.h"
#include "base/shared.h"
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LAYOUT = 1 };

struct region {
	struct line_record records[SOURCES];
};

static struct region *region;
static int turn = -1;

int line_book_open(const char *directory)
{
	char path[PATH_MAX];
	region = shared_map(directory, "providers", sizeof(*region), LAYOUT);
	if (region == NULL || snprintf(path, sizeof(path), "%s/providers.turn",
				      directory) >= (int)sizeof(path))
		return -1;
	if (turn >= 0)
		close(turn);
	turn = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (turn >= 0)
		return 0;
	LOG(LOG_ERROR, "the lock of the lines cannot be opened", LOG_TEXT("path", path),
		LOG_TEXT("error", strerror(errno)));
	return -1;
}

struct line_limits line_book_limits(enum source source)
{
	switch (source) {
	case SOURCE_ALPACA:
		return (struct line_limits){
			settings_number(SETTING_ALPACA_PER_MINUTE), 0};
	case SOURCE_TRADIER:
		return (struct line_limits){
			settings_number(SETTING_TRADIER_PER_MINUTE), 0};
	case SOURCE_ALPHA_VANTAGE:
		return (struct line_limits){
			settings_number(SETTING_ALPHA_VANTAGE_PER_MINUTE),
			settings_number(SETTING_ALPHA_VANTAGE_PER_DAY)};
	case SOURCE_FINNHUB:
		return (struct line_limits){
			settings_number(SETTING_FINNHUB_PER_MINUTE), 0};
	case SOURCE_FRED:
		return (struct line_limits){settings_number(SETTING_FRED_PER_MINUTE), 0};
	case SOURCE_NONE:
	case SOURCE_SIM:
	case SOURCE_REPLAY:
	case SOURCES:
		break;
	}
	return (struct line_limits){0, 0};
}

/* Locks or unlocks one record. These locks belong to the process: workers that have
 * inherited the descriptor exclude one another all the same, and one that is killed
 * lets go. */
static void lock(enum source source, short kind)
{
	struct flock place = {.l_type = kind,
		.l_whence = SEEK_SET,
		.l_start = (off_t)source,
		.l_len = 1};
	while (fcntl(turn, F_SETLKW, &place) != 0 && errno == EINTR)
		;
}

static struct line_record *record_of(enum source source)
{
	assert(region != NULL && source > SOURCE_NONE && source < SOURCES);
	return &region->records[source];
}

struct line_verdict line_book_take(enum source source, int64_t now_us)
{
	struct line_limits limits = line_book_limits(source);
	struct line_record *shared = record_of(source);
	lock(source, F_WRLCK);
	struct line_record record = *shared;
	struct line_verdict verdict = line_rules_take(&record, &limits, now_us);
	*shared = record;
	lock(source, F_UNLCK);
	return verdict;
}

/* Jitter needs no secret: what differs between two calls is enough. */
static uint32_t scatter(enum source source, int64_t now_us)
{
	int64_t seed[] = {(int64_t)source, now_us, (int64_t)getpid()};
	return (uint32_t)(text_hash(seed, sizeof(seed)) >> 32);
}

void line_book_settle(
	enum source source, const struct line_result *result, int64_t now_us)
{
	struct line_record *shared = record_of(source);
	lock(source, F_WRLCK);
	struct line_record record = *shared;
	line_rules_settle(&record, result, scatter(source, now_us), now_us);
	*shared = record;
	lock(source, F_UNLCK);
}

void line_book_read(enum source source, struct line_record *record)
{
	struct line_record *shared = record_of(source);
	lock(source, F_RDLCK);
	*record = *shared;
	lock(source, F_UNLCK);
	record->problem[sizeof(record->problem) - 1] = '\0';
}
