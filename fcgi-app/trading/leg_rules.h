/*
 * Orders that belong together, bracket, oco and oto: what becomes of the others when
 * something happens to one of them.
 *
 * Exits are held until their entry is filled as far as it ever will be. Then the
 * take-profit works in the market and the stop-loss stays held, but is watched: when its
 * stop is reached the take-profit is cancelled first, so that a share is never sold
 * twice. The only exit of an oto works by itself.
 */
#ifndef TRADING_LEG_RULES_H
#define TRADING_LEG_RULES_H

#include "trading/order_rules.h"

struct leg_order {
	bool exists;
	enum terms_status status;
	struct quantity quantity;
	struct quantity filled;
};

/* By terms_role: TERMS_ALONE is not used. An oco has no entry. */
struct leg_group {
	enum terms_class class;
	struct leg_order orders[TERMS_STOP_LOSS + 1];
};

enum leg_event {
	LEG_FILLED_PART,
	LEG_FILLED_WHOLE,
	LEG_TRIGGERED,
	LEG_ENDED, /* cancelled, expired or rejected */
	LEG_REPLACED
};

enum leg_action {
	LEG_WAKE,   /* it is for `quantity` now, and works */
	LEG_CANCEL, /* it ends */
	LEG_RESIZE, /* it is for `quantity` now */
	LEG_FOLLOW  /* it belongs to the successor of what was replaced */
};

struct leg_decision {
	enum terms_role role;
	enum leg_action action;
	struct quantity quantity;
};

enum { LEG_DECISIONS_MOST = 3, LEG_EXITS_MOST = 2 };

/* What to do, in this order, after an event that the group already shows. Never acts on
 * an order that is over. Returns how many decisions there are. */
size_t leg_rules_decide(const struct leg_group *group, enum terms_role role,
	enum leg_event event, struct leg_decision decisions[static LEG_DECISIONS_MOST]);

/* Is its stop-loss to be watched although it is held? */
bool leg_rules_is_armed(const struct leg_group *group);

/* The exits of a sound order, held: of a bracket two, of an oto one, of an oco the
 * stop-loss, for it is itself the take-profit. False when a price does not fit. */
bool leg_rules_exits(const struct order_request *request,
	struct terms_order exits[static LEG_EXITS_MOST], size_t *count)
	__attribute__((warn_unused_result));

/* What an order is in its own group. */
enum terms_role leg_rules_role(const struct terms_order *order);

#endif
