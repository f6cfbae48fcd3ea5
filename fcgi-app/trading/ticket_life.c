#include "trading/ticket_life.h"

#include <string.h>

void ticket_life_touch(const struct book *book, struct ticket *ticket)
{
	ticket->updated_us = book->time.now_us;
	if (ticket->mark == TICKET_STORED)
		ticket->mark = TICKET_CHANGED;
}

/* The time that goes with a status; NULL: none does. */
static int64_t *time_of(struct ticket *ticket)
{
	switch (ticket->terms.status) {
	case TERMS_FILLED:
		return &ticket->filled_us;
	case TERMS_CANCELED:
		return &ticket->canceled_us;
	case TERMS_EXPIRED:
		return &ticket->expired_us;
	case TERMS_REPLACED:
		return &ticket->replaced_us;
	case TERMS_REJECTED:
		return &ticket->failed_us;
	case TERMS_NEW:
	case TERMS_PARTIALLY_FILLED:
	case TERMS_DONE_FOR_DAY:
	case TERMS_PENDING_CANCEL:
	case TERMS_PENDING_REPLACE:
	case TERMS_ACCEPTED:
	case TERMS_PENDING_NEW:
	case TERMS_ACCEPTED_FOR_BIDDING:
	case TERMS_STOPPED:
	case TERMS_SUSPENDED:
	case TERMS_CALCULATED:
	case TERMS_HELD:
	case TERMS_STATUSES:
		break;
	}
	return NULL;
}

enum trade_refusal ticket_life_turn(const struct book *book, struct ticket *ticket,
	enum life_event event, const char *reason, struct trade_details *details)
{
	enum trade_refusal refusal =
		life_rules_next(&ticket->terms, event, &ticket->terms.status, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	int64_t *time_us = time_of(ticket);
	if (time_us != NULL)
		*time_us = book->time.now_us;
	if (reason != NULL)
		ticket->reason = reason;
	ticket_life_touch(book, ticket);
	return REFUSE_NOTHING;
}

enum trade_refusal ticket_life_end(struct post *post, struct ticket *ticket,
	enum life_event event, const char *reason, struct trade_details *details)
{
	enum trade_refusal refusal =
		ticket_life_turn(post->book, ticket, event, reason, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	post_event(post, refusal_rules_status(ticket->terms.status), ticket);
	ticket_life_follow(post, ticket, LEG_ENDED, NULL);
	return REFUSE_NOTHING;
}

static const char *group_id(const struct ticket *ticket)
{
	return ticket->parent_id == NULL ? ticket->id : ticket->parent_id;
}

/* The group's order in a role, among the book's; NULL: it is over. */
static struct ticket *member(
	const struct book *book, const struct ticket *ticket, enum terms_role role)
{
	const char *group = group_id(ticket);
	for (size_t i = 0; i < book->orders.count; i++) {
		struct ticket *other = &book->orders.items[i];
		if (other->terms.role == role && strcmp(group_id(other), group) == 0 &&
			other->terms.status != TERMS_REPLACED)
			return other;
	}
	return NULL;
}

static struct leg_group group_of(const struct book *book, const struct ticket *ticket)
{
	struct leg_group group = {.class = ticket->terms.class};
	for (int role = TERMS_ENTRY; role <= TERMS_STOP_LOSS; role++) {
		const struct ticket *one =
			(enum terms_role)role == ticket->terms.role
				? ticket
				: member(book, ticket, (enum terms_role)role);
		if (one != NULL)
			group.orders[role] = (struct leg_order){.exists = true,
				.status = one->terms.status,
				.quantity = one->terms.quantity,
				.filled = one->terms.filled};
	}
	return group;
}

static void act(struct post *post, struct ticket *leg,
	const struct leg_decision *decision, const struct ticket *successor)
{
	struct trade_details details = {0};
	enum trade_refusal refusal = REFUSE_NOTHING;
	ticket_life_touch(post->book, leg);
	switch (decision->action) {
	case LEG_WAKE:
		leg->terms.quantity = decision->quantity;
		refusal = ticket_life_turn(post->book, leg, LIFE_WAKE, NULL, &details);
		break;
	case LEG_CANCEL:
		refusal = ticket_life_turn(post->book, leg, LIFE_CANCEL,
			"the other order of its group came first", &details);
		break;
	case LEG_RESIZE:
		leg->terms.quantity = decision->quantity;
		return;
	case LEG_FOLLOW:
		leg->parent_id = successor->id;
		return;
	}
	/* What is over stays as it is. */
	if (refusal == REFUSE_NOTHING)
		post_event(post, refusal_rules_status(leg->terms.status), leg);
}

void ticket_life_follow(struct post *post, struct ticket *ticket, enum leg_event event,
	const struct ticket *successor)
{
	struct leg_decision decisions[LEG_DECISIONS_MOST];
	struct ticket *legs[LEG_DECISIONS_MOST];
	if (ticket->terms.role == TERMS_ALONE)
		return;
	struct leg_group group = group_of(post->book, ticket);
	size_t count = leg_rules_decide(&group, ticket->terms.role, event, decisions);
	/* All are found before one of them changes whom it belongs to. */
	for (size_t i = 0; i < count; i++)
		legs[i] = member(post->book, ticket, decisions[i].role);
	for (size_t i = 0; i < count; i++)
		if (legs[i] != NULL)
			act(post, legs[i], &decisions[i], successor);
}
