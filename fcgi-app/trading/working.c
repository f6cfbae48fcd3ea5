#include "trading/working.h"

#include "base/arena.h"
#include "base/log.h"
#include "market/board.h"
#include "trading/corporate.h"
#include "trading/ticket_group.h"

#include <string.h>

/* An order opens, triggers, fills and ends at most, and joins a queue between. */
enum { STEPS_MOST = 6, SHARES = 1 };

static const char UNBOOKABLE[] = "what would come of it is beyond all bounds";

/* One order on its way. */
struct way {
	struct post *post;
	struct ticket *ticket;
	struct scene scene;
	struct rest_view view;
	struct rest_change change;
	size_t fills;
};

void working_choose(struct working *working, const struct resting *resting,
	const struct resting_owner *owner)
{
	const struct resting_order *due[WORKING_MOST];
	*working = (struct working){.resting = resting, .owner = owner};
	working->count = resting_due_orders(resting, owner, due, WORKING_MOST);
	for (size_t i = 0; i < working->count; i++) {
		size_t at = 0;
		working->orders[i] = *due[i];
		const char *symbol = working->orders[i].terms.symbol;
		while (at < working->symbol_count &&
			strcmp(working->symbols[at], symbol) != 0)
			at++;
		if (at == working->symbol_count)
			working->symbols[working->symbol_count++] = symbol;
	}
}

struct working working_part(const struct working *working, size_t number)
{
	struct working part = {
		.resting = working->resting, .owner = working->owner, .count = 1};
	part.orders[0] = working->orders[number];
	for (size_t i = 0; i < working->symbol_count; i++)
		if (strcmp(working->symbols[i], part.orders[0].terms.symbol) == 0)
			part.symbols[part.symbol_count++] = working->symbols[i];
	return part;
}

/* What has moved in memory alone is written down. */
static void take_over(const struct working *working, struct book *book)
{
	for (size_t i = 0; i < book->orders.count; i++) {
		struct ticket *ticket = &book->orders.items[i];
		const struct resting_order *known = resting_find(
			working->resting, working->owner, ticket->terms.number);
		/* What a corporate action is still to change is not touched before. */
		if (known == NULL || !known->moved ||
			corporate_holds(ticket->terms.symbol) ||
			known->updated_us != ticket->updated_us)
			continue;
		ticket->terms.stop = known->terms.stop;
		ticket->terms.high_water = known->terms.high_water;
		ticket->terms.ahead = known->terms.ahead;
		ticket_life_touch(book, ticket);
	}
}

static struct ticket *numbered(const struct book *book, int64_t number)
{
	for (size_t i = 0; i < book->orders.count; i++)
		if (book->orders.items[i].terms.number == number)
			return &book->orders.items[i];
	return NULL;
}

static void look(struct way *way, const struct tape_passed *passed)
{
	const struct book *book = way->post->book;
	struct scene *scene = &way->scene;
	struct rest_view *view = &way->view;
	scene_of(way->ticket->terms.symbol, &book->time, scene);
	*view = (struct rest_view){.model = {.kind = book->account.fill_model,
					   .seed = book->account.seed,
					   .share_bp = FILL_SHARE_BP,
					   .multiplier = SHARES},
		.market = scene->market,
		.hours = &scene->hours,
		.seen_us = board_market_us(scene->snapshot.received_us),
		.now_us = book->time.now_us,
		.tradable = scene->quote == SCENE_FRESH};
	tape_prints(book->time.calendar, &scene->snapshot, view->seen_us, view->prints);
	resting_show(view, passed);
}

/* From here on it is as if it had just come: what was traded before is not for it. */
static void begin_fresh(struct way *way)
{
	const struct tape_passed nothing = {.open = way->view.market.open};
	resting_show(&way->view, &nothing);
	way->view.fresh = true;
}

static int open_order(struct way *way)
{
	struct trade_details details = {0};
	if (ticket_life_turn(way->post->book, way->ticket, LIFE_OPEN, NULL, &details) !=
		REFUSE_NOTHING)
		return -1;
	post_event(way->post, "new", way->ticket);
	begin_fresh(way);
	return 0;
}

