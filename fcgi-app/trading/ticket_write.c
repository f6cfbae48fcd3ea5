#include "trading/ticket_write.h"

#include "base/json_write.h"
#include "trading/amount.h"
#include "trading/refusal_rules.h"

#include <string.h>

static const char *class_of(const struct ticket *ticket)
{
	return ticket->is_option ? "us_option" : "us_equity";
}

static void write_times(struct json_writer *json, const struct ticket *ticket)
{
	amount_write_time(json, "created_at", ticket->created_us);
	amount_write_time(json, "updated_at", ticket->updated_us);
	amount_write_time(json, "submitted_at", ticket->terms.submitted_us);
	amount_write_time(json, "filled_at", ticket->filled_us);
	amount_write_time(json, "expires_at", ticket->terms.expires_us);
	amount_write_time(json, "expired_at", ticket->expired_us);
	amount_write_time(json, "canceled_at", ticket->canceled_us);
	amount_write_time(json, "failed_at", ticket->failed_us);
	amount_write_time(json, "replaced_at", ticket->replaced_us);
	json_write_pair(json, "replaced_by", ticket->replaced_by);
	json_write_pair(json, "replaces", ticket->replaces);
}

static void write_amount(struct json_writer *json, const struct terms_order *terms)
{
	struct price average;
	if (terms->has_quantity) {
		json_write_pair(json, "notional", NULL);
		amount_write_quantity(json, "qty", terms->quantity);
	} else {
		amount_write_money(json, "notional", terms->notional);
		json_write_pair(json, "qty", NULL);
	}
	amount_write_quantity(json, "filled_qty", terms->filled);
	if (quantity_sign(terms->filled) > 0 &&
		money_average_price(
			terms->filled_value, terms->filled, DECIMAL_HALF_EVEN, &average))
		amount_write_price(json, "filled_avg_price", average);
	else
		json_write_pair(json, "filled_avg_price", NULL);
}

static void write_prices(struct json_writer *json, const struct terms_order *terms)
{
	struct price percent = {terms->trail_percent_e6};
	amount_write_price_or_null(json, "limit_price", terms->limit);
	amount_write_price_or_null(json, "stop_price", terms->stop);
	amount_write_price_or_null(json, "trail_price", terms->trail_price);
	amount_write_price_or_null(json, "trail_percent", percent);
	amount_write_price_or_null(json, "hwm", terms->high_water);
}

/* All members but the legs. */
static void write_members(struct json_writer *json, const struct ticket *ticket)
{
	const struct terms_order *terms = &ticket->terms;
	json_write_pair(json, "id", ticket->id);
	json_write_pair(json, "client_order_id", ticket->client_order_id);
	write_times(json, ticket);
	json_write_pair(json, "asset_id", ticket->asset_id);
	json_write_pair(json, "symbol", terms->symbol);
	json_write_pair(json, "asset_class", class_of(ticket));
	write_amount(json, terms);
	json_write_pair(json, "order_class", refusal_rules_class(terms->class));
	json_write_pair(json, "order_type", refusal_rules_type(terms->type));
	json_write_pair(json, "type", refusal_rules_type(terms->type));
	json_write_pair(json, "side", ticket_side(terms->side));
	json_write_pair(json, "position_intent", ticket->position_intent);
	json_write_pair(json, "time_in_force", refusal_rules_tif(terms->tif));
	write_prices(json, terms);
	json_write_pair(json, "status", refusal_rules_status(terms->status));
	json_write_pair_bool(json, "extended_hours", terms->extended_hours);
	amount_write_money(json, "fees", ticket->fees);
	json_write_pair(json, "reason", ticket->reason);
	json_write_pair(json, "source", ticket->source);
}

static bool hangs_on(const struct ticket *leg, const struct ticket *ticket)
{
	return leg->parent_id != NULL && strcmp(leg->parent_id, ticket->id) == 0;
}

static void write_legs(struct json_writer *json, const struct ticket *ticket,
	const struct tickets *others)
{
	bool any = false;
	json_write_key(json, "legs");
	for (size_t i = 0; i < others->count; i++) {
		const struct ticket *leg = &others->items[i];
		if (!hangs_on(leg, ticket))
			continue;
		if (!any)
			json_write_array(json);
		any = true;
		json_write_object(json);
		write_members(json, leg);
		json_write_pair(json, "legs", NULL);
		json_write_object_end(json);
	}
	if (any)
		json_write_array_end(json);
	else
		json_write_null(json);
}

