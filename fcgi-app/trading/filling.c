#include "trading/filling.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/uuid.h"
#include "trading/explanation.h"
#include "trading/fee_rules.h"
#include "trading/trigger_rules.h"

#include <string.h>

static const struct money NONE = {0};

enum { SHARES = 1 };

bool filling_trigger(struct filling *filling)
{
	struct terms_order *terms = &filling->ticket->terms;
	struct trigger trigger =
		trigger_rules_look(terms, &filling->scene->market, SHARES);
	if (trigger.reason == TRIGGER_TOO_LARGE)
		return false;
	if (trigger.reason == TRIGGER_NO_STOP)
		return true;
	bool reached = trigger.reason == TRIGGER_REACHED;
	if (reached || price_compare(trigger.stop, terms->stop) != 0 ||
		price_compare(trigger.high_water, terms->high_water) != 0)
		ticket_life_touch(filling->post->book, filling->ticket);
	terms->triggered = reached;
	terms->stop = trigger.stop;
	terms->high_water = trigger.high_water;
	return true;
}

static int32_t today(const struct book *book)
{
	return calendar_day_of(book->time.calendar, book->time.now_us);
}

/* What the fills would cost in fees together. */
static bool sum_fees(const struct filling *filling, struct money *fees)
{
	const struct book *book = filling->post->book;
	const struct terms_order *terms = &filling->ticket->terms;
	struct fee fee;
	struct fee_base before = {terms->filled, terms->filled_value}, after;
	if (!quantity_add(before.quantity, filling->decision.filled, &after.quantity) ||
		!money_add(before.value, filling->decision.value, &after.value) ||
		!fee_rules_fill(&book->account.fees, terms->side, SHARES, today(book),
			&before, &after, &fee))
		return false;
	*fees = fee.total;
	return true;
}

static bool cash_after(const struct filling *filling, struct money *cash)
{
	const struct terms_account *account = &filling->post->book->account;
	bool fits = filling->ticket->terms.side == TERMS_BUY
			    ? money_sub(account->cash, filling->decision.value, cash)
			    : money_add(account->cash, filling->decision.value, cash);
	return fits && money_sub(*cash, filling->fees, cash);
}

/* What is left of the order when the fills are in; nothing, when that is cancelled. */
static bool left_of(const struct filling *filling, struct terms_order *left)
{
	const struct fill_decision *decision = &filling->decision;
	*left = filling->ticket->terms;
	if (!quantity_add(left->filled, decision->filled, &left->filled) ||
		!money_add(left->filled_value, decision->value, &left->filled_value))
		return false;
	if (decision->rest != FILL_RESTS) {
		left->quantity = left->filled;
		left->notional = left->filled_value;
	}
	return true;
}

/* An account without margin never owes cash. */
static enum trade_refusal check_cash(struct filling *filling)
{
	const struct terms_account *account = &filling->post->book->account;
	struct money cash;
	if (!cash_after(filling, &cash))
		return REFUSE_TOO_LARGE;
	if (account->multiplier > 1 || money_sign(cash) >= 0 ||
		money_compare(cash, account->cash) >= 0)
		return REFUSE_NOTHING;
	filling->details.buying_power = money_max(account->cash, NONE);
	return money_sub(account->cash, cash, &filling->details.cost_basis)
		       ? REFUSE_BUYING_POWER
		       : REFUSE_TOO_LARGE;
}

/* Can the account pay what the fills cost, and keep what rests? */
static enum trade_refusal check_means(struct filling *filling)
{
	const struct book *book = filling->post->book;
	struct terms_order left;
	struct need_order need;
	struct margin_figures figures;
	if (filling->ticket->terms.side == TERMS_SELL ||
		need_rules_closes(&filling->ticket->terms,
			book_position(book, filling->ticket->terms.symbol)))
		return REFUSE_NOTHING;
	if (!left_of(filling, &left) ||
		!means_figures(book, filling->ticket->id, &figures) ||
		!means_need(book, &left, filling->scene, &need) ||
		!money_add(need.fees, filling->fees, &need.fees) ||
		!money_add(need.fees, filling->decision.value, &need.fees))
		return REFUSE_TOO_LARGE;
	return margin_rules_afford(&figures, &need, &filling->details);
}

enum trade_refusal filling_decide(struct filling *filling)
{
	const struct book *book = filling->post->book;
	struct fill_model model = {.kind = book->account.fill_model,
		.seed = book->account.seed,
		.share_bp = FILL_SHARE_BP,
		.multiplier = SHARES};
	fill_rules_decide(&model, &filling->ticket->terms, &filling->scene->market,
		filling->moment, book->time.now_us, &filling->decision);
	filling->fees = NONE;
	if (filling->decision.count == 0)
		return REFUSE_NOTHING;
	if (!sum_fees(filling, &filling->fees))
		return REFUSE_TOO_LARGE;
	enum trade_refusal refusal = check_cash(filling);
	return refusal != REFUSE_NOTHING ? refusal : check_means(filling);
}

