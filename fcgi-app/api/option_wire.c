#include "api/option_wire.h"

#include "base/clock.h"
#include "market/calendar.h"

#include <stdio.h>

enum { GREEKS_SCALE = 6, NUMBER_SIZE = 24, NAME_SIZE = 80 };

/* Quotes and trades are of the whole market: OPRA's own letter. */
static const char EXCHANGE[] = "O";

static void write_price(struct json_writer *json, const char *key, struct price price)
{
	json_write_pair_decimal(json, key, price.e6, PRICE_SCALE);
}

/* null for what there is none of. */
static void write_known(struct json_writer *json, const char *key, struct price price)
{
	json_write_key(json, key);
	if (price.e6 > 0)
		json_write_decimal(json, price.e6, PRICE_SCALE);
	else
		json_write_null(json);
}

static void write_time(struct json_writer *json, const char *key, int64_t time_us)
{
	json_write_key(json, key);
	json_write_time_short(json, time_us);
}

void option_wire_day(struct json_writer *json, const char *key, int32_t day)
{
	char text[CALENDAR_DATE_SIZE];
	calendar_format_day(day, text);
	json_write_pair(json, key, text);
}

void option_wire_quote(struct json_writer *json, const struct quote *quote)
{
	json_write_object(json);
	write_time(json, "t", quote->time_us);
	json_write_pair(json, "ax", EXCHANGE);
	write_price(json, "ap", quote->ask);
	json_write_pair_integer(json, "as", quote->ask_size);
	json_write_pair(json, "bx", EXCHANGE);
	write_price(json, "bp", quote->bid);
	json_write_pair_integer(json, "bs", quote->bid_size);
	json_write_pair(json, "c", " ");
	json_write_object_end(json);
}

void option_wire_trade(struct json_writer *json, const struct trade *trade)
{
	json_write_object(json);
	write_time(json, "t", trade->time_us);
	json_write_pair(json, "x", EXCHANGE);
	write_price(json, "p", trade->price);
	json_write_pair_integer(json, "s", trade->size);
	json_write_pair(json, "c", "a");
	json_write_object_end(json);
}

static void write_greek(struct json_writer *json, const char *key, int64_t value_e6)
{
	json_write_pair_decimal(json, key, value_e6, GREEKS_SCALE);
}

void option_wire_snapshot(struct json_writer *json, const struct chain_line *line)
{
	json_write_object(json);
	if (line->last.time_us != 0) {
		json_write_key(json, "latestTrade");
		option_wire_trade(json, &line->last);
	}
	if (line->quote.time_us != 0) {
		json_write_key(json, "latestQuote");
		option_wire_quote(json, &line->quote);
	}
	if (line->has_greeks) {
		json_write_key(json, "greeks");
		json_write_object(json);
		write_greek(json, "delta", line->greeks.delta_e6);
		write_greek(json, "gamma", line->greeks.gamma_e6);
		write_greek(json, "rho", line->greeks.rho_e6);
		write_greek(json, "theta", line->greeks.theta_e6);
		write_greek(json, "vega", line->greeks.vega_e6);
		json_write_object_end(json);
		write_greek(json, "impliedVolatility", line->greeks.volatility_e6);
	}
	json_write_object_end(json);
}

static const char *type_of(const struct contract *contract)
{
	return contract->right == CONTRACT_CALL ? "call" : "put";
}

static void write_price_text(
	struct json_writer *json, const char *key, struct price price)
{
	char text[DECIMAL_TEXT_SIZE];
	price_format(price, 0, text);
	json_write_pair(json, key, price.e6 == 0 ? NULL : text);
}

/* AAPL Jan 16 2026 150 Call */
static void write_name(
	struct json_writer *json, const struct contract *contract, const char *root)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	char name[NAME_SIZE], strike[DECIMAL_TEXT_SIZE];
	int year, month, day;
	clock_date_of(contract->expiration_day, &year, &month, &day);
	price_format(contract->strike, 0, strike);
	snprintf(name, sizeof(name), "%s %s %02d %d %s %s", root, months[month - 1], day,
		year, strike, contract->right == CONTRACT_CALL ? "Call" : "Put");
	json_write_pair(json, "name", name);
}

