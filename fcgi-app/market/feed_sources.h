/*
 * Which sources are asked for which kind of data, in which order: as the
 * settings say, else those whose keys are set, else the simulated market.
 * Simulated and real prices are never mixed.
 */
#ifndef MARKET_FEED_SOURCES_H
#define MARKET_FEED_SOURCES_H

#include <stdbool.h>

#include "market/source.h"

enum feed_kind {
	FEED_QUOTES,
	FEED_BARS,
	FEED_OPTIONS,
	FEED_NEWS,
	FEED_MACRO,
	FEED_ACTIONS,
	FEED_SEARCH,
	FEED_KINDS
};

enum { FEED_PROBLEM_SIZE = 200 };

/* Reads the settings. False, with what is wrong in words, when they contradict
 * themselves. */
bool feed_sources_load(char problem[FEED_PROBLEM_SIZE])
	__attribute__((warn_unused_result));

/* The sources of a kind, in order, ended by SOURCE_NONE. */
const enum source *feed_sources(enum feed_kind kind);

/* Is a source used for any kind? */
bool feed_sources_have(enum source source);

/* "quotes", "bars", "options", "news", "macro", "actions", "search" */
const char *feed_sources_kind(enum feed_kind kind);

/* Does a provider offer a kind? */
bool feed_sources_offers(enum source source, enum feed_kind kind);

#endif
