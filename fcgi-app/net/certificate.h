/*
 * When a certificate ends: of all that X.509 is, this one date, from the first
 * certificate of a PEM file.
 */
#ifndef NET_CERTIFICATE_H
#define NET_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970; 0 when the file cannot be read or is none. */
int64_t certificate_end_of_file(const char *path);

/* The same of a certificate's bytes in DER. */
int64_t certificate_end(const uint8_t *bytes, size_t length);

#endif
