#include "bin/doctor_files.h"

#include "api/pool.h"
#include "base/settings.h"
#include "bin/finding.h"
#include "bin/instance.h"
#include "bin/tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_LEAST = 32, OTHERS = 07, ALL_BUT_OWNER = 077, ENTRIES = 4096 };

static const int64_t LOGS_LARGE = INT64_C(1) << 30;

static const char READABLE[] = "whoever has an account here can read its secrets";

void doctor_files_settings(void)
{
	struct stat status;
	const char *path = instance_settings_file();
	const char *secret = settings_text(SETTING_JWT_SECRET_KEY);
	if (*secret == '\0')
		secret = settings_text(SETTING_AUTH_SECRET);
	if (strlen(secret) < SECRET_LEAST)
		finding_note("settings", FINDING_WRONG, "the server does not start",
			"put back the one it had; for a new instance, openssl rand -hex "
			"32",
			"JWT_SECRET_KEY in %.128s is missing or shorter than %d bytes",
			path, SECRET_LEAST);
	if (stat(path, &status) != 0)
		finding_ok("settings", "all valid; there is no file %.128s", path);
	else if ((status.st_mode & OTHERS) != 0)
		finding_note("settings", FINDING_WRONG, READABLE,
			"chmod o= it, or papertrade doctor --fix",
			"all valid, but %.128s is open to everyone", path);
	else
		finding_ok("settings", "all valid; %.128s is private", path);
}

int doctor_files_mend_settings(char *said, size_t size)
{
	struct stat status;
	const char *path = instance_settings_file();
	if (stat(path, &status) != 0 || (status.st_mode & OTHERS) == 0 ||
		chmod(path, status.st_mode & 0770) != 0)
		return -1;
	snprintf(said, size, "%.128s is private again", path);
	return 0;
}

/* A file or directory of the instance. */
struct belonging {
	const char *path;
	bool directory;
	bool needed;
	bool served;      /* the server's own user has to own it */
	mode_t forbidden; /* bits that it must not have */
	mode_t mode;      /* of a directory that is made */
};

/* What is looked at goes to one of these, which the mending does too. */
typedef void visitor(const struct belonging *belonging, const char *fault, void *context);

static bool service_user(struct passwd *user)
{
	struct stat home;
	const struct passwd *found = NULL;
	if (instance_is_installed())
		found = getpwnam("papertrade");
	else if (stat(settings_home(), &home) == 0)
		found = getpwuid(home.st_uid);
	if (found == NULL)
		return false;
	*user = *found;
	return true;
}

static void look_at(const struct belonging *belonging, visitor *visit, void *context)
{
	struct stat status;
	struct passwd user;
	if (lstat(belonging->path, &status) != 0) {
		if (belonging->needed || errno != ENOENT)
			visit(belonging, errno == ENOENT ? "is missing" : strerror(errno),
				context);
		return;
	}
	if (S_ISLNK(status.st_mode))
		return;
	if ((status.st_mode & belonging->forbidden) != 0)
		visit(belonging, "is open to too many", context);
	else if (belonging->served && service_user(&user) && status.st_uid != user.pw_uid)
		visit(belonging, "belongs to the wrong user", context);
}

/* Sockets and shared memory. */
static void look_at_runtime(visitor *visit, void *context)
{
	char path[PATH_MAX];
	DIR *directory = opendir(pool_directory());
	if (directory == NULL)
		return;
	const struct dirent *entry;
	for (int i = 0; i < ENTRIES && (entry = readdir(directory)) != NULL; i++) {
		static const char *const known[] = {"fast.sock", "slow.sock", "metrics",
			"limits", "access", "catalogue", "board", "providers", "reports"};
		bool ours = false;
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
			ours = ours || strcmp(entry->d_name, known[k]) == 0;
		if (!ours || snprintf(path, sizeof(path), "%s/%s", pool_directory(),
				     entry->d_name) >= (int)sizeof(path))
			continue;
		struct belonging file = {path, false, false, true, OTHERS, 0};
		look_at(&file, visit, context);
	}
	closedir(directory);
}

