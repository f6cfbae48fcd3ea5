#include "market/bar_pack.h"

#include <string.h>

enum { VERSION = 1, WITH_VWAP = 1, WITH_TRADES = 2, UNITS = 7 };

/* Times are within so many microseconds of 1970: two differ by what fits. */
static const int64_t TIME_MOST_US = INT64_C(1) << 61;

static const int64_t powers[UNITS] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* What stands ahead of the bars. */
struct head {
	int price_unit;
	int vwap_unit;
	unsigned flags;
	uint64_t count;
	uint64_t step_us;
};

struct cursor {
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
};

static uint64_t fold(int64_t value)
{
	return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

static int64_t unfold(uint64_t value)
{
	return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static uint8_t *put(uint8_t *at, uint64_t value)
{
	while (value >= 0x80) {
		*at++ = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	*at++ = (uint8_t)value;
	return at;
}

/* More than one byte; the shortest form alone is taken. */
static uint64_t get_long(struct cursor *cursor)
{
	uint64_t value = 0;
	for (unsigned shift = 0; shift < 70 && cursor->at < cursor->end; shift += 7) {
		uint64_t byte = *cursor->at++;
		if (shift == 63 && byte > 1)
			break;
		value |= (byte & 0x7f) << shift;
		if (byte >= 0x80)
			continue;
		if (byte == 0 && shift > 0)
			break;
		return value;
	}
	cursor->failed = true;
	return 0;
}

static inline uint64_t get(struct cursor *cursor)
{
	if (cursor->at < cursor->end && *cursor->at < 0x80)
		return *cursor->at++;
	return get_long(cursor);
}

/* The largest power of ten, up to whole dollars, that divides it, given that one
 * no larger than `unit` has to. */
static int unit_of(int64_t value_e6, int unit)
{
	while (unit > 0 && value_e6 % powers[unit] != 0)
		unit--;
	return unit;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static bool survey(const struct bar *bars, size_t count, struct head *head)
{
	*head = (struct head){UNITS - 1, UNITS - 1, 0, count, 0};
	for (size_t i = 0; i < count; i++) {
		const struct bar *bar = &bars[i];
		if (!bar_is_sound(bar) || bar->time_us < -TIME_MOST_US ||
			bar->time_us > TIME_MOST_US)
			return false;
		if (i > 0 && bar->time_us <= bars[i - 1].time_us)
			return false;
		if (i > 0)
			head->step_us = common_divisor(
				(uint64_t)bar->time_us - (uint64_t)bars[i - 1].time_us,
				head->step_us);
		head->price_unit = unit_of(bar->open.e6, head->price_unit);
		head->price_unit = unit_of(bar->high.e6, head->price_unit);
		head->price_unit = unit_of(bar->low.e6, head->price_unit);
		head->price_unit = unit_of(bar->close.e6, head->price_unit);
		head->vwap_unit = unit_of(bar->vwap.e6, head->vwap_unit);
		head->flags |= bar->vwap.e6 != 0 ? WITH_VWAP : 0;
		head->flags |= bar->trades != 0 ? WITH_TRADES : 0;
	}
	head->step_us += head->step_us == 0;
	return count > 0 && count <= BAR_PACK_BARS;
}

static int64_t higher(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t lower(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Vwap is told in its own unit, against a close that may not be a multiple of it. */
static uint8_t *put_vwap(uint8_t *at, const struct bar *bar, int64_t unit)
{
	if (bar->vwap.e6 == 0)
		return put(at, 0);
	return put(at, fold(bar->vwap.e6 / unit - bar->close.e6 / unit) + 1);
}

static uint8_t *put_bar(uint8_t *at, const struct head *head, const struct bar *bar,
	const struct bar *before)
{
	int64_t unit = powers[head->price_unit];
	int64_t body_high = higher(bar->open.e6, bar->close.e6);
	int64_t body_low = lower(bar->open.e6, bar->close.e6);
	at = put(
		at, ((uint64_t)bar->time_us - (uint64_t)before->time_us) / head->step_us);
	at = put(at, fold((bar->open.e6 - before->close.e6) / unit));
	at = put(at, fold((bar->close.e6 - bar->open.e6) / unit));
	at = put(at, (uint64_t)(bar->high.e6 - body_high) / (uint64_t)unit);
	at = put(at, (uint64_t)(body_low - bar->low.e6) / (uint64_t)unit);
	if ((head->flags & WITH_VWAP) != 0)
		at = put_vwap(at, bar, powers[head->vwap_unit]);
	at = put(at, (uint64_t)bar->volume);
	if ((head->flags & WITH_TRADES) != 0)
		at = put(at, (uint64_t)bar->trades);
	return at;
}

size_t bar_pack_write(
	const struct bar *bars, size_t count, uint8_t *bytes, size_t capacity)
{
	struct head head;
	if (!survey(bars, count, &head))
		return 0;
	if (capacity < BAR_PACK_HEAD + count * BAR_PACK_BAR)
		return 0;
	uint8_t *at = bytes;
	*at++ = VERSION;
	*at++ = (uint8_t)head.price_unit;
	*at++ = (uint8_t)head.vwap_unit;
	*at++ = (uint8_t)head.flags;
	at = put(at, head.count);
	at = put(at, head.step_us);
	at = put(at, fold(bars[0].time_us));
	struct bar first = {.time_us = bars[0].time_us};
	for (size_t i = 0; i < count; i++)
		at = put_bar(at, &head, &bars[i], i == 0 ? &first : &bars[i - 1]);
	return (size_t)(at - bytes);
}

static bool get_head(struct cursor *cursor, struct head *head, int64_t *first_us)
{
	if (cursor->end - cursor->at < 4 || cursor->at[0] != VERSION ||
		cursor->at[1] >= UNITS || cursor->at[2] >= UNITS ||
		cursor->at[3] > (WITH_VWAP | WITH_TRADES))
		return false;
	head->price_unit = cursor->at[1];
	head->vwap_unit = cursor->at[2];
	head->flags = cursor->at[3];
	cursor->at += 4;
	head->count = get(cursor);
	head->step_us = get(cursor);
	*first_us = unfold(get(cursor));
	return !cursor->failed && head->count > 0 && head->count <= BAR_PACK_BARS &&
	       head->step_us > 0 && head->step_us <= INT64_MAX;
}

/* base + count * unit; false when that does not fit. */
static inline bool step(int64_t base, int64_t count, int64_t unit, int64_t *sum)
{
	int64_t distance;
	return !__builtin_mul_overflow(count, unit, &distance) &&
	       !__builtin_add_overflow(base, distance, sum);
}

static inline bool get_vwap(struct cursor *cursor, int64_t unit, struct bar *bar)
{
	int64_t units;
	uint64_t told = get(cursor);
	bar->vwap.e6 = 0;
	if (told == 0)
		return true;
	return !__builtin_add_overflow(bar->close.e6 / unit, unfold(told - 1), &units) &&
	       !__builtin_mul_overflow(units, unit, &bar->vwap.e6) && bar->vwap.e6 != 0;
}

static inline bool get_prices(
	struct cursor *cursor, int64_t unit, int64_t close_before, struct bar *bar)
{
	if (!step(close_before, unfold(get(cursor)), unit, &bar->open.e6) ||
		!step(bar->open.e6, unfold(get(cursor)), unit, &bar->close.e6))
		return false;
	uint64_t above = get(cursor);
	uint64_t below = get(cursor);
	return above <= INT64_MAX && below <= INT64_MAX &&
	       step(higher(bar->open.e6, bar->close.e6), (int64_t)above, unit,
		       &bar->high.e6) &&
	       step(lower(bar->open.e6, bar->close.e6), -(int64_t)below, unit,
		       &bar->low.e6);
}

static inline bool get_bar(struct cursor *cursor, const struct head *head,
	const struct bar *before, struct bar *bar)
{
	uint64_t steps = get(cursor);
	if (steps > INT64_MAX ||
		!step(before->time_us, (int64_t)steps, (int64_t)head->step_us,
			&bar->time_us) ||
		!get_prices(cursor, powers[head->price_unit], before->close.e6, bar))
		return false;
	bar->vwap.e6 = 0;
	if ((head->flags & WITH_VWAP) != 0 &&
		!get_vwap(cursor, powers[head->vwap_unit], bar))
		return false;
	uint64_t volume = get(cursor);
	uint64_t trades = (head->flags & WITH_TRADES) != 0 ? get(cursor) : 0;
	bar->volume = (int64_t)volume;
	bar->trades = (int64_t)trades;
	return !cursor->failed && volume <= INT64_MAX && trades <= INT64_MAX &&
	       bar_is_sound(bar);
}

int64_t bar_pack_count(const uint8_t *bytes, size_t length)
{
	struct head head;
	int64_t first_us;
	struct cursor cursor = {bytes, bytes + length, false};
	return get_head(&cursor, &head, &first_us) ? (int64_t)head.count : -1;
}

int64_t bar_pack_read(const uint8_t *bytes, size_t length, struct bar *bars, size_t room)
{
	struct head head;
	struct bar first = {0};
	struct cursor cursor = {bytes, bytes + length, false};
	if (!get_head(&cursor, &head, &first.time_us) || head.count > room)
		return -1;
	const struct bar *before = &first;
	for (size_t i = 0; i < head.count; i++) {
		if (!get_bar(&cursor, &head, before, &bars[i]))
			return -1;
		if ((i == 0) != (bars[i].time_us == before->time_us))
			return -1;
		before = &bars[i];
	}
	return cursor.at == cursor.end ? (int64_t)head.count : -1;
}

int64_t bar_pack_checksum(const uint8_t *bytes, size_t length)
{
	uint64_t sum = 0x9e3779b97f4a7c15U ^ length;
	while (length > 0) {
		uint64_t word = 0;
		size_t taken = length < sizeof(word) ? length : sizeof(word);
		memcpy(&word, bytes, taken);
		sum = (sum ^ word) * 0xff51afd7ed558ccdU;
		sum ^= sum >> 32;
		bytes += taken;
		length -= taken;
	}
	return (int64_t)sum;
}

void bar_pack_to_hex(const uint8_t *bytes, size_t length, char *text)
{
	static const char digits[] = "0123456789abcdef";
	*text++ = '\\';
	*text++ = 'x';
	for (size_t i = 0; i < length; i++) {
		*text++ = digits[bytes[i] >> 4];
		*text++ = digits[bytes[i] & 15];
	}
	*text = '\0';
}

/* The digit's value + 1, as the database writes them; 0: none. */
static const uint8_t values[256] = {['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16};

int64_t bar_pack_from_hex(const char *text, size_t length, uint8_t *bytes)
{
	if (length < 2 || length % 2 != 0 || text[0] != '\\' || text[1] != 'x')
		return -1;
	unsigned bad = 0;
	for (size_t i = 2; i < length; i += 2) {
		unsigned high = values[(uint8_t)text[i]];
		unsigned low = values[(uint8_t)text[i + 1]];
		bad |= (high == 0) | (low == 0);
		bytes[i / 2 - 1] = (uint8_t)((high - 1) << 4 | (low - 1));
	}
	return bad != 0 ? -1 : (int64_t)(length / 2 - 1);
}
