/*
 * Open connections handed from one worker to another. nginx keeps connections
 * open and may send a request on one at any moment; if a leaving worker closed
 * it, that request would be lost. So it posts its idle connections here, and a
 * worker that stays adopts them, with whatever has arrived on them meanwhile.
 */
#ifndef HTTP_HANDOVER_H
#define HTTP_HANDOVER_H

/* One pool's post box, shared by all its workers and its master. It lives as long
 * as anyone has it open, and what was posted with it. */
struct handover {
	int in;  /* connections are posted here … */
	int out; /* … and adopted from here; readable when one waits */
};

/* -1 when the system has no descriptors left. */
int handover_open(struct handover *handover) __attribute__((warn_unused_result));

/* Posts a descriptor and closes it here. -1 when the box is full: it is still
 * the caller's. */
int handover_post(const struct handover *handover, int descriptor)
	__attribute__((warn_unused_result));

/* The oldest posted descriptor, non-blocking; -1 when there is none. */
int handover_adopt(const struct handover *handover) __attribute__((warn_unused_result));

#endif
