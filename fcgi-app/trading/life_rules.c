#include "trading/life_rules.h"

static const int64_t OPENING_MARGIN_US = INT64_C(2) * 60 * 1000000;
static const int64_t CLOSING_MARGIN_US = INT64_C(10) * 60 * 1000000;

/* An entry of the table: nothing, a status, or new and partially_filled, whichever its
 * fills make it. */
enum { NO = 0, WORKING = -1 };
#define TO(status) ((status) + 1)

static const signed char nexts[TERMS_STATUSES][LIFE_EVENTS] = {
	[TERMS_PENDING_NEW] = {[LIFE_ACCEPT] = TO(TERMS_ACCEPTED),
		[LIFE_OPEN] = WORKING,
		[LIFE_HOLD] = TO(TERMS_HELD),
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_REJECT] = TO(TERMS_REJECTED)},
	[TERMS_ACCEPTED] = {[LIFE_OPEN] = WORKING,
		[LIFE_HOLD] = TO(TERMS_HELD),
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_REJECT] = TO(TERMS_REJECTED),
		[LIFE_SUSPEND] = TO(TERMS_SUSPENDED)},
	[TERMS_ACCEPTED_FOR_BIDDING] = {[LIFE_OPEN] = WORKING,
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_REJECT] = TO(TERMS_REJECTED)},
	[TERMS_NEW] = {[LIFE_FILL_PART] = TO(TERMS_PARTIALLY_FILLED),
		[LIFE_FILL_WHOLE] = TO(TERMS_FILLED),
		[LIFE_TRIGGER] = TO(TERMS_NEW),
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_ASK_REPLACE] = TO(TERMS_PENDING_REPLACE),
		[LIFE_REPLACE] = TO(TERMS_REPLACED),
		[LIFE_REJECT] = TO(TERMS_REJECTED),
		[LIFE_END_DAY] = TO(TERMS_DONE_FOR_DAY),
		[LIFE_SUSPEND] = TO(TERMS_SUSPENDED)},
	[TERMS_PARTIALLY_FILLED] = {[LIFE_FILL_PART] = TO(TERMS_PARTIALLY_FILLED),
		[LIFE_FILL_WHOLE] = TO(TERMS_FILLED),
		[LIFE_TRIGGER] = TO(TERMS_PARTIALLY_FILLED),
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_ASK_REPLACE] = TO(TERMS_PENDING_REPLACE),
		[LIFE_REPLACE] = TO(TERMS_REPLACED),
		[LIFE_END_DAY] = TO(TERMS_DONE_FOR_DAY),
		[LIFE_SUSPEND] = TO(TERMS_SUSPENDED)},
	[TERMS_DONE_FOR_DAY] = {[LIFE_OPEN] = WORKING,
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_ASK_REPLACE] = TO(TERMS_PENDING_REPLACE),
		[LIFE_REPLACE] = TO(TERMS_REPLACED)},
	/* What is filled before the cancellation gets there is filled. */
	[TERMS_PENDING_CANCEL] = {[LIFE_FILL_PART] = TO(TERMS_PENDING_CANCEL),
		[LIFE_FILL_WHOLE] = TO(TERMS_FILLED),
		[LIFE_TRIGGER] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED)},
	/* A cancellation that overtakes a replacement wins. */
	[TERMS_PENDING_REPLACE] = {[LIFE_FILL_PART] = TO(TERMS_PENDING_REPLACE),
		[LIFE_FILL_WHOLE] = TO(TERMS_FILLED),
		[LIFE_TRIGGER] = TO(TERMS_PENDING_REPLACE),
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_REPLACE] = TO(TERMS_REPLACED),
		[LIFE_KEEP] = WORKING},
	[TERMS_SUSPENDED] = {[LIFE_RESUME] = WORKING,
		[LIFE_ASK_CANCEL] = TO(TERMS_PENDING_CANCEL),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED)},
	[TERMS_STOPPED] = {[LIFE_FILL_PART] = TO(TERMS_STOPPED),
		[LIFE_FILL_WHOLE] = TO(TERMS_FILLED)},
	/* It is not in the market, so nothing that is asked of it has to wait. */
	[TERMS_HELD] = {[LIFE_WAKE] = WORKING,
		[LIFE_TRIGGER] = WORKING,
		[LIFE_ASK_CANCEL] = TO(TERMS_HELD),
		[LIFE_CANCEL] = TO(TERMS_CANCELED),
		[LIFE_EXPIRE] = TO(TERMS_EXPIRED),
		[LIFE_ASK_REPLACE] = TO(TERMS_HELD),
		[LIFE_REPLACE] = TO(TERMS_REPLACED),
		[LIFE_KEEP] = TO(TERMS_HELD),
		[LIFE_REJECT] = TO(TERMS_REJECTED)},
};