void ticket_write(struct json_writer *json, const struct ticket *ticket,
	const struct tickets *others)
{
	json_write_object(json);
	write_members(json, ticket);
	write_legs(json, ticket, others);
	json_write_object_end(json);
}

/* A price or a time that there may not be: left out when there is none. */
static void write_price(struct json_writer *json, const char *key, struct price price)
{
	if (price.e6 != 0)
		json_write_pair_decimal(json, key, price.e6, PRICE_SCALE);
}

static void write_us(struct json_writer *json, const char *key, int64_t time_us)
{
	if (time_us != 0)
		json_write_pair_integer(json, key, time_us);
}

/* What a new order and one that changes have in common. */
static void write_state(struct json_writer *json, const struct ticket *ticket)
{
	const struct terms_order *terms = &ticket->terms;
	json_write_pair(json, "id", ticket->id);
	if (terms->has_quantity)
		json_write_pair_decimal(
			json, "quantity", terms->quantity.e9, QUANTITY_SCALE);
	write_price(json, "limit_price", terms->limit);
	write_price(json, "stop_price", terms->stop);
	write_price(json, "hwm", terms->high_water);
	json_write_pair(json, "status", refusal_rules_status(terms->status));
	json_write_pair(json, "reason", ticket->reason);
	json_write_pair_decimal(
		json, "filled_quantity", terms->filled.e9, QUANTITY_SCALE);
	json_write_pair_decimal(
		json, "filled_value", terms->filled_value.e6, MONEY_SCALE);
	json_write_pair_decimal(json, "fees", ticket->fees.e6, MONEY_SCALE);
	json_write_pair_integer(json, "fill_count", ticket->fill_count);
	json_write_pair_bool(json, "triggered", terms->triggered);
	json_write_pair_decimal(json, "ahead", terms->ahead.e9, QUANTITY_SCALE);
	write_us(json, "expires_us", terms->expires_us);
	write_us(json, "filled_us", ticket->filled_us);
	write_us(json, "expired_us", ticket->expired_us);
	write_us(json, "canceled_us", ticket->canceled_us);
	write_us(json, "failed_us", ticket->failed_us);
}

void ticket_write_change(struct json_writer *json, const struct ticket *ticket)
{
	json_write_object(json);
	write_state(json, ticket);
	json_write_pair(json, "parent_id", ticket->parent_id);
	json_write_pair(json, "symbol", ticket->terms.symbol);
	json_write_pair(json, "asset_id", ticket->asset_id);
	write_us(json, "replaced_us", ticket->replaced_us);
	json_write_pair(json, "replaced_by", ticket->replaced_by);
	json_write_object_end(json);
}

void ticket_write_new(struct json_writer *json, const struct ticket *ticket)
{
	const struct terms_order *terms = &ticket->terms;
	struct price percent = {terms->trail_percent_e6};
	json_write_object(json);
	write_state(json, ticket);
	json_write_pair_integer(json, "number", terms->number);
	json_write_pair(json, "client_order_id", ticket->client_order_id);
	json_write_pair(json, "parent_id", ticket->parent_id);
	json_write_pair(json, "role", ticket_role(terms->role));
	json_write_pair(json, "replaces", ticket->replaces);
	json_write_pair(json, "symbol", terms->symbol);
	json_write_pair(json, "asset_id", ticket->asset_id);
	json_write_pair(json, "asset_class", class_of(ticket));
	json_write_pair(json, "side", ticket_side(terms->side));
	json_write_pair(json, "type", refusal_rules_type(terms->type));
	json_write_pair(json, "time_in_force", refusal_rules_tif(terms->tif));
	json_write_pair(json, "class", refusal_rules_class(terms->class));
	json_write_pair(json, "position_intent", ticket->position_intent);
	if (!terms->has_quantity)
		json_write_pair_decimal(
			json, "notional", terms->notional.e6, MONEY_SCALE);
	write_price(json, "trail_price", terms->trail_price);
	write_price(json, "trail_percent", percent);
	json_write_pair_bool(json, "extended_hours", terms->extended_hours);
	json_write_pair(json, "source", ticket->source);
	json_write_pair(json, "source_id", ticket->source_id);
	json_write_pair_integer(json, "submitted_us", terms->submitted_us);
	json_write_pair_integer(json, "updated_us", ticket->updated_us);
	json_write_object_end(json);
}
