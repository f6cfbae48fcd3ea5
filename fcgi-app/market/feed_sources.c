#include "market/feed_sources.h"

#include "base/clock.h"
#include "base/settings.h"
#include "market/provider.h"
#include "market/providers/replay.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[FEED_KINDS] = {
	"quotes", "bars", "options", "news", "macro", "actions", "search"};

static const enum setting kind_settings[FEED_KINDS] = {SETTING_SOURCES_QUOTES,
	SETTING_SOURCES_BARS, SETTING_SOURCES_OPTIONS, SETTING_SOURCES_NEWS,
	SETTING_SOURCES_MACRO, SETTING_SOURCES_ACTIONS, SETTING_SOURCES_SEARCH};

/* In the order in which they are asked unless told otherwise. */
static const enum source real[] = {SOURCE_ALPACA, SOURCE_TRADIER, SOURCE_FINNHUB,
	SOURCE_ALPHA_VANTAGE, SOURCE_FRED, SOURCE_NONE};

static enum source lists[FEED_KINDS][SOURCES + 1];

const enum source *feed_sources(enum feed_kind kind)
{
	return lists[kind];
}

const char *feed_sources_kind(enum feed_kind kind)
{
	return kind_names[kind];
}

bool feed_sources_have(enum source source)
{
	for (int kind = 0; kind < FEED_KINDS; kind++)
		for (const enum source *at = lists[kind]; *at != SOURCE_NONE; at++)
			if (*at == source)
				return true;
	return false;
}

bool feed_sources_offers(enum source source, enum feed_kind kind)
{
	const struct provider *provider = provider_of(source);
	if (provider == NULL)
		return false;
	switch (kind) {
	case FEED_QUOTES:
		return provider->snapshots != NULL;
	case FEED_BARS:
		return provider->bars != NULL;
	case FEED_OPTIONS:
		return provider->chain != NULL;
	case FEED_NEWS:
		return provider->news != NULL;
	case FEED_MACRO:
		return provider->macro != NULL;
	case FEED_ACTIONS:
		return provider->actions != NULL;
	case FEED_SEARCH:
		return provider->search != NULL || provider->assets != NULL;
	case FEED_KINDS:
		break;
	}
	return false;
}

/* Is it told as it is now? Neither what is made up nor what once was is. */
static bool is_live(enum source source)
{
	return source != SOURCE_SIM && source != SOURCE_REPLAY;
}

/* The setting without which a source cannot be asked, when it is not set. */
static const char *missing_key(enum source source)
{
	static const enum setting keys[SOURCES] = {
		[SOURCE_ALPACA] = SETTING_ALPACA_PAPER_API_KEY,
		[SOURCE_TRADIER] = SETTING_TRADIER_API_KEY,
		[SOURCE_ALPHA_VANTAGE] = SETTING_ALPHA_VANTAGE_API_KEY,
		[SOURCE_FINNHUB] = SETTING_FINNHUB_API_KEY,
		[SOURCE_FRED] = SETTING_FRED_API_KEY};
	if (!is_live(source))
		return NULL;
	if (*settings_text(keys[source]) == '\0')
		return settings_fact(keys[source])->name;
	if (source == SOURCE_ALPACA &&
		*settings_text(SETTING_ALPACA_PAPER_SECRET_KEY) == '\0')
		return settings_fact(SETTING_ALPACA_PAPER_SECRET_KEY)->name;
	return NULL;
}

static void add(enum feed_kind kind, enum source source)
{
	size_t count = 0;
	for (; lists[kind][count] != SOURCE_NONE; count++)
		if (lists[kind][count] == source)
			return;
	lists[kind][count] = source;
	lists[kind][count + 1] = SOURCE_NONE;
}

static bool refuse(char problem[FEED_PROBLEM_SIZE], enum setting setting,
	const char *word, const char *why)
{
	snprintf(problem, FEED_PROBLEM_SIZE, "%s: %s %s", settings_fact(setting)->name,
		word, why);
	return false;
}

/* Takes the sources that a setting names into a kind's list: those that have that
 * kind or, when the setting is the kind's own, refuses one that has not. */
