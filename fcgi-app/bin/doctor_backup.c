#include "bin/doctor_backup.h"

#include "api/backups.h"
#include "base/clock.h"
#include "bin/finding.h"

#include <stdio.h>

enum { OLD_HOURS = 36, ARCHIVE_OLD_MINUTES = 60 };

static const char LOSS[] = "what happened since is lost with the disk";

static void look_at_archive(const struct backups_state *state, int64_t now_s)
{
	int64_t minutes = (now_s - state->archived_s) / 60;
	if (state->archived_s == 0 && !state->archive_failed)
		return;
	if (state->archive_failed)
		finding_note("archive", FINDING_WRONG, LOSS,
			"PostgreSQL's log says why; is WAL_DIR full?",
			"PostgreSQL's log cannot be archived");
	else if (minutes > ARCHIVE_OLD_MINUTES)
		finding_note("archive", FINDING_WARNING, LOSS,
			"pg_stat_archiver says what it waits for",
			"nothing was archived for %lld minutes", (long long)minutes);
	else
		finding_ok("archive", "PostgreSQL's log was archived %lld minutes ago",
			(long long)minutes);
}

void doctor_backup_look(void)
{
	struct backups_state state = backups_read();
	int64_t now_s = clock_now_us() / 1000000;
	int64_t hours = (now_s - state.success_s) / 3600;
	look_at_archive(&state, now_s);
	if (state.failed)
		finding_note("backup", FINDING_WRONG, LOSS,
			"mend what it says, then papertrade-backup",
			"the last one failed: %.200s", state.reason);
	else if (state.success_s == 0 && !state.running)
		/* On the day of an installation that is so; later an alert fires. */
		finding_note("backup", FINDING_WARNING, "all is lost with the disk",
			"papertrade-backup", "there is none");
	else if (state.success_s != 0 && hours > OLD_HOURS)
		finding_note("backup", FINDING_WRONG, LOSS,
			"see that cron runs papertrade-backup",
			"the last good one is %lld hours old", (long long)hours);
	else if (state.success_s == 0)
		finding_ok("backup", "the first is being made");
	else
		finding_ok("backup", "verified and %lld hours old, %lld are kept",
			(long long)hours, (long long)state.kept);
}
