#include "market/providers/options.h"

#include "market/providers/field.h"

#include <stdlib.h>
#include <string.h>

bool options_match(const struct chain_query *query, const struct contract *contract)
{
	if (strcmp(contract->underlying, query->underlying->symbol) != 0)
		return false;
	if (query->only != NULL)
		return strcmp(contract->symbol, query->only->symbol) == 0;
	return contract->expiration_day >= query->from_day &&
	       contract->expiration_day <= query->until_day &&
	       (query->least.e6 == 0 || contract->strike.e6 >= query->least.e6) &&
	       (query->most.e6 == 0 || contract->strike.e6 <= query->most.e6);
}

static int compare_lines(const void *a, const void *b)
{
	const struct chain_line *first = a, *second = b;
	return chain_compare(&first->contract, &second->contract);
}

void options_finish(struct crop *crop, struct chain *chain)
{
	chain->items = crop->items;
	chain->count = crop->count;
	if (chain->count > 0)
		qsort(chain->items, chain->count, sizeof(*chain->items), compare_lines);
}

static int compare_days(const void *a, const void *b)
{
	int32_t first = *(const int32_t *)a, second = *(const int32_t *)b;
	return (first > second) - (first < second);
}

void options_finish_days(struct crop *crop, struct expirations *expirations)
{
	int32_t *days = crop->items;
	size_t kept = 0;
	if (crop->count > 0)
		qsort(days, crop->count, sizeof(*days), compare_days);
	for (size_t i = 0; i < crop->count; i++)
		if (kept == 0 || days[kept - 1] != days[i])
			days[kept++] = days[i];
	expirations->days = days;
	expirations->count = kept;
}

bool options_greeks(const cJSON *greeks, const cJSON *volatility_of,
	const char *volatility, struct chain_greeks *read)
{
	*read = (struct chain_greeks){0};
	if (!field_amount(greeks, "delta", &read->delta_e6) ||
		!field_amount(volatility_of, volatility, &read->volatility_e6) ||
		read->volatility_e6 <= 0) {
		*read = (struct chain_greeks){0};
		return false;
	}
	(void)field_amount(greeks, "gamma", &read->gamma_e6);
	(void)field_amount(greeks, "theta", &read->theta_e6);
	(void)field_amount(greeks, "vega", &read->vega_e6);
	(void)field_amount(greeks, "rho", &read->rho_e6);
	return true;
}
