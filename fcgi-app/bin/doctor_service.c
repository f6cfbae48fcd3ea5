#include "bin/doctor_service.h"

#include "api/pool.h"
#include "base/clock.h"
#include "bin/finding.h"
#include "market/board.h"
#include "market/feed.h"
#include "market/line.h"
#include "market/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const int64_t SECOND_US = 1000000;
static const int64_t DAY_US = 86400 * SECOND_US;

static void look_at_pool(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s.sock",
		pool_directory(), name);
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address,
						  sizeof(address)) == 0;
	if (answers)
		finding_ok("pool", "%s: listening", name);
	else
		finding_note("pool", errno == EACCES ? FINDING_UNKNOWN : FINDING_WRONG,
			"nginx answers 502 for what it serves",
			errno == EACCES ? "run doctor as root"
					: "systemctl start papertrade.target, or make up",
			"%s: %s", name, strerror(errno));
	if (descriptor >= 0)
		close(descriptor);
}

void doctor_service_pools(void)
{
	look_at_pool("fast");
	look_at_pool("slow");
}

static void look_at_providers(int64_t now_us)
{
	for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
		struct line_state line;
		if (!feed_sources_have(source))
			continue;
		line_state(source, now_us, &line);
		/* The problem begins with the provider's name. */
		if (line.breaker == LINE_CLOSED)
			finding_ok(
				"provider", "%s: asked as needed", source_name(source));
		else
			finding_note("provider", FINDING_WRONG,
				"what only it has is old or missing",
				"see its key and its own status page; it is asked again "
				"by itself",
				"%s", line.record.problem);
	}
}

/* Told for a day. By its own count of time, which is what was set, it may be yet to come.
 */
static void look_at_jump(int64_t now_us)
{
	struct board_jump jump = board_jump();
	int64_t since_us = now_us - jump.at_us;
	if (jump.count == 0 || since_us > DAY_US)
		return;
	finding_note("clock", FINDING_WARNING,
		jump.by_us > 0 ? "what was to end by then has ended: sessions, day orders"
			       : "orders and sessions of a time to come wait for it",
		"see that it is right now and stays so: timedatectl set-ntp true, in a "
		"container on its host",
		"the system clock was set %s by %lld s, %lld minutes ago",
		jump.by_us > 0 ? "ahead" : "back",
		(long long)((llabs(jump.by_us) + SECOND_US / 2) / SECOND_US),
		(long long)(since_us < 0 ? 0 : since_us / (60 * SECOND_US)));
}

/* Read without touching: the daemon's memory is not made by whoever looks. */
void doctor_service_market(void)
{
	char path[PATH_MAX];
	struct stat status;
	snprintf(path, sizeof(path), "%s/board", pool_directory());
	bool there = stat(path, &status) == 0 && feed_open(pool_directory()) == 0;
	int64_t now_us = clock_now_us();
	enum watch_state state = there ? watch_daemon(now_us) : WATCH_NEVER;
	const char *source = source_name(feed_sources(FEED_QUOTES)[0]);
	if (state == WATCH_RUNNING)
		finding_ok(
			"market", "the daemon is running, quotes come from %s", source);
	else
		finding_note("market", FINDING_WRONG,
			"quotes grow old, and orders are refused then",
			"systemctl restart papertrade-market, or make up",
			"the daemon is %s, quotes come from %s", watch_word(state),
			source);
	if (there && !feed_has_begun())
		finding_note("replay", FINDING_WRONG, "there is no quote before",
			"papertrade import bars, then start the market daemon",
			"it has not begun");
	if (!there)
		return;
	look_at_jump(now_us);
	look_at_providers(now_us);
}
