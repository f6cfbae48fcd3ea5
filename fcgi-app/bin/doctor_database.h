/*
 * Doctor, on the database: each role's door and rights, the schema, its clock, whether it
 * keeps what it has acknowledged, and when the books were last proved.
 */
#ifndef BIN_DOCTOR_DATABASE_H
#define BIN_DOCTOR_DATABASE_H

#include <stddef.h>

void doctor_database_look(void);

/* Applies pending migrations: each is one transaction with a way back. */
int doctor_database_mend(char *said, size_t size) __attribute__((warn_unused_result));

#endif
