/*
 * The OpenAPI 3.1 document, made from the table of routes.
 */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

struct text;

void openapi_write(struct text *out, const char *version);

#endif
