#include "api/monitoring.h"

#include "api/backups.h"
#include "api/figures.h"
#include "api/version.h"
#include "db/migrations.h"
#include "http/metrics.h"
#include "http/metrics_text.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/watch.h"

int monitoring_version(struct request *request, struct reply *reply)
{
	struct json_writer json = reply_json(reply);
	(void)request;
	json_write_object(&json);
	json_write_pair(&json, "name", "PaperTrade");
	json_write_pair(&json, "version", version_text());
	json_write_pair(&json, "commit", version_commit());
	json_write_pair(&json, "api_version", "v1");
	json_write_pair_integer(&json, "schema", migrations_latest());
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static void write_performance(struct json_writer *json, const struct metrics_summary *sum)
{
	json_write_key(json, "api_performance");
	json_write_object(json);
	json_write_pair_integer(json, "requests_total", (int64_t)sum->requests);
	json_write_pair_integer(json, "errors_total", (int64_t)sum->errors);
	json_write_pair_integer(json, "mean_duration_us",
		sum->requests == 0 ? 0 : (int64_t)(sum->duration_us / sum->requests));
	json_write_pair_integer(
		json, "workers", sum->alive[METRICS_FAST] + sum->alive[METRICS_SLOW]);
	json_write_pair_integer(
		json, "workers_busy", sum->busy[METRICS_FAST] + sum->busy[METRICS_SLOW]);
	json_write_pair_integer(json, "connections", sum->connections);
	json_write_object_end(json);
}

static void write_limited(struct json_writer *json, const struct metrics_summary *sum)
{
	static const char *const classes[] = {"global", "auth", "trade", "key"};
	json_write_key(json, "rate_limit_stats");
	json_write_object(json);
	for (int i = 0; i < 4; i++)
		json_write_pair_integer(json, classes[i],
			(int64_t)sum->counters[METRICS_RATE_LIMITED_GLOBAL + i]);
	json_write_object_end(json);
}

static void write_cache(struct json_writer *json, const struct metrics_summary *sum)
{
	uint64_t results[3] = {0};
	for (int i = 0; i < 3 * METRICS_CACHES; i++)
		results[i / METRICS_CACHES] += sum->counters[METRICS_CACHE_HITS + i];
	json_write_key(json, "cache_stats");
	json_write_object(json);
	json_write_pair_integer(json, "hits", (int64_t)results[0]);
	json_write_pair_integer(json, "stale", (int64_t)results[1]);
	json_write_pair_integer(json, "misses", (int64_t)results[2]);
	json_write_object_end(json);
}

int monitoring_dashboard(struct request *request, struct reply *reply)
{
	struct metrics_summary sum = metrics_sum();
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "time");
	json_write_time(&json, request->now_us);
	json_write_key(&json, "uptime_seconds");
	json_write_integer(&json, (request->now_us - sum.started_us) / 1000000);
	/* This version makes no predictions and streams nothing. */
	json_write_key(&json, "predictions");
	json_write_null(&json);
	write_performance(&json, &sum);
	json_write_key(&json, "websocket_stats");
	json_write_null(&json);
	write_cache(&json, &sum);
	write_limited(&json, &sum);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int monitoring_metrics(struct request *request, struct reply *reply)
{
	reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
	metrics_text_write(&reply->body, version_text(), version_commit());
	watch_write(&reply->body, request->now_us);
	figures_write(&reply->body);
	backups_write(&reply->body, request->now_us);
	return reply_end(reply, 200);
}
