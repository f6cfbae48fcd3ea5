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

int64_t clock_monotonic_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

void clock_format(int64_t time_us, char text[CLOCK_TEXT_SIZE])
{
	int64_t fraction = time_us % 1000000;
	if (fraction < 0)
		fraction += 1000000;
	time_t seconds = (time_t)((time_us - fraction) / 1000000);
	struct tm parts;
	if (gmtime_r(&seconds, &parts) == NULL)
		parts = (struct tm){.tm_mday = 1, .tm_year = 70};
	size_t length = strftime(text, CLOCK_TEXT_SIZE - 8, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, CLOCK_TEXT_SIZE - length, ".%06uZ", (unsigned)fraction);
}
