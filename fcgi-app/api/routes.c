#include "api/routes.h"

#include "api/documents.h"
#include "api/health.h"
#include "api/monitoring.h"
#include "api/telemetry.h"
#include "http/param.h"
#include "http/route.h"

/* clang-format off */
static const struct route table[] = {
	{ROUTE_GET, "/api/health", {"/health", "/api/monitoring/health"}, "health",
	 .summary = "Health",
	 .description = "Is the server well?",
	 .reply = "status healthy; or 503 and status unhealthy, with the service that is missing",
	 .lenient = true, .handle = health_get},

	{ROUTE_GET, "/api/health/detailed", {0}, "health",
	 .summary = "Health in detail",
	 .description = "The same with the state of the database, the pools and the schema.",
	 .reply = "services, database, pools", .access = ROUTE_OPERATOR,
	 .data = ROUTE_READS, .lenient = true, .handle = health_detailed},

	{ROUTE_GET, "/api/monitoring/health/live", {0}, "health",
	 .summary = "Liveness",
	 .description = "Does a worker answer? Says nothing of what it depends on.",
	 .reply = "status alive", .lenient = true, .handle = health_live},

	{ROUTE_GET, "/api/monitoring/health/ready", {0}, "health",
	 .summary = "Readiness",
	 .description = "Can requests be served: does the database answer, with the right schema?",
	 .reply = "status ready; or 503 and why not", .data = ROUTE_READS,
	 .lenient = true, .handle = health_ready},

	{ROUTE_GET, "/api/monitoring/health/startup", {0}, "health",
	 .summary = "Startup",
	 .description = "Have all workers started?",
	 .reply = "status started; or 503 and how many have", .lenient = true,
	 .handle = health_startup},

	{ROUTE_GET, "/api/monitor/version", {"/info", "/api/info"}, "monitoring",
	 .summary = "Version",
	 .description = "What runs here.", .reply = "name, version, commit, API version, schema",
	 .lenient = true, .handle = monitoring_version},

	{ROUTE_GET, "/api/monitoring/dashboard", {0}, "monitoring",
	 .summary = "Dashboard",
	 .description = "Figures of the running server, summed over all workers.",
	 .reply = "predictions, api_performance, websocket_stats, cache_stats, rate_limit_stats",
	 .access = ROUTE_OPERATOR, .lenient = true, .handle = monitoring_dashboard},

	{ROUTE_GET, "/metrics", {"/api/metrics"}, "monitoring",
	 .summary = "Metrics",
	 .description = "All metrics in Prometheus' text format.", .reply = "text",
	 .access = ROUTE_OPERATOR, .lenient = true, .handle = monitoring_metrics},

	{ROUTE_GET, "/api/openapi.json", {0}, "documents",
	 .summary = "OpenAPI document",
	 .description = "This document.", .reply = "OpenAPI 3.1",
	 .rate = ROUTE_RATE_GLOBAL, .lenient = true, .handle = documents_openapi},

	{ROUTE_POST, "/api/telemetry", {0}, "telemetry",
	 .summary = "Offer usage events",
	 .description = "Offers usage events of the web app; kept only where TELEMETRY is on.",
	 .status = 202, .reply = "how many were kept", .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .params = telemetry_post_params, .param_count = TELEMETRY_POST_PARAMS,
	 .handle = telemetry_post},

	{ROUTE_GET, "/api/telemetry", {0}, "telemetry",
	 .summary = "List usage events",
	 .description = "The usage events that were kept, newest first.",
	 .reply = "events, next_before", .access = ROUTE_OPERATOR,
	 .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_READS,
	 .params = telemetry_list_params, .param_count = TELEMETRY_LIST_PARAMS,
	 .handle = telemetry_list},
};
/* clang-format on */

void routes_install(void)
{
	route_table_set(table, sizeof(table) / sizeof(*table));
}