static void look_at_all(visitor *visit, void *context)
{
	bool installed = instance_is_installed();
	char tls[PATH_MAX];
	char authority[PATH_MAX + 16];
	char log[PATH_MAX];
	snprintf(tls, sizeof(tls), "%.1024s/tls", settings_home());
	snprintf(authority, sizeof(authority), "%s/ca.key", tls);
	snprintf(log, sizeof(log), "%.1024s/log", settings_home());
	mode_t home_closed = installed ? 022 : OTHERS;
	const struct belonging listed[] = {
		{settings_home(), true, true, !installed, home_closed, 0750},
		{pool_directory(), true, true, true, 022, installed ? 0755 : 0750},
		{installed ? "/var/log/papertrade" : log, true, true, !installed, OTHERS,
			0750},
		{tls, true, true, false, 022, 0750},
		{settings_text(SETTING_TLS_KEY), false, false, false, OTHERS | 020, 0},
		{authority, false, false, false, ALL_BUT_OWNER, 0},
	};
	for (size_t i = 0; i < sizeof(listed) / sizeof(*listed); i++)
		look_at(&listed[i], visit, context);
	look_at_runtime(visit, context);
}

static void tell(const struct belonging *belonging, const char *fault, void *context)
{
	int *faults = context;
	(*faults)++;
	finding_note("files", FINDING_WRONG,
		belonging->directory ? "the server can neither start nor write without it"
				     : "others could act as this server, or it could not",
		"papertrade doctor --fix", "%.200s %s", belonging->path, fault);
}

void doctor_files_owners(void)
{
	int faults = 0;
	look_at_all(tell, &faults);
	if (faults == 0)
		finding_ok("files", "directories, keys, sockets and shared memory have "
				    "the right owners and modes");
}

static int give_to_service(const char *path)
{
	struct passwd user;
	return geteuid() == 0 && service_user(&user)
		       ? lchown(path, user.pw_uid, user.pw_gid)
		       : 0;
}

static int mend_one(const struct belonging *belonging)
{
	struct stat status;
	if (lstat(belonging->path, &status) != 0) {
		if (!belonging->directory ||
			mkdir(belonging->path, belonging->mode) != 0 ||
			chmod(belonging->path, belonging->mode) != 0)
			return -1;
		return belonging->served ? give_to_service(belonging->path) : 0;
	}
	mode_t mode = status.st_mode & 07777 & ~belonging->forbidden;
	if (chmod(belonging->path, mode) != 0)
		return -1;
	return belonging->served ? give_to_service(belonging->path) : 0;
}

struct mending {
	int mended;
	int failed;
};

static void mend(const struct belonging *belonging, const char *fault, void *context)
{
	struct mending *mending = context;
	(void)fault;
	if (mend_one(belonging) == 0)
		mending->mended++;
	else
		mending->failed++;
}

int doctor_files_mend_owners(char *said, size_t size)
{
	char output[256];
	struct mending mending = {0};
	/* The package's own list knows the directories better. */
	if (instance_is_installed() && TOOL_RUN(output, 30, "systemd-tmpfiles",
					       "--create", "papertrade.conf") == 0)
		snprintf(said, size, "made what tmpfiles.d lists; ");
	look_at_all(mend, &mending);
	size_t length = strlen(said);
	snprintf(said + length, size - length, "made, given or closed again: %d of %d",
		mending.mended, mending.mended + mending.failed);
	return mending.failed == 0 ? 0 : -1;
}

static int64_t size_of_logs(const char *directory_path)
{
	int64_t total = 0;
	DIR *directory = opendir(directory_path);
	if (directory == NULL)
		return -1;
	const struct dirent *entry;
	for (int i = 0; i < ENTRIES && (entry = readdir(directory)) != NULL; i++) {
		struct stat status;
		if (fstatat(dirfd(directory), entry->d_name, &status,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(status.st_mode))
			total += status.st_size;
	}
	closedir(directory);
	return total;
}

void doctor_files_logs(void)
{
	char path[PATH_MAX] = "/var/log/papertrade";
	if (!instance_is_installed())
		snprintf(path, sizeof(path), "%.1024s/log", settings_home());
	int64_t total = size_of_logs(path);
	if (total < 0 && errno == ENOENT)
		return; /* its absence is told with the other directories */
	if (total < 0)
		finding_note("logs", FINDING_UNKNOWN, NULL, "run it as root", "%s: %s",
			path, strerror(errno));
	else if (total > LOGS_LARGE)
		finding_note("logs", FINDING_WARNING, "they go on to fill the disk",
			"see that logrotate runs, or remove old ones",
			"%lld MB of logs in %s", (long long)(total >> 20), path);
	else
		finding_ok("logs", "%lld MB in %s", (long long)(total >> 20), path);
	if (instance_is_installed() && access("/etc/logrotate.d/papertrade", R_OK) != 0)
		finding_note("logs", FINDING_WARNING, "nginx's logs are never rotated",
			"install the package again",
			"/etc/logrotate.d/papertrade is missing");
}
