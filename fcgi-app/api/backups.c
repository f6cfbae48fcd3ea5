#include "api/backups.h"

#include "base/settings.h"
#include "base/text.h"
#include "http/metrics.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/amount.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES = 32, LINE_SIZE = 512 };

static void read_number(const char *line, const char *name, int64_t *value)
{
	size_t length = strlen(name);
	int64_t number;
	if (strncmp(line, name, length) == 0 && line[length] == '=' &&
		text_to_integer(line + length + 1, 0, INT64_MAX / 2000000, &number))
		*value = number;
}

static void read_line(char *line, struct backups_state *state)
{
	line[strcspn(line, "\n")] = '\0';
	state->known = true;
	if (strcmp(line, "state=failed") == 0)
		state->failed = true;
	else if (strcmp(line, "state=running") == 0)
		state->running = true;
	else if (text_starts(line, "reason="))
		snprintf(state->reason, sizeof(state->reason), "%.*s",
			(int)text_utf8_span(line + 7, strnlen(line + 7, 255)), line + 7);
	read_number(line, "attempt", &state->attempt_s);
	read_number(line, "success", &state->success_s);
	read_number(line, "size", &state->size);
	read_number(line, "seconds", &state->seconds);
	read_number(line, "kept", &state->kept);
}

/* A backup holds the lock as long as it runs, however it ends. */
static bool is_held(const char *path)
{
	int lock = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (lock < 0)
		return false;
	bool held = flock(lock, LOCK_SH | LOCK_NB) != 0;
	close(lock);
	return held;
}

static void read_status(struct backups_state *state)
{
	char path[PATH_MAX + 32];
	char line[LINE_SIZE];
	snprintf(path, sizeof(path), "%s/backup.status", settings_home());
	FILE *stream = fopen(path, "re");
	if (stream == NULL)
		return;
	for (int i = 0; i < LINES && fgets(line, sizeof(line), stream) != NULL; i++)
		read_line(line, state);
	fclose(stream);
	snprintf(path, sizeof(path), "%s/backup.lock", settings_home());
	if (!state->running || is_held(path))
		return;
	state->running = false;
	state->failed = true;
	snprintf(state->reason, sizeof(state->reason), "it was killed");
}

/* Whoever archives touches one file after each success, and makes another on failure. */
static void read_archive(struct backups_state *state)
{
	char path[PATH_MAX + 32];
	struct stat status;
	snprintf(path, sizeof(path), "%s/archived", settings_text(SETTING_WAL_DIR));
	if (stat(path, &status) == 0)
		state->archived_s = status.st_mtim.tv_sec;
	snprintf(path, sizeof(path), "%s/failed", settings_text(SETTING_WAL_DIR));
	state->archive_failed = stat(path, &status) == 0;
}

struct backups_state backups_read(void)
{
	struct backups_state state = {0};
	read_status(&state);
	read_archive(&state);
	return state;
}

static void write_gauge(
	struct text *out, const char *name, const char *help, bool known, int64_t value)
{
	text_format(out,
		"# HELP papertrade_%s %s\n"
		"# TYPE papertrade_%s gauge\n",
		name, help, name);
	if (known)
		text_format(out, "papertrade_%s %lld\n", name, (long long)value);
}

void backups_write(struct text *out, int64_t now_us)
{
	struct backups_state state = backups_read();
	bool good = state.success_s != 0;
	int64_t age_s = now_us / 1000000 - state.success_s;
	bool archives = state.archived_s != 0 || state.archive_failed;
	write_gauge(out, "backup_last_success_timestamp_seconds",
		"When the last verified backup was made.", good, state.success_s);
	write_gauge(out, "backup_age_seconds", "How long ago that was.", good,
		age_s < 0 ? 0 : age_s);
	write_gauge(out, "backup_size_bytes", "How large it is.", good, state.size);
	write_gauge(out, "backup_duration_seconds", "How long it took, with the check.",
		good, state.seconds);
	write_gauge(out, "backup_last_attempt_timestamp_seconds",
		"When a backup last began.", state.known, state.attempt_s);
	write_gauge(out, "backup_last_failed", "Whether that one failed or was killed.",
		state.known, state.failed);
	write_gauge(out, "backups", "Backups that are kept.", state.known, state.kept);
	write_gauge(out, "wal_archive_last_success_timestamp_seconds",
		"When write-ahead log was last archived.", state.archived_s != 0,
		state.archived_s);
	write_gauge(out, "wal_archive_last_failed", "Whether archiving has failed since.",
		archives, state.archive_failed);
}

static const char *state_of(const struct backups_state *state)
{
	if (!state->known)
		return "none";
	if (state->running)
		return "running";
	return state->failed ? "failed" : "ok";
}

static void write_number(
	struct json_writer *json, const char *key, bool known, int64_t value)
{
	json_write_key(json, key);
	if (known)
		json_write_integer(json, value);
	else
		json_write_null(json);
}

/* Of the last good backup; one is good only when it was restored and its ledger proved.
 */
static void write_success(
	struct json_writer *json, const struct backups_state *state, int64_t now_us)
{
	bool good = state->success_s != 0;
	int64_t age_s = now_us / 1000000 - state->success_s;
	amount_write_time(json, "last_success", state->success_s * 1000000);
	write_number(json, "age_seconds", good, age_s < 0 ? 0 : age_s);
	write_number(json, "size_bytes", good, state->size);
	write_number(json, "duration_seconds", good, state->seconds);
}

static void write_plan(struct json_writer *json)
{
	json_write_key(json, "keeps");
	json_write_object(json);
	json_write_pair_integer(json, "daily", settings_number(SETTING_BACKUP_DAILY));
	json_write_pair_integer(json, "weekly", settings_number(SETTING_BACKUP_WEEKLY));
	json_write_pair_integer(json, "monthly", settings_number(SETTING_BACKUP_MONTHLY));
	json_write_object_end(json);
	json_write_pair_bool(
		json, "encrypted", settings_text(SETTING_BACKUP_RECIPIENT)[0] != '\0');
	json_write_pair_bool(
		json, "copied", settings_text(SETTING_BACKUP_COPY)[0] != '\0');
}

static void write_archive(struct json_writer *json, const struct backups_state *state)
{
	json_write_key(json, "archive");
	json_write_object(json);
	json_write_pair_bool(json, "on", state->archived_s != 0 || state->archive_failed);
	amount_write_time(json, "last_success", state->archived_s * 1000000);
	json_write_pair_bool(json, "failed", state->archive_failed);
	json_write_object_end(json);
}

static void write_audit(struct json_writer *json)
{
	struct metrics_summary sum = metrics_sum();
	bool known = sum.gauges[METRICS_AUDIT_US] != 0;
	json_write_key(json, "audit");
	json_write_object(json);
	amount_write_time(json, "last_run", sum.gauges[METRICS_AUDIT_US]);
	write_number(json, "problems", known, sum.gauges[METRICS_AUDIT_PROBLEMS]);
	json_write_object_end(json);
}

int backups_get(struct request *request, struct reply *reply)
{
	struct backups_state state = backups_read();
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "state", state_of(&state));
	amount_write_time(&json, "last_attempt", state.attempt_s * 1000000);
	write_success(&json, &state, request->now_us);
	write_number(&json, "kept", state.known, state.kept);
	json_write_pair(&json, "reason",
		state.failed && state.reason[0] != '\0' ? state.reason : NULL);
	write_plan(&json);
	write_archive(&json, &state);
	write_audit(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
