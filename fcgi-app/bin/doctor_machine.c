#include "bin/doctor_machine.h"

#include "api/pool.h"
#include "base/settings.h"
#include "bin/finding.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

enum { LISTENING = 0x0A };

static const uint64_t MEGABYTE = 1024 * 1024;
static const uint64_t LEAST_DISK = 256;
static const uint64_t LEAST_SHARED = 8;
static const uint64_t LEAST_MEMORY = 64;

/* Where a package of PostgreSQL has its data. */
static const char DATABASE[] = "/var/lib/postgresql";

static void look_at_disk(const char *path, const char *what)
{
	struct statvfs disk;
	if (statvfs(path, &disk) != 0) {
		finding_note("disk", FINDING_WRONG, "nothing can be kept there",
			"papertrade doctor --fix, or see that it is mounted",
			"%.128s: %s", path, strerror(errno));
		return;
	}
	uint64_t left = (uint64_t)disk.f_bavail * disk.f_frsize / MEGABYTE;
	uint64_t whole = (uint64_t)disk.f_blocks * disk.f_frsize / MEGABYTE;
	const char *mend = "free space there, or give it a larger disk";
	if ((disk.f_flag & ST_RDONLY) != 0)
		finding_note("disk", FINDING_WRONG, "nothing can be written",
			"see dmesg for what made it so, then mount -o remount,rw",
			"%.128s, %s, is read-only", path, what);
	else if (left < LEAST_DISK)
		finding_note("disk", FINDING_WRONG,
			"with none left the database stops and orders are refused", mend,
			"%llu MB free of %llu in %.128s, %s", (unsigned long long)left,
			(unsigned long long)whole, path, what);
	else if (disk.f_files > 0 && disk.f_favail < 1000)
		finding_note("disk", FINDING_WRONG, "no file can be made there",
			"remove small files there", "%llu inodes free in %.128s, %s",
			(unsigned long long)disk.f_favail, path, what);
	else if (left < whole / 10 && left < 10 * 1024)
		finding_note("disk", FINDING_WARNING, "it will be full one day", mend,
			"%llu MB free of %llu in %.128s, %s", (unsigned long long)left,
			(unsigned long long)whole, path, what);
	else
		finding_ok("disk", "%llu MB free in %.128s, %s", (unsigned long long)left,
			path, what);
}

void doctor_machine_disk(void)
{
	struct stat home;
	struct stat database;
	look_at_disk(settings_home(), "where the state is");
	if (stat(DATABASE, &database) == 0 && stat(settings_home(), &home) == 0 &&
		database.st_dev != home.st_dev)
		look_at_disk(DATABASE, "where the database is");
}

/* A line of /proc/meminfo, in MB; 0 when it is not there. */
static uint64_t memory_of(const char *name)
{
	char line[256];
	uint64_t found = 0;
	size_t length = strlen(name);
	FILE *stream = fopen("/proc/meminfo", "re");
	while (stream != NULL && fgets(line, sizeof(line), stream) != NULL)
		if (strncmp(line, name, length) == 0 && line[length] == ':')
			found = strtoull(line + length + 1, NULL, 10) / 1024;
	if (stream != NULL)
		fclose(stream);
	return found;
}

static void look_at_shared_memory(void)
{
	static const char *const needed[] = {"metrics", "limits", "board", "catalogue"};
	char path[PATH_MAX];
	struct statvfs there;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		snprintf(path, sizeof(path), "%s/%s", pool_directory(), needed[i]);
		if (access(path, F_OK) == 0)
			continue;
		finding_note("shared", FINDING_WARNING,
			"the pools and the market daemon meet there, and make it when "
			"they start",
			"start them", "%.200s is not there", path);
		return;
	}
	if (statvfs(pool_directory(), &there) != 0)
		return; /* told with the other directories */
	uint64_t left = (uint64_t)there.f_bavail * there.f_frsize / MEGABYTE;
	if (left < LEAST_SHARED)
		finding_note("shared", FINDING_WRONG,
			"the next start finds no room for quotes and counters",
			"free space there", "%llu MB free in %.128s",
			(unsigned long long)left, pool_directory());
	else
		finding_ok("shared", "shared memory is in %.128s", pool_directory());
}

void doctor_machine_memory(void)
{
	uint64_t available = memory_of("MemAvailable");
	if (available == 0)
		finding_note("memory", FINDING_UNKNOWN, NULL, "see that /proc is mounted",
			"/proc/meminfo does not tell");
	else if (available < LEAST_MEMORY)
		finding_note("memory", FINDING_WRONG,
			"the kernel will kill processes to go on",
			"stop what takes it, or give the machine more",
			"%llu MB of memory available", (unsigned long long)available);
	else
		finding_ok("memory", "%llu MB available of %llu",
			(unsigned long long)available,
			(unsigned long long)memory_of("MemTotal"));
	look_at_shared_memory();
}

void doctor_machine_clock(void)
{
	struct timex kernel = {0};
	int state = adjtimex(&kernel);
	if (state < 0)
		finding_note("time", FINDING_UNKNOWN, NULL, "timedatectl",
			"the kernel does not tell of its clock: %s", strerror(errno));
	else if (state == TIME_ERROR)
		finding_note("time", FINDING_WARNING,
			"sessions, codes and fills carry its time",
			"run systemd-timesyncd or chrony; in a container, on its host",
			"no one keeps the clock synchronised");
	else
		finding_ok("time", "the clock is kept synchronised");
}

/* Does anything listen on the TCP port, by the kernel's table? */
static bool is_taken(const char *table, long port)
{
	char line[512];
	unsigned local = 0;
	unsigned state = 0;
	bool taken = false;
	FILE *stream = fopen(table, "re");
	while (stream != NULL && !taken && fgets(line, sizeof(line), stream) != NULL)
		taken = sscanf(line, " %*[^:]: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x",
				&local, &state) == 2 &&
			local == (unsigned)port && state == LISTENING;
	if (stream != NULL)
		fclose(stream);
	return taken;
}

static void look_at_port(enum setting setting)
{
	long port = (long)settings_number(setting);
	const char *name = settings_fact(setting)->name;
	if (port == 0)
		return;
	if (access("/proc/net/tcp", R_OK) != 0)
		finding_note("port", FINDING_UNKNOWN, NULL, "run it as root",
			"/proc/net/tcp cannot be read");
	else if (is_taken("/proc/net/tcp", port) || is_taken("/proc/net/tcp6", port))
		finding_ok("port", "%s %ld is listened on", name, port);
	else
		finding_note("port", FINDING_WRONG, "nobody reaches the site",
			"start nginx: systemctl start nginx, or make up",
			"nothing listens on %s %ld", name, port);
}

void doctor_machine_ports(void)
{
	look_at_port(SETTING_HTTPS_PORT);
	look_at_port(SETTING_HTTP_PORT);
}
