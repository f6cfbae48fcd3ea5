/*
 * Smoke's way of asking an instance: what a visit knows, one request, one answer.
 */
#ifndef BIN_SMOKE_ASK_H
#define BIN_SMOKE_ASK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "net/call.h"

enum { SMOKE_SAID = 256, SMOKE_SECRET = 96, SMOKE_ID = 40 };

/* As whom a request is sent. */
enum smoke_who { SMOKE_NOBODY, SMOKE_SESSION, SMOKE_KEY };

struct smoke {
	struct arena *arena; /* emptied before each check */
	const char *url;     /* without a slash at its end */
	const char *authorities;
	bool plain; /* http: there is no TLS to look at */
	char user[SMOKE_ID];
	char password[SMOKE_SECRET];
	bool given; /* the user was given, not made up */
	bool first; /* that one may become the first user, who administrates */
	bool made;  /* it was registered here and now */
	char token[1024];
	char csrf[256];
	char account[SMOKE_ID];
	char key[SMOKE_ID];
	char secret[SMOKE_SECRET];
	bool open; /* is the market? */
	char said[SMOKE_SAID];
};

/* What a check says of itself. */
void smoke_ask_say(struct smoke *smoke, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sends a request, its body JSON or NULL. True when it was answered with this status; if
 * not, what was answered is said. */
bool smoke_ask(struct smoke *smoke, enum smoke_who who, const char *method,
	const char *path, const char *body, long status, struct call_reply *reply)
	__attribute__((warn_unused_result));

/* The same GET, at other versions of TLS. True when it is answered at all. */
bool smoke_ask_tls(struct smoke *smoke, enum call_tls tls, struct call_reply *reply)
	__attribute__((warn_unused_result));

/* The answer as JSON; NULL, said, when it is none. */
const cJSON *smoke_ask_json(struct smoke *smoke, const struct call_reply *reply)
	__attribute__((warn_unused_result));

/* Copies the text of a member. False, said, when there is none or it does not fit. */
bool smoke_ask_take(struct smoke *smoke, const cJSON *object, const char *name,
	char *text, size_t size) __attribute__((warn_unused_result));

#endif