static void move_order(struct way *way)
{
	struct terms_order *terms = &way->ticket->terms;
	terms->stop = way->change.stop;
	terms->high_water = way->change.high_water;
	terms->ahead = way->change.ahead;
	ticket_life_touch(way->post->book, way->ticket);
}

/* A stop-loss that was held works from now on, in place of the take-profit. */
static int trigger_order(struct way *way)
{
	move_order(way);
	way->ticket->terms.triggered = true;
	ticket_life_follow(way->post, way->ticket, LEG_TRIGGERED, NULL);
	begin_fresh(way);
	return way->ticket->terms.status == TERMS_HELD ? -1 : 0;
}

static int cancel_order(struct post *post, struct ticket *ticket, const char *reason)
{
	struct trade_details details = {0};
	return reason != NULL && ticket_life_end(post, ticket, LIFE_CANCEL, reason,
					 &details) == REFUSE_NOTHING
		       ? 0
		       : -1;
}

/* In the arena. */
static const char *reason_of(const struct book *book, enum trade_refusal refusal,
	const struct trade_details *details)
{
	char message[REFUSAL_MESSAGE_SIZE];
	refusal_rules_message(refusal, details, message);
	return arena_copy(book->arena, message, strlen(message));
}

/* What the account cannot pay for is cancelled. */
static int fill_order(struct way *way)
{
	struct filling filling = {.post = way->post,
		.ticket = way->ticket,
		.scene = &way->scene,
		.moment = way->change.moment,
		.details = {.symbol = way->ticket->terms.symbol}};
	way->scene.market = way->change.market;
	way->view.looked = true;
	way->view.fresh = false;
	enum trade_refusal refusal = filling_decide(&filling);
	if (refusal != REFUSE_NOTHING)
		return cancel_order(way->post, way->ticket,
			reason_of(way->post->book, refusal, &filling.details));
	way->fills += (size_t)filling.decision.count;
	return filling_apply(&filling);
}

static int end_order(struct way *way)
{
	struct trade_details details = {0};
	return ticket_life_end(way->post, way->ticket, LIFE_EXPIRE, NULL, &details) ==
			       REFUSE_NOTHING
		       ? 0
		       : -1;
}

/* Takes the step; false when there is nothing more to do. */
static bool take_step(struct way *way, enum rest_step step, int *result)
{
	switch (step) {
	case REST_WAITS:
		return false;
	case REST_MOVES:
		move_order(way);
		return false;
	case REST_OPENS:
		*result = open_order(way);
		return *result == 0;
	case REST_TRIGGERS:
		*result = trigger_order(way);
		return *result == 0;
	case REST_FILLS:
		*result = fill_order(way);
		return *result == 0;
	case REST_ENDS:
		*result = end_order(way);
	}
	return false;
}

static int work_order(struct way *way)
{
	const struct ticket *ticket = way->ticket;
	int result = 0;
	for (int i = 0; i < STEPS_MOST; i++) {
		bool armed = ticket_group_is_armed(&way->post->book->orders, way->ticket);
		enum rest_step step =
			rest_rules_next(&ticket->terms, armed, &way->view, &way->change);
		if (!take_step(way, step, &result))
			break;
	}
	if (result != 0)
		LOG(LOG_ERROR, "an order could not be worked on",
			LOG_TEXT("order", ticket->id));
	return result;
}

int working_run(struct working *working, struct post *post)
{
	take_over(working, post->book);
	for (size_t i = 0; i < working->count; i++) {
		struct way way = {.post = post,
			.ticket = numbered(post->book, working->orders[i].terms.number)};
		if (way.ticket == NULL || !life_rules_is_open(way.ticket->terms.status))
			continue;
		if (working->gives_up) {
			if (cancel_order(post, way.ticket, UNBOOKABLE) != 0)
				return -1;
			continue;
		}
		look(&way, &working->orders[i].passed);
		if (work_order(&way) != 0)
			return -1;
		working->fills += way.fills;
	}
	return 0;
}
