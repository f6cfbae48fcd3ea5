#include "market/board.h"

#include "base/log.h"
#include "base/shared.h"
#include "market/catalogue.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

enum {
	LAYOUT = 1,
	WORDS = sizeof(struct snapshot) / sizeof(uint64_t),
	CLOCK_WORDS = sizeof(struct board_clock) / sizeof(uint64_t),
	MOST_WORDS = WORDS,
	TRIES = 1000
};

static_assert(sizeof(struct snapshot) % sizeof(uint64_t) == 0, "whole words");
static_assert(sizeof(struct board_clock) % sizeof(uint64_t) == 0, "whole words");

typedef _Atomic uint64_t word;

/* A latch: two copies, of which the one not being written is read. While the
 * sequence is odd the first is being written, while it is even the second may
 * be; so a reader never waits for the writer, not even for a dead one. */
struct line {
	_Alignas(64) _Atomic uint32_t sequence;
	_Atomic int64_t wanted_us;
	word copies[2][WORDS];
};

struct region {
	_Atomic int64_t beat_us;
	_Atomic int64_t jump_by_us;
	_Atomic int64_t jump_at_us;
	_Atomic int64_t jumps;
	_Alignas(64) struct line clock;
	struct line lines[CATALOGUE_LIMIT];
};

static struct region *region;
static char writer_path[PATH_MAX];

int board_open(const char *directory)
{
	snprintf(writer_path, sizeof(writer_path), "%s/board.writer", directory);
	region = shared_map(directory, "board", sizeof(*region), LAYOUT * 4096 + WORDS);
	return region == NULL ? -1 : 0;
}

static void copy_in(word *to, const uint64_t *from, size_t words)
{
	for (size_t i = 0; i < words; i++)
		atomic_store_explicit(&to[i], from[i], memory_order_relaxed);
}

static void copy_out(uint64_t *to, word *from, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
}

static bool latch_read(struct line *line, void *what, size_t words)
{
	uint64_t copy[MOST_WORDS];
	for (int tries = 0; tries < TRIES; tries++) {
		uint32_t sequence =
			atomic_load_explicit(&line->sequence, memory_order_acquire);
		if (sequence == 0)
			return false;
		copy_out(copy, line->copies[sequence & 1], words);
		atomic_thread_fence(memory_order_acquire);
		if (sequence ==
			atomic_load_explicit(&line->sequence, memory_order_relaxed)) {
			memcpy(what, copy, words * sizeof(*copy));
			return true;
		}
	}
	return false;
}

static void latch_turn(struct line *line)
{
	uint32_t sequence = atomic_load_explicit(&line->sequence, memory_order_relaxed);
	/* 0 says that nothing was ever written: it is passed over. */
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&line->sequence, sequence + 1 == 0 ? 2 : sequence + 1,
		memory_order_release);
	atomic_thread_fence(memory_order_release);
}

static void latch_write(struct line *line, const void *what, size_t words)
{
	uint64_t copy[MOST_WORDS];
	memcpy(copy, what, words * sizeof(*copy));
	if (atomic_load_explicit(&line->sequence, memory_order_relaxed) == 0) {
		copy_in(line->copies[0], copy, words);
		copy_in(line->copies[1], copy, words);
		latch_turn(line);
		latch_turn(line);
		return;
	}
	latch_turn(line);
	copy_in(line->copies[0], copy, words);
	latch_turn(line);
	copy_in(line->copies[1], copy, words);
}

/* What a writer that died left half written takes on the whole copy's words. */
static void latch_mend(struct line *line)
{
	uint64_t copy[MOST_WORDS];
	uint32_t sequence = atomic_load(&line->sequence);
	if (sequence == 0)
		return;
	copy_out(copy, line->copies[sequence & 1], MOST_WORDS);
	copy_in(line->copies[~sequence & 1], copy, MOST_WORDS);
	if ((sequence & 1) != 0)
		latch_turn(line);
}

int board_take(void)
{
	int lock = open(writer_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	/* The lock is held for as long as the process lives. */
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
		LOG(LOG_ERROR, "another process writes the board of quotes",
			LOG_TEXT("lock", writer_path));
		return -1;
	}
	latch_mend(&region->clock);
	for (int place = 0; place < CATALOGUE_LIMIT; place++)
		latch_mend(&region->lines[place]);
	return 0;
}

bool board_read(int place, struct snapshot *snapshot)
{
	return latch_read(&region->lines[place], snapshot, WORDS) &&
	       snapshot->received_us != 0;
}

void board_write(int place, const struct snapshot *snapshot)
{
	latch_write(&region->lines[place], snapshot, WORDS);
}

void board_want(int place, int64_t now_us)
{
	atomic_store_explicit(
		&region->lines[place].wanted_us, now_us, memory_order_relaxed);
}

int64_t board_wanted_us(int place)
{
	return atomic_load_explicit(
		&region->lines[place].wanted_us, memory_order_relaxed);
}

void board_beat(int64_t now_us)
{
	atomic_store_explicit(&region->beat_us, now_us, memory_order_relaxed);
}

int64_t board_beat_us(void)
{
	return atomic_load_explicit(&region->beat_us, memory_order_relaxed);
}

/* The count comes last: whoever sees it sees the rest of it. */
void board_note_jump(int64_t now_us, int64_t by_us)
{
	atomic_store_explicit(&region->jump_by_us, by_us, memory_order_relaxed);
	atomic_store_explicit(&region->jump_at_us, now_us, memory_order_relaxed);
	atomic_fetch_add_explicit(&region->jumps, 1, memory_order_release);
}

struct board_jump board_jump(void)
{
	struct board_jump jump = {
		.count = atomic_load_explicit(&region->jumps, memory_order_acquire)};
	jump.by_us = atomic_load_explicit(&region->jump_by_us, memory_order_relaxed);
	jump.at_us = atomic_load_explicit(&region->jump_at_us, memory_order_relaxed);
	return jump;
}

void board_set_clock(const struct board_clock *clock)
{
	latch_write(&region->clock, clock, CLOCK_WORDS);
}

struct board_clock board_clock(void)
{
	struct board_clock clock = {.speed_e3 = 1000};
	/* Where none was set it is the wall clock's time. */
	if (!latch_read(&region->clock, &clock, CLOCK_WORDS))
		clock = (struct board_clock){.speed_e3 = 1000};
	return clock;
}

int64_t board_market_us(int64_t wall_us)
{
	struct board_clock clock = board_clock();
	return clock.market_us +
	       (int64_t)((__int128)(wall_us - clock.wall_us) * clock.speed_e3 / 1000);
}
