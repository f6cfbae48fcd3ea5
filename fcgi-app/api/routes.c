#include "api/routes.h"

#include "api/activity.h"
#include "api/admin.h"
#include "api/auth.h"
#include "api/documents.h"
#include "api/health.h"
#include "api/keys.h"
#include "api/monitoring.h"
#include "api/passwords.h"
#include "api/profile.h"
#include "api/registration.h"
#include "api/second_factor.h"
#include "api/sessions.h"
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

	{ROUTE_POST, "/api/auth/register", {0}, "sign-in",
	 .summary = "Register",
	 .description = "Makes a user with a paper account, and signs in.",
	 .status = 201, .reply = "access_token, csrf_token, user; a refresh cookie",
	 .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = registration_params, .param_count = REGISTRATION_PARAMS,
	 .slow = true, .handle = registration_post},

	{ROUTE_POST, "/api/auth/login", {0}, "sign-in",
	 .summary = "Sign in",
	 .description = "Begins a session. The access token lasts 15 minutes.",
	 .reply = "access_token, csrf_token, user; a refresh cookie",
	 .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = auth_login_params, .param_count = AUTH_LOGIN_PARAMS,
	 .slow = true, .handle = auth_login},

	{ROUTE_POST, "/api/auth/refresh", {0}, "sign-in",
	 .summary = "Refresh",
	 .description = "A new access token for the refresh cookie, which is replaced. A "
			"cookie used twice ends the session.",
	 .reply = "access_token, csrf_token, user; a refresh cookie",
	 .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES, .lenient = true,
	 .handle = auth_refresh},

	{ROUTE_POST, "/api/auth/logout", {0}, "sign-in",
	 .summary = "Sign out",
	 .description = "Ends the session of the token, or of the cookie.",
	 .status = 204, .reply = "nothing", .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .lenient = true, .handle = auth_logout},

	{ROUTE_GET, "/api/auth/me", {0}, "sign-in",
	 .summary = "Who am I?",
	 .description = "The user behind the session or the API key.",
	 .reply = "id, username, email, role, account_id", .access = ROUTE_USER,
	 .rate = ROUTE_RATE_GLOBAL, .lenient = true, .handle = auth_me},

	{ROUTE_GET, "/api/auth/csrf-token", {0}, "sign-in",
	 .summary = "CSRF token",
	 .description = "A token for X-CSRF-Token, bound to the session where there is one.",
	 .reply = "csrf_token", .rate = ROUTE_RATE_GLOBAL, .lenient = true,
	 .handle = auth_csrf_token},

	{ROUTE_POST, "/api/auth/step-up", {0}, "sign-in",
	 .summary = "Prove who you are",
	 .description = "Once more, for what is sensitive; good for 15 minutes.",
	 .reply = "access_token", .access = ROUTE_SESSION, .rate = ROUTE_RATE_AUTH,
	 .data = ROUTE_WRITES, .params = passwords_prove_params,
	 .param_count = PASSWORDS_PROVE_PARAMS, .slow = true, .handle = passwords_prove},

	{ROUTE_POST, "/api/auth/password", {0}, "sign-in",
	 .summary = "Change the password",
	 .description = "All other sessions end.", .status = 204, .reply = "nothing",
	 .access = ROUTE_SESSION, .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = passwords_change_params, .param_count = PASSWORDS_CHANGE_PARAMS,
	 .slow = true, .handle = passwords_change},

	{ROUTE_POST, "/api/auth/forgot", {0}, "sign-in",
	 .summary = "Forgot the password",
	 .description = "Sends a one-time link by e-mail, if there is such a user; the reply "
			"is the same.",
	 .status = 202, .reply = "nothing", .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = passwords_forgot_params, .param_count = PASSWORDS_FORGOT_PARAMS,
	 .slow = true, .handle = passwords_forgot},

	{ROUTE_POST, "/api/auth/reset", {0}, "sign-in",
	 .summary = "Choose a new password",
	 .description = "By the token of a one-time link; all sessions end.",
	 .status = 204, .reply = "nothing", .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = passwords_reset_params, .param_count = PASSWORDS_RESET_PARAMS,
	 .slow = true, .handle = passwords_reset},

	{ROUTE_POST, "/api/auth/totp", {0}, "second factor",
	 .summary = "Set up an authenticator",
	 .description = "A new secret, as text and as a QR code; a first code confirms it.",
	 .reply = "secret, otpauth_uri, qr_svg", .access = ROUTE_SESSION,
	 .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES, .handle = second_factor_begin},

	{ROUTE_POST, "/api/auth/totp/confirm", {0}, "second factor",
	 .summary = "Confirm the authenticator",
	 .description = "From now on signing in takes a code.",
	 .reply = "recovery_codes, shown this once", .access = ROUTE_SESSION,
	 .rate = ROUTE_RATE_AUTH, .data = ROUTE_WRITES,
	 .params = second_factor_code_params, .param_count = SECOND_FACTOR_CODE_PARAMS,
	 .handle = second_factor_confirm},

	{ROUTE_DELETE, "/api/auth/totp", {0}, "second factor",
	 .summary = "Give the authenticator up",
	 .description = "Takes a recent proof of who you are.", .status = 204, .reply = "nothing",
	 .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .handle = second_factor_end},

	{ROUTE_POST, "/api/auth/recovery-codes", {0}, "second factor",
	 .summary = "New recovery codes",
	 .description = "The old ones are void.", .reply = "recovery_codes, shown this once",
	 .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .handle = second_factor_renew_codes},

	{ROUTE_GET, "/api/auth/sessions", {0}, "sessions",
	 .summary = "Sessions", .description = "Where you are signed in.",
	 .reply = "sessions", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .handle = sessions_list},

	{ROUTE_DELETE, "/api/auth/sessions", {0}, "sessions",
	 .summary = "End the other sessions", .description = "All but the one that asks.",
	 .reply = "ended", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .handle = sessions_end_others},

	{ROUTE_DELETE, "/api/auth/sessions/{id}", {0}, "sessions",
	 .summary = "End a session", .description = "Its tokens are refused at once.",
	 .status = 204, .reply = "nothing", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = sessions_id_params,
	 .param_count = SESSIONS_ID_PARAMS, .handle = sessions_end},

	{ROUTE_GET, "/api/keys", {0}, "keys",
	 .summary = "API keys", .description = "Keys in use; their secrets are not shown.",
	 .reply = "keys", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .handle = keys_list},

	{ROUTE_POST, "/api/keys", {0}, "keys",
	 .summary = "New API key", .description = "Takes a recent proof of who you are.",
	 .status = 201, .reply = "key_id, secret_key (shown this once)", .access = ROUTE_SESSION,
	 .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES, .params = keys_create_params,
	 .param_count = KEYS_CREATE_PARAMS, .handle = keys_create},

	{ROUTE_DELETE, "/api/keys/{key_id}", {0}, "keys",
	 .summary = "End an API key", .description = "It is refused at once.",
	 .status = 204, .reply = "nothing", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = keys_id_params, .param_count = KEYS_ID_PARAMS,
	 .handle = keys_revoke},

	{ROUTE_GET, "/api/settings", {0}, "settings",
	 .summary = "Profile and preferences", .description = "The user's own.",
	 .reply = "user, preferences", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .handle = profile_get},

	{ROUTE_PATCH, "/api/settings", {0}, "settings",
	 .summary = "Change profile and preferences",
	 .description = "What is given changes, the rest stays.", .reply = "user, preferences",
	 .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .params = profile_params, .param_count = PROFILE_PARAMS, .handle = profile_change},

	{ROUTE_PUT, "/api/settings", {0}, "settings",
	 .summary = "Change profile and preferences", .description = "The same as PATCH.",
	 .reply = "user, preferences", .access = ROUTE_SESSION, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = profile_params, .param_count = PROFILE_PARAMS,
	 .handle = profile_change},

	{ROUTE_GET, "/api/activity", {0}, "settings",
	 .summary = "Activity", .description = "What you did, and what was refused you.",
	 .reply = "activity, next_before", .access = ROUTE_SESSION,
	 .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_READS, .params = activity_params,
	 .param_count = ACTIVITY_PARAMS, .handle = activity_list},

	{ROUTE_GET, "/api/admin/users", {0}, "administration",
	 .summary = "Users", .description = "All of them, oldest first.",
	 .reply = "users, next_after", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .params = admin_list_params, .param_count = ADMIN_LIST_PARAMS,
	 .slow = true, .handle = admin_list},

	{ROUTE_POST, "/api/admin/users", {0}, "administration",
	 .summary = "Make a user",
	 .description = "With a password, or with a one-time link to choose one.",
	 .status = 201, .reply = "user, link", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = admin_create_params,
	 .param_count = ADMIN_CREATE_PARAMS, .slow = true, .handle = admin_create},

	{ROUTE_GET, "/api/admin/users/{id}", {0}, "administration",
	 .summary = "A user", .description = "One of them.", .reply = "the user",
	 .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_READS,
	 .params = admin_user_params, .param_count = ADMIN_USER_PARAMS,
	 .slow = true, .handle = admin_show},

	{ROUTE_PATCH, "/api/admin/users/{id}", {0}, "administration",
	 .summary = "Change a user", .description = "Role, or access.", .reply = "the user",
	 .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .params = admin_change_params, .param_count = ADMIN_CHANGE_PARAMS,
	 .slow = true, .handle = admin_change},

	{ROUTE_POST, "/api/admin/users/{id}/reset-password", {0}, "administration",
	 .summary = "One-time link for a user",
	 .description = "With which they choose a new password.", .status = 201, .reply = "link, token",
	 .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL, .data = ROUTE_WRITES,
	 .params = admin_user_params, .param_count = ADMIN_USER_PARAMS,
	 .slow = true, .handle = admin_reset_password},

	{ROUTE_GET, "/api/admin/invitations", {0}, "administration",
	 .summary = "Invitations", .description = "Those that are still good.",
	 .reply = "invitations", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .slow = true, .handle = admin_invitations},

	{ROUTE_POST, "/api/admin/invitations", {0}, "administration",
	 .summary = "Invite", .description = "A one-time link with which somebody registers.",
	 .status = 201, .reply = "link, token", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = admin_invite_params,
	 .param_count = ADMIN_INVITE_PARAMS, .slow = true, .handle = admin_invite},

	{ROUTE_DELETE, "/api/admin/invitations/{id}", {0}, "administration",
	 .summary = "Take an invitation back", .description = "Its link is void.",
	 .status = 204, .reply = "nothing", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_WRITES, .params = admin_user_params,
	 .param_count = ADMIN_USER_PARAMS, .slow = true, .handle = admin_withdraw},

	{ROUTE_GET, "/api/admin/activity", {0}, "administration",
	 .summary = "Everybody's activity", .description = "Newest first.",
	 .reply = "activity, next_before", .access = ROUTE_ADMIN, .rate = ROUTE_RATE_GLOBAL,
	 .data = ROUTE_READS, .params = activity_params, .param_count = ACTIVITY_PARAMS,
	 .slow = true, .handle = admin_activity},

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
