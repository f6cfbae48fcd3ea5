#include "base/uuid.h"

#include <sodium.h>
#include <stdio.h>

enum { BYTES = 16, STAMP = 6, PART = 4096, MS_US = 1000, COUNT_MASK = 0x3fff };

/* How many were made at this instant before. */
static unsigned count_at(int64_t wall_us)
{
	static int64_t last_us;
	static unsigned count;
	count = wall_us == last_us ? count + 1 : 0;
	last_us = wall_us;
	return count & COUNT_MASK;
}

void uuid_make(int64_t wall_us, char id[UUID_SIZE])
{
	uint8_t bytes[BYTES];
	uint64_t wall_ms = (uint64_t)wall_us / MS_US;
	unsigned part = (unsigned)((uint64_t)wall_us % MS_US) * PART / MS_US;
	unsigned count = count_at(wall_us);
	char *out = id;
	randombytes_buf(bytes, sizeof(bytes));
	for (int i = 0; i < STAMP; i++)
		bytes[i] = (uint8_t)(wall_ms >> 8 * (STAMP - 1 - i));
	bytes[6] = (uint8_t)(0x70 | part >> 8);
	bytes[7] = (uint8_t)part;
	bytes[8] = (uint8_t)(0x80 | count >> 8);
	bytes[9] = (uint8_t)count;
	for (int i = 0; i < BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		snprintf(out, 3, "%02x", bytes[i]);
		out += 2;
	}
}
