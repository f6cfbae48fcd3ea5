#include "api/stock_wire.h"

#include <string.h>

char stock_wire_exchange(const char *exchange)
{
	static const struct {
		const char *name;
		char letter;
	} letters[] = {{"NASDAQ", 'Q'}, {"NYSE", 'N'}, {"ARCA", 'P'}, {"NYSEARCA", 'P'},
		{"BATS", 'Z'}, {"AMEX", 'A'}, {"IEX", 'V'}};
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (strcmp(exchange, letters[i].name) == 0)
			return letters[i].letter;
	return 'V';
}

char stock_wire_tape(const char *exchange)
{
	char letter = stock_wire_exchange(exchange);
	return letter == 'N' ? 'A' : letter == 'Q' ? 'C' : 'B';
}

static void write_price(struct json_writer *json, const char *key, struct price price)
{
	json_write_pair_decimal(json, key, price.e6, PRICE_SCALE);
}

static void write_time(struct json_writer *json, int64_t time_us)
{
	json_write_key(json, "t");
	json_write_time_short(json, time_us);
}

static void write_letter(struct json_writer *json, const char *key, char letter)
{
	json_write_key(json, key);
	json_write_bytes(json, &letter, 1);
}

static void write_condition(struct json_writer *json, const char *condition)
{
	json_write_key(json, "c");
	json_write_array(json);
	json_write_string(json, condition);
	json_write_array_end(json);
}

void stock_wire_bar(struct json_writer *json, const struct bar *bar)
{
	json_write_object(json);
	write_time(json, bar->time_us);
	write_price(json, "o", bar->open);
	write_price(json, "h", bar->high);
	write_price(json, "l", bar->low);
	write_price(json, "c", bar->close);
	json_write_pair_integer(json, "v", bar->volume);
	if (bar->trades != 0)
		json_write_pair_integer(json, "n", bar->trades);
	if (bar->vwap.e6 != 0)
		write_price(json, "vw", bar->vwap);
	json_write_object_end(json);
}

void stock_wire_quote(struct json_writer *json, const struct instrument *instrument,
	const struct quote *quote)
{
	char exchange = stock_wire_exchange(instrument->exchange);
	json_write_object(json);
	write_time(json, quote->time_us);
	write_letter(json, "ax", exchange);
	write_price(json, "ap", quote->ask);
	json_write_pair_integer(json, "as", quote->ask_size);
	write_letter(json, "bx", exchange);
	write_price(json, "bp", quote->bid);
	json_write_pair_integer(json, "bs", quote->bid_size);
	write_condition(json, "R");
	write_letter(json, "z", stock_wire_tape(instrument->exchange));
	json_write_object_end(json);
}

void stock_wire_trade(struct json_writer *json, const struct instrument *instrument,
	const struct trade *trade)
{
	json_write_object(json);
	write_time(json, trade->time_us);
	write_letter(json, "x", stock_wire_exchange(instrument->exchange));
	write_price(json, "p", trade->price);
	json_write_pair_integer(json, "s", trade->size);
	write_condition(json, "@");
	json_write_pair_integer(json, "i", trade->id);
	write_letter(json, "z", stock_wire_tape(instrument->exchange));
	json_write_object_end(json);
}

static void write_bar(struct json_writer *json, const char *key, const struct bar *bar)
{
	json_write_key(json, key);
	if (bar->time_us == 0)
		json_write_null(json);
	else
		stock_wire_bar(json, bar);
}

void stock_wire_snapshot(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot)
{
	json_write_key(json, "latestTrade");
	if (snapshot->trade.time_us == 0)
		json_write_null(json);
	else
		stock_wire_trade(json, instrument, &snapshot->trade);
	json_write_key(json, "latestQuote");
	if (snapshot->quote.time_us == 0)
		json_write_null(json);
	else
		stock_wire_quote(json, instrument, &snapshot->quote);
	write_bar(json, "minuteBar", &snapshot->minute);
	write_bar(json, "dailyBar", &snapshot->day);
	write_bar(json, "prevDailyBar", &snapshot->previous_day);
}
