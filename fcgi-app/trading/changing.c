#include "trading/changing.h"

#include "base/arena.h"
#include "base/uuid.h"

#include <string.h>

static const char CANCELED[] = "canceled on request";

/* The order: as it is open in the book, else as it ended. */
static struct ticket *find(
	const struct book *book, const char *order_id, struct trade_details *details)
{
	struct ticket *ticket = ticket_find(&book->orders, order_id);
	details->id = order_id;
	if (ticket == NULL && book->found.count == 1)
		ticket = &book->found.items[0];
	return ticket;
}

enum trade_refusal changing_cancel(
	struct post *post, const char *order_id, struct trade_details *details)
{
	struct ticket *ticket = find(post->book, order_id, details);
	return ticket == NULL
		       ? REFUSE_NO_ORDER
		       : ticket_life_end(post, ticket, LIFE_CANCEL, CANCELED, details);
}

void changing_cancel_all(
	struct post *post, const char *symbol, struct ticket **tickets, size_t *ended)
{
	struct book *book = post->book;
	*ended = 0;
	for (size_t i = 0; i < book->orders.count; i++) {
		struct trade_details details = {0};
		struct ticket *ticket = &book->orders.items[i];
		if (symbol != NULL && strcmp(ticket->terms.symbol, symbol) != 0)
			continue;
		/* What another's end took along has ended, too. */
		if (ticket->terms.status == TERMS_CANCELED ||
			ticket_life_end(post, ticket, LIFE_CANCEL, CANCELED, &details) ==
				REFUSE_NOTHING)
			tickets[(*ended)++] = ticket;
	}
}

/* A replacement on its way. */
struct change {
	struct post *post;
	struct book *book;
	const struct scene *scene;
	const struct changing_request *request;
	struct ticket *old;
	struct quantity position;
	struct replacement replacement;
	struct trade_details *details;
	int *broken;
};

static enum trade_refusal check_order(struct change *change)
{
	const struct book *book = change->book;
	struct order_setting setting = {change->position, change->scene->market.last};
	if (book->server_killed)
		return REFUSE_STOPPED_SERVER;
	if (book->killed)
		return REFUSE_STOPPED_ACCOUNT;
	if (book->twin != NULL)
		return REFUSE_CLIENT_ID_TAKEN;
	return replace_rules_check(&change->old->terms, &change->request->wanted,
		&change->scene->instrument, &setting, &change->replacement,
		change->details);
}

static enum trade_refusal check_quote(const struct change *change)
{
	const struct scene *scene = change->scene;
	if (scene->quote == SCENE_MISSING)
		return REFUSE_QUOTE_MISSING;
	return scene->quote == SCENE_STALE &&
			       life_rules_in_hours(&change->replacement.order,
				       &scene->hours, scene->time.now_us)
		       ? REFUSE_QUOTE_STALE
		       : REFUSE_NOTHING;
}

/* Among the others, as if the old order were gone. One that is held waits for another,
 * and meets nobody. */
static enum trade_refusal check_siblings(struct change *change)
{
	const struct terms_order *order = &change->replacement.order;
	struct wash_open *open;
	struct quantity left;
	size_t count;
	if (order->status == TERMS_HELD)
		return REFUSE_NOTHING;
	if (!quantity_sub(order->quantity, order->filled, &left))
		return REFUSE_TOO_LARGE;
	if (book_wash(change->book, order->symbol, change->old->id, &open, &count) != 0) {
		*change->broken = -1;
		return REFUSE_NOTHING;
	}
	enum trade_refusal refusal =
		wash_rules_cross(order, open, count, change->details);
	return refusal != REFUSE_NOTHING
		       ? refusal
		       : wash_rules_position(order, left, change->position, open, count,
				 change->details);
}

static enum trade_refusal check_means(struct change *change)
{
	struct margin_figures figures;
	struct need_order need;
	const struct terms_order *order = &change->replacement.order;
	if (!means_figures(change->book, change->old->id, &figures) ||
		!means_need(change->book, order, change->scene, &need))
		return REFUSE_TOO_LARGE;
	return margin_rules_afford(&figures, &need, change->details);
}

