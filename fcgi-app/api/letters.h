/*
 * The e-mail that the server writes. Letters are queued in the request's own
 * transaction and sent afterwards; without SMTP_URL none is written.
 */
#ifndef API_LETTERS_H
#define API_LETTERS_H

#include <stdint.h>

struct request;
struct text;
struct connection;

int letters_reset(struct request *request, const char *recipient, const char *token)
	__attribute__((warn_unused_result));
int letters_invite(struct request *request, const char *recipient, const char *token)
	__attribute__((warn_unused_result));

/* Writes the address of a page of the site that takes a token. The token stands
 * behind a #, so that no server ever sees or logs it. */
void letters_link(struct text *out, const char *page, const char *token);

/* Sends what is due, over `database`; returns when to look again. */
int64_t letters_deliver(struct connection *database, int64_t monotonic_us);

#endif
