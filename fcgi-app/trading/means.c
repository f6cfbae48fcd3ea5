#include "trading/means.h"

#include "base/arena.h"
#include "trading/fee_rules.h"

#include <string.h>

/* What the rest of an order may cost in fees, at a price. */
static bool fees_of(const struct book *book, const struct terms_order *order,
	struct price price, struct money *fees)
{
	struct fee fee;
	struct fee_base before = {order->filled, order->filled_value};
	struct fee_base after = {order->quantity, order->notional};
	int32_t day = calendar_day_of(book->time.calendar, book->time.now_us);
	*fees = (struct money){0};
	if (price.e6 <= 0)
		return true;
	if (order->has_quantity ? !money_notional(price, order->quantity, DECIMAL_CEIL,
					  &after.value)
				: !money_buys(order->notional, price, DECIMAL_CEIL,
					  &after.quantity))
		return false;
	after.quantity = quantity_max(after.quantity, before.quantity);
	after.value = money_max(after.value, before.value);
	if (!fee_rules_fill(
		    &book->account.fees, order->side, 1, day, &before, &after, &fee))
		return false;
	*fees = fee.total;
	return true;
}

static struct price worst_price(const struct terms_order *order, struct price ask)
{
	struct price price = price_max(order->limit, ask);
	return price_max(price, order->stop);
}

bool means_need(const struct book *book, const struct terms_order *order,
	const struct scene *scene, struct need_order *need)
{
	struct price last, close;
	struct price ask = scene->snapshot.quote.ask;
	scene_prices(&scene->snapshot, &last, &close);
	*need = (struct need_order){.order = order,
		.position = book_position(book, order->symbol),
		.ask = price_max(ask, last),
		.marginable = scene->instrument.marginable};
	return fees_of(book, order, worst_price(order, need->ask), &need->fees);
}

static bool take_orders(const struct book *book, const char *except,
	struct need_order *needs, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < book->orders.count; i++) {
		struct scene scene;
		const struct ticket *ticket = &book->orders.items[i];
		if (except != NULL && strcmp(ticket->id, except) == 0)
			continue;
		scene_of(ticket->terms.symbol, &book->time, &scene);
		if (!means_need(book, &ticket->terms, &scene, &needs[(*count)++]))
			return false;
	}
	return true;
}

bool means_figures(
	const struct book *book, const char *except, struct margin_figures *figures)
{
	size_t order_count, holding_count = 0;
	struct margin_holding *holdings =
		arena_alloc(book->arena, (book->holding_count + 1) * sizeof(*holdings));
	struct need_order *needs =
		arena_alloc(book->arena, (book->orders.count + 1) * sizeof(*needs));
	if (holdings == NULL || needs == NULL)
		return false;
	for (size_t i = 0; i < book->holding_count; i++)
		holdings[holding_count++] =
			(struct margin_holding){.holding = &book->holdings[i].terms,
				.marginable = book->holdings[i].marginable,
				.opening = book->holdings[i].opening};
	return take_orders(book, except, needs, &order_count) &&
	       margin_rules_figures(&book->account, holdings, holding_count, needs,
		       order_count, figures);
}
