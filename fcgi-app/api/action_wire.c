#include "api/action_wire.h"

#include "api/day.h"
#include "base/json_write.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	const char *group;
	unsigned kinds;
} types[ACTION_WIRE_TYPES] = {
	[ACTION_WIRE_REVERSE_SPLIT] = {"reverse_split", "reverse_splits",
		1U << ACTION_SPLIT},
	[ACTION_WIRE_FORWARD_SPLIT] = {"forward_split", "forward_splits",
		1U << ACTION_SPLIT},
	[ACTION_WIRE_CASH_DIVIDEND] = {"cash_dividend", "cash_dividends",
		1U << ACTION_CASH_DIVIDEND},
	[ACTION_WIRE_STOCK_DIVIDEND] = {"stock_dividend", "stock_dividends",
		1U << ACTION_STOCK_DIVIDEND},
	[ACTION_WIRE_SPIN_OFF] = {"spin_off", "spin_offs", 1U << ACTION_SPIN_OFF},
	[ACTION_WIRE_NAME_CHANGE] = {"name_change", "name_changes",
		1U << ACTION_SYMBOL_CHANGE},
	[ACTION_WIRE_WORTHLESS_REMOVAL] = {"worthless_removal", "worthless_removals",
		1U << ACTION_DELISTING},
	[ACTION_WIRE_UNIT_SPLIT] = {"unit_split", "unit_splits", 0},
	[ACTION_WIRE_CASH_MERGER] = {"cash_merger", "cash_mergers", 0},
	[ACTION_WIRE_STOCK_MERGER] = {"stock_merger", "stock_mergers", 0},
	[ACTION_WIRE_STOCK_AND_CASH_MERGER] = {"stock_and_cash_merger",
		"stock_and_cash_mergers", 0},
	[ACTION_WIRE_REDEMPTION] = {"redemption", "redemptions", 0},
	[ACTION_WIRE_RIGHTS_DISTRIBUTION] = {"rights_distribution",
		"rights_distributions", 0},
};

enum action_wire_type action_wire_type_of(const struct action *action)
{
	switch ((enum action_kind)action->kind) {
	case ACTION_SPLIT:
		return action->new_shares < action->old_shares
			       ? ACTION_WIRE_REVERSE_SPLIT
			       : ACTION_WIRE_FORWARD_SPLIT;
	case ACTION_CASH_DIVIDEND:
		return ACTION_WIRE_CASH_DIVIDEND;
	case ACTION_STOCK_DIVIDEND:
		return ACTION_WIRE_STOCK_DIVIDEND;
	case ACTION_SYMBOL_CHANGE:
		return ACTION_WIRE_NAME_CHANGE;
	case ACTION_DELISTING:
		return ACTION_WIRE_WORTHLESS_REMOVAL;
	case ACTION_SPIN_OFF:
		return ACTION_WIRE_SPIN_OFF;
	case ACTION_KINDS:
		break;
	}
	return ACTION_WIRE_TYPES;
}

const char *action_wire_name(enum action_wire_type type)
{
	return types[type].name;
}

const char *action_wire_group(enum action_wire_type type)
{
	return types[type].group;
}

unsigned action_wire_kinds(enum action_wire_type type)
{
	return types[type].kinds;
}

static unsigned bit_named(const char *name, size_t length)
{
	for (unsigned type = 0; type < ACTION_WIRE_TYPES; type++)
		if (strlen(types[type].name) == length &&
			memcmp(types[type].name, name, length) == 0)
			return 1U << type;
	return 0;
}

bool action_wire_parse(const char *names, unsigned *bits)
{
	unsigned found = 0;
	for (;;) {
		size_t length = strcspn(names, ",");
		unsigned bit = bit_named(names, length);
		if (bit == 0)
			return false;
		found |= bit;
		if (names[length] == '\0')
			break;
		names += length + 1;
	}
	*bits = found;
	return true;
}

void action_wire_id(const struct action *action, char id[ACTION_WIRE_ID_SIZE])
{
	char content[128];
	int length = snprintf(content, sizeof(content), "%s %s %lld %lld %lld",
		action->symbol, action->new_symbol, (long long)action->new_shares,
		(long long)action->old_shares, (long long)action->cash.e6);
	uint64_t hash = text_hash(content, (size_t)length);
	snprintf(id, ACTION_WIRE_ID_SIZE, "%08x-%04x-8%03x-8%03x-%012llx",
		(unsigned)action->ex_day, (unsigned)action->kind & 0xffff,
		(unsigned)(hash >> 52), (unsigned)(hash >> 40) & 0xfff,
		(unsigned long long)(hash & 0xffffffffff));
}

