/*
 * The counters in Prometheus' text format.
 */
#ifndef HTTP_METRICS_TEXT_H
#define HTTP_METRICS_TEXT_H

struct text;

void metrics_text_write(struct text *out, const char *version, const char *commit);

#endif
