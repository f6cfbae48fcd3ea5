#include "api/jobs.h"

#include "api/backups.h"
#include "base/settings.h"
#include "http/metrics.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/board.h"
#include "market/renewal.h"
#include "trading/amount.h"

/* In the table the heart of the market daemon, which is no gauge. */
enum { BEAT = -1 };

struct job {
	const char *name;
	const char *process;
	int gauge;
	int64_t period_s;
	bool (*is_done)(void);
	const char *what;
};

static bool always(void)
{
	return true;
}

static bool sends_letters(void)
{
	return settings_text(SETTING_SMTP_URL)[0] != '\0';
}

static const struct job jobs[] = {
#define JOB(name, process, gauge, period_s, is_done, what)                               \
	{name, process, gauge, period_s, is_done, what},
#include "api/jobs.def"
#undef JOB
};

static const int64_t SECOND_US = 1000000;

/* So much later than its period a job may be, before that is told. */
enum { PATIENCE = 3, PATIENCE_S = 15 };

static const char *state_of(const struct job *job, int64_t last_us, int64_t wall_us)
{
	int64_t most_s = job->period_s * PATIENCE + PATIENCE_S;
	if (last_us == 0)
		return "waiting";
	return job->period_s > 0 && wall_us - last_us > most_s * SECOND_US ? "late"
									   : "ok";
}

static void write_job(struct json_writer *json, const struct job *job, int64_t last_us,
	const char *state)
{
	json_write_object(json);
	json_write_pair(json, "name", job->name);
	json_write_pair(json, "process", job->process);
	json_write_pair(json, "what", job->what);
	json_write_key(json, "period_seconds");
	if (job->period_s > 0)
		json_write_integer(json, job->period_s);
	else
		json_write_null(json);
	amount_write_time(json, "last_run", last_us);
	json_write_pair(json, "state", state);
	json_write_object_end(json);
}

/* It is cron's, and says itself how it went. */
static void write_backup(struct json_writer *json, int64_t wall_us)
{
	static const struct job job = {"backup", "cron", BEAT, 86400, always,
		"Dumps the database and proves the dump by restoring it."};
	struct backups_state state = backups_read();
	int64_t last_us = state.attempt_s * SECOND_US;
	write_job(json, &job, last_us,
		state.failed ? "failed" : state_of(&job, last_us, wall_us));
}

int jobs_list(struct request *request, struct reply *reply)
{
	struct metrics_summary sum = metrics_sum();
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "jobs");
	json_write_array(&json);
	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++) {
		if (!jobs[i].is_done())
			continue;
		int64_t last_us = jobs[i].gauge == BEAT ? board_beat_us()
							: sum.gauges[jobs[i].gauge];
		write_job(&json, &jobs[i], last_us,
			state_of(&jobs[i], last_us, request->now_us));
	}
	write_backup(&json, request->now_us);
	json_write_array_end(&json);
	amount_write_time(&json, "time", request->now_us);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
