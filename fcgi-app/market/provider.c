#include "market/provider.h"

#include "market/providers/alpaca.h"
#include "market/providers/alpha_vantage.h"
#include "market/providers/finnhub.h"
#include "market/providers/fred.h"
#include "market/providers/replay.h"
#include "market/providers/sim.h"
#include "market/providers/tradier.h"

#include <stddef.h>

static const struct provider *const providers[SOURCES] = {
	[SOURCE_SIM] = &sim_provider,
	[SOURCE_REPLAY] = &replay_provider,
	[SOURCE_ALPACA] = &alpaca_provider,
	[SOURCE_TRADIER] = &tradier_provider,
	[SOURCE_ALPHA_VANTAGE] = &alpha_vantage_provider,
	[SOURCE_FINNHUB] = &finnhub_provider,
	[SOURCE_FRED] = &fred_provider,
};

const struct provider *provider_of(enum source source)
{
	return source > SOURCE_NONE && source < SOURCES ? providers[source] : NULL;
}
