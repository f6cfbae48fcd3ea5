/*
 * libFuzzer: any file of settings is refused with a sentence that names the file or the
 * setting and changes nothing, or leaves every setting within its limits.
 */
#include "base/settings.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "require.h"

static const char NOWHERE[] = "/nonexistent/papertrade.env";

static uint64_t fingerprint(void)
{
	uint64_t sum = 0;
	for (int i = 0; i < SETTING_COUNT; i++) {
		const char *text = settings_text((enum setting)i);
		sum = sum * 31 + text_hash(text, strlen(text)) +
		      (uint64_t)settings_origin((enum setting)i);
	}
	return sum;
}

static void check_setting(enum setting setting)
{
	const struct setting_fact *fact = settings_fact(setting);
	const char *text = settings_text(setting);
	int64_t number = settings_number(setting);
	switch (fact->kind) {
	case SETTING_NUMBER:
		require(number >= fact->least && number <= fact->most);
		break;
	case SETTING_FLAG:
		require(number == 0 || number == 1);
		break;
	case SETTING_CHOICE:
		require(settings_list_has(fact->choices, text));
		break;
	case SETTING_TEXT:
	case SETTING_SECRET:
		require((int64_t)strlen(text) >= fact->least);
		require((int64_t)strlen(text) <= fact->most);
		require(strpbrk(text, "\r\n\t") == NULL);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[64];
	char error[SETTINGS_ERROR_SIZE] = "";
	if (file < 0) {
		file = memfd_create("settings", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
		require(settings_load("/tmp/home", NOWHERE, NOWHERE, error) == 0);
	}
	require(ftruncate(file, 0) == 0);
	require(pwrite(file, data, size, 0) == (ssize_t)size);

	uint64_t before = fingerprint();
	if (settings_load("/tmp/home", path, NOWHERE, error) != 0) {
		require(memchr(error, '\0', sizeof(error)) != NULL);
		require(text_starts(error, path) || text_starts(error, "LIVE_TRADING"));
		require(fingerprint() == before);
		return 0;
	}
	require(!settings_flag(SETTING_LIVE_TRADING));
	for (int i = 0; i < SETTING_COUNT; i++)
		check_setting((enum setting)i);
	return 0;
}
