/*
 * libFuzzer: any file of bars is read to its end, its bars are sound, each of a time of
 * its own, and bad lines and good ones add up to all.
 */
#include "market/import.h"

#include "market/bar.h"

#include <stdlib.h>
#include <string.h>

#include "require.h"

struct memory {
	const uint8_t *at;
	size_t length;
};

static const struct calendar *calendar;

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	(void)count;
	(void)arguments;
	calendar = calendar_load(CALENDAR_NYSE);
	require(calendar != NULL);
	return 0;
}

static int64_t read_memory(void *context, char *bytes, size_t size)
{
	struct memory *memory = context;
	size_t taken = memory->length < size ? memory->length : size;
	memcpy(bytes, memory->at, taken);
	memory->at += taken;
	memory->length -= taken;
	return (int64_t)taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct timeframe minute = {TIMEFRAME_MINUTE, 1};
	struct memory memory = {data, size};
	struct csv_source source = {"A.csv", read_memory, &memory};
	struct import_options options = {.calendar = calendar, .skip_bad = true};
	if (size > 0 && data[size - 1] == 'm')
		options.timeframe = minute;
	struct import *import = import_new(&options);
	require(import != NULL);
	require(import_read(import, &source) == 0 && import_check(import) == 0);
	const struct import_report *report = import_report_of(import);
	int64_t bars = 0;
	for (int i = 0; i < report->symbol_count; i++) {
		const struct import_symbol *symbol = &report->symbols[i];
		bars += symbol->bars;
		require(symbol->symbol[0] != '\0');
		require(symbol->bars == 0 || symbol->first_us <= symbol->last_us);
	}
	require(bars == report->bars);
	require(report->bars <= report->rows);
	/* Without any rows the file itself is what is wrong. */
	require(report->timeframe.count == 0 || report->rows == 0 ||
		report->bars + report->errors.count == report->rows);
	require(report->bars > 0 || report->errors.count > 0);
	require(import_is_sound(import) == (bars > 0));
	import_free(import);
	return 0;
}
