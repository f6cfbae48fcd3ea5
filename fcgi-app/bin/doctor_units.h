/*
 * Doctor, on units of systemd: whether they run, and whether they are confined as they
 * were shipped. Where a container cannot grant a directive systemd passes it over in
 * silence, so the processes themselves are looked at too.
 */
#ifndef BIN_DOCTOR_UNITS_H
#define BIN_DOCTOR_UNITS_H

#include <stddef.h>

void doctor_units_look(void);

/* Has systemd read unit files that have changed. */
int doctor_units_mend(char *said, size_t size) __attribute__((warn_unused_result));

#endif
