#include "api/option_line.h"

#include "api/market_context.h"
#include "market/catalogue.h"

bool option_line_parse(const char *symbol, struct contract *contract)
{
	char capital[PARAM_SYMBOL_SIZE];
	market_context_capital(symbol, capital);
	return chain_parse_symbol(capital, contract);
}

enum feed_fault option_line_find(struct feed *feed, const struct contract *contract,
	bool bare, struct chain_line *line)
{
	struct chain chain = {0};
	struct feed_origin origin;
	int place = catalogue_find(contract->underlying);
	if (place < 0)
		return FEED_UNKNOWN;
	struct chain_query query = {.underlying = catalogue_at(place),
		.from_day = contract->expiration_day,
		.until_day = contract->expiration_day,
		.least = contract->strike,
		.most = contract->strike,
		.only = contract,
		.bare = bare};
	enum feed_fault fault = feed_chain(feed, &query, &chain, &origin);
	if (fault != FEED_OK)
		return fault;
	if (chain.count == 0)
		return FEED_UNKNOWN;
	*line = chain.items[0];
	return FEED_OK;
}
