#include "market/watch.h"

#include "base/text.h"
#include "market/board.h"
#include "market/catalogue.h"
#include "market/feed.h"
#include "market/line.h"

#include <stdlib.h>

static const int64_t STALLED_US = (int64_t)10 * 1000000;

enum watch_state watch_daemon(int64_t wall_us)
{
	int64_t beat_us = board_beat_us();
	if (beat_us == 0)
		return WATCH_NEVER;
	/* A beat of a time to come is from before the clock was set back. */
	return llabs(wall_us - beat_us) > STALLED_US ? WATCH_STALLED : WATCH_RUNNING;
}

const char *watch_word(enum watch_state state)
{
	static const char *const words[] = {"running", "stalled", "not_started"};
	return words[state];
}

static void head(struct text *out, const char *name, const char *type, const char *help)
{
	text_format(out, "# HELP papertrade_%s %s\n# TYPE papertrade_%s %s\n", name, help,
		name, type);
}

static void write_seconds(struct text *out, int64_t duration_us)
{
	text_format(out, "%lld.%06lld\n", (long long)(duration_us / 1000000),
		(long long)(duration_us % 1000000));
}

static void write_market(struct text *out, int64_t wall_us)
{
	int64_t beat_us = board_beat_us();
	enum calendar_phase phase =
		calendar_phase(feed_calendar(), board_market_us(wall_us));
	head(out, "market_up", "gauge", "Does the market daemon run?");
	text_format(
		out, "papertrade_market_up %d\n", watch_daemon(wall_us) == WATCH_RUNNING);
	head(out, "market_beat_seconds", "gauge",
		"When the market daemon last came round.");
	text_string(out, "papertrade_market_beat_seconds ");
	write_seconds(out, beat_us);
	head(out, "clock_jumps_total", "counter",
		"How often the system clock was set since the machine started.");
	text_format(out, "papertrade_clock_jumps_total %lld\n",
		(long long)board_jump().count);
	head(out, "market_open", "gauge", "Is the market open, extended hours aside?");
	text_format(out, "papertrade_market_open %d\n", phase == CALENDAR_OPEN);
	head(out, "instruments", "gauge", "Instruments in the catalogue.");
	text_format(out, "papertrade_instruments %d\n", catalogue_count());
}

/* The age of the oldest quote that the daemon is to keep fresh. */
static void write_ages(struct text *out, int64_t wall_us)
{
	const int64_t interest_us = (int64_t)600 * 1000000;
	int64_t oldest_us = wall_us;
	int fresh = 0;
	struct snapshot snapshot;
	for (int place = 0; place < catalogue_count(); place++) {
		if (!board_read(place, &snapshot))
			continue;
		fresh++;
		if (wall_us - board_wanted_us(place) < interest_us &&
			snapshot.received_us < oldest_us)
			oldest_us = snapshot.received_us;
	}
	head(out, "quotes", "gauge", "Quotes on the board.");
	text_format(out, "papertrade_quotes %d\n", fresh);
	head(out, "quote_age_seconds", "gauge",
		"Age of the oldest quote that somebody has looked at within ten "
		"minutes.");
	text_string(out, "papertrade_quote_age_seconds ");
	write_seconds(out, wall_us - oldest_us);
}

enum figure { FIGURE_UP, FIGURE_CALLS, FIGURE_FAILURES, FIGURE_LEFT, FIGURES };

static int64_t figure_of(const struct line_state *state, enum figure figure)
{
	switch (figure) {
	case FIGURE_UP:
		return state->breaker == LINE_CLOSED;
	case FIGURE_CALLS:
		return state->record.calls;
	case FIGURE_FAILURES:
		return state->record.failures;
	case FIGURE_LEFT:
		return state->day_left;
	case FIGURES:
		break;
	}
	return 0;
}

static void write_lines(struct text *out, int64_t wall_us)
{
	static const struct {
		const char *name, *type, *help;
	} facts[FIGURES] = {
		{"provider_up", "gauge", "Is the provider asked, or given a rest?"},
		{"provider_calls_total", "counter", "Calls to the provider."},
		{"provider_failures_total", "counter", "Calls that failed."},
		{"provider_day_left", "gauge",
			"Calls that its quota leaves today; -1: no limit."},
	};
	for (enum figure figure = 0; figure < FIGURES; figure++) {
		head(out, facts[figure].name, facts[figure].type, facts[figure].help);
		for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
			struct line_state state;
			if (!feed_sources_have(source))
				continue;
			line_state(source, wall_us, &state);
			text_format(out, "papertrade_%s{provider=\"%s\"} %lld\n",
				facts[figure].name, source_name(source),
				(long long)figure_of(&state, figure));
		}
	}
}

void watch_write(struct text *out, int64_t wall_us)
{
	write_market(out, wall_us);
	write_ages(out, wall_us);
	write_lines(out, wall_us);
}