static const char *new_id(const struct book *book)
{
	char id[UUID_SIZE];
	uuid_make(book->time.wall_us, id);
	return arena_copy(book->arena, id, strlen(id));
}

static struct ticket *add_successor(struct change *change)
{
	struct book *book = change->book;
	const struct changing_request *request = change->request;
	if (book->orders.count == book->order_limit)
		return NULL;
	struct ticket *ticket = &book->orders.items[book->orders.count];
	*ticket = *change->old;
	ticket->mark = TICKET_NEW;
	ticket->id = new_id(book);
	ticket->client_order_id = request->client_order_id == NULL
					  ? new_id(book)
					  : request->client_order_id;
	ticket->replaces = change->old->id;
	ticket->source = request->source;
	ticket->source_id = request->source_id;
	ticket->created_us = ticket->updated_us = book->time.now_us;
	ticket->terms = change->replacement.order;
	ticket->terms.submitted_us = book->time.now_us;
	ticket->terms.number = ++book->number;
	if (ticket->terms.tif != change->old->terms.tif)
		ticket->terms.expires_us = life_rules_span(
			&ticket->terms, &change->scene->hours, book->time.now_us)
						   .expires_us;
	if (ticket->id == NULL || ticket->client_order_id == NULL)
		return NULL;
	book->orders.count++;
	return ticket;
}

/* The old order makes way, and its group belongs to the successor. */
static enum trade_refusal succeed(struct change *change, struct ticket *successor)
{
	change->old->replaced_by = successor->id;
	enum trade_refusal refusal = ticket_life_turn(
		change->book, change->old, LIFE_REPLACE, NULL, change->details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	ticket_life_follow(change->post, change->old, LEG_REPLACED, successor);
	post_event(change->post, "replaced", change->old);
	post_event(
		change->post, refusal_rules_status(successor->terms.status), successor);
	return REFUSE_NOTHING;
}

/* One that keeps its place has seen this market before. */
static enum trade_refusal meet(struct change *change, struct ticket *successor)
{
	struct filling filling = {.post = change->post,
		.ticket = successor,
		.scene = change->scene,
		.moment = FILL_FRESH};
	if (change->replacement.keeps_place ||
		!life_rules_is_working(successor->terms.status))
		return REFUSE_NOTHING;
	if (!filling_trigger(&filling))
		return REFUSE_TOO_LARGE;
	enum trade_refusal refusal = filling_decide(&filling);
	if (refusal != REFUSE_NOTHING)
		*change->details = filling.details;
	else if (filling_apply(&filling) != 0)
		*change->broken = -1;
	return refusal;
}

static enum trade_refusal climb(struct change *change, struct ticket **successor)
{
	enum trade_refusal refusal = check_order(change);
	if (refusal == REFUSE_NOTHING)
		refusal = check_quote(change);
	if (refusal == REFUSE_NOTHING)
		refusal = check_siblings(change);
	if (refusal == REFUSE_NOTHING && *change->broken == 0)
		refusal = check_means(change);
	if (refusal != REFUSE_NOTHING || *change->broken != 0)
		return refusal;
	*successor = add_successor(change);
	if (*successor == NULL) {
		*change->broken = -1;
		return REFUSE_NOTHING;
	}
	refusal = succeed(change, *successor);
	return refusal == REFUSE_NOTHING ? meet(change, *successor) : refusal;
}

enum trade_refusal changing_replace(struct post *post, const struct scene *scene,
	const struct changing_request *request, struct ticket **successor,
	struct trade_details *details, int *broken)
{
	struct change change = {.post = post,
		.book = post->book,
		.scene = scene,
		.request = request,
		.old = find(post->book, request->order_id, details),
		.position = book_position(post->book, scene->instrument.symbol),
		.details = details,
		.broken = broken};
	*broken = 0;
	*successor = NULL;
	if (change.old == NULL)
		return REFUSE_NO_ORDER;
	enum trade_refusal refusal = climb(&change, successor);
	details->symbol = scene->instrument.symbol;
	return refusal;
}
