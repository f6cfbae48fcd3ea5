/*
 * Is the server well? For people, load balancers and monitoring.
 */
#ifndef API_HEALTH_H
#define API_HEALTH_H

struct request;
struct reply;

int health_get(struct request *request, struct reply *reply);
int health_detailed(struct request *request, struct reply *reply);
int health_live(struct request *request, struct reply *reply);
int health_ready(struct request *request, struct reply *reply);
int health_startup(struct request *request, struct reply *reply);

#endif
