/*
 * Arrays as parameters of statements.
 */
#ifndef DB_ARRAY_H
#define DB_ARRAY_H

#include <stddef.h>

struct arena;

/* The texts as PostgreSQL writes an array of them; NULL when there is no memory. */
const char *array_text(struct arena *arena, const char *const *items, size_t count)
	__attribute__((warn_unused_result));

#endif
