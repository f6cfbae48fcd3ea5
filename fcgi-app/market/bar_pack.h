/*
 * Bars in a few bytes each, as they are stored: a version, then every bar as the
 * difference to the one before, in numbers of variable length.
 *
 *   version, unit of prices, unit of vwap (both powers of ten), flags;
 *   how many, step of time in microseconds, time of the first;
 *   a bar: steps since the one before, open less the close before, close less open,
 *   high above the higher of them, low below the lower, vwap less close (0: unknown),
 *   volume, trades.
 *
 * Reading is strict: bytes that no writing could have made are refused.
 */
#ifndef MARKET_BAR_PACK_H
#define MARKET_BAR_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "market/bar.h"

enum { BAR_PACK_BARS = 65536, BAR_PACK_HEAD = 64, BAR_PACK_BAR = 80 };

/* Packs sound bars, their times rising, at most BAR_PACK_BARS. Returns the length; 0
 * when they are none, not so, or need more than `capacity`, for which BAR_PACK_HEAD and
 * BAR_PACK_BAR a bar always do. */
size_t bar_pack_write(const struct bar *bars, size_t count, uint8_t *bytes,
	size_t capacity) __attribute__((warn_unused_result));

/* How many bars the bytes say they hold; -1 when they are no packed bars. */
int64_t bar_pack_count(const uint8_t *bytes, size_t length);

/* Unpacks all of them; `bars` has room for `room`. Returns how many; -1 when the bytes
 * are not what bar_pack_write makes, or hold more. */
int64_t bar_pack_read(const uint8_t *bytes, size_t length, struct bar *bars, size_t room)
	__attribute__((warn_unused_result));

/* A sum of the bytes, to tell a broken chunk. */
int64_t bar_pack_checksum(const uint8_t *bytes, size_t length);

/* As the database takes and gives bytes, \x and hexadecimal digits. Writing needs
 * 2 * length + 3 of room; reading returns the length, -1 for anything else, and may
 * read into where the text stands. */
void bar_pack_to_hex(const uint8_t *bytes, size_t length, char *text);
int64_t bar_pack_from_hex(const char *text, size_t length, uint8_t *bytes)
	__attribute__((warn_unused_result));

#endif
