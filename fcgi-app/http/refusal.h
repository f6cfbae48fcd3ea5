/*
 * Refusals: what a request can be refused for, and how each is told.
 */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

enum refusal {
	REFUSAL_NONE,
#define REFUSAL(name, status, code, message) REFUSAL_##name,
#include "http/refusal.def"
#undef REFUSAL
	REFUSAL_COUNT
};

struct refusal_fact {
	int status;
	int code;
	const char *message;
};

const struct refusal_fact *refusal_fact(enum refusal refusal);

#endif
