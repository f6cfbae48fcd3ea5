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

/*
 * The one table of routes, a fragment for each part of the API. A path is named
 * in its fragment and nowhere else.
 */
/* clang-format off */
static const struct route table[] = {
#include "api/routes/server.def"
#include "api/routes/people.def"
#include "api/routes/admin.def"
};
/* clang-format on */

void routes_install(void)
{
	route_table_set(table, sizeof(table) / sizeof(*table));
}
