#include "trading/tick.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "http/metrics.h"
#include "market/board.h"
#include "market/catalogue.h"
#include "market/feed.h"
#include "trading/corporate.h"
#include "trading/resting_load.h"
#include "trading/visit.h"
#include "trading/working.h"

enum {
	ORDERS_MOST = 131072,
	FLUSHED = 20,
	FLUSHED_LAST = 2000,
	BETWEEN_MOST = 1000 /* minutes */
};

static const int64_t MILLISECOND_US = 1000;
static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * SECOND_US;
static const int64_t PAUSE_US = 20 * MILLISECOND_US;
static const int64_t RETRY_US = 200 * MILLISECOND_US;
static const int64_t BUDGET_US = 200 * MILLISECOND_US;
static const int64_t LAST_US = 2 * SECOND_US;
/* For so long a symbol that is not quoted any more is waited for. */
static const int64_t SILENCE_US = 30 * MINUTE_US;
/* What moves in memory is written down after so long. */
static const int64_t WRITTEN_US = 30 * SECOND_US;

static struct resting *resting;
static struct resting_load load;
static struct tape_mark marks[CATALOGUE_LIMIT];
static int64_t beat_us;    /* of the board, when it was last looked at */
static int64_t seen_us;    /* how old what it showed was, at most: from when */
static int64_t last_us;    /* the market's time then */
static bool is_stuck;      /* an account could not be dealt with for now */
static bool outbox_is_set; /* its order is right, also after a restore */

static void begin_again(void)
{
	resting_load_begin(&load, resting);
	beat_us = 0;
}

/* What was made before a restore counts as the oldest there is. */
static int set_outbox(struct feed *feed)
{
	struct rows rows;
	struct transaction writing =
		transaction_of(feed->database, feed->arena, TRANSACTION_WRITE, NULL);
	if (transaction_run(&writing, STATEMENT_OUTBOX_SETTLE, 0, NULL, &rows) == 0)
		return transaction_commit(&writing);
	transaction_rollback(&writing);
	return -1;
}

static int prepare(struct feed *feed)
{
	if (resting == NULL) {
		resting = resting_new(catalogue_find, CATALOGUE_LIMIT, ORDERS_MOST);
		if (resting == NULL)
			return -1;
		begin_again();
	}
	if (!outbox_is_set && set_outbox(feed) != 0)
		return -1;
	outbox_is_set = true;
	return 0;
}

static bool was_open(const struct scene_time *time, int64_t looked_us)
{
	return looked_us > 0 &&
	       calendar_phase(time->calendar, looked_us) == CALENDAR_OPEN;
}

/* A replay may run so fast that minutes pass between two looks: their bars tell what was
 * traded in them. */
static struct tape_passed look_between(
	struct feed *feed, int place, int64_t looked_us, struct tape_passed passed)
{
	struct bars bars = {0};
	struct feed_origin origin;
	struct bar_query query = {.instrument = catalogue_at(place),
		.timeframe = {TIMEFRAME_MINUTE, 1},
		.from_us = looked_us - looked_us % MINUTE_US + MINUTE_US,
		.until_us = feed->now_us - feed->now_us % MINUTE_US,
		.limit = BETWEEN_MOST};
	if (looked_us == 0 || board_clock().speed_e3 <= 1000 || passed.volume == 0 ||
		query.from_us >= query.until_us)
		return passed;
	return feed_bars(feed, &query, &bars, &origin) == FEED_OK
		       ? tape_with(passed, &bars)
		       : passed;
}

/* Shows a place to its orders. The scene's hours are those of the tick. */
static void look_at(struct feed *feed, int place, const struct scene_time *time)
{
	struct scene scene;
	struct tape_mark *mark = &marks[place];
	scene_of(catalogue_at(place)->symbol, time, &scene);
	struct resting_sight sight = {
		.view = {.model = {.share_bp = FILL_SHARE_BP, .multiplier = 1},
			.market = scene.market,
			.hours = &scene.hours,
			.seen_us = board_market_us(scene.snapshot.received_us),
			.now_us = time->now_us,
			.tradable = scene.quote == SCENE_FRESH,
			.looked = !tape_moved(mark, &scene.snapshot)},
		.since = look_between(
			feed, place, mark->looked_us, tape_since(mark, &scene.snapshot)),
		.looked_us = mark->looked_us,
		.snapshot = &scene.snapshot};
	sight.since.open = was_open(time, mark->looked_us);
	tape_prints(
		time->calendar, &scene.snapshot, sight.view.seen_us, sight.view.prints);
	if (sight.view.seen_us < seen_us)
		seen_us = sight.view.seen_us;
	resting_look(resting, place, &sight);
	tape_note(mark, &scene.snapshot, sight.view.seen_us);
}

/* Only time acts on what has no place on the board. */
static void look_nowhere(const struct scene_time *time)
{
	struct life_hours hours = scene_hours(time);
	static const struct snapshot none;
	struct resting_sight sight = {
		.view = {.model = {.share_bp = FILL_SHARE_BP, .multiplier = 1},
			.hours = &hours,
			.now_us = time->now_us,
			.looked = true},
		.snapshot = &none};
	resting_look(resting, -1, &sight);
}