bool action_wire_locate(const char *id, int32_t *day, int32_t *kind)
{
	unsigned long ex_day = strtoul(id, NULL, 16);
	unsigned long number = strtoul(id + 9, NULL, 16);
	if (ex_day > INT32_MAX || number >= ACTION_KINDS)
		return false;
	*day = (int32_t)ex_day;
	*kind = (int32_t)number;
	return true;
}

static void write_price(struct json_writer *json, const char *key, struct price price)
{
	json_write_pair_decimal(json, key, price.e6, PRICE_SCALE);
}

static void write_days(struct json_writer *json, const struct action *action)
{
	int32_t payable = action->payable_day;
	day_write(json, "process_date", payable == 0 ? action->ex_day : payable);
	day_write(json, "ex_date", action->ex_day);
	day_write(json, "record_date", action->record_day);
	day_write(json, "payable_date", action->payable_day);
}

static void write_rates(struct json_writer *json, const struct action *action)
{
	json_write_pair_integer(json, "new_rate", action->new_shares);
	json_write_pair_integer(json, "old_rate", action->old_shares);
}

static void write_split(struct json_writer *json, const struct action *action)
{
	json_write_pair(json, "symbol", action->symbol);
	json_write_pair(json, "cusip", "");
	write_rates(json, action);
	day_write(json, "process_date", action->ex_day);
	day_write(json, "ex_date", action->ex_day);
	day_write(json, "record_date", action->record_day);
	day_write(json, "payable_date", action->payable_day);
}

/* A stock dividend's rate: so many new shares on each that one has. */
static void write_stock_dividend(struct json_writer *json, const struct action *action)
{
	struct price one = {1000000};
	struct price rate = {0};
	bool known = price_times_ratio(one, action->new_shares - action->old_shares,
		action->old_shares, DECIMAL_HALF_EVEN, &rate);
	json_write_pair(json, "symbol", action->symbol);
	json_write_pair(json, "cusip", "");
	if (known)
		write_price(json, "rate", rate);
	write_days(json, action);
}

static void write_fields(struct json_writer *json, const struct action *action)
{
	switch ((enum action_kind)action->kind) {
	case ACTION_SPLIT:
		write_split(json, action);
		return;
	case ACTION_CASH_DIVIDEND:
		json_write_pair(json, "symbol", action->symbol);
		json_write_pair(json, "cusip", "");
		write_price(json, "rate", action->cash);
		json_write_pair_bool(json, "special", false);
		json_write_pair_bool(json, "foreign", false);
		write_days(json, action);
		return;
	case ACTION_STOCK_DIVIDEND:
		write_stock_dividend(json, action);
		return;
	case ACTION_SPIN_OFF:
		json_write_pair(json, "source_symbol", action->symbol);
		json_write_pair(json, "source_cusip", "");
		json_write_pair_integer(json, "source_rate", action->old_shares);
		json_write_pair(json, "new_symbol", action->new_symbol);
		json_write_pair(json, "new_cusip", "");
		json_write_pair_integer(json, "new_rate", action->new_shares);
		write_days(json, action);
		return;
	case ACTION_SYMBOL_CHANGE:
		json_write_pair(json, "old_symbol", action->symbol);
		json_write_pair(json, "old_cusip", "");
		json_write_pair(json, "new_symbol", action->new_symbol);
		json_write_pair(json, "new_cusip", "");
		day_write(json, "process_date", action->ex_day);
		return;
	case ACTION_DELISTING:
		json_write_pair(json, "symbol", action->symbol);
		json_write_pair(json, "cusip", "");
		day_write(json, "process_date", action->ex_day);
		return;
	case ACTION_KINDS:
		return;
	}
}

void action_wire_write(struct json_writer *json, const struct action *action, bool typed)
{
	char id[ACTION_WIRE_ID_SIZE];
	action_wire_id(action, id);
	json_write_object(json);
	json_write_pair(json, "id", id);
	if (typed) {
		json_write_pair(
			json, "type", action_wire_name(action_wire_type_of(action)));
		day_write(json, "declaration_date", action->declaration_day);
	}
	write_fields(json, action);
	json_write_object_end(json);
}
