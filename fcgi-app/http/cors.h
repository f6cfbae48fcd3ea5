/*
 * Which other origins' pages may call: those that ALLOW_ORIGIN names, to the
 * letter. An origin is never reflected otherwise.
 */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

struct request;
struct reply;

/* Adds the headers that the request's origin is due. */
void cors_headers(const struct request *request, struct reply *reply);

#endif
