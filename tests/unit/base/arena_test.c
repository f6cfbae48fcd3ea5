/* arena_*: pieces, the ceiling, cleanups, reset. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST = 256, CEILING = 4096 };

static char order[16];

static void note(void *what)
{
	strncat(order, what, sizeof(order) - strlen(order) - 1);
}

static int start(void **state)
{
	order[0] = '\0';
	*state = arena_new(FIRST, CEILING);
	return *state == NULL;
}

static int stop(void **state)
{
	arena_free(*state);
	return 0;
}

static void pieces_are_zeroed_and_aligned(void **state)
{
	struct arena *arena = *state;
	for (int round = 0; round < 2; round++) {
		for (size_t size = 0; size < 48; size++) {
			unsigned char *piece = arena_alloc(arena, size);
			assert_non_null(piece);
			assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(piece[i], 0);
			memset(piece, 0xa5, size);
		}
		arena_reset(arena);
	}
}

static void pieces_do_not_overlap(void **state)
{
	struct arena *arena = *state;
	enum { PIECES = 40, SIZE = 33 };
	unsigned char *pieces[PIECES];
	for (int i = 0; i < PIECES; i++) {
		pieces[i] = arena_alloc(arena, SIZE);
		assert_non_null(pieces[i]);
		memset(pieces[i], i + 1, SIZE);
	}
	for (int i = 0; i < PIECES; i++)
		for (int j = 0; j < SIZE; j++)
			assert_int_equal(pieces[i][j], i + 1);
}

static void past_the_ceiling_there_is_none(void **state)
{
	struct arena *arena = *state;
	size_t got = 0;
	while (arena_alloc(arena, 64) != NULL)
		got += 64;
	assert_int_equal(got, CEILING);
	assert_int_equal(arena_used(arena), CEILING);
	assert_null(arena_alloc(arena, 1));
	assert_null(arena_copy(arena, "", 0));
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
	assert_non_null(arena_alloc(arena, CEILING - FIRST));
}

static void a_big_piece_gets_a_block_of_its_own(void **state)
{
	struct arena *arena = *state;
	assert_null(arena_alloc(arena, CEILING));
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_null(arena_alloc(arena, SIZE_MAX / 2));
	char *big = arena_alloc(arena, CEILING - FIRST);
	assert_non_null(big);
	memset(big, 1, CEILING - FIRST);
	assert_null(arena_alloc(arena, 16));
}

static void a_refusal_leaves_the_arena_usable(void **state)
{
	struct arena *arena = *state;
	assert_null(arena_alloc(arena, CEILING * 2));
	char *copy = arena_copy(arena, "still here", 10);
	assert_string_equal(copy, "still here");
}

static void copies_end(void **state)
{
	struct arena *arena = *state;
	assert_string_equal(arena_copy(arena, "abcdef", 3), "abc");
	assert_string_equal(arena_copy(arena, NULL, 0), "");
	char *bytes = arena_copy(arena, "a\0b", 3);
	assert_memory_equal(bytes, "a\0b", 4);
}

static void cleanups_run_last_first_and_once(void **state)
{
	struct arena *arena = *state;
	static char a[] = "a", b[] = "b", c[] = "c";
	assert_int_equal(arena_cleanup(arena, note, a), 0);
	assert_int_equal(arena_cleanup(arena, note, b), 0);
	assert_int_equal(arena_cleanup(arena, note, c), 0);
	assert_string_equal(order, "");
	arena_reset(arena);
	assert_string_equal(order, "cba");
	arena_reset(arena);
	assert_string_equal(order, "cba");
	assert_int_equal(arena_cleanup(arena, note, a), 0);
	arena_free(arena);
	assert_string_equal(order, "cbaa");
	*state = NULL;
}

static void a_cleanup_that_finds_no_room_runs_at_once(void **state)
{
	struct arena *arena = *state;
	static char a[] = "a", b[] = "b";
	assert_int_equal(arena_cleanup(arena, note, a), 0);
	while (arena_alloc(arena, 16) != NULL)
		;
	assert_int_equal(arena_cleanup(arena, note, b), -1);
	assert_string_equal(order, "b");
	arena_reset(arena);
	assert_string_equal(order, "ba");
}

static void nothing_may_be_freed(void **state)
{
	(void)state;
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			pieces_are_zeroed_and_aligned, start, stop),
		cmocka_unit_test_setup_teardown(pieces_do_not_overlap, start, stop),
		cmocka_unit_test_setup_teardown(
			past_the_ceiling_there_is_none, start, stop),
		cmocka_unit_test_setup_teardown(
			a_big_piece_gets_a_block_of_its_own, start, stop),
		cmocka_unit_test_setup_teardown(
			a_refusal_leaves_the_arena_usable, start, stop),
		cmocka_unit_test_setup_teardown(copies_end, start, stop),
		cmocka_unit_test_setup_teardown(
			cleanups_run_last_first_and_once, start, stop),
		cmocka_unit_test_setup_teardown(
			a_cleanup_that_finds_no_room_runs_at_once, start, stop),
		cmocka_unit_test(nothing_may_be_freed),
	};
	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
