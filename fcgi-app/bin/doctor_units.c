#include "bin/doctor_units.h"

#include "base/text.h"
#include "bin/finding.h"
#include "bin/instance.h"
#include "bin/tool.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAID = 32768, RESTARTS_MANY = 5 };

static const char WEAKER[] = "a hole in it would reach further";

/* What every unit of ours is shipped with. */
static const struct {
	const char *name;
	const char *value;
} shipped[] = {
	{"NoNewPrivileges", "yes"},
	{"ProtectSystem", "strict"},
	{"ProtectHome", "yes"},
	{"PrivateTmp", "yes"},
	{"PrivateDevices", "yes"},
	{"PrivateUsers", "yes"},
	{"MemoryDenyWriteExecute", "yes"},
	{"RestrictSUIDSGID", "yes"},
};

/* The value of a property in what systemctl said; "" when it is not there. */
static const char *property(const char *said, const char *name, char value[128])
{
	size_t length = strlen(name);
	value[0] = '\0';
	for (const char *line = said; line != NULL && *line != '\0';) {
		if (strncmp(line, name, length) == 0 && line[length] == '=')
			snprintf(value, 128, "%.*s",
				(int)strcspn(line + length + 1, "\n"), line + length + 1);
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	return value;
}

static bool has(const char *said, const char *name, const char *wanted)
{
	char value[128];
	return strcmp(property(said, name, value), wanted) == 0;
}

/* Is the process in the same namespace as this one? Unknown counts as no. */
static bool shares(int64_t pid, const char *kind)
{
	char path[64];
	char own[64] = "";
	char its[64] = "";
	snprintf(path, sizeof(path), "/proc/%lld/ns/%s", (long long)pid, kind);
	ssize_t length = readlink(path, its, sizeof(its) - 1);
	snprintf(path, sizeof(path), "/proc/self/ns/%s", kind);
	return length > 0 && readlink(path, own, sizeof(own) - 1) > 0 &&
	       strcmp(own, its) == 0;
}

/* A field of /proc/PID/status is this. Unknown counts as no. */
static bool status_is(int64_t pid, const char *field, const char *value)
{
	char path[64];
	char line[256];
	bool is = false;
	size_t length = strlen(field);
	snprintf(path, sizeof(path), "/proc/%lld/status", (long long)pid);
	FILE *stream = fopen(path, "re");
	while (stream != NULL && fgets(line, sizeof(line), stream) != NULL)
		if (strncmp(line, field, length) == 0 && line[length] == ':')
			is = strncmp(line + length + 2, value, strlen(value)) == 0;
	if (stream != NULL)
		fclose(stream);
	return is;
}

/* Directives that are set and yet do nothing, as an unprivileged container has it. */
static bool look_for_void(const char *unit, const char *said, int64_t pid)
{
	char list[256];
	struct text names = text_over(list, sizeof(list));
	if (has(said, "PrivateNetwork", "yes") && shares(pid, "net"))
		text_string(&names, " PrivateNetwork");
	if (has(said, "PrivateUsers", "yes") && shares(pid, "user"))
		text_string(&names, " PrivateUsers");
	if (has(said, "ProtectSystem", "strict") && shares(pid, "mnt"))
		text_string(&names, " ProtectSystem");
	if (has(said, "NoNewPrivileges", "yes") && status_is(pid, "NoNewPrivs", "0"))
		text_string(&names, " NoNewPrivileges");
	if (has(said, "NoNewPrivileges", "yes") && status_is(pid, "Seccomp", "0"))
		text_string(&names, " SystemCallFilter");
	const char *found = text_done(&names);
	if (found == NULL || *found == '\0')
		return false;
	finding_note("units", FINDING_WARNING, WEAKER,
		"for all of them give PaperTrade a machine of its own, or a container "
		"with nesting",
		"%s: set, yet void here:%s", unit, found);
	return true;
}

static bool look_for_weaker(const char *unit, const char *said, bool fast)
{
	char list[256];
	struct text names = text_over(list, sizeof(list));
	for (size_t i = 0; i < sizeof(shipped) / sizeof(*shipped); i++)
		if (!has(said, shipped[i].name, shipped[i].value))
			text_format(&names, " %s", shipped[i].name);
	if (fast && !has(said, "PrivateNetwork", "yes"))
		text_string(&names, " PrivateNetwork");
	const char *found = text_done(&names);
	if (found == NULL || *found == '\0')
		return false;
	finding_note("units", FINDING_WARNING, WEAKER,
		"systemctl cat shows the drop-in; remove it unless it is meant",
		"%s: weaker than shipped:%s", unit, found);
	return true;
}

static bool look_for_trouble(const char *unit, const char *said)
{
	char value[128];
	int64_t restarts = 0;
	if (has(said, "NeedDaemonReload", "yes"))
		finding_note("units", FINDING_WRONG,
			"systemd goes by what it read before",
			"papertrade doctor --fix, or systemctl daemon-reload",
			"%s: its files have changed", unit);
	if (!has(said, "ActiveState", "active")) {
		finding_note("units", FINDING_WRONG, "a part of the server stands still",
			"systemctl start papertrade.target; journalctl -u it says why",
			"%s is %s", unit, property(said, "ActiveState", value));
		return true;
	}
	if (text_to_integer(property(said, "NRestarts", value), 0, INT_MAX, &restarts) &&
		restarts > RESTARTS_MANY)
		finding_note("units", FINDING_WARNING, "something makes it end",
			"journalctl -u it says what", "%s was started again %lld times",
			unit, (long long)restarts);
	return false;
}

static void look_at(char *unit, bool fast)
{
	char said[SAID];
	char value[128];
	int64_t pid = 0;
	int code = TOOL_RUN(said, 10, "systemctl", "show", unit);
	if (code != 0 || strstr(said, "ActiveState=") == NULL) {
		finding_note("units", FINDING_UNKNOWN, NULL, "see that systemd runs",
			"%s: systemctl does not tell", unit);
		return;
	}
	if (look_for_trouble(unit, said))
		return;
	if (!text_to_integer(property(said, "MainPID", value), 1, INT_MAX, &pid))
		pid = 0;
	bool weaker = look_for_weaker(unit, said, fast);
	bool is_void = pid > 0 && look_for_void(unit, said, pid);
	if (!weaker && !is_void)
		finding_ok("units", "%s runs, confined as shipped", unit);
}

void doctor_units_look(void)
{
	static char fast[] = "papertrade-api@fast.service";
	static char slow[] = "papertrade-api@slow.service";
	static char market[] = "papertrade-market.service";
	if (!instance_is_installed())
		return;
	look_at(fast, true);
	look_at(slow, false);
	look_at(market, false);
}

int doctor_units_mend(char *said, size_t size)
{
	char output[256];
	if (TOOL_RUN(output, 60, "systemctl", "daemon-reload") != 0)
		return -1;
	snprintf(said, size, "systemd has read its unit files again");
	return 0;
}
