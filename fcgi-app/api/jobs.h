/*
 * GET /api/admin/jobs: what happens by itself, and when it last did.
 */
#ifndef API_JOBS_H
#define API_JOBS_H

struct request;
struct reply;

int jobs_list(struct request *request, struct reply *reply);

#endif
