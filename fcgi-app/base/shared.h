/*
 * Memory shared by all processes of an instance: a file, mapped. Its first
 * words say what it holds; a file of another layout is replaced by a fresh
 * one, so processes of two versions never read each other's bytes.
 */
#ifndef BASE_SHARED_H
#define BASE_SHARED_H

#include <stddef.h>
#include <stdint.h>

/* Maps `size` bytes of the file `directory/name`, zeroed when new. `layout`
 * tells one arrangement of the bytes from another. NULL, logged, on failure.
 * The mapping lives as long as the process. */
void *shared_map(const char *directory, const char *name, size_t size, uint64_t layout)
	__attribute__((warn_unused_result));

/* One holder at a time among processes, forked or not; one that is killed lets
 * go. Beside the mapping of that name; open before forking. -1 on failure. */
int shared_lock_open(const char *directory, const char *name)
	__attribute__((warn_unused_result));
void shared_lock(int lock);
void shared_unlock(int lock);

#endif
