#include "api/routes.h"

#include "api/activity.h"
#include "api/admin.h"
#include "api/announcements.h"
#include "api/assets.h"
#include "api/auth.h"
#include "api/corporate_actions.h"
#include "api/documents.h"
#include "api/economic_calendar.h"
#include "api/health.h"
#include "api/imports.h"
#include "api/keys.h"
#include "api/macro.h"
#include "api/market_clock.h"
#include "api/market.h"
#include "api/market_bars.h"
#include "api/market_conditions.h"
#include "api/market_correlation.h"
#include "api/market_movers.h"
#include "api/monitoring.h"
#include "api/news.h"
#include "api/option_contracts.h"
#include "api/option_history.h"
#include "api/option_snapshots.h"
#include "api/options.h"
#include "api/passwords.h"
#include "api/profile.h"
#include "api/providers.h"
#include "api/registration.h"
#include "api/second_factor.h"
#include "api/sessions.h"
#include "api/stock_bars.h"
#include "api/stock_latest.h"
#include "api/stock_meta.h"
#include "api/stock_screener.h"
#include "api/stock_ticks.h"
#include "api/telemetry.h"
#include "api/yield_curve.h"
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
#include "api/routes/reference.def"
#include "api/routes/market.def"
#include "api/routes/stocks.def"
#include "api/routes/news.def"
#include "api/routes/macro.def"
#include "api/routes/actions.def"
#include "api/routes/options.def"
#include "api/routes/imports.def"
};
/* clang-format on */

void routes_install(void)
{
	route_table_set(table, sizeof(table) / sizeof(*table));
}
