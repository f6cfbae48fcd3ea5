#include "market/providers/listed.h"

#include "base/text.h"
#include "market/providers/ask.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool listed_name(struct instrument *instrument, const char *symbol, const char *name)
{
	static const char *const accepted = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.$";
	if (symbol == NULL || *symbol == '\0' ||
		strlen(symbol) >= sizeof(instrument->symbol) ||
		strspn(symbol, accepted) != strlen(symbol))
		return false;
	memcpy(instrument->symbol, symbol, strlen(symbol) + 1);
	if (name == NULL || *name == '\0')
		name = symbol;
	size_t length = strnlen(name, sizeof(instrument->name) - 1);
	length = text_utf8_span(name, length);
	memcpy(instrument->name, name, length);
	instrument->name[length] = '\0';
	return true;
}

void listed_exchange(struct instrument *instrument, const char *exchange)
{
	static const char *const names[][2] = {{"NASDAQ", "NASDAQ"}, {"NYSE", "NYSE"},
		{"ARCA", "ARCA"}, {"NYSEARCA", "ARCA"}, {"BATS", "BATS"},
		{"AMEX", "AMEX"}, {"OTC", "OTC"},
		/* Tradier's codes. */
		{"Q", "NASDAQ"}, {"N", "NYSE"}, {"P", "ARCA"}, {"Z", "BATS"},
		{"A", "AMEX"}, {"V", "OTC"}};
	for (size_t i = 0; exchange != NULL && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(exchange, names[i][0]) == 0)
			snprintf(instrument->exchange, sizeof(instrument->exchange), "%s",
				names[i][1]);
}

bool listed_is_fund(const char *name)
{
	static const char *const words[] = {" ETF", " ETN", " Fund", " Trust Series"};
	for (size_t i = 0; name != NULL && i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(name, words[i]) != NULL)
			return true;
	return false;
}

void listed_allow(struct instrument *instrument)
{
	static const char *const large[] = {"NASDAQ", "NYSE", "ARCA", "BATS", "AMEX"};
	if (instrument->kind == INSTRUMENT_INDEX)
		return;
	instrument->flags |= INSTRUMENT_TRADABLE;
	for (size_t i = 0; i < sizeof(large) / sizeof(*large); i++)
		if (strcmp(instrument->exchange, large[i]) == 0)
			instrument->flags |=
				INSTRUMENT_MARGINABLE | INSTRUMENT_SHORTABLE |
				INSTRUMENT_EASY_TO_BORROW | INSTRUMENT_FRACTIONABLE;
}

void listed_mark(const char *symbol, char from, char to, char *buffer)
{
	snprintf(buffer, ASK_SYMBOL_SIZE, "%s", symbol);
	for (char *byte = buffer; *byte != '\0'; byte++)
		if (*byte == from)
			*byte = to;
}
