#include "bin/doctor_site.h"

#include "base/settings.h"
#include "bin/finding.h"
#include "bin/instance.h"
#include "bin/tool.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SOON_DAYS = 7, PEM_SIZE = 16384, NAMES = 64, NAMES_SIZE = 1100 };

static const char REFUSED[] = "browsers and bots refuse to connect";

static char *path_of(enum setting setting)
{
	/* execvp promises to leave its words alone. */
	return (char *)(uintptr_t)settings_text(setting);
}

static bool is_local(void)
{
	char own[PATH_MAX];
	snprintf(own, sizeof(own), "%.1024s/tls/server.crt", settings_home());
	return strcmp(settings_text(SETTING_TLS_CERTIFICATE), own) == 0;
}

static const char *advice(void)
{
	return is_local() ? "papertrade doctor --fix"
			  : "renew it, or see TLS_CERTIFICATE and TLS_KEY";
}

/* Does the key belong to the certificate? Its public half is compared. */
static bool has_its_key(const char *certificate_key)
{
	char of_key[PEM_SIZE];
	return TOOL_RUN(of_key, 10, "openssl", "pkey", "-pubout", "-in",
		       path_of(SETTING_TLS_KEY)) == 0 &&
	       strcmp(certificate_key, of_key) == 0;
}

/* The first certificate in a text, without what stands around it; NULL for none. */
static char *first_certificate(char *text)
{
	static const char end[] = "-----END CERTIFICATE-----";
	char *first = strstr(text, "-----BEGIN CERTIFICATE-----");
	char *last = first == NULL ? NULL : strstr(first, end);
	if (last == NULL)
		return NULL;
	last[sizeof(end) - 1] = '\0';
	return first;
}

void doctor_site_certificate(void)
{
	char said[PEM_SIZE];
	char seconds[24];
	char *path = path_of(SETTING_TLS_CERTIFICATE);
	snprintf(seconds, sizeof(seconds), "%d", SOON_DAYS * 86400);
	int code =
		TOOL_RUN(said, 10, "openssl", "x509", "-noout", "-pubkey", "-in", path);
	if (code == TOOL_MISSING) {
		finding_note("certificate", FINDING_UNKNOWN, NULL, "apt install openssl",
			"openssl is not installed");
		return;
	}
	if (code != 0) {
		finding_note("certificate", FINDING_WRONG, REFUSED, advice(),
			"%.128s is missing or unreadable", path);
		return;
	}
	bool readable = access(settings_text(SETTING_TLS_KEY), R_OK) == 0;
	bool matches = readable && has_its_key(said);
	int fresh = TOOL_RUN(said, 10, "openssl", "x509", "-noout", "-enddate",
		"-checkend", seconds, "-in", path);
	const char *end = strchr(said, '=');
	int length = end == NULL ? 0 : (int)strcspn(end + 1, "\n");
	end = end == NULL ? "" : end + 1;
	if (fresh != 0)
		finding_note("certificate", FINDING_WRONG, REFUSED, advice(),
			"%.128s has expired or will within %d days: %.*s", path,
			SOON_DAYS, length, end);
	else if (!readable)
		finding_note("certificate", FINDING_WRONG, "nginx cannot use it",
			advice(), "the key %.128s is missing or unreadable",
			path_of(SETTING_TLS_KEY));
	else if (!matches)
		finding_note("certificate", FINDING_WRONG, "nginx cannot use it",
			advice(), "the key %.128s is not that of %.128s",
			path_of(SETTING_TLS_KEY), path);
	else
		finding_ok(
			"certificate", "%.128s is valid until %.*s", path, length, end);
}

/* Runs scripts/certificates for the names that the settings list. */
static int renew(char *output, size_t size)
{
	char names[NAMES_SIZE];
	char directory[PATH_MAX];
	char script[PATH_MAX];
	char *words[NAMES + 4] = {script, directory};
	int count = 2;
	snprintf(script, sizeof(script), "%s", tool_script("certificates"));
	snprintf(directory, sizeof(directory), "%.1024s/tls", settings_home());
	snprintf(names, sizeof(names), "%s", settings_text(SETTING_SERVER_NAMES));
	char *rest = names;
	for (char *name; count < NAMES && (name = strsep(&rest, " ")) != NULL;)
		if (*name != '\0')
			words[count++] = name;
	return tool_run(output, size, 60, words);
}

