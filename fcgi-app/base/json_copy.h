/*
 * Writes JSON that was read, as it came: numbers by their own text.
 */
#ifndef BASE_JSON_COPY_H
#define BASE_JSON_COPY_H

#include <cjson/cJSON.h>

struct json_writer;

/* A tree of json_read, whose depth that has limited. */
void json_copy(struct json_writer *json, const cJSON *item);

#endif
