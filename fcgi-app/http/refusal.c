#include "http/refusal.h"

#include <assert.h>

static const struct refusal_fact facts[REFUSAL_COUNT] = {
#define REFUSAL(name, status, code, message) [REFUSAL_##name] = {status, code, message},
#include "http/refusal.def"
#undef REFUSAL
};

const struct refusal_fact *refusal_fact(enum refusal refusal)
{
	assert(refusal > REFUSAL_NONE && refusal < REFUSAL_COUNT);
	return &facts[refusal];
}
