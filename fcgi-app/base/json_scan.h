/*
 * The strict scan that json_read makes before a tree is built: is this JSON,
 * and within our limits? Notes where numbers and names stand, in order.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_read.h"

enum json_token { JSON_NAME, JSON_NUMBER };

struct json_place {
	size_t start;
	size_t length;
};

/* Calls `note` for each number and each member's name in the order of the
 * text; stops at the first problem, or when `note` returns false (out of
 * memory). */
bool json_scan(const char *bytes, size_t length,
	bool (*note)(void *context, enum json_token token, struct json_place where),
	void *context, struct json_problem *problem) __attribute__((warn_unused_result));

#endif
