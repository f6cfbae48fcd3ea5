/*
 * Fresh ids: UUIDs of version 7. They begin with the time, to the microsecond, and those
 * that a process makes at one instant count up: in order of id is in order of making, and
 * what was made together stands together in an index.
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdint.h>

enum { UUID_SIZE = 37 };

void uuid_make(int64_t wall_us, char id[UUID_SIZE]);

#endif