int doctor_site_mend_certificate(char *said, size_t size)
{
	char output[512] = "";
	if (!is_local() || renew(output, sizeof(output)) != 0)
		return -1;
	output[strcspn(output, "\n")] = '\0';
	snprintf(said, size, "%s",
		*output == '\0' ? "the certificate is as it has to be" : output);
	return 0;
}

void doctor_site_nginx(void)
{
	char said[512];
	int code = TOOL_RUN(said, 30, (char *)(uintptr_t)tool_script("site"), "check");
	int length = (int)strcspn(said, "\n");
	if (code == 0)
		finding_ok("nginx", "its configuration is what the settings ask for");
	else if (code == 1)
		finding_note("nginx", FINDING_WRONG,
			"a change of settings has not reached it",
			"papertrade doctor --fix", "%.*s", length, said);
	else
		finding_note("nginx", FINDING_UNKNOWN, NULL, "run doctor as root", "%.*s",
			length,
			*said == '\0' ? "its configuration cannot be told" : said);
}

int doctor_site_mend_nginx(char *said, size_t size)
{
	char output[512];
	char script[PATH_MAX];
	snprintf(script, sizeof(script), "%s", tool_script("site"));
	if (TOOL_RUN(output, 60, script, "write") != 0 ||
		TOOL_RUN(output, 60, script, "reload") != 0)
		return -1;
	snprintf(said, size, "its configuration is written anew, and it reloads");
	return 0;
}

enum served { SERVED_NOTHING, SERVED_ANOTHER, SERVED_THIS };

/* What nginx presents on its port, beside what is in the file. */
static enum served what_is_served(void)
{
	char address[96];
	char said[PEM_SIZE];
	char file[PEM_SIZE];
	const char *bound = settings_text(SETTING_BIND_ADDRESS);
	bool anywhere = *bound == '\0' || strpbrk(bound, " :") != NULL;
	snprintf(address, sizeof(address), "%.64s:%lld", anywhere ? "localhost" : bound,
		(long long)settings_number(SETTING_HTTPS_PORT));
	if (TOOL_RUN(said, 10, "openssl", "s_client", "-connect", address) > 1 ||
		TOOL_RUN(file, 10, "openssl", "x509", "-in",
			path_of(SETTING_TLS_CERTIFICATE)) != 0)
		return SERVED_NOTHING;
	const char *served = first_certificate(said);
	const char *meant = first_certificate(file);
	if (served == NULL || meant == NULL)
		return SERVED_NOTHING;
	return strcmp(served, meant) == 0 ? SERVED_THIS : SERVED_ANOTHER;
}

void doctor_site_served(void)
{
	/* That nobody listens is told with the ports. */
	switch (what_is_served()) {
	case SERVED_NOTHING:
		return;
	case SERVED_THIS:
		finding_ok("served", "nginx presents that certificate");
		return;
	case SERVED_ANOTHER:
		finding_note("served", FINDING_WRONG,
			"it ends while the new one lies there",
			"papertrade doctor --fix, or reload nginx",
			"nginx presents another certificate than %.128s",
			path_of(SETTING_TLS_CERTIFICATE));
		return;
	}
}

int doctor_site_mend_served(char *said, size_t size)
{
	struct timespec pause = {.tv_nsec = 100000000L};
	char output[256];
	if (TOOL_RUN(output, 60, (char *)(uintptr_t)tool_script("site"), "reload") != 0)
		return -1;
	/* New workers of nginx take over within moments. */
	for (int i = 0; i < 30 && what_is_served() != SERVED_THIS; i++)
		nanosleep(&pause, NULL);
	snprintf(said, size, "nginx has read its certificate again");
	return 0;
}
