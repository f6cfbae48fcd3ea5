/*
 * Documents that the server has about itself.
 */
#ifndef API_DOCUMENTS_H
#define API_DOCUMENTS_H

struct request;
struct reply;

int documents_openapi(struct request *request, struct reply *reply);

#endif
