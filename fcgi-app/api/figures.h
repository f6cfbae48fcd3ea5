/*
 * Figures of the machine and the books for Prometheus: the disk, the certificate's end,
 * and what the database counts.
 */
#ifndef API_FIGURES_H
#define API_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct connection;
struct text;

/* Below this the database can no longer be sure of making its next file. */
enum { FIGURES_DISK_LEAST = 24 << 20 };

/* Bytes left on the fullest of the disks that state and database are on. */
uint64_t figures_disk_free(void);

/* Asks the database, for metrics. */
bool figures_gather(struct connection *database, struct arena *arena)
	__attribute__((warn_unused_result));

void figures_write(struct text *out);

#endif
