#include "trading/margin_call.h"

#include "base/arena.h"
#include "base/log.h"
#include "trading/amount.h"
#include "trading/closing.h"

#include <stdio.h>

static const char REASON[] = "margin call";

static bool take_closings(const struct book *book, const struct margin_figures *figures,
	struct margin_call *call)
{
	size_t count;
	size_t room = book->holding_count + 1;
	struct margin_holding *holdings =
		arena_alloc(book->arena, room * sizeof(*holdings));
	struct margin_closing *closings =
		arena_alloc(book->arena, room * sizeof(*closings));
	if (holdings == NULL || closings == NULL)
		return false;
	for (size_t i = 0; i < book->holding_count; i++)
		holdings[i] = (struct margin_holding){.holding = &book->holdings[i].terms,
			.marginable = book->holdings[i].marginable,
			.opening = book->holdings[i].opening};
	if (!margin_rules_close_out(
		    figures, holdings, book->holding_count, closings, &count))
		return false;
	call->count = count < MARGIN_CALL_MOST ? count : MARGIN_CALL_MOST;
	for (size_t i = 0; i < call->count; i++) {
		struct margin_call_closing *closing = &call->closings[i];
		snprintf(closing->symbol, sizeof(closing->symbol), "%s",
			book->holdings[closings[i].holding].terms.symbol);
		closing->quantity = closings[i].quantity;
	}
	return true;
}

bool margin_call_find(const struct book *book, const struct margin_figures *figures,
	struct margin_call *call)
{
	*call = (struct margin_call){0};
	if (!margin_rules_call(figures, &call->call))
		return false;
	return money_is_zero(call->call) || take_closings(book, figures, call);
}

static void tell(struct post *post, const struct margin_figures *figures,
	const struct margin_call *call)
{
	struct json_writer *json = post_tell(post, "margin_call");
	amount_write_time(json, "timestamp", post->book->time.now_us);
	amount_write_money(json, "call", call->call);
	amount_write_money(json, "equity", figures->equity);
	amount_write_money(json, "maintenance_margin", figures->maintenance);
	post_told(post);
}

/* They hold positions that are to be closed, and would open others. */
static bool end_orders(struct post *post)
{
	struct book *book = post->book;
	for (size_t i = 0; i < book->orders.count; i++) {
		struct trade_details details = {0};
		struct ticket *ticket = &book->orders.items[i];
		if (life_rules_is_open(ticket->terms.status) &&
			ticket_life_end(post, ticket, LIFE_CANCEL, REASON, &details) !=
				REFUSE_NOTHING)
			return false;
	}
	return true;
}

/* One that cannot be closed now, for want of a quote, is tried again at the next call. */
static bool close_one(struct post *post, const struct margin_call_closing *wanted)
{
	struct scene scene;
	struct placing placing = {0};
	struct placing_request request = {0};
	struct trade_details details = {0};
	struct closing closing = {.has_quantity = true, .quantity = wanted->quantity};
	int broken = 0;
	scene_of(wanted->symbol, &post->book->time, &scene);
	enum trade_refusal refusal =
		closing_request(post->book, &scene, &closing, &request, &details);
	if (refusal == REFUSE_NOTHING) {
		request.source = "system";
		request.source_id = "margin_call";
		refusal = placing_decide(post, &scene, &request, &placing, &broken);
	}
	if (refusal != REFUSE_NOTHING)
		LOG(LOG_WARNING, "a position could not be closed at a margin call",
			LOG_TEXT("account", post->book->account_id),
			LOG_TEXT("symbol", wanted->symbol),
			LOG_TEXT("why", refusal_rules_fact(refusal)->message));
	return broken == 0;
}

static enum visit_wish answer(struct post *post, void *context)
{
	struct margin_figures figures;
	struct margin_call call;
	size_t *closed = context;
	if (!means_figures(post->book, NULL, &figures) ||
		!margin_call_find(post->book, &figures, &call))
		return VISIT_BROKEN;
	*closed = call.count;
	if (call.count == 0)
		return VISIT_LEAVE;
	tell(post, &figures, &call);
	if (!end_orders(post))
		return VISIT_BROKEN;
	for (size_t i = 0; i < call.count; i++)
		if (lot_book_find(&post->book->lots, call.closings[i].symbol) != NULL &&
			!close_one(post, &call.closings[i]))
			return VISIT_BROKEN;
	return VISIT_WRITE;
}

enum visit_result margin_call_answer(struct feed *feed, const struct visit_target *target,
	const struct margin_call *call)
{
	struct book book;
	const char *symbols[MARGIN_CALL_MOST];
	size_t closed = 0;
	for (size_t i = 0; i < call->count; i++)
		symbols[i] = call->closings[i].symbol;
	struct visit visit = {.feed = feed,
		.account_id = target->account_id,
		.user_id = target->user_id,
		.symbols = symbols,
		.symbol_count = call->count,
		.more = call->count * PLACING_ORDERS,
		.places = true};
	enum visit_result result = visit_account(&visit, answer, &closed, &book);
	if (result == VISIT_DONE && closed > 0)
		LOG(LOG_INFO, "margin call", LOG_TEXT("account", target->account_id),
			LOG_NUMBER("positions", (int64_t)closed));
	return result;
}
