/*
 * libFuzzer: whatever bytes are read as packed bars, they are refused or sound bars in
 * order of time, which are packed and read back the same; and whatever text is read as
 * hexadecimal is written back the same.
 */
#include "market/bar_pack.h"

#include <stdlib.h>
#include <string.h>

#include "require.h"

enum { BARS = 8192, ROOM = BAR_PACK_HEAD + BARS * BAR_PACK_BAR };

static struct bar bars[BARS], again[BARS];
static uint8_t packed[ROOM];

static void check_bars(const uint8_t *data, size_t size)
{
	int64_t count = bar_pack_read(data, size, bars, BARS);
	require(count >= -1 && count != 0 && count <= BARS);
	if (count < 0)
		return;
	require(bar_pack_count(data, size) == count);
	for (int64_t i = 0; i < count; i++) {
		require(bar_is_sound(&bars[i]));
		require(i == 0 || bars[i].time_us > bars[i - 1].time_us);
	}
	size_t length = bar_pack_write(bars, (size_t)count, packed, ROOM);
	if (length == 0) {
		/* Only times that are millennia away are not written. */
		int64_t most = INT64_C(1) << 61;
		require(bars[0].time_us < -most || bars[count - 1].time_us > most);
		return;
	}
	require(bar_pack_read(packed, length, again, BARS) == count);
	require(memcmp(bars, again, (size_t)count * sizeof(*bars)) == 0);
}

static void check_hex(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size / 2 + 1);
	char *text = malloc(size + 4);
	require(bytes != NULL && text != NULL);
	int64_t length = bar_pack_from_hex((const char *)data, size, bytes);
	require(length >= -1 && length <= (int64_t)size / 2);
	if (length >= 0) {
		bar_pack_to_hex(bytes, (size_t)length, text);
		require(strlen(text) == size && memcmp(text, data, size) == 0);
	}
	free(bytes);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of just that size, whose ends the sanitizer watches. */
	uint8_t *copy = malloc(size + 1);
	require(copy != NULL);
	memcpy(copy, data, size);
	check_bars(copy, size);
	check_hex(copy, size);
	free(copy);
	return 0;
}