static enum trade_refusal refuse(enum terms_status status, enum life_event event)
{
	if (event != LIFE_ASK_REPLACE && event != LIFE_REPLACE)
		return REFUSE_ALREADY;
	return status == TERMS_REPLACED ? REFUSE_REPLACED : REFUSE_REPLACE_STATUS;
}

enum trade_refusal life_rules_next(const struct terms_order *order, enum life_event event,
	enum terms_status *next, struct trade_details *details)
{
	signed char to = nexts[order->status][event];
	if (to == NO) {
		details->status = order->status;
		return refuse(order->status, event);
	}
	if (to != WORKING)
		*next = (enum terms_status)(to - 1);
	else if (quantity_is_zero(order->filled))
		*next = TERMS_NEW;
	else
		*next = TERMS_PARTIALLY_FILLED;
	return REFUSE_NOTHING;
}

bool life_rules_is_open(enum terms_status status)
{
	for (int event = 0; event < LIFE_EVENTS; event++)
		if (nexts[status][event] != NO)
			return true;
	return false;
}

bool life_rules_is_working(enum terms_status status)
{
	return nexts[status][LIFE_FILL_PART] != NO;
}

bool life_rules_is_cancelable(enum terms_status status)
{
	return nexts[status][LIFE_ASK_CANCEL] != NO;
}

bool life_rules_is_replaceable(enum terms_status status)
{
	return nexts[status][LIFE_ASK_REPLACE] != NO;
}

/* When it is too late for the next auction. */
static int64_t too_late_us(
	const struct terms_order *order, const struct life_hours *hours)
{
	const struct life_session *session = &hours->today;
	if (order->tif == TERMS_CLS)
		return session->close_us - CLOSING_MARGIN_US;
	/* A session that never pauses has seen its opening: the next one's counts. */
	if (hours->always)
		session = &hours->next;
	return session->open_us - OPENING_MARGIN_US;
}

enum trade_refusal life_rules_timing(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us)
{
	if (order->tif != TERMS_OPG && order->tif != TERMS_CLS)
		return REFUSE_NOTHING;
	if (!hours->has_today || now_us < too_late_us(order, hours))
		return REFUSE_NOTHING;
	if (!hours->always && now_us >= hours->evening_us)
		return REFUSE_NOTHING;
	return order->tif == TERMS_OPG ? REFUSE_OPENING_LATE : REFUSE_CLOSING_LATE;
}

static struct life_span auction_span(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us)
{
	bool is_opening = order->tif == TERMS_OPG;
	const struct life_session *today = &hours->today;
	int64_t today_us = is_opening ? today->open_us - OPENING_MARGIN_US
				      : today->close_us - CLOSING_MARGIN_US;
	const struct life_session *session =
		hours->has_today && now_us < today_us ? today : &hours->next;
	int64_t at_us = is_opening ? session->open_us : session->close_us;
	return (struct life_span){TERMS_ACCEPTED, at_us, at_us};
}

/* The hours that an order takes part in. */
struct hours_span {
	int64_t from_us;
	int64_t to_us;
};

static struct hours_span part_of(
	const struct terms_order *order, const struct life_session *session)
{
	if (order->extended_hours)
		return (struct hours_span){session->pre_us, session->post_us};
	return (struct hours_span){session->open_us, session->close_us};
}

struct life_span life_rules_span(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us)
{
	if (order->tif == TERMS_OPG || order->tif == TERMS_CLS)
		return auction_span(order, hours, now_us);
	struct hours_span part = part_of(order, &hours->today);
	if (!hours->has_today || now_us >= part.to_us)
		part = part_of(order, &hours->next);
	int64_t active_us = now_us > part.from_us ? now_us : part.from_us;
	struct life_span span = {
		active_us <= now_us ? TERMS_NEW : TERMS_ACCEPTED, active_us, part.to_us};
	if (order->tif == TERMS_GTC)
		span.expires_us = hours->gtc_end_us;
	if (order->tif == TERMS_IOC || order->tif == TERMS_FOK)
		span.expires_us = active_us;
	return span;
}

bool life_rules_in_hours(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us)
{
	struct hours_span part = part_of(order, &hours->today);
	return hours->has_today && now_us >= part.from_us && now_us < part.to_us;
}
