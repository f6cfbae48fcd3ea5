/*
 * libFuzzer: any text is no contract's symbol, with the output untouched, or reads back
 * from its own name, and from its id; an id is refused or is the one of what it names.
 */
#include "market/chain.h"

#include <string.h>
#include <strings.h>

#include "require.h"

enum { TEXT_LIMIT = 64 };

static void check(const struct contract *contract)
{
	struct contract named = *contract, again;
	char id[INSTRUMENT_ID_SIZE];
	require(contract->strike.e6 > 0);
	require(chain_name(&named) && strcmp(named.symbol, contract->symbol) == 0);
	require(chain_id(contract, id) && strlen(id) == INSTRUMENT_ID_SIZE - 1);
	require(chain_parse_id(id, &again));
	require(strcmp(again.symbol, contract->symbol) == 0);
	require(strcmp(again.underlying, contract->underlying) == 0);
	require(chain_compare(&again, contract) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_LIMIT], id[INSTRUMENT_ID_SIZE];
	struct contract contract, untouched;
	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	memset(&untouched, 0x5a, sizeof(untouched));
	contract = untouched;
	if (chain_parse_symbol(text, &contract)) {
		require(strcmp(contract.symbol, text) == 0);
		check(&contract);
	} else {
		require(memcmp(&contract, &untouched, sizeof(contract)) == 0);
	}
	if (chain_parse_id(text, &contract)) {
		require(chain_id(&contract, id) && strcasecmp(id, text) == 0);
		check(&contract);
	}
	return 0;
}