/* Quantity and cost of the position: fills that close take the lots' cost off. */
static bool move_position(struct book_holding *holding, const struct terms_order *terms,
	const struct fill *fill, const struct lot_closings *closings)
{
	bool buys = terms->side == TERMS_BUY;
	struct quantity quantity = fill->quantity;
	struct money cost = fill->value;
	if (!buys &&
		(!quantity_negate(quantity, &quantity) || !money_negate(cost, &cost)))
		return false;
	if (closings->count > 0)
		cost = NONE;
	for (size_t i = 0; i < closings->count; i++)
		if (!money_sub(cost, closings->items[i].cost, &cost))
			return false;
	holding->changed = true;
	return quantity_add(
		       holding->terms.quantity, quantity, &holding->terms.quantity) &&
	       money_add(holding->terms.cost, cost, &holding->terms.cost);
}

static bool move_cash(struct book *book, enum terms_side side, const struct fill *fill,
	struct money fee)
{
	struct money *cash = &book->account.cash;
	bool fits = side == TERMS_BUY ? money_sub(*cash, fill->value, cash)
				      : money_add(*cash, fill->value, cash);
	return fits && money_sub(*cash, fee, cash);
}

/* The order with one more fill. */
static bool count_in(const struct filling *filling, const struct fill *fill, bool whole,
	struct fee *fee)
{
	struct book *book = filling->post->book;
	struct ticket *ticket = filling->ticket;
	struct terms_order *terms = &ticket->terms;
	struct trade_details details = {0};
	struct fee_base before = {terms->filled, terms->filled_value};
	if (!quantity_add(terms->filled, fill->quantity, &terms->filled) ||
		!money_add(terms->filled_value, fill->value, &terms->filled_value))
		return false;
	struct fee_base after = {terms->filled, terms->filled_value};
	if (!fee_rules_fill(&book->account.fees, terms->side, SHARES, today(book),
		    &before, &after, fee) ||
		!money_add(ticket->fees, fee->total, &ticket->fees))
		return false;
	ticket->fill_count++;
	return ticket_life_turn(book, ticket, whole ? LIFE_FILL_WHOLE : LIFE_FILL_PART,
		       NULL, &details) == REFUSE_NOTHING;
}

static char *new_id(const struct book *book)
{
	char id[UUID_SIZE];
	uuid_make(book->time.wall_us, id);
	return arena_copy(book->arena, id, strlen(id));
}

static int apply_fill(struct filling *filling, const struct fill *fill, bool whole)
{
	struct book *book = filling->post->book;
	const struct terms_order *terms = &filling->ticket->terms;
	struct fee fee;
	struct lot_book *lots = lot_book_find(&book->lots, terms->symbol);
	struct book_holding *holding =
		book_holding_make(book, terms->symbol, filling->scene);
	char *id = new_id(book);
	if (lots == NULL || holding == NULL || id == NULL)
		return -1;
	struct lot_closings closings = {.limit = lots->lots.count};
	closings.items =
		arena_alloc(book->arena, (closings.limit + 1) * sizeof(*closings.items));
	struct lot_fill lot = {.side = terms->side,
		.quantity = fill->quantity,
		.value = fill->value,
		.number = ++book->lot_number,
		.time_us = book->time.now_us};
	if (closings.items == NULL ||
		lot_book_fill(lots, book->lot_method, &lot, id, &closings) != LOT_OK ||
		!move_position(holding, terms, fill, &closings) ||
		!count_in(filling, fill, whole, &fee) ||
		!move_cash(book, terms->side, fill, fee.total))
		return -1;
	post_closings(filling->post, lots, id, &closings);
	struct post_fill written = {.id = id,
		.ticket = filling->ticket,
		.scene = filling->scene,
		.decision = &filling->decision,
		.fill = fill,
		.fee = fee.total,
		.position = holding->terms.quantity};
	return post_fill(filling->post, &written);
}

/* It begins to work: it has been waiting for its hours. */
static bool begin_work(struct filling *filling)
{
	struct trade_details details = {0};
	return life_rules_is_working(filling->ticket->terms.status) ||
	       ticket_life_turn(filling->post->book, filling->ticket, LIFE_OPEN, NULL,
		       &details) == REFUSE_NOTHING;
}

/* What its group and streams hear when all fills are in. */
static int settle(struct filling *filling)
{
	struct ticket *ticket = filling->ticket;
	struct trade_details details = {0};
	const struct fill_decision *decision = &filling->decision;
	if (decision->count > 0)
		ticket_life_follow(filling->post, ticket,
			ticket->terms.status == TERMS_FILLED ? LEG_FILLED_WHOLE
							     : LEG_FILLED_PART,
			NULL);
	if (decision->rest != FILL_CANCELS)
		return 0;
	return ticket_life_end(filling->post, ticket, LIFE_CANCEL,
		       explanation_reason(decision->reason), &details) == REFUSE_NOTHING
		       ? 0
		       : -1;
}

int filling_apply(struct filling *filling)
{
	const struct fill_decision *decision = &filling->decision;
	struct terms_order *terms = &filling->ticket->terms;
	if (quantity_compare(terms->ahead, decision->ahead) != 0) {
		terms->ahead = decision->ahead;
		ticket_life_touch(filling->post->book, filling->ticket);
	}
	if (decision->count > 0 && !begin_work(filling))
		return -1;
	for (int i = 0; i < decision->count; i++) {
		bool whole = decision->reason == FILL_WHOLE && i + 1 == decision->count;
		if (apply_fill(filling, &decision->fills[i], whole) != 0) {
			LOG(LOG_ERROR, "a fill could not be booked",
				LOG_TEXT("order", filling->ticket->id));
			return -1;
		}
	}
	return settle(filling);
}
