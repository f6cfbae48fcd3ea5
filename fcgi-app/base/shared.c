#include "base/shared.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_SIZE = 64 };

struct header {
	char magic[16];
	uint64_t layout;
	uint64_t size;
};

static const char MAGIC[16] = "papertrade-mem1";

static void *map_descriptor(int descriptor, size_t size)
{
	void *mapped = mmap(NULL, HEADER_SIZE + size, PROT_READ | PROT_WRITE, MAP_SHARED,
		descriptor, 0);
	return mapped == MAP_FAILED ? NULL : mapped;
}

/* An existing file of the wanted layout; NULL when there is none. */
static void *map_existing(const char *path, size_t size, uint64_t layout)
{
	struct header header;
	void *mapped = NULL;
	int descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (descriptor < 0)
		return NULL;
	struct stat status;
	if (fstat(descriptor, &status) == 0 &&
		status.st_size == (off_t)(HEADER_SIZE + size) &&
		pread(descriptor, &header, sizeof(header), 0) ==
			(ssize_t)sizeof(header) &&
		memcmp(header.magic, MAGIC, sizeof(MAGIC)) == 0 &&
		header.layout == layout && header.size == size)
		mapped = map_descriptor(descriptor, size);
	close(descriptor);
	return mapped;
}

/* A fresh file, complete before it takes the name. */
static void *map_fresh(const char *path, size_t size, uint64_t layout)
{
	char temporary[PATH_MAX];
	struct header header = {.layout = layout, .size = size};
	void *mapped = NULL;

	memcpy(header.magic, MAGIC, sizeof(MAGIC));
	if (snprintf(temporary, sizeof(temporary), "%s.%d", path, getpid()) >=
		(int)sizeof(temporary))
		return NULL;
	int descriptor = open(
		temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (descriptor < 0)
		return NULL;
	if (posix_fallocate(descriptor, 0, (off_t)(HEADER_SIZE + size)) == 0 &&
		pwrite(descriptor, &header, sizeof(header), 0) == (ssize_t)sizeof(header))
		mapped = map_descriptor(descriptor, size);
	close(descriptor);
	if (mapped == NULL || rename(temporary, path) != 0) {
		unlink(temporary);
		return NULL;
	}
	return mapped;
}

void *shared_map(const char *directory, const char *name, size_t size, uint64_t layout)
{
	char path[PATH_MAX - 16];
	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return NULL;
	int guard = shared_lock_open(directory, name);
	unsigned char *mapped = NULL;
	if (guard >= 0 && flock(guard, LOCK_EX) == 0) {
		mapped = map_existing(path, size, layout);
		if (mapped == NULL)
			mapped = map_fresh(path, size, layout);
	}
	if (mapped == NULL)
		LOG(LOG_ERROR, "shared memory cannot be mapped", LOG_TEXT("path", path),
			LOG_TEXT("error", strerror(errno)),
			LOG_TEXT("mend", "papertrade doctor --fix makes the directory"));
	if (guard >= 0)
		close(guard);
	return mapped == NULL ? NULL : mapped + HEADER_SIZE;
}

int shared_lock_open(const char *directory, const char *name)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof(path), "%s/%s.lock", directory, name) >=
		(int)sizeof(path))
		return -1;
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
}

static void set_lock(int lock, short type)
{
	struct flock whole = {.l_type = type, .l_whence = SEEK_SET};
	while (fcntl(lock, F_SETLKW, &whole) != 0 && errno == EINTR)
		;
}

void shared_lock(int lock)
{
	set_lock(lock, F_WRLCK);
}

void shared_unlock(int lock)
{
	set_lock(lock, F_UNLCK);
}
