#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what is not handed out is poisoned, so that a step beyond
 * one's own piece is found. */
#ifdef __SANITIZE_ADDRESS__
#	include <sanitizer/asan_interface.h>
#else
#	define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#	define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

struct block {
	struct block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct cleanup {
	struct cleanup *next;
	void (*run)(void *what);
	void *what;
};

struct arena {
	struct block *first;
	struct block *current;
	struct cleanup *cleanups;
	size_t ceiling;
	size_t reserved;
	size_t used;
};

static const size_t ALIGNMENT = _Alignof(max_align_t);

static struct block *block_new(size_t size)
{
	struct block *block = malloc(sizeof(*block) + size);
	if (block == NULL)
		return NULL;
	block->next = NULL;
	block->size = size;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->bytes, size);
	return block;
}

struct arena *arena_new(size_t first, size_t ceiling)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	if (arena == NULL)
		return NULL;
	arena->first = block_new(first);
	if (arena->first == NULL) {
		free(arena);
		return NULL;
	}
	arena->current = arena->first;
	arena->ceiling = ceiling;
	arena->reserved = first;
	return arena;
}

static int grow(struct arena *arena, size_t size)
{
	size_t wanted = arena->current->size * 2;
	if (wanted < size)
		wanted = size;
	size_t room = arena->ceiling - arena->reserved;
	if (arena->ceiling < arena->reserved || size > room)
		return -1;
	if (wanted > room)
		wanted = room;
	struct block *block = block_new(wanted);
	if (block == NULL)
		return -1;
	block->next = arena->current;
	arena->current = block;
	arena->reserved += wanted;
	return 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		return NULL;
	size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (arena->current->size - arena->current->used < room && grow(arena, room) != 0)
		return NULL;
	void *piece = arena->current->bytes + arena->current->used;
	ASAN_UNPOISON_MEMORY_REGION(piece, size);
	arena->current->used += room;
	arena->used += room;
	memset(piece, 0, size);
	return piece;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	if (copy == NULL)
		return NULL;
	if (length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

int arena_cleanup(struct arena *arena, void (*run)(void *what), void *what)
{
	struct cleanup *cleanup = arena_alloc(arena, sizeof(*cleanup));
	if (cleanup == NULL) {
		run(what);
		return -1;
	}
	cleanup->run = run;
	cleanup->what = what;
	cleanup->next = arena->cleanups;
	arena->cleanups = cleanup;
	return 0;
}

void arena_reset(struct arena *arena)
{
	while (arena->cleanups != NULL) {
		struct cleanup *cleanup = arena->cleanups;
		arena->cleanups = cleanup->next;
		cleanup->run(cleanup->what);
	}
	while (arena->current != arena->first) {
		struct block *block = arena->current;
		arena->current = block->next;
		arena->reserved -= block->size;
		free(block);
	}
	ASAN_POISON_MEMORY_REGION(arena->first->bytes, arena->first->size);
	arena->first->used = 0;
	arena->used = 0;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena->first);
	free(arena);
}
