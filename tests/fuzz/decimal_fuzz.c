/*
 * libFuzzer: any bytes are refused with the output untouched, or are a value that reads
 * back from its own text. The text itself is canonical: formatting again changes nothing.
 */
#include "money/decimal.h"

#include <string.h>

#include "require.h"

static void round_trip(int64_t value, unsigned scale, unsigned min_places)
{
	char text[DECIMAL_TEXT_SIZE], again[DECIMAL_TEXT_SIZE];
	int64_t reread = 0;
	size_t length = decimal_format(value, scale, min_places, text);
	require(length == strlen(text) && length <= DECIMAL_LENGTH_MAX);
	require(decimal_parse(text, length, scale, &reread) == DECIMAL_OK);
	require(reread == value);
	require(decimal_format(reread, scale, min_places, again) == length);
	require(memcmp(text, again, length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t untouched = 0x5ca1ab1e;
	for (unsigned scale = 0; scale <= DECIMAL_SCALE_MAX; scale++) {
		int64_t value = untouched;
		if (decimal_parse((const char *)data, size, scale, &value) !=
			DECIMAL_OK) {
			require(value == untouched);
			continue;
		}
		for (unsigned places = 0; places <= scale; places++) {
			round_trip(value, scale, places);
		}
	}
	return 0;
}
