/*
 * Doctor, on what nginx shows: the certificate, its key and its end, whether it is the
 * one that is served, and whether nginx's configuration is the one that the settings ask
 * for.
 */
#ifndef BIN_DOCTOR_SITE_H
#define BIN_DOCTOR_SITE_H

#include <stddef.h>

void doctor_site_certificate(void);
void doctor_site_nginx(void);
void doctor_site_served(void);

/* A certificate of the local authority is made anew; others are their owner's. */
int doctor_site_mend_certificate(char *said, size_t size)
	__attribute__((warn_unused_result));
int doctor_site_mend_nginx(char *said, size_t size) __attribute__((warn_unused_result));
int doctor_site_mend_served(char *said, size_t size) __attribute__((warn_unused_result));

#endif
