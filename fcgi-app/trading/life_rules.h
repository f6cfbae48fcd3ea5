/*
 * The life of an order: what may happen to it in which status, when it begins to work
 * and when it ends. The calendar's facts come in as instants.
 */
#ifndef TRADING_LIFE_RULES_H
#define TRADING_LIFE_RULES_H

#include "trading/refusal_rules.h"

enum life_event {
	LIFE_ACCEPT,      /* it waits for its hours */
	LIFE_OPEN,        /* from now on it works in the market */
	LIFE_FILL_PART,   /* and something is left */
	LIFE_FILL_WHOLE,  /* and nothing is left */
	LIFE_TRIGGER,     /* its stop was reached */
	LIFE_ASK_CANCEL,  /* its cancellation is under way */
	LIFE_CANCEL,      /* it is cancelled */
	LIFE_EXPIRE,      /* its time is over */
	LIFE_ASK_REPLACE, /* its replacement is under way */
	LIFE_REPLACE,     /* another has taken its place */
	LIFE_KEEP,        /* the replacement came to nothing */
	LIFE_REJECT,
	LIFE_HOLD, /* it waits for another of its group */
	LIFE_WAKE, /* that one is done */
	LIFE_END_DAY,
	LIFE_SUSPEND,
	LIFE_RESUME,
	LIFE_EVENTS
};

/* The status after an event; or why the event is refused, with the status in `details`
 * and `next` untouched. Looks at the order's status and at what is filled. */
enum trade_refusal life_rules_next(const struct terms_order *order, enum life_event event,
	enum terms_status *next, struct trade_details *details)
	__attribute__((warn_unused_result));

/* Can anything still become of it? */
bool life_rules_is_open(enum terms_status status);
/* Can it be filled as it stands? */
bool life_rules_is_working(enum terms_status status);
bool life_rules_is_cancelable(enum terms_status status);
bool life_rules_is_replaceable(enum terms_status status);

/* One day's hours. Where there are no extended hours, they begin with the opening and
 * end with the close. */
struct life_session {
	int64_t pre_us;
	int64_t open_us;
	int64_t close_us;
	int64_t post_us;
};

struct life_hours {
	bool always;    /* the market never closes: the next session follows at once */
	bool has_today; /* the date in New York has a session */
	struct life_session today;
	struct life_session next; /* of the first later date that has one */
	int64_t evening_us;       /* 19:00 of the date in New York */
	int64_t gtc_end_us;       /* 16:15 in New York, 90 days on */
};

/* When an order works. Once it is looked at at expires_us or later, it gets the fills
 * of the time before (of that instant, if it begins with it: auctions, ioc, fok), and
 * what is left ends. */
struct life_span {
	enum terms_status status; /* new, or accepted when it waits */
	int64_t active_us;        /* when it begins to work; now or later */
	int64_t expires_us;
};

/* Refuses opg orders from 09:28 and cls orders from ten minutes before the close, both
 * until 19:00. Where the market never closes: from then on until that auction. */
enum trade_refusal life_rules_timing(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us)
	__attribute__((warn_unused_result));

/* Of an order that arrives now, and whose timing is right. */
struct life_span life_rules_span(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us);

/* Is the market open for this order at the instant? */
bool life_rules_in_hours(
	const struct terms_order *order, const struct life_hours *hours, int64_t now_us);

#endif
