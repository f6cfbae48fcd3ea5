/*
 * Descriptors that a pool is given: its listening socket and its post box, from
 * systemd or whoever holds them (LISTEN_FDS), or opened here.
 */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "http/handover.h"

struct listener {
	int socket;
	struct handover handover;
};

/* Takes over what was inherited and opens what was not. A socket opened here
 * is at `path`, mode 0660; a post box opened here is given to the service
 * manager as well, so that connections in it outlive a restart. -1, logged,
 * when there is no socket to be had. */
int listener_open(struct listener *listener, const char *path)
	__attribute__((warn_unused_result));

/* Makes the descriptors inheritable and announces them to the image that the
 * process is about to become. */
void listener_pass_on(const struct listener *listener);

#endif
