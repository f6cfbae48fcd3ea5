/*
 * Market data for whoever asks: the board, what is stored, and the providers in
 * their order, with failover. What needs the network is answered only where
 * there is one; elsewhere the fault says so, and the request is handed over.
 *
 * Simulated prices never stand in for real ones: each kind of data has its
 * list of sources, and only those are asked.
 * Shared with: trading: orders rest by its calendar; corporate actions come from it.
 */
#ifndef MARKET_FEED_H
#define MARKET_FEED_H

#include "market/feed_sources.h"
#include "market/provider.h"

struct connection;

enum feed_fault {
	FEED_OK,
	FEED_ELSEWHERE,   /* it takes the network: hand the request over */
	FEED_NOT_OFFERED, /* none of the sources has such data */
	FEED_UNKNOWN,     /* none of them knows the symbol */
	FEED_UNAVAILABLE, /* none of them answers just now */
	FEED_BROKEN       /* the database fails, or memory */
};

/* One caller's surroundings. */
struct feed {
	struct arena *arena;
	struct connection *database;     /* where what was fetched is kept; may be NULL */
	struct transaction *transaction; /* reads what is kept; may be NULL */
	int64_t wall_us;
	int64_t now_us; /* the market's time */
	bool network;
};

/* Where an answer comes from. */
struct feed_origin {
	enum source source;
	int64_t fetched_us; /* on the wall clock */
	bool stale;         /* past its time, and being renewed */
	enum bar_adjustment
		adjustment; /* of bars: as asked for, or the only one there is */
};

/* Reads the settings, loads the calendar, maps catalogue and board; call before
 * forking. -1, logged, when that fails. */
int feed_open(const char *directory) __attribute__((warn_unused_result));

const struct calendar *feed_calendar(void);

/* Is the market's clock the one that the settings ask for? Until the daemon has set it,
 * for a replay once there are bars, nothing is told: it might be of a time that has yet
 * to come. */
bool feed_has_begun(void);

/* What the board has at a place, from a source that is asked now; false when nothing. */
bool feed_board(int place, struct snapshot *snapshot);

/* What is newest at a place of the catalogue: as it stands on the board or, before
 * the daemon has come round to it, from a source. The daemon keeps it fresh from
 * now on. */
enum feed_fault feed_snapshot(struct feed *feed, int place, struct snapshot *snapshot);

/* The same of many instruments from their sources: `snapshots` come zeroed, and
 * received_us stays 0 where none is known. */
enum feed_fault feed_snapshots(struct feed *feed,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots, struct feed_origin *origin);

/* Everything that the sources list. */
enum feed_fault feed_assets(
	struct feed *feed, struct instruments *assets, struct feed_origin *origin);

enum feed_fault feed_bars(struct feed *feed, const struct bar_query *query,
	struct bars *bars, struct feed_origin *origin);
enum feed_fault feed_quotes(struct feed *feed, const struct tick_query *query,
	struct quotes *quotes, struct feed_origin *origin);
enum feed_fault feed_trades(struct feed *feed, const struct tick_query *query,
	struct trades *trades, struct feed_origin *origin);
enum feed_fault feed_expirations(struct feed *feed, const struct instrument *underlying,
	struct expirations *expirations, struct feed_origin *origin);
enum feed_fault feed_chain(struct feed *feed, const struct chain_query *query,
	struct chain *chain, struct feed_origin *origin);
enum feed_fault feed_contract_bars(struct feed *feed, const struct contract_query *query,
	struct bars *bars, struct feed_origin *origin);
enum feed_fault feed_contract_trades(struct feed *feed,
	const struct contract_query *query, struct trades *trades,
	struct feed_origin *origin);
enum feed_fault feed_news(struct feed *feed, const struct news_query *query,
	struct news *news, struct feed_origin *origin);
enum feed_fault feed_macro(struct feed *feed, const struct macro_query *query,
	struct macro_points *points, struct feed_origin *origin);
enum feed_fault feed_actions(struct feed *feed, const struct action_query *query,
	struct actions *actions, struct feed_origin *origin);
enum feed_fault feed_search(struct feed *feed, const char *typed, size_t limit,
	struct instruments *found, struct feed_origin *origin);

#endif
