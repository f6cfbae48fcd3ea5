#include "market/macro.h"

#include <assert.h>
#include <string.h>

static const struct macro_fact facts[MACRO_SERIES] = {
#define MACRO(name, key, id, frequency, unit, places, title)                             \
	[MACRO_##name] = {key, id, frequency, unit, places, title},
#include "market/macro.def"
#undef MACRO
};

const struct macro_fact *macro_fact(enum macro_series series)
{
	assert(series < MACRO_SERIES);
	return &facts[series];
}

enum macro_series macro_named(const char *name)
{
	enum macro_series series = 0;
	while (series < MACRO_SERIES && strcmp(facts[series].key, name) != 0 &&
		strcmp(facts[series].id, name) != 0)
		series++;
	return series;
}
