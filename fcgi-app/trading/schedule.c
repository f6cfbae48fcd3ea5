#include "trading/schedule.h"

#include "db/connection.h"
#include "db/transaction.h"
#include "http/metrics.h"
#include "market/board.h"
#include "market/feed.h"
#include "trading/charges.h"
#include "trading/corporate.h"
#include "trading/day_close.h"
#include "trading/halting.h"
#include "trading/tick.h"
#include "trading/worth.h"

#include <stdio.h>

/* In the order in which metrics name them. */
enum chore { CLOSING, CHARGES, ACTIONS, WORTH, SWEEPING };

enum { SWEPT_AT_ONCE = 2000, MOMENT_DAYS = 31, OUTBOX_DAYS = 3, KEY_DAYS = 2 };

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const int64_t DAY_US = INT64_C(86400) * 1000000;
static const int64_t PAUSE_US = 100 * 1000;

static struct day_close closing; /* of the session that closed last */
static struct charges charges;
static bool is_charging;
static struct worth worth;
static int64_t swept_us;

static void note(enum chore chore, const struct feed *feed)
{
	metrics_set((enum metrics_gauge)(METRICS_LAST_CHORE + chore), feed->wall_us);
}

/* The last session that has closed; false when none has. */
static bool last_closed(
	const struct calendar *calendar, int64_t now_us, struct calendar_session *session)
{
	if (!calendar_last(calendar, now_us, session))
		return false;
	int32_t number = calendar_number(calendar, session->day);
	if (session->close_us > now_us && number > 0)
		*session = calendar_numbered(calendar, number - 1);
	return session->close_us <= now_us;
}

/* A session that has closed is dealt with once all orders have seen its end. */
static void begin_closing(struct feed *feed)
{
	struct calendar_session session;
	if (!last_closed(feed_calendar(), feed->now_us, &session) ||
		session.day == closing.session.day || !tick_is_past(session.close_us))
		return;
	day_close_begin(&closing, &session);
	is_charging = false;
}

static bool turn_halting(struct feed *feed, int *result)
{
	if (!halting_is_due(feed, result))
		return *result != 0;
	*result = halting_turn(feed);
	return true;
}

/* False: there was nothing to do. */
static bool turn_closing(struct feed *feed, int *result)
{
	if (closing.session.day == 0 || closing.done)
		return false;
	*result = day_close_turn(&closing, feed);
	if (closing.done)
		note(CLOSING, feed);
	return true;
}

static bool turn_charges(struct feed *feed, int *result)
{
	if (!closing.done || (is_charging && charges.done))
		return false;
	if (!is_charging)
		charges_begin(&charges, &closing.session);
	is_charging = true;
	*result = charges_turn(&charges, feed);
	if (charges.done)
		note(CHARGES, feed);
	return true;
}

static bool turn_actions(struct feed *feed, int *result)
{
	if (!corporate_is_due())
		return false;
	*result = corporate_turn(feed);
	if (!corporate_is_due())
		note(ACTIONS, feed);
	return true;
}

static bool turn_worth(struct feed *feed, int *result)
{
	int64_t minute_us = feed->now_us - feed->now_us % MINUTE_US;
	bool on = calendar_phase(feed_calendar(), feed->now_us) == CALENDAR_OPEN;
	bool begun = worth.minute_us != 0 && !worth.done;
	if (!begun && (!on || worth.minute_us == minute_us))
		return false;
	if (!begun)
		worth_begin(&worth, minute_us);
	*result = worth_turn(&worth, feed);
	if (worth.done)
		note(WORTH, feed);
	return true;
}

static int sweep_one(
	struct transaction *writing, enum statement_name name, int64_t before_us)
{
	char before[24], most[8];
	const char *const parameters[] = {before, most};
	snprintf(before, sizeof(before), "%lld", (long long)before_us);
	snprintf(most, sizeof(most), "%d", SWEPT_AT_ONCE);
	return transaction_queue(writing, name, 2, parameters);
}

static bool turn_sweeping(struct feed *feed, int *result)
{
	if (feed->wall_us - swept_us < MINUTE_US)
		return false;
	swept_us = feed->wall_us;
	struct transaction writing =
		transaction_of(feed->database, feed->arena, TRANSACTION_WRITE, NULL);
	if (sweep_one(&writing, STATEMENT_PORTFOLIO_SWEEP_MOMENTS,
		    feed->now_us - MOMENT_DAYS * DAY_US) != 0 ||
		sweep_one(&writing, STATEMENT_OUTBOX_SWEEP,
			feed->wall_us - OUTBOX_DAYS * DAY_US) != 0 ||
		sweep_one(&writing, STATEMENT_IDEMPOTENCY_SWEEP,
			feed->wall_us - KEY_DAYS * DAY_US) != 0) {
		transaction_rollback(&writing);
		*result = -1;
	} else {
		*result = transaction_commit(&writing);
	}
	if (*result == 0)
		note(SWEEPING, feed);
	return true;
}

int64_t schedule_turn(struct feed *feed)
{
	/* What must be true before the next may be: a session's close is in the shares,
	 * and of the prices, from before the actions of the next day. */
	static bool (*const turns[])(struct feed * feed, int *result) = {turn_halting,
		turn_closing, turn_charges, turn_actions, turn_worth, turn_sweeping};
	if (!connection_ready(feed->database) || board_beat_us() == 0)
		return SECOND_US;
	begin_closing(feed);
	for (size_t i = 0; i < sizeof(turns) / sizeof(*turns); i++) {
		int result = 0;
		if (turns[i](feed, &result))
			return result == 0 ? PAUSE_US / 20 : SECOND_US;
	}
	return PAUSE_US;
}
