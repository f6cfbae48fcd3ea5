/*
 * libFuzzer: an amount of a provider is what exact decimals make of it, where they
 * hold it; where they do not, it lies within half a unit, which reading the same
 * digits at a finer scale shows. What is no number is none.
 */
#include "market/providers/amount.h"

#include "money/decimal.h"

#include <string.h>

#include "require.h"

enum { LENGTH = 64, SCALE = 6, FINER = 9 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[LENGTH + 1];
	int64_t value = 0, exact = 0, finer = 0, rounded = 0;
	if (size > LENGTH || memchr(data, '\0', size) != NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	bool read = amount_read(text, SCALE, &value);
	enum decimal_fault fault = decimal_parse(text, size, SCALE, &exact);
	require(fault != DECIMAL_OK || (read && value == exact));
	require(!read || (fault != DECIMAL_SYNTAX && fault != DECIMAL_EMPTY &&
				 fault != DECIMAL_OUT_OF_RANGE));
	require(!read || text[strspn(text, "0123456789+-.eE")] == '\0');
	/* Nine places hold it: they are rounded by other code. */
	if (decimal_parse(text, size, FINER, &finer) == DECIMAL_OK) {
		require(decimal_rescale(
			finer, FINER, SCALE, DECIMAL_HALF_EVEN, &rounded));
		require(read && value == rounded);
	}
	return 0;
}
