#include "http/metrics_text.h"

#include "base/text.h"
#include "http/metrics.h"

static const char *const pool_names[METRICS_POOLS] = {"fast", "slow"};
static const char *const bound_names[METRICS_BUCKETS + 1] = {"0.0001", "0.00025",
	"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25",
	"0.5", "1", "2.5", "+Inf"};

static void head(struct text *out, const char *name, const char *type, const char *help)
{
	text_format(out, "# HELP papertrade_%s %s\n# TYPE papertrade_%s %s\n", name, help,
		name, type);
}

static void label(struct text *out, size_t route, const char *name)
{
	size_t count;
	const struct route *table = route_table(&count);
	text_format(out, "papertrade_%s{method=\"%s\",route=\"%s\"", name,
		route == 0 ? "any" : route_method_name(table[route - 1].method),
		route == 0 ? "unmatched" : table[route - 1].path);
}

static void write_requests(struct text *out, size_t routes)
{
	head(out, "http_requests_total", "counter", "Replies by route and status.");
	for (size_t route = 0; route <= routes; route++) {
		struct metrics_route total = metrics_route_sum(route);
		for (int i = 0; i <= METRICS_STATUSES; i++) {
			if (total.statuses[i] == 0)
				continue;
			label(out, route, "http_requests_total");
			text_format(out, ",status=\"%d\"} %llu\n",
				i < METRICS_STATUSES ? metrics_statuses[i] : 0,
				(unsigned long long)total.statuses[i]);
		}
	}
}

static void write_durations(struct text *out, size_t routes)
{
	head(out, "http_request_seconds", "histogram",
		"Time a worker spent on a request, by route.");
	for (size_t route = 0; route <= routes; route++) {
		struct metrics_route total = metrics_route_sum(route);
		uint64_t count = 0;
		for (int i = 0; i <= METRICS_BUCKETS; i++)
			count += total.buckets[i];
		if (count == 0)
			continue;
		count = 0;
		for (int i = 0; i <= METRICS_BUCKETS; i++) {
			count += total.buckets[i];
			label(out, route, "http_request_seconds_bucket");
			text_format(out, ",le=\"%s\"} %llu\n", bound_names[i],
				(unsigned long long)count);
		}
		label(out, route, "http_request_seconds_sum");
		text_format(out, "} %llu.%06llu\n",
			(unsigned long long)(total.duration_us / 1000000),
			(unsigned long long)(total.duration_us % 1000000));
		label(out, route, "http_request_seconds_count");
		text_format(out, "} %llu\n", (unsigned long long)count);
	}
}

static void write_workers(struct text *out, const struct metrics_summary *sum)
{
	head(out, "workers", "gauge", "Workers by pool and state.");
	for (int pool = 0; pool < METRICS_POOLS; pool++)
		text_format(out,
			"papertrade_workers{pool=\"%s\",state=\"busy\"} %d\n"
			"papertrade_workers{pool=\"%s\",state=\"idle\"} %d\n"
			"papertrade_workers{pool=\"%s\",state=\"missing\"} %d\n",
			pool_names[pool], sum->busy[pool], pool_names[pool],
			sum->alive[pool] - sum->busy[pool], pool_names[pool],
			sum->workers[pool] > sum->alive[pool]
				? sum->workers[pool] - sum->alive[pool]
				: 0);
	head(out, "worker_replacements_total", "counter",
		"Workers that died and were replaced.");
	for (int pool = 0; pool < METRICS_POOLS; pool++)
		text_format(out,
			"papertrade_worker_replacements_total{pool=\"%s\"} %llu\n",
			pool_names[pool], (unsigned long long)sum->replaced[pool]);
	head(out, "database_connections", "gauge",
		"Workers that have their database connection, by pool.");
	for (int pool = 0; pool < METRICS_POOLS; pool++)
		text_format(out, "papertrade_database_connections{pool=\"%s\"} %d\n",
			pool_names[pool], sum->database_up[pool]);
	head(out, "connections", "gauge", "Connections from nginx that are open.");
	text_format(out, "papertrade_connections %d\n", sum->connections);
}

static void write_counters(struct text *out, const struct metrics_summary *sum)
{
	static const char *const classes[] = {"global", "auth", "trade", "key"};
	head(out, "rate_limited_total", "counter",
		"Requests refused with 429, by class.");
	for (int i = 0; i < 4; i++)
		text_format(out, "papertrade_rate_limited_total{class=\"%s\"} %llu\n",
			classes[i],
			(unsigned long long)
				sum->counters[METRICS_RATE_LIMITED_GLOBAL + i]);
	head(out, "connections_total", "counter",
		"Connections from nginx, by how they came.");
	text_format(out,
		"papertrade_connections_total{how=\"accepted\"} %llu\n"
		"papertrade_connections_total{how=\"adopted\"} %llu\n",
		(unsigned long long)sum->counters[METRICS_CONNECTIONS_ACCEPTED],
		(unsigned long long)sum->counters[METRICS_CONNECTIONS_ADOPTED]);
	head(out, "database_losses_total", "counter",
		"Times a worker lost its database.");
	text_format(out, "papertrade_database_losses_total %llu\n",
		(unsigned long long)sum->counters[METRICS_DATABASE_LOST]);
}

