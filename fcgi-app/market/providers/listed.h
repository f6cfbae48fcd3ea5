/*
 * Instruments as providers list them.
 */
#ifndef MARKET_PROVIDERS_LISTED_H
#define MARKET_PROVIDERS_LISTED_H

#include "market/instrument.h"

/* Sets symbol and name, cut to their room. False when the symbol is missing, too long
 * or holds what no symbol does. A missing name becomes the symbol. */
bool listed_name(struct instrument *instrument, const char *symbol, const char *name);

/* Sets the exchange from a provider's name or code of it: empty when unknown. */
void listed_exchange(struct instrument *instrument, const char *exchange);

/* Does the name say that it is a fund, where nothing else does? */
bool listed_is_fund(const char *name);

/* What may be done with shares and funds of an exchange where the provider does not
 * say: all but options on the large ones, no more than trading elsewhere. */
void listed_allow(struct instrument *instrument);

/* The symbol as a provider writes it, whose classes of shares are set off by another
 * mark than our dot ("BRK/B"), and back. The buffer has ASK_SYMBOL_SIZE bytes. */
void listed_mark(const char *symbol, char from, char to, char *buffer);

#endif
