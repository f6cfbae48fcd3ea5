/*
 * The strict scan that json_read makes before a tree is built: is this JSON,
 * and within our limits? Notes where each number stands, in order.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_read.h"

struct json_number {
	size_t start;
	size_t length;
};

/* Calls `number` for each number in the order of the text; stops at the first
 * problem, or when `number` returns false (out of memory). */
bool json_scan(const char *bytes, size_t length,
	bool (*number)(void *context, struct json_number where), void *context,
	struct json_problem *problem) __attribute__((warn_unused_result));

#endif
