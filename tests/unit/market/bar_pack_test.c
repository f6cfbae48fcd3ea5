/* Packed bars: what is written is read back, and nothing else is read. */
#include "market/bar_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../money/random.h"

enum { ROUNDS = 2000, MOST = 300, ROOM = BAR_PACK_HEAD + MOST * BAR_PACK_BAR };

static const int64_t MINUTE_US = INT64_C(60) * 1000000;

static struct bar bars[MOST], back[MOST + 1];
static uint8_t bytes[ROOM];

/* A sound bar whose prices are multiples of a power of ten. */
static struct bar random_bar(int64_t time_us, int64_t unit, int64_t most, bool more)
{
	int64_t low = (1 + (int64_t)(random_bits() % (uint64_t)most)) * unit;
	int64_t height = (int64_t)(random_bits() % (uint64_t)most) * unit;
	uint64_t steps = (uint64_t)(height / unit + 1);
	struct bar bar = {.time_us = time_us,
		.open = {low + (int64_t)(random_bits() % steps) * unit},
		.high = {low + height},
		.low = {low},
		.close = {low + (int64_t)(random_bits() % steps) * unit},
		.volume = (int64_t)(random_bits() >> (1 + random_below(63)))};
	if (more && random_below(4) > 0)
		bar.vwap.e6 = low + (int64_t)(random_bits() % (uint64_t)(height + 1));
	if (more)
		bar.trades = (int64_t)(random_bits() >> (1 + random_below(63)));
	return bar;
}

static size_t random_bars(void)
{
	size_t count = 1 + random_below(MOST);
	int64_t unit = power_of_ten(random_below(7));
	int64_t most = power_of_ten(1 + random_below(6));
	int64_t time_us =
		(int64_t)(random_bits() % (UINT64_C(1) << 52)) - (INT64_C(1) << 51);
	bool minutes = random_below(2) == 0;
	bool more = random_below(2) == 0;
	for (size_t i = 0; i < count; i++) {
		bars[i] = random_bar(time_us, unit, most, more);
		time_us += minutes ? MINUTE_US * (1 + random_below(3))
				   : 1 + (int64_t)(random_bits() >> 24);
	}
	return count;
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t count = random_bars();
		size_t length = bar_pack_write(bars, count, bytes, ROOM);
		assert_true(length > 0);
		assert_true(length <= BAR_PACK_HEAD + count * BAR_PACK_BAR);
		assert_int_equal(bar_pack_count(bytes, length), count);
		assert_int_equal(bar_pack_read(bytes, length, back, count), count);
		assert_memory_equal(bars, back, count * sizeof(*bars));
		assert_int_equal(bar_pack_read(bytes, length, back, count - 1), -1);
	}
}

/* Whatever is read from bytes that were changed is bars that can be written. */
static void changed_bytes_are_refused_or_bars(void **state)
{
	(void)state;
	uint8_t again[ROOM];
	for (int round = 0; round < ROUNDS; round++) {
		size_t count = random_bars();
		size_t length = bar_pack_write(bars, count, bytes, ROOM);
		bytes[random_below((unsigned)length)] ^= (uint8_t)(1u << random_below(8));
		length -= random_below(4) == 0 ? random_below((unsigned)length) : 0;
		int64_t read = bar_pack_read(bytes, length, back, MOST);
		assert_true(read >= -1 && read <= MOST);
		for (int64_t i = 0; i < read; i++)
			assert_true(bar_is_sound(&back[i]));
		/* Only times may be too far out to be written. */
		if (read > 0 && back[0].time_us > -(INT64_C(1) << 60) &&
			back[read - 1].time_us < INT64_C(1) << 60)
			assert_true(bar_pack_write(back, (size_t)read, again, ROOM) > 0);
	}
}

static void every_shortening_is_refused(void **state)
{
	(void)state;
	size_t count = random_bars();
	size_t length = bar_pack_write(bars, count, bytes, ROOM);
	for (size_t shorter = 0; shorter < length; shorter++)
		assert_int_equal(bar_pack_read(bytes, shorter, back, MOST), -1);
	bytes[length] = 0;
	assert_int_equal(bar_pack_read(bytes, length + 1, back, MOST), -1);
}

static const struct bar plain = {.time_us = 60000000,
	.open = {2000000},
	.high = {3000000},
	.low = {1000000},
	.close = {2000000},
	.volume = 5};

static void assert_unwritable(struct bar bar)
{
	assert_int_equal(bar_pack_write(&bar, 1, bytes, ROOM), 0);
}

