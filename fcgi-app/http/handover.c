#include "http/handover.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor, aligned as the kernel wants it. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* A stream, each byte of which carries a descriptor: other kinds of socket take
 * only as many messages as the system's max_dgram_qlen says, which may be 10. The
 * buffer has room for some 500, if the system grants it. */
int handover_open(struct handover *handover)
{
	const int buffer_size = 512 * 1024;
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &buffer_size, sizeof(buffer_size));
	*handover = (struct handover){ends[0], ends[1]};
	return 0;
}

int handover_post(const struct handover *handover, int descriptor)
{
	char mark = 'c';
	struct iovec payload = {&mark, 1};
	union control control = {0};
	struct msghdr message = {.msg_iov = &payload,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
	if (sendmsg(handover->in, &message, MSG_NOSIGNAL) != 1)
		return -1;
	close(descriptor);
	return 0;
}

int handover_adopt(const struct handover *handover)
{
	char mark;
	int descriptor;
	struct iovec payload = {&mark, 1};
	union control control = {0};
	struct msghdr message = {.msg_iov = &payload,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};

	if (recvmsg(handover->out, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header == NULL || header->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
	return descriptor;
}
