/*
 * Who is behind a session or an API key, as this worker last learned from the
 * database. A change of access anywhere (sign-out, revocation, a disabled user,
 * another role) starts a new generation for all workers at once, and what was
 * learned before it counts no more: so a request needs no query, and a
 * revocation takes effect with the next request.
 */
#ifndef AUTH_ACCESS_H
#define AUTH_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

enum access_kind { ACCESS_SESSION, ACCESS_KEY };

enum access_role { ACCESS_VIEWER, ACCESS_TRADER, ACCESS_ADMIN };

struct access {
	enum access_kind kind;
	char credential[40]; /* the session's id, or the key's */
	char user_id[24];
	char public_id[40];
	char username[40];
	char email[256];
	char account_id[40];
	enum access_role role;
	bool can_trade;
	char salt[33]; /* of a key */
	char hash[65];
};

/* Maps the generation; call before forking. -1 without shared memory. */
int access_open(const char *directory) __attribute__((warn_unused_result));

/* What is known of a session or key; NULL when it has to be asked for. */
const struct access *access_known(
	enum access_kind kind, const char *credential, int64_t monotonic_us);

/* Which generation an answer belongs to that is about to be asked for. */
uint64_t access_generation(void);

/* Keeps an answer, unless its generation has passed meanwhile. */
void access_learn(const struct access *access, uint64_t generation, int64_t monotonic_us);

/* Access has changed: nothing learned so far counts, in any worker. */
void access_changed(void);

/* "admin", "trader", "viewer". */
const char *access_role_name(enum access_role role);
bool access_role_named(const char *name, enum access_role *role);

#endif
