/*
 * Doctor, on files: who may read the settings and the keys, who owns what the server
 * writes, what is missing, and how large the logs have grown.
 */
#ifndef BIN_DOCTOR_FILES_H
#define BIN_DOCTOR_FILES_H

#include <stddef.h>

void doctor_files_settings(void);
void doctor_files_owners(void);
void doctor_files_logs(void);

/* Put right what was found; 0, and in `said` what was done. */
int doctor_files_mend_settings(char *said, size_t size)
	__attribute__((warn_unused_result));
int doctor_files_mend_owners(char *said, size_t size) __attribute__((warn_unused_result));

#endif
