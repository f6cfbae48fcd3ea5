#include "market/source.h"

#include <stddef.h>
#include <string.h>

static const char *const names[SOURCES] = {
	"none", "sim", "replay", "alpaca", "tradier", "alpha_vantage", "finnhub", "fred"};

const char *source_name(enum source source)
{
	return source >= SOURCE_NONE && source < SOURCES ? names[source] : names[0];
}

enum source source_named(const char *name)
{
	for (enum source source = SOURCE_SIM; source < SOURCES; source++)
		if (strcmp(names[source], name) == 0)
			return source;
	return SOURCE_NONE;
}

bool source_is_simulated(enum source source)
{
	return source == SOURCE_SIM;
}
