/*
 * Which paper account a request is about: an API key's own; under a web session the
 * one that X-Account-Id names, else the user's default. That it is the user's, the
 * database says: whoever reads it finds no row else.
 */
#ifndef API_ACCOUNT_CHOICE_H
#define API_ACCOUNT_CHOICE_H

struct request;
struct reply;

/* The account's id; NULL when the request names none that could be. */
const char *account_choice(const struct request *request);

/* Refuses a request whose account is none of its user's. */
int account_choice_refuse(struct reply *reply) __attribute__((warn_unused_result));

#endif
