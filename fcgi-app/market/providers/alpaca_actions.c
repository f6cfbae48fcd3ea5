#include "market/providers/alpaca_actions.h"

#include "base/json_read.h"
#include "market/providers/field.h"

#include <string.h>

static const int64_t RATE_MOST_E6 = INT64_C(1000000) * 1000000;

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Two rates, with up to 6 places, as whole numbers without a common divisor. */
static bool set_ratio(struct action *action, int64_t new_e6, int64_t old_e6)
{
	if (new_e6 <= 0 || old_e6 <= 0 || new_e6 > RATE_MOST_E6 || old_e6 > RATE_MOST_E6)
		return false;
	int64_t divisor = common_divisor(new_e6, old_e6);
	action->new_shares = new_e6 / divisor;
	action->old_shares = old_e6 / divisor;
	return true;
}

static bool read_rates(const cJSON *object, const char *new_name, const char *old_name,
	struct action *action)
{
	int64_t new_e6, old_e6;
	return field_amount(object, new_name, &new_e6) &&
	       field_amount(object, old_name, &old_e6) &&
	       set_ratio(action, new_e6, old_e6);
}

static bool read_split(const cJSON *object, struct action *action)
{
	return read_rates(object, "new_rate", "old_rate", action);
}

static bool read_cash(const cJSON *object, struct action *action)
{
	return field_price(object, "rate", &action->cash);
}

/* A rate of 0.05 gives 105 shares for 100. */
static bool read_stock(const cJSON *object, struct action *action)
{
	static const int64_t WHOLE_E6 = 1000000;
	int64_t rate_e6;
	return field_amount(object, "rate", &rate_e6) && rate_e6 > 0 &&
	       rate_e6 <= RATE_MOST_E6 && set_ratio(action, WHOLE_E6 + rate_e6, WHOLE_E6);
}

static bool read_spin_off(const cJSON *object, struct action *action)
{
	return field_copy(object, "new_symbol", action->new_symbol,
		       sizeof(action->new_symbol)) &&
	       read_rates(object, "new_rate", "source_rate", action);
}

static bool read_name_change(const cJSON *object, struct action *action)
{
	return field_copy(
		object, "new_symbol", action->new_symbol, sizeof(action->new_symbol));
}

static bool read_removal(const cJSON *object, struct action *action)
{
	(void)object;
	(void)action;
	return true;
}

static const struct list {
	const char *name;
	enum action_kind kind;
	const char *symbol;
	bool (*read)(const cJSON *object, struct action *action);
} lists_read[] = {{"forward_splits", ACTION_SPLIT, "symbol", read_split},
	{"reverse_splits", ACTION_SPLIT, "symbol", read_split},
	{"cash_dividends", ACTION_CASH_DIVIDEND, "symbol", read_cash},
	{"stock_dividends", ACTION_STOCK_DIVIDEND, "symbol", read_stock},
	{"spin_offs", ACTION_SPIN_OFF, "source_symbol", read_spin_off},
	{"name_changes", ACTION_SYMBOL_CHANGE, "old_symbol", read_name_change},
	{"worthless_removals", ACTION_DELISTING, "symbol", read_removal}};

static bool read_action(
	const struct list *list, const cJSON *object, struct action *action)
{
	*action = (struct action){.kind = list->kind};
	if (!field_copy(object, list->symbol, action->symbol, sizeof(action->symbol)) ||
		!list->read(object, action))
		return false;
	/* A change of name and a removal take effect when they are processed. */
	if (!field_day(object, "ex_date", &action->ex_day) &&
		!field_day(object, "process_date", &action->ex_day))
		return false;
	(void)field_day(object, "record_date", &action->record_day);
	(void)field_day(object, "payable_date", &action->payable_day);
	return true;
}

static bool matches(const struct action_query *query, const struct action *action)
{
	return action->ex_day >= query->from_day && action->ex_day <= query->until_day &&
	       (query->kinds == 0 || (query->kinds & (1u << action->kind)) != 0) &&
	       (query->symbol == NULL || strcmp(query->symbol, action->symbol) == 0);
}

void alpaca_actions_read(
	const cJSON *lists, const struct action_query *query, struct crop *crop)
{
	for (size_t i = 0; i < sizeof(lists_read) / sizeof(*lists_read); i++) {
		const cJSON *list = json_read_member(lists, lists_read[i].name);
		if (!cJSON_IsArray(list))
			continue;
		for (const cJSON *at = list->child; at != NULL; at = at->next) {
			struct action action;
			if (!read_action(&lists_read[i], at, &action))
				crop_spoilt(crop);
			else if (matches(query, &action))
				crop_add(crop, &action);
		}
	}
}
