#include "trading/ticket_group.h"

#include "trading/leg_rules.h"

#include <string.h>

static const char *id_of(const struct ticket *ticket)
{
	return ticket->parent_id == NULL ? ticket->id : ticket->parent_id;
}

static struct leg_order leg_of(const struct ticket *ticket)
{
	return (struct leg_order){.exists = true,
		.status = ticket->terms.status,
		.quantity = ticket->terms.quantity,
		.filled = ticket->terms.filled};
}

bool ticket_group_is_armed(const struct tickets *orders, const struct ticket *loss)
{
	struct leg_group group = {.class = loss->terms.class};
	if (loss->terms.role != TERMS_STOP_LOSS || loss->terms.status != TERMS_HELD)
		return false;
	group.orders[TERMS_STOP_LOSS] = leg_of(loss);
	for (size_t i = 0; i < orders->count; i++) {
		const struct ticket *one = &orders->items[i];
		if (one->terms.role == TERMS_TAKE_PROFIT &&
			strcmp(id_of(one), id_of(loss)) == 0)
			group.orders[TERMS_TAKE_PROFIT] = leg_of(one);
	}
	return leg_rules_is_armed(&group);
}
