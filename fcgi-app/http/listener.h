/*
 * Descriptors that a pool is given: its listening socket, from systemd or
 * whoever holds it (LISTEN_FDS), or opened here; and connections that were
 * kept over a restart.
 */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "http/handover.h"

enum { LISTENER_KEPT = 256 };

struct listener {
	int socket;
	struct handover handover;
};

/* Takes over what was inherited and opens what was not. A socket opened here
 * is at `path`, mode 0660. -1, logged, when there is no socket to be had. */
int listener_open(struct listener *listener, const char *path)
	__attribute__((warn_unused_result));

/* Makes the descriptors inheritable and announces them to the image that the
 * process is about to become. */
void listener_pass_on(const struct listener *listener);

/* Gives connections that wait in the post box to the service manager, which
 * returns them at the next start; without one they are closed. */
void listener_store(const struct listener *listener);

#endif
