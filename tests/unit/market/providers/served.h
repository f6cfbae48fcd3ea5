#ifndef TESTS_UNIT_MARKET_PROVIDERS_SERVED_H
#define TESTS_UNIT_MARKET_PROVIDERS_SERVED_H

/* Providers that are served by tests/providers/server.mjs, one case after another. */

#include "base/arena.h"
#include "base/settings.h"
#include "market/calendar.h"
#include "market/line.h"
#include "market/provider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../../scratch.h"

#define SERVED_COUNT(table) (sizeof(table) / sizeof(table)[0])

/* 2026-01-30, a Friday, 15:00 in New York. */
static const int64_t SERVED_NOW_US = INT64_C(1769803200) * 1000000;
enum { SERVED_TODAY = 20483 };

/* The keys that the server wants; none may ever be told. */
static const char *const served_keys[] = {"alpaca-key-1", "alpaca/secret+1",
	"alpaca%2Fsecret%2B1", "tradier-key-1", "vantage-key-1", "finnhub-key-1",
	"fred-key-1"};

static int served_port;
static pid_t served_server;
static int served_hold; /* the server ends when this closes */
static const struct calendar *served_calendar;
static struct arena *served_arena;
static struct provider_call served_call;

static const struct instrument served_apple = {.symbol = "AAPL",
	.name = "Apple Inc.",
	.exchange = "NASDAQ",
	.kind = INSTRUMENT_STOCK};
static const struct instrument served_berkshire = {
	.symbol = "BRK.B", .name = "Berkshire", .kind = INSTRUMENT_STOCK};
static const struct instrument served_index = {
	.symbol = "$SPX", .name = "S&P 500", .kind = INSTRUMENT_INDEX};
static const struct instrument served_unknown = {
	.symbol = "ZZZZ", .name = "?", .kind = INSTRUMENT_STOCK};

static inline void served_set(const char *name, const char *format, ...)
{
	char value[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	setenv(name, value, 1);
}

static inline void served_load(void)
{
	char error[SETTINGS_ERROR_SIZE];
	if (settings_load("/srv", "/nowhere", "/nowhere", error) != 0)
		fail_msg("%s", error);
}

/* Starts the server and reads its port. */
static inline int served_start(void **state)
{
	int in[2], out[2];
	char script[PATH_MAX], line[32] = "";
	const char *root = getenv("PT_ROOT");
	snprintf(script, sizeof(script), "%s/tests/providers/server.mjs",
		root == NULL ? "." : root);
	if (scratch_make(state) != 0 || pipe(in) != 0 || pipe(out) != 0)
		return -1;
	served_server = fork();
	if (served_server == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		execlp("node", "node", script, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	served_hold = in[1];
	FILE *stream = fdopen(out[0], "r");
	if (stream == NULL || fgets(line, sizeof(line), stream) == NULL)
		return -1;
	fclose(stream);
	served_port = atoi(line);
	served_calendar = calendar_load(CALENDAR_NYSE);
	served_set("ALPACA_PAPER_API_KEY", "%s", served_keys[0]);
	served_set("ALPACA_PAPER_SECRET_KEY", "%s", served_keys[1]);
	served_set("TRADIER_API_KEY", "%s", served_keys[3]);
	served_set("ALPHA_VANTAGE_API_KEY", "%s", served_keys[4]);
	served_set("FINNHUB_API_KEY", "%s", served_keys[5]);
	served_set("FRED_API_KEY", "%s", served_keys[6]);
	served_set("ALPHA_VANTAGE_PER_MINUTE", "1000");
	served_set("ALPHA_VANTAGE_PER_DAY", "1000");
	return served_port > 0 && served_calendar != NULL ? 0 : -1;
}

static inline int served_end(void **state)
{
	arena_free(served_arena);
	close(served_hold);
	waitpid(served_server, NULL, 0);
	return scratch_remove(state);
}

/* From now on every provider answers as in that case; their lines are as new. */
static inline struct provider_call *served_as(const char *name)
{
	static int turn;
	char directory[32];
	snprintf(directory, sizeof(directory), "lines%d", turn++);
	assert_int_equal(mkdir(scratch_path(directory), 0700), 0);
	assert_int_equal(line_open(scratch_path(directory)), 0);
	static const char *const bases[][2] = {{"ALPACA_DATA_URL", "alpaca"},
		{"ALPACA_ASSETS_URL", "alpaca"}, {"TRADIER_URL", "tradier"},
		{"ALPHA_VANTAGE_URL", "alpha_vantage"}, {"FINNHUB_URL", "finnhub"},
		{"FRED_URL", "fred"}};
	for (size_t i = 0; i < SERVED_COUNT(bases); i++)
		served_set(bases[i][0], "http://127.0.0.1:%d/%s/%s", served_port,
			bases[i][1], name);
	served_set("PROVIDER_TIMEOUT_MS", strcmp(name, "slow") == 0 ? "200" : "20000");
	served_load();
	arena_free(served_arena);
	served_arena = arena_new(4096, (size_t)64 << 20);
	assert_non_null(served_arena);
	served_call = (struct provider_call){.arena = served_arena,
		.calendar = served_calendar,
		.network = true,
		.wall_us = SERVED_NOW_US,
		.now_us = SERVED_NOW_US};
	return &served_call;
}

/* What is told of the call and of the line holds no key of ours. */
static inline void served_keeps_secrets(enum source source)
{
	struct line_state line;
	line_state(source, SERVED_NOW_US, &line);
	for (size_t i = 0; i < SERVED_COUNT(served_keys); i++) {
		assert_null(strstr(served_call.problem, served_keys[i]));
		assert_null(strstr(line.record.problem, served_keys[i]));
	}
}

/* An instant of New York's clocks. */
static inline int64_t served_at(int32_t day, int hour, int minute)
{
	return calendar_at_us(served_calendar, day, hour * 3600 + minute * 60);
}

static inline void served_expect(enum provider_fault fault, enum provider_fault wanted)
{
	if (fault != wanted)
		fail_msg("fault %d instead of %d: %s", (int)fault, (int)wanted,
			served_call.problem);
}

static inline void served_bar(const struct bar *bar, int64_t time_us, int64_t open_e6,
	int64_t high_e6, int64_t low_e6, int64_t close_e6, int64_t volume)
{
	assert_true(bar->time_us == time_us);
	assert_true(bar->open.e6 == open_e6 && bar->high.e6 == high_e6);
	assert_true(bar->low.e6 == low_e6 && bar->close.e6 == close_e6);
	assert_true(bar->volume == volume);
}

#endif