static void look(struct feed *feed)
{
	struct scene_time time = scene_time(feed_calendar(), feed->wall_us);
	seen_us = time.now_us;
	for (int place = 0; place < catalogue_count(); place++)
		if (resting_has(resting, place) &&
			!corporate_holds(catalogue_at(place)->symbol))
			look_at(feed, place, &time);
	look_nowhere(&time);
	resting_flush(resting, time.now_us - WRITTEN_US, FLUSHED);
	last_us = time.now_us;
}

static enum visit_wish act(struct post *post, void *working)
{
	return working_run(working, post) == 0 ? VISIT_WRITE : VISIT_BROKEN;
}

static enum visit_result visit(
	struct feed *feed, struct working *working, struct book *book)
{
	struct visit visit = {.feed = feed,
		.account_id = working->owner->account_id,
		.user_id = working->owner->user_id,
		.symbols = working->symbols,
		.symbol_count = working->symbol_count,
		.more = working->count};
	enum visit_result result = visit_account(&visit, act, working, book);
	for (size_t i = 0; i < working->fills && result == VISIT_DONE; i++)
		metrics_count(METRICS_FILLS);
	return result;
}

/* The books cannot hold what would come of one of them: each is dealt with by itself, and
 * that one is cancelled. */
static enum visit_result visit_apart(
	struct feed *feed, const struct working *working, struct book *book)
{
	enum visit_result result = VISIT_DONE;
	for (size_t i = 0; i < working->count && result == VISIT_DONE; i++) {
		struct working part = working_part(working, i);
		result = visit(feed, &part, book);
		if (result != VISIT_REFUSED)
			continue;
		part.gives_up = true;
		result = visit(feed, &part, book);
	}
	return result;
}

/* The account that is due next. False: the database fails, or there is no room. */
static bool work_account(struct feed *feed)
{
	struct working working;
	struct book book = {0};
	int64_t numbers[WORKING_MOST];
	struct resting_owner owner = *resting_due(resting);
	working_choose(&working, resting, &owner);
	enum visit_result result = visit(feed, &working, &book);
	if (result == VISIT_REFUSED)
		result = visit_apart(feed, &working, &book);
	if (result == VISIT_FAILED && connection_ready(feed->database)) {
		resting_defer(resting);
		is_stuck = true;
		return true;
	}
	if (result == VISIT_FAILED)
		return false;
	if (result == VISIT_DONE) {
		owner.fill_model = book.account.fill_model;
		owner.seed = book.account.seed;
	} else {
		book.orders.count = 0;
	}
	/* What was refused to the last is read anew in the round. */
	if (result != VISIT_REFUSED && resting_put(resting, &owner, &book.orders) != 0)
		return false;
	for (size_t i = 0; i < working.count; i++)
		numbers[i] = working.orders[i].terms.number;
	resting_settle(resting, numbers, working.count);
	return true;
}

/* Those that are due, each once, for so long at most. */
static void work(struct feed *feed, int64_t budget_us)
{
	int64_t until_us = clock_monotonic_us() + budget_us;
	size_t left = resting_due_count(resting);
	is_stuck = false;
	while (left-- > 0 && clock_monotonic_us() < until_us) {
		arena_reset(feed->arena);
		if (!work_account(feed)) {
			begin_again();
			return;
		}
	}
}

int64_t tick_turn(struct feed *feed)
{
	int64_t begun_us = clock_monotonic_us();
	if (!connection_ready(feed->database))
		return RETRY_US;
	if (prepare(feed) != 0)
		return RETRY_US;
	int64_t beat = board_beat_us();
	bool moved = beat != beat_us;
	if (!moved && load.whole && resting_due(resting) == NULL)
		return PAUSE_US;
	if (moved || !load.whole) {
		if (resting_load_turn(&load, resting, feed->database, feed->arena) != 0) {
			begin_again();
			return RETRY_US;
		}
		if (!load.whole)
			return 0;
		beat_us = beat;
		corporate_look(feed);
		look(feed);
	}
	work(feed, BUDGET_US);
	metrics_set(METRICS_RESTING_ORDERS, (int64_t)resting_count(resting));
	metrics_set(METRICS_RESTING_BACKLOG, (int64_t)resting_due_count(resting));
	if (moved) {
		metrics_set(METRICS_TICK_US, clock_monotonic_us() - begun_us);
		metrics_set(METRICS_TICK_TIME_US, feed->wall_us);
	}
	if (resting_due(resting) == NULL)
		return PAUSE_US;
	return is_stuck ? RETRY_US : 0;
}

bool tick_is_past(int64_t market_us)
{
	return resting != NULL && load.whole && resting_due_count(resting) == 0 &&
	       (seen_us >= market_us || last_us - market_us >= SILENCE_US);
}

void tick_close(struct feed *feed)
{
	if (resting == NULL || !load.whole || !connection_ready(feed->database))
		return;
	resting_flush(resting, INT64_MAX, FLUSHED_LAST);
	work(feed, LAST_US);
}