static bool take(
	enum feed_kind kind, enum setting setting, char problem[FEED_PROBLEM_SIZE])
{
	char copy[300], *rest = copy;
	snprintf(copy, sizeof(copy), "%s", settings_text(setting));
	for (char *word; (word = strsep(&rest, " ,")) != NULL;) {
		if (*word == '\0')
			continue;
		enum source source = source_named(word);
		if (source == SOURCE_NONE)
			return refuse(problem, setting, word, "is no source");
		if (missing_key(source) != NULL) {
			char why[80];
			snprintf(why, sizeof(why), "needs %s, which is not set",
				missing_key(source));
			return refuse(problem, setting, word, why);
		}
		if (feed_sources_offers(source, kind))
			add(kind, source);
		else if (setting != SETTING_MARKET_DATA)
			return refuse(problem, setting, word, "has no such data");
	}
	return true;
}

/* Those whose keys are set; where none of them has prices, all is simulated but
 * what FRED tells. */
static void choose(enum feed_kind kind)
{
	bool prices = false;
	for (const enum source *at = real; *at != SOURCE_NONE; at++)
		prices = prices || (missing_key(*at) == NULL &&
					   feed_sources_offers(*at, FEED_QUOTES));
	if (prices || kind == FEED_MACRO)
		for (const enum source *at = real; *at != SOURCE_NONE; at++)
			if (missing_key(*at) == NULL && feed_sources_offers(*at, kind))
				add(kind, *at);
	if (!prices && lists[kind][0] == SOURCE_NONE &&
		feed_sources_offers(SOURCE_SIM, kind))
		add(kind, SOURCE_SIM);
}

/* A price that is made up, or of another time, never stands in for a real one, nor
 * beside it. */
static bool check_worlds(char problem[FEED_PROBLEM_SIZE])
{
	static const enum feed_kind priced[] = {
		FEED_QUOTES, FEED_BARS, FEED_OPTIONS, FEED_ACTIONS};
	enum source first = SOURCE_NONE;
	for (size_t i = 0; i < sizeof(priced) / sizeof(*priced); i++)
		for (const enum source *at = lists[priced[i]]; *at != SOURCE_NONE; at++) {
			if (first == SOURCE_NONE)
				first = *at;
			if ((!is_live(first) || !is_live(*at)) && first != *at) {
				snprintf(problem, FEED_PROBLEM_SIZE,
					"MARKET_DATA: prices of %s and of %s are never "
					"mixed",
					source_name(first), source_name(*at));
				return false;
			}
		}
	if (lists[FEED_QUOTES][0] != SOURCE_NONE)
		return true;
	snprintf(problem, FEED_PROBLEM_SIZE,
		"MARKET_DATA: none of its sources has quotes");
	return false;
}

/* Where a replay begins and how fast it runs, when there is one. */
static bool check_replay(char problem[FEED_PROBLEM_SIZE])
{
	int64_t number;
	bool is_date;
	const char *start = settings_text(SETTING_REPLAY_START);
	const char *speed = settings_text(SETTING_REPLAY_SPEED);
	if (!feed_sources_have(SOURCE_REPLAY))
		return true;
	if (*start != '\0' && !clock_parse(start, &number, &is_date))
		return refuse(problem, SETTING_REPLAY_START, start, "is no time");
	if (!replay_speed(speed, &number))
		return refuse(problem, SETTING_REPLAY_SPEED, speed,
			"is no number from 0.001 to 100000");
	return true;
}

bool feed_sources_load(char problem[FEED_PROBLEM_SIZE])
{
	memset(lists, 0, sizeof(lists));
	for (enum feed_kind kind = 0; kind < FEED_KINDS; kind++) {
		bool own = *settings_text(kind_settings[kind]) != '\0';
		bool named = own || *settings_text(SETTING_MARKET_DATA) != '\0';
		if (!named)
			choose(kind);
		else if (!take(kind, own ? kind_settings[kind] : SETTING_MARKET_DATA,
				 problem))
			return false;
	}
	return check_worlds(problem) && check_replay(problem);
}
