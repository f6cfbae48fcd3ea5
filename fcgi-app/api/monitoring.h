/*
 * What runs here and how it fares: version, dashboard, metrics.
 */
#ifndef API_MONITORING_H
#define API_MONITORING_H

struct request;
struct reply;

int monitoring_version(struct request *request, struct reply *reply);
int monitoring_dashboard(struct request *request, struct reply *reply);
int monitoring_metrics(struct request *request, struct reply *reply);

#endif
