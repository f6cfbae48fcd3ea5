/*
 * Tokens against cross-site request forgery. One made under a session is bound
 * to it. One fetched before sign-in is bound to nothing but its hour of birth;
 * it serves clients that send a Bearer token, which no other site can send.
 */
#ifndef AUTH_CSRF_H
#define AUTH_CSRF_H

#include <stdbool.h>
#include <stdint.h>

enum { CSRF_SIZE = 96, CSRF_LIFETIME_S = 12 * 3600 };

/* A token bound to `session`, or to none when it is empty. */
void csrf_make(const char *session, int64_t now_s, char token[CSRF_SIZE]);

/* Is it a token for this session? One from before sign-in counts too if
 * `unbound` says so. */
bool csrf_check(const char *token, const char *session, bool unbound, int64_t now_s)
	__attribute__((warn_unused_result));

#endif
