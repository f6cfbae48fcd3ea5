/*
 * Memory of one request (or of one start-up): allocated piece by piece, given
 * back all at once. Resources that are not memory are given back with it
 * through cleanups, the last one registered first.
 *
 * An arena has a ceiling. Past it, and when the system has no memory left,
 * allocation returns NULL and the arena stays usable.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A new arena whose first block holds `first` bytes and whose blocks together
 * never exceed `ceiling`. NULL when there is no memory. */
struct arena *arena_new(size_t first, size_t ceiling);

/* `size` bytes, zeroed, aligned for any type; NULL past the ceiling. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((warn_unused_result));

/* A NUL-terminated copy of `length` bytes; NULL past the ceiling. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length)
	__attribute__((warn_unused_result));

/* Calls `run(what)` when the arena is next reset or freed. When the cleanup
 * cannot be noted it is run at once and -1 is returned, so nothing leaks. */
int arena_cleanup(struct arena *arena, void (*run)(void *what), void *what)
	__attribute__((warn_unused_result));

/* Runs the cleanups and gives back everything but the first block. */
void arena_reset(struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

void arena_free(struct arena *arena);

#endif
