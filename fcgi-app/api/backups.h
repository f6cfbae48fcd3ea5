/*
 * What papertrade-backup left behind of its last runs, as it says in the file
 * backup.status of the home, and whether write-ahead log is archived. Read from files,
 * for that a backup failed has to be told when the database is down, too.
 */
#ifndef API_BACKUPS_H
#define API_BACKUPS_H

#include <stdbool.h>
#include <stdint.h>

struct text;
struct request;
struct reply;

enum { BACKUPS_REASON_SIZE = 256 };

struct backups_state {
	bool known;        /* there was a run */
	bool failed;       /* the last one did, or was killed */
	bool running;      /* one is under way */
	int64_t attempt_s; /* when the last began; times are of the wall clock */
	int64_t success_s; /* when the last good one ended, 0 for none */
	int64_t size;      /* of that, in bytes */
	int64_t seconds;   /* that it took */
	int64_t kept;      /* how many there are */
	char reason[BACKUPS_REASON_SIZE]; /* why the last failed */
	int64_t archived_s;               /* when log was last archived, 0 for never */
	bool archive_failed;              /* and it has failed since */
};

/* Reads it; what is not there or makes no sense is zero. */
struct backups_state backups_read(void);

/* The same for Prometheus. */
void backups_write(struct text *out, int64_t now_us);

/* GET /api/admin/backups */
int backups_get(struct request *request, struct reply *reply);

#endif