static void write_caches(struct text *out, const struct metrics_summary *sum)
{
	static const char *const kinds[METRICS_CACHES] = {
		"quotes", "bars", "options", "news", "macro", "actions", "search"};
	static const char *const results[] = {"hit", "stale", "miss"};
	head(out, "cache_requests_total", "counter",
		"Questions to the cache of market data, by kind and what came of them.");
	for (int kind = 0; kind < METRICS_CACHES; kind++)
		for (int result = 0; result < 3; result++)
			text_format(out,
				"papertrade_cache_requests_total{kind=\"%s\",result=\"%"
				"s\"} "
				"%llu\n",
				kinds[kind], results[result],
				(unsigned long long)
					sum->counters[METRICS_CACHE_HITS +
						      result * METRICS_CACHES + kind]);
	head(out, "quotes_written_total", "counter", "Quotes put on the board.");
	text_format(out, "papertrade_quotes_written_total %llu\n",
		(unsigned long long)sum->counters[METRICS_QUOTES_WRITTEN]);
}

static void write_reports(struct text *out, const struct metrics_summary *sum)
{
	static const char *const outcomes[] = {"sent", "failed", "passed_over"};
	head(out, "reports_total", "counter",
		"Errors for Sentry, by what became of them.");
	for (int i = 0; i < 3; i++)
		text_format(out, "papertrade_reports_total{outcome=\"%s\"} %llu\n",
			outcomes[i],
			(unsigned long long)sum->counters[METRICS_REPORTS_SENT + i]);
}

static void write_trading(struct text *out, const struct metrics_summary *sum)
{
	static const char *const chores[METRICS_CHORES] = {
		"closing", "charges", "actions", "worth", "sweeping"};
	head(out, "resting_orders", "gauge", "Open orders that the daemon watches.");
	text_format(out, "papertrade_resting_orders %lld\n",
		(long long)sum->gauges[METRICS_RESTING_ORDERS]);
	head(out, "resting_backlog", "gauge",
		"Accounts whose orders wait to be dealt with.");
	text_format(out, "papertrade_resting_backlog %lld\n",
		(long long)sum->gauges[METRICS_RESTING_BACKLOG]);
	head(out, "resting_fills_total", "counter", "Fills of orders that rested.");
	text_format(out, "papertrade_resting_fills_total %llu\n",
		(unsigned long long)sum->counters[METRICS_FILLS]);
	head(out, "tick_seconds", "gauge",
		"How long the last look at all resting orders took.");
	text_format(out, "papertrade_tick_seconds %lld.%06lld\n",
		(long long)(sum->gauges[METRICS_TICK_US] / 1000000),
		(long long)(sum->gauges[METRICS_TICK_US] % 1000000));
	if (sum->gauges[METRICS_TICK_TIME_US] != 0) {
		head(out, "tick_time_seconds", "gauge",
			"When all resting orders were last looked at.");
		text_format(out, "papertrade_tick_time_seconds %lld\n",
			(long long)(sum->gauges[METRICS_TICK_TIME_US] / 1000000));
	}
	head(out, "chore_last_time_seconds", "gauge",
		"When what happens by itself was last done.");
	for (int i = 0; i < METRICS_CHORES; i++)
		text_format(out,
			"papertrade_chore_last_time_seconds{chore=\"%s\"} %lld\n",
			chores[i],
			(long long)(sum->gauges[METRICS_LAST_CHORE + i] / 1000000));
}

/* Of the last audit of all accounts, once there was one. */
static void write_audit(struct text *out, const struct metrics_summary *sum)
{
	if (sum->gauges[METRICS_AUDIT_US] == 0)
		return;
	head(out, "audit_time_seconds", "gauge", "When the ledger was last audited.");
	text_format(out, "papertrade_audit_time_seconds %lld\n",
		(long long)(sum->gauges[METRICS_AUDIT_US] / 1000000));
	head(out, "audit_problems", "gauge", "What that audit found wrong.");
	text_format(out, "papertrade_audit_problems %lld\n",
		(long long)sum->gauges[METRICS_AUDIT_PROBLEMS]);
}

void metrics_text_write(struct text *out, const char *version, const char *commit)
{
	size_t routes;
	struct metrics_summary sum = metrics_sum();
	route_table(&routes);
	head(out, "build_info", "gauge", "The version that runs; always 1.");
	text_format(out, "papertrade_build_info{version=\"%s\",commit=\"%s\"} 1\n",
		version, commit);
	head(out, "start_time_seconds", "gauge", "When the newest pool started.");
	text_format(out, "papertrade_start_time_seconds %lld.%06lld\n",
		(long long)(sum.started_us / 1000000),
		(long long)(sum.started_us % 1000000));
	write_requests(out, routes);
	write_durations(out, routes);
	write_workers(out, &sum);
	write_counters(out, &sum);
	write_caches(out, &sum);
	write_reports(out, &sum);
	write_trading(out, &sum);
	write_audit(out, &sum);
}