void option_wire_contract(
	struct json_writer *json, const struct chain_line *line, int32_t previous_day)
{
	const struct contract *contract = &line->contract;
	char id[INSTRUMENT_ID_SIZE], interest[NUMBER_SIZE], root[CONTRACT_ROOT_SIZE];
	bool named = chain_id(contract, id) && chain_root(contract->underlying, root);
	json_write_object(json);
	json_write_pair(json, "id", named ? id : NULL);
	json_write_pair(json, "symbol", contract->symbol);
	write_name(json, contract, named ? root : contract->underlying);
	json_write_pair(json, "status", "active");
	json_write_pair_bool(json, "tradable", true);
	option_wire_day(json, "expiration_date", contract->expiration_day);
	json_write_pair(json, "root_symbol", named ? root : contract->underlying);
	json_write_pair(json, "underlying_symbol", contract->underlying);
	instrument_id(contract->underlying, id);
	json_write_pair(json, "underlying_asset_id", id);
	json_write_pair(json, "type", type_of(contract));
	json_write_pair(
		json, "style", chain_is_european(contract) ? "european" : "american");
	write_price_text(json, "strike_price", contract->strike);
	json_write_pair(json, "multiplier", "100");
	json_write_pair(json, "size", "100");
	snprintf(interest, sizeof(interest), "%lld", (long long)line->open_interest);
	json_write_pair(json, "open_interest", interest);
	option_wire_day(json, "open_interest_date", previous_day);
	write_price_text(json, "close_price", line->previous_close);
	if (line->previous_close.e6 != 0)
		option_wire_day(json, "close_price_date", previous_day);
	else
		json_write_pair(json, "close_price_date", NULL);
	json_write_object_end(json);
}

static void write_greeks(struct json_writer *json, const struct chain_line *line)
{
	const struct chain_greeks *greeks = &line->greeks;
	const struct {
		const char *key;
		int64_t value_e6;
	} figures[] = {{"implied_volatility", greeks->volatility_e6},
		{"delta", greeks->delta_e6}, {"gamma", greeks->gamma_e6},
		{"theta", greeks->theta_e6}, {"vega", greeks->vega_e6},
		{"rho", greeks->rho_e6}};
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		json_write_key(json, figures[i].key);
		if (line->has_greeks)
			json_write_decimal(json, figures[i].value_e6, GREEKS_SCALE);
		else
			json_write_null(json);
	}
}

/* The middle of a quote; half a millionth is cut off. */
static struct price middle(const struct quote *quote)
{
	if (quote->ask.e6 <= 0)
		return (struct price){0};
	return (struct price){quote->bid.e6 / 2 + quote->ask.e6 / 2 +
			      (quote->bid.e6 % 2 + quote->ask.e6 % 2) / 2};
}

void option_wire_line(struct json_writer *json, const struct chain_line *line,
	struct price underlying_price)
{
	const struct contract *contract = &line->contract;
	int above = price_compare(underlying_price, contract->strike);
	json_write_object(json);
	json_write_pair(json, "symbol", contract->symbol);
	json_write_pair(json, "type", type_of(contract));
	option_wire_day(json, "expiration", contract->expiration_day);
	write_price(json, "strike", contract->strike);
	json_write_key(json, "bid");
	if (line->quote.ask.e6 > 0)
		json_write_decimal(json, line->quote.bid.e6, PRICE_SCALE);
	else
		json_write_null(json);
	write_known(json, "ask", line->quote.ask);
	write_known(json, "mid", middle(&line->quote));
	json_write_pair_integer(json, "bid_size", line->quote.bid_size);
	json_write_pair_integer(json, "ask_size", line->quote.ask_size);
	write_known(json, "last", line->last.price);
	write_known(json, "previous_close", line->previous_close);
	json_write_pair_integer(json, "volume", line->volume);
	json_write_pair_integer(json, "open_interest", line->open_interest);
	write_greeks(json, line);
	json_write_pair_bool(json, "in_the_money",
		contract->right == CONTRACT_CALL ? above > 0 : above < 0);
	json_write_object_end(json);
}
