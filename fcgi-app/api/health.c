#include "api/health.h"

#include "api/context.h"
#include "api/figures.h"
#include "api/version.h"
#include "db/migrations.h"
#include "http/metrics.h"
#include "http/reply.h"
#include "market/feed_sources.h"
#include "market/line.h"
#include "market/watch.h"

static void write_head(
	struct json_writer *json, const struct request *request, const char *status)
{
	json_write_pair(json, "status", status);
	json_write_key(json, "time");
	json_write_time(json, request->now_us);
	json_write_pair_integer(json, "timestamp", request->now_us / 1000000);
	json_write_pair(json, "version", version_text());
}

/* The state of a provider whose key is set. */
static const char *provider_word(enum source source, int64_t wall_us)
{
	struct line_state state;
	if (!feed_sources_have(source))
		return "not_configured";
	line_state(source, wall_us, &state);
	return state.breaker == LINE_CLOSED ? "configured" : "failing";
}

static void write_services(struct json_writer *json, const struct request *request)
{
	bool connected = connection_ready(context_of(request)->database);
	enum source quotes = feed_sources(FEED_QUOTES)[0];
	json_write_key(json, "services");
	json_write_object(json);
	json_write_pair(json, "database", connected ? "connected" : "disconnected");
	json_write_pair(json, "redis", "not_configured");
	json_write_pair(json, "market", watch_word(watch_daemon(request->now_us)));
	json_write_pair(json, "market_data", source_name(quotes));
	for (enum source source = SOURCE_ALPACA; source < SOURCES; source++)
		json_write_pair(json, source_name(source),
			provider_word(source, request->now_us));
	json_write_object_end(json);
}

/* What is missing, in words; NULL when all is well. */
static const char *what_is_wrong(const struct request *request)
{
	if (!connection_ready(context_of(request)->database))
		return "the database is not connected";
	if (watch_daemon(request->now_us) != WATCH_RUNNING)
		return "the market daemon does not run";
	return NULL;
}

int health_get(struct request *request, struct reply *reply)
{
	const char *wrong = what_is_wrong(request);
	bool well = wrong == NULL;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_head(&json, request, well ? "healthy" : "unhealthy");
	write_services(&json, request);
	json_write_pair_integer(&json, "models_loaded", 0);
	json_write_pair_integer(&json, "active_connections", metrics_open_connections());
	json_write_pair(&json, "metrics_collector", "running");
	if (!well)
		json_write_pair(&json, "reason", wrong);
	json_write_object_end(&json);
	return reply_end(reply, well ? 200 : 503);
}

int health_live(struct request *request, struct reply *reply)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_head(&json, request, "alive");
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* A database that has no room for its next file stops at any moment. */
static const char *why_not_ready(int64_t schema)
{
	/* A migration leaves the release before it working, so newer is well too. */
	if (schema < migrations_latest())
		return "the database is of an older version";
	if (figures_disk_free() < FIGURES_DISK_LEAST)
		return "the disk is full";
	return NULL;
}

int health_ready(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_HEALTH_SCHEMA, 0,
		    NULL, &rows) != 0)
		return -1;
	int64_t schema = rows_integer(&rows, 0, "version");
	const char *wrong = why_not_ready(schema);
	bool ready = wrong == NULL;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_head(&json, request, ready ? "ready" : "not_ready");
	json_write_pair_integer(&json, "schema", schema);
	json_write_pair_integer(&json, "schema_wanted", migrations_latest());
	if (!ready)
		json_write_pair(&json, "reason", wrong);
	json_write_object_end(&json);
	return reply_end(reply, ready ? 200 : 503);
}

int health_startup(struct request *request, struct reply *reply)
{
	struct metrics_summary sum = metrics_sum();
	bool started = sum.alive[METRICS_FAST] >= sum.workers[METRICS_FAST];
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_head(&json, request, started ? "started" : "starting");
	json_write_pair_integer(&json, "workers", sum.alive[METRICS_FAST]);
	json_write_pair_integer(&json, "workers_wanted", sum.workers[METRICS_FAST]);
	json_write_object_end(&json);
	return reply_end(reply, started ? 200 : 503);
}

static void write_pool(struct json_writer *json, const struct metrics_summary *sum,
	enum metrics_pool pool, const char *name)
{
	json_write_key(json, name);
	json_write_object(json);
	json_write_pair_integer(json, "workers", sum->workers[pool]);
	json_write_pair_integer(json, "alive", sum->alive[pool]);
	json_write_pair_integer(json, "busy", sum->busy[pool]);
	json_write_pair_integer(json, "database_connections", sum->database_up[pool]);
	json_write_object_end(json);
}

static void write_database(
	struct json_writer *json, const struct rows *database, int64_t schema)
{
	json_write_key(json, "database");
	json_write_object(json);
	json_write_pair(json, "server_version", rows_text(database, 0, "server_version"));
	json_write_pair_integer(
		json, "size_bytes", rows_integer(database, 0, "size_bytes"));
	json_write_pair_integer(
		json, "connections", rows_integer(database, 0, "connections"));
	json_write_pair_integer(
		json, "max_connections", rows_integer(database, 0, "max_connections"));
	json_write_pair_integer(json, "schema", schema);
	json_write_pair_integer(json, "schema_wanted", migrations_latest());
	json_write_object_end(json);
}

int health_detailed(struct request *request, struct reply *reply)
{
	struct rows schema;
	struct rows database;
	struct metrics_summary sum = metrics_sum();
	struct transaction *transaction = context_transaction(request);
	if (transaction_queue(transaction, STATEMENT_HEALTH_SCHEMA, 0, NULL) != 0 ||
		transaction_queue(transaction, STATEMENT_HEALTH_DATABASE, 0, NULL) != 0 ||
		transaction_fetch(transaction, &schema) != 0 ||
		transaction_fetch(transaction, &database) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	write_head(&json, request, "healthy");
	json_write_key(&json, "started_at");
	json_write_time(&json, sum.started_us);
	json_write_pair(&json, "instance", rows_text(&database, 0, "instance_id"));
	write_services(&json, request);
	write_database(&json, &database, rows_integer(&schema, 0, "version"));
	json_write_key(&json, "pools");
	json_write_object(&json);
	write_pool(&json, &sum, METRICS_FAST, "fast");
	write_pool(&json, &sum, METRICS_SLOW, "slow");
	json_write_object_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