static void what_is_no_bars_is_not_written(void **state)
{
	(void)state;
	struct bar bar = plain;
	assert_true(bar_pack_write(&bar, 1, bytes, ROOM) > 0);
	assert_int_equal(bar_pack_write(&bar, 0, bytes, ROOM), 0);
	assert_int_equal(bar_pack_write(&bar, 1, bytes, BAR_PACK_HEAD), 0);
	bar.high.e6 = 1999999;
	assert_unwritable(bar);
	bar = plain;
	bar.low.e6 = 0;
	assert_unwritable(bar);
	bar = plain;
	bar.volume = -1;
	assert_unwritable(bar);
	bar = plain;
	bar.time_us = INT64_MAX;
	assert_unwritable(bar);
	struct bar twice[] = {plain, plain};
	assert_int_equal(bar_pack_write(twice, 2, bytes, ROOM), 0);
	twice[1].time_us--;
	assert_int_equal(bar_pack_write(twice, 2, bytes, ROOM), 0);
}

static void edges_of_numbers_are_kept(void **state)
{
	(void)state;
	bars[0] = (struct bar){.time_us = -(INT64_C(1) << 61),
		.open = {1},
		.high = {INT64_MAX},
		.low = {1},
		.close = {INT64_MAX},
		.vwap = {INT64_MAX},
		.volume = INT64_MAX,
		.trades = INT64_MAX};
	bars[1] = (struct bar){.time_us = INT64_C(1) << 61,
		.open = {INT64_MAX},
		.high = {INT64_MAX},
		.low = {1},
		.close = {1},
		.vwap = {1}};
	size_t length = bar_pack_write(bars, 2, bytes, ROOM);
	assert_true(length > 0 && length <= BAR_PACK_HEAD + 2 * BAR_PACK_BAR);
	assert_int_equal(bar_pack_read(bytes, length, back, 2), 2);
	assert_memory_equal(bars, back, 2 * sizeof(*bars));
}

/* A day of minutes fits into a row of the database. */
static void a_trading_day_is_small(void **state)
{
	(void)state;
	static struct bar day[390];
	static uint8_t room[BAR_PACK_HEAD + 390 * BAR_PACK_BAR];
	int64_t price = 187440000;
	for (int i = 0; i < 390; i++) {
		int64_t next = price + ((int64_t)random_below(41) - 20) * 10000;
		day[i] = (struct bar){.time_us = i * MINUTE_US,
			.open = {price},
			.close = {next},
			.high = {(price > next ? price : next) + 50000},
			.low = {(price < next ? price : next) - 50000},
			.vwap = {(price + next) / 2 / 100 * 100},
			.volume = random_below(1000000),
			.trades = random_below(5000)};
		price = next;
	}
	assert_in_range(bar_pack_write(day, 390, room, sizeof(room)), 1, 8000);
}

static void overlong_numbers_are_refused(void **state)
{
	(void)state;
	size_t length = bar_pack_write(&plain, 1, bytes, ROOM);
	assert_int_equal(bytes[4], 1); /* how many, in one byte */
	memmove(bytes + 6, bytes + 5, length - 5);
	bytes[4] = 0x81;
	bytes[5] = 0;
	assert_int_equal(bar_pack_read(bytes, length + 1, back, MOST), -1);
}

static void hexadecimal_there_and_back(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "\\", "x00", "\\x0", "\\x0g", "\\x0A",
		"\\x 0", "\\X00", "\\x00\n", "\\000"};
	char text[2 * 256 + 3];
	uint8_t all[256], again[256];
	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	bar_pack_to_hex(all, sizeof(all), text);
	assert_memory_equal(text, "\\x000102", 8);
	assert_int_equal(bar_pack_from_hex(text, strlen(text), again), sizeof(all));
	assert_memory_equal(all, again, sizeof(all));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(
			bar_pack_from_hex(wrong[i], strlen(wrong[i]), again), -1);
	assert_int_equal(bar_pack_from_hex("\\x", 2, again), 0);
}

static void the_checksum_sees_every_bit(void **state)
{
	(void)state;
	uint8_t some[37];
	for (size_t i = 0; i < sizeof(some); i++)
		some[i] = (uint8_t)random_bits();
	int64_t sum = bar_pack_checksum(some, sizeof(some));
	for (size_t bit = 0; bit < sizeof(some) * 8; bit++) {
		some[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_true(bar_pack_checksum(some, sizeof(some)) != sum);
		some[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_true(bar_pack_checksum(some, sizeof(some) - 1) != sum);
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_written_is_read_back, random_restart),
		cmocka_unit_test_setup(changed_bytes_are_refused_or_bars, random_restart),
		cmocka_unit_test_setup(every_shortening_is_refused, random_restart),
		cmocka_unit_test(what_is_no_bars_is_not_written),
		cmocka_unit_test(edges_of_numbers_are_kept),
		cmocka_unit_test_setup(a_trading_day_is_small, random_restart),
		cmocka_unit_test(overlong_numbers_are_refused),
		cmocka_unit_test(hexadecimal_there_and_back),
		cmocka_unit_test_setup(the_checksum_sees_every_bit, random_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
