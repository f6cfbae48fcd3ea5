/*
 * Linked in place of the arena's allocation (ld --wrap): the one that a test names fails.
 * The test writes which into $PT_HOME/faults, shared by mapping: the number of the
 * allocation that is to fail, and how many there were since. Workers of the fast pool
 * alone take part.
 */
#include "base/arena.h"

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
char *__real_arena_copy(struct arena *arena, const char *bytes, size_t length);
char *__wrap_arena_copy(struct arena *arena, const char *bytes, size_t length);

int __real_arena_cleanup(struct arena *arena, void (*run)(void *what), void *what);
int __wrap_arena_cleanup(struct arena *arena, void (*run)(void *what), void *what);

struct plan {
	_Atomic uint64_t failing; /* 0: none */
	_Atomic uint64_t counted;
};

static bool is_worker(void)
{
	char line[PATH_MAX + 64] = "";
	int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, line, sizeof(line) - 1);
	if (file >= 0)
		close(file);
	return length > 5 && memcmp(line + length - 5, "fast", 5) == 0;
}

static struct plan *plan_of_test(void)
{
	char path[PATH_MAX];
	const char *home = getenv("PT_HOME");
	if (home == NULL || !is_worker())
		return NULL;
	snprintf(path, sizeof(path), "%s/faults", home);
	int file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0)
		return NULL;
	struct plan *plan =
		mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	return plan == MAP_FAILED ? NULL : plan;
}

static bool fails(void)
{
	static struct plan *plan;
	static bool looked;
	if (!looked)
		plan = plan_of_test();
	looked = plan != NULL || !is_worker();
	if (plan == NULL || atomic_load(&plan->failing) == 0)
		return false;
	return atomic_fetch_add(&plan->counted, 1) + 1 == atomic_load(&plan->failing);
}

void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
	return fails() ? NULL : __real_arena_alloc(arena, size);
}

char *__wrap_arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	return fails() ? NULL : __real_arena_copy(arena, bytes, length);
}

int __wrap_arena_cleanup(struct arena *arena, void (*run)(void *what), void *what)
{
	if (!fails())
		return __real_arena_cleanup(arena, run, what);
	run(what);
	return -1;
}
