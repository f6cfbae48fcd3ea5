#include "api/order_preview.h"

#include "http/reply.h"
#include "trading/amount.h"
#include "trading/explanation.h"
#include "trading/ticket_write.h"

static void write_fill(struct json_writer *json, const struct placing *placing)
{
	const struct fill_decision *decision = &placing->decision;
	struct price average;
	json_write_key(json, "fill");
	json_write_object(json);
	amount_write_quantity(json, "qty", decision->filled);
	if (decision->count > 0 && money_average_price(decision->value, decision->filled,
					   DECIMAL_HALF_EVEN, &average))
		amount_write_price(json, "avg_price", average);
	else
		json_write_pair(json, "avg_price", NULL);
	amount_write_money(json, "value", decision->value);
	amount_write_money(json, "fees", placing->fees);
	amount_write_money(json, "slippage", decision->story.slippage);
	json_write_pair_integer(json, "levels", decision->story.levels);
	json_write_pair(json, "then",
		placing->ticket->terms.status == TERMS_ACCEPTED
			? explanation_reason(FILL_MARKET_CLOSED)
			: explanation_reason(decision->reason));
	json_write_object_end(json);
}

static void write_quote(struct json_writer *json, const struct scene *scene)
{
	const struct terms_market *market = &scene->market;
	json_write_key(json, "quote");
	json_write_object(json);
	amount_write_price_or_null(json, "bid", market->bid);
	amount_write_price_or_null(json, "ask", market->ask);
	amount_write_quantity(json, "bid_size", market->bid_size);
	amount_write_quantity(json, "ask_size", market->ask_size);
	amount_write_time(json, "time", market->time_us);
	json_write_pair(json, "source", source_name((enum source)scene->snapshot.source));
	json_write_object_end(json);
}

static void write_figures(
	struct json_writer *json, const char *key, const struct margin_figures *figures)
{
	json_write_key(json, key);
	json_write_object(json);
	amount_write_money(json, "cash", figures->cash);
	amount_write_money(json, "equity", figures->equity);
	amount_write_money(json, "buying_power", figures->buying_power);
	amount_write_money(json, "initial_margin", figures->initial);
	amount_write_money(json, "maintenance_margin", figures->maintenance);
	json_write_object_end(json);
}

static void write_warning(struct json_writer *json, const char *code, const char *message)
{
	json_write_object(json);
	json_write_pair(json, "code", code);
	json_write_pair(json, "message", message);
	json_write_object_end(json);
}

static void write_warnings(struct json_writer *json, const struct scene *scene,
	const struct placing *placing)
{
	const struct terms_order *terms = &placing->ticket->terms;
	struct quantity quantity = terms->has_quantity ? terms->quantity : terms->filled;
	struct risk_warnings warnings =
		risk_rules_warnings(&placing->risk, quantity, &scene->market);
	json_write_key(json, "warnings");
	json_write_array(json);
	if (warnings.concentrated)
		write_warning(json, "concentration",
			"much of the account would be in this one position");
	if (warnings.wide_spread)
		write_warning(json, "wide_spread", "bid and ask are far from each other");
	if (warnings.large_share)
		write_warning(json, "large_share",
			"the order is a large share of a day's volume: it moves the "
			"price");
	if (scene->quote == SCENE_STALE)
		write_warning(json, "stale_quote", "the quote is old");
	json_write_array_end(json);
}

int order_preview_reply(struct reply *reply, const struct book *book,
	const struct scene *scene, const struct placing *placing)
{
	struct margin_figures after;
	if (!means_figures(book, NULL, &after))
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_bool(&json, "preview", true);
	json_write_key(&json, "order");
	ticket_write(&json, placing->ticket, &book->orders);
	write_quote(&json, scene);
	write_fill(&json, placing);
	amount_write_money(&json, "value", placing->risk.value);
	amount_write_money(&json, "position_value", placing->risk.position_value);
	write_figures(&json, "before", &placing->before);
	write_figures(&json, "after", &after);
	write_warnings(&json, scene, placing);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
