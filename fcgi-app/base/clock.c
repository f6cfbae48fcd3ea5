#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t clock_process_us(void)
{
	return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t clock_monotonic_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

void clock_format(int64_t time_us, char text[CLOCK_TEXT_SIZE])
{
	time_t seconds = (time_t)(time_us / 1000000);
	int fraction = (int)(time_us % 1000000);
	if (fraction < 0) {
		fraction += 1000000;
		seconds--;
	}
	struct tm parts;
	if (gmtime_r(&seconds, &parts) == NULL)
		parts = (struct tm){.tm_mday = 1, .tm_year = 70};
	snprintf(text, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
		parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
		parts.tm_min, parts.tm_sec, fraction);
}
