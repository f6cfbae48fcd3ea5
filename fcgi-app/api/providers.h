/*
 * The sources of market data: what each is asked for, and how it is doing.
 */
#ifndef API_PROVIDERS_H
#define API_PROVIDERS_H

struct request;
struct reply;

/* GET /api/providers */
int providers_list(struct request *request, struct reply *reply);

#endif
