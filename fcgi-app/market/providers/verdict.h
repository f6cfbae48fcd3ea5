/*
 * What an answer is, for providers that do not say it by the status alone.
 */
#ifndef MARKET_PROVIDERS_VERDICT_H
#define MARKET_PROVIDERS_VERDICT_H

#include <stddef.h>

#include "market/provider.h"

/* Tradier names a spent quota in a fault, whatever the status. */
enum provider_fault verdict_tradier(long status, const char *body, size_t length);

/* Alpha Vantage says everything with 200: "Note" and "Information" for limits and for
 * what the plan lacks, "Error Message" for what it does not know. Series are CSV. */
enum provider_fault verdict_alpha_vantage(long status, const char *body, size_t length);

/* FRED answers 400 to a wrong key as to an unknown series. */
enum provider_fault verdict_fred(long status, const char *body, size_t length);

#endif
