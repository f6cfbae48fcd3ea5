#include "trading/placing.h"

#include "base/arena.h"
#include "base/uuid.h"

#include <string.h>

/* One order on its way up the ladder. */
struct ladder {
	struct post *post;
	struct book *book;
	const struct scene *scene;
	const struct placing_request *request;
	struct order_request wanted;
	struct quantity position;
	struct quantity quantity; /* of one by money: what that buys */
	struct price price;       /* that it is valued at */
	struct life_span span;
	struct need_order need;
	struct placing *placing;
	int *broken;
};

static enum trade_refusal check_account(struct ladder *ladder)
{
	const struct book *book = ladder->book;
	if (book->server_killed)
		return REFUSE_STOPPED_SERVER;
	if (book->killed)
		return REFUSE_STOPPED_ACCOUNT;
	return order_rules_admit(&book->account, &ladder->wanted.order);
}

static enum trade_refusal check_order(struct ladder *ladder)
{
	const struct scene *scene = ladder->scene;
	struct order_setting setting = {ladder->position, scene->market.last};
	enum trade_refusal refusal = order_rules_check(
		&ladder->wanted, &scene->instrument, &setting, &ladder->placing->details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (ladder->book->twin != NULL)
		return REFUSE_CLIENT_ID_TAKEN;
	ladder->placing->details.count = PLACING_OPEN_MOST;
	return ladder->book->orders.count >= PLACING_OPEN_MOST ? REFUSE_OPEN_MOST
							       : REFUSE_NOTHING;
}

/* An order that works at once needs a quote that can be traded on; one that waits, any,
 * to be valued at. */
static enum trade_refusal check_time(struct ladder *ladder)
{
	const struct scene *scene = ladder->scene;
	enum trade_refusal refusal = life_rules_timing(
		&ladder->wanted.order, &scene->hours, scene->time.now_us);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (!order_rules_derive(&ladder->wanted))
		return REFUSE_TOO_LARGE;
	ladder->span =
		life_rules_span(&ladder->wanted.order, &scene->hours, scene->time.now_us);
	if (scene->quote == SCENE_MISSING)
		return REFUSE_QUOTE_MISSING;
	return scene->quote == SCENE_STALE && ladder->span.status == TERMS_NEW
		       ? REFUSE_QUOTE_STALE
		       : REFUSE_NOTHING;
}

/* At its limit, else its stop, else the quote. */
static struct price value_price(const struct ladder *ladder)
{
	const struct terms_order *order = &ladder->wanted.order;
	const struct terms_market *market = &ladder->scene->market;
	struct price touch = order->side == TERMS_BUY ? market->ask : market->bid;
	if (order->limit.e6 > 0)
		return order->limit;
	if (order->stop.e6 > 0)
		return order->stop;
	return touch.e6 > 0 ? touch : market->last;
}

static enum trade_refusal check_siblings(struct ladder *ladder)
{
	const struct terms_order *order = &ladder->wanted.order;
	struct trade_details *details = &ladder->placing->details;
	struct wash_open *open;
	size_t count;
	enum trade_refusal refusal;
	ladder->price = value_price(ladder);
	if (!order_rules_quantity(order, ladder->price, &ladder->quantity))
		return REFUSE_TOO_LARGE;
	if (book_wash(ladder->book, order->symbol, NULL, &open, &count) != 0) {
		*ladder->broken = -1;
		return REFUSE_NOTHING;
	}
	/* As the client gave it: a stop counts as one, though it has a limit by now. */
	struct terms_order as_asked = *order;
	as_asked.type = ladder->request->wanted.order.type;
	refusal = wash_rules_cross(&as_asked, open, count, details);
	if (refusal == REFUSE_NOTHING)
		refusal = wash_rules_position(
			order, ladder->quantity, ladder->position, open, count, details);
	if (refusal == REFUSE_NOTHING && wash_rules_is_short(order, ladder->position))
		refusal = wash_rules_short(order, &ladder->book->account,
			&ladder->scene->instrument, details);
	return refusal;
}

static enum trade_refusal check_means(struct ladder *ladder)
{
	struct placing *placing = ladder->placing;
	if (!means_figures(ladder->book, NULL, &placing->before) ||
		!means_need(ladder->book, &ladder->wanted.order, ladder->scene,
			&ladder->need))
		return REFUSE_TOO_LARGE;
	return margin_rules_afford(&placing->before, &ladder->need, &placing->details);
}

static bool size_of(struct money money, struct money *size)
{
	*size = money;
	return money_sign(money) >= 0 || money_negate(money, size);
}

/* What the order and the position with it are worth. */
static bool take_risk(struct ladder *ladder)
{
	const struct terms_order *order = &ladder->wanted.order;
	struct placing *placing = ladder->placing;
	struct quantity change = ladder->quantity, position;
	struct money value;
	placing->risk = (struct risk_case){
		.symbol = order->symbol,
		.closes = need_rules_closes(order, ladder->position),
		.equity = placing->before.equity,
		.last_equity = ladder->book->account.last_equity,
		.orders_today = ladder->book->placed_today,
	};
	return (order->side == TERMS_BUY || quantity_negate(change, &change)) &&
	       quantity_add(ladder->position, change, &position) &&
	       money_notional(ladder->price, ladder->quantity, DECIMAL_CEIL,
		       &placing->risk.value) &&
	       money_notional(ladder->price, position, DECIMAL_CEIL, &value) &&
	       size_of(value, &placing->risk.position_value);
}

static enum trade_refusal check_risk(struct ladder *ladder)
{
	const struct book *book = ladder->book;
	const struct risk_case *risk = &ladder->placing->risk;
	if (!take_risk(ladder))
		return REFUSE_TOO_LARGE;
	enum trade_refusal refusal =
		risk_rules_day_trade(&book->account, risk, book->day_trades);
	return refusal != REFUSE_NOTHING
		       ? refusal
		       : risk_rules_check(&book->limits, risk, &ladder->placing->details);
}

static const char *new_id(const struct book *book)
{
	char id[UUID_SIZE];
	uuid_make(book->time.wall_us, id);
	return arena_copy(book->arena, id, strlen(id));
}

/* A fresh ticket at the end of the book; NULL when there is no memory or no room. */
static struct ticket *add_ticket(struct ladder *ladder, const struct terms_order *terms)
{
	struct book *book = ladder->book;
	const struct placing_request *request = ladder->request;
	if (book->orders.count == book->order_limit)
		return NULL;
	struct ticket *ticket = &book->orders.items[book->orders.count];
	*ticket = (struct ticket){.mark = TICKET_NEW,
		.id = new_id(book),
		.client_order_id = new_id(book),
		.asset_id = arena_copy(book->arena, ladder->scene->asset_id,
			strlen(ladder->scene->asset_id)),
		.source = request->source,
		.source_id = request->source_id,
		.epoch = book->epoch,
		.terms = *terms,
		.created_us = book->time.now_us,
		.updated_us = book->time.now_us};
	ticket->terms.submitted_us = book->time.now_us;
	ticket->terms.expires_us = ladder->span.expires_us;
	ticket->terms.number = ++book->number;
	if (ticket->id == NULL || ticket->client_order_id == NULL ||
		ticket->asset_id == NULL)
		return NULL;
	book->orders.count++;
	return ticket;
}

static bool add_order(struct ladder *ladder)
{
	struct terms_order terms = ladder->wanted.order;
	const struct placing_request *request = ladder->request;
	terms.status = ladder->span.status;
	terms.role = leg_rules_role(&terms);
	struct ticket *ticket = add_ticket(ladder, &terms);
	if (ticket == NULL)
		return false;
	if (request->client_order_id != NULL)
		ticket->client_order_id = request->client_order_id;
	ticket->position_intent = request->position_intent != NULL
					  ? request->position_intent
					  : ticket_intent(terms.side, ladder->position);
	ladder->placing->ticket = ticket;
	return true;
}

/* The exits close what the entry opens. */
static bool add_exits(struct ladder *ladder)
{
	struct terms_order exits[LEG_EXITS_MOST];
	const struct ticket *parent = ladder->placing->ticket;
	size_t count = 0;
	if (parent->terms.role == TERMS_ALONE)
		return true;
	if (!leg_rules_exits(&ladder->wanted, exits, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct ticket *leg = add_ticket(ladder, &exits[i]);
		if (leg == NULL)
			return false;
		leg->parent_id = parent->id;
		leg->position_intent =
			exits[i].side == TERMS_BUY ? "buy_to_close" : "sell_to_close";
	}
	return true;
}

/* It meets the market, when it works from now on. */
static enum trade_refusal meet(struct ladder *ladder)
{
	struct placing *placing = ladder->placing;
	struct filling filling = {.post = ladder->post,
		.ticket = placing->ticket,
		.scene = ladder->scene,
		.moment = FILL_FRESH};
	bool works = placing->ticket->terms.status == TERMS_NEW;
	enum trade_refusal refusal = REFUSE_NOTHING;
	if (works && !filling_trigger(&filling))
		return REFUSE_TOO_LARGE;
	if (works)
		refusal = filling_decide(&filling);
	placing->decision = filling.decision;
	placing->fees = filling.fees;
	if (refusal != REFUSE_NOTHING) {
		placing->details = filling.details;
		return refusal;
	}
	post_event(ladder->post, refusal_rules_status(placing->ticket->terms.status),
		placing->ticket);
	if (works && filling_apply(&filling) != 0)
		*ladder->broken = -1;
	return REFUSE_NOTHING;
}

/* Up all guards, and into the book. */
static enum trade_refusal climb(struct ladder *ladder)
{
	static enum trade_refusal (*const guards[])(struct ladder * ladder) = {
		check_account, check_order, check_time, check_siblings, check_means,
		check_risk};
	for (size_t i = 0; i < sizeof(guards) / sizeof(*guards); i++) {
		enum trade_refusal refusal = guards[i](ladder);
		if (refusal != REFUSE_NOTHING || *ladder->broken != 0)
			return refusal;
	}
	if (add_order(ladder) && add_exits(ladder))
		return meet(ladder);
	*ladder->broken = -1;
	return REFUSE_NOTHING;
}

enum trade_refusal placing_decide(struct post *post, const struct scene *scene,
	const struct placing_request *request, struct placing *placing, int *broken)
{
	struct book *book = post->book;
	struct ladder ladder = {.post = post,
		.book = book,
		.scene = scene,
		.request = request,
		.wanted = request->wanted,
		.position = book_position(book, scene->instrument.symbol),
		.placing = placing,
		.broken = broken};
	size_t orders = book->orders.count;
	int64_t number = book->number;
	*placing = (struct placing){0};
	*broken = 0;
	memcpy(ladder.wanted.order.symbol, scene->instrument.symbol, TERMS_SYMBOL_SIZE);
	enum trade_refusal refusal = climb(&ladder);
	placing->details.symbol = scene->instrument.symbol;
	placing->risk.symbol = scene->instrument.symbol;
	if (refusal == REFUSE_NOTHING)
		return refusal;
	book->orders.count = orders;
	book->number = number;
	placing->ticket = NULL;
	return refusal;
}
