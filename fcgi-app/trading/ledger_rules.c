#include "trading/ledger_rules.h"

#include <assert.h>
#include <string.h>

static const char *const kinds[LEDGER_KINDS] = {
	[LEDGER_DEPOSIT] = "deposit",
	[LEDGER_WITHDRAWAL] = "withdrawal",
	[LEDGER_FILL] = "fill",
	[LEDGER_FEE] = "fee",
	[LEDGER_DIVIDEND] = "dividend",
	[LEDGER_INTEREST] = "interest",
	[LEDGER_BORROW] = "borrow",
	[LEDGER_SPLIT] = "split",
	[LEDGER_STOCK_DIVIDEND] = "stock_dividend",
	[LEDGER_SYMBOL_CHANGE] = "symbol_change",
	[LEDGER_DELISTING] = "delisting",
	[LEDGER_EXERCISE] = "exercise",
	[LEDGER_ASSIGNMENT] = "assignment",
	[LEDGER_EXPIRY] = "expiry",
	[LEDGER_JOURNAL] = "journal",
	[LEDGER_RESET] = "reset",
};

static const char *const parties[LEDGER_PARTIES] = {
	[LEDGER_HOLDER] = "holder",
	[LEDGER_MARKET] = "market",
	[LEDGER_BROKER] = "broker",
	[LEDGER_ISSUER] = "issuer",
	[LEDGER_BANK] = "bank",
};

const char *ledger_rules_kind(enum ledger_kind kind)
{
	return kinds[kind];
}

const char *ledger_rules_party(enum ledger_party party)
{
	return parties[party];
}

static void begin(struct ledger_transfer *transfer, enum ledger_kind kind)
{
	transfer->kind = kind;
	transfer->count = 0;
}

static bool enter(struct ledger_transfer *transfer, enum ledger_party party,
	const char *asset, int64_t units)
{
	if (transfer->count == transfer->limit)
		return false;
	struct ledger_entry *entry = &transfer->entries[transfer->count++];
	size_t length = strnlen(asset, TERMS_SYMBOL_SIZE);
	assert(length > 0 && length < TERMS_SYMBOL_SIZE);
	*entry = (struct ledger_entry){.party = party, .units = units};
	memcpy(entry->asset, asset, length);
	return true;
}

/* The holder gets so much from the other party. */
static bool get(struct ledger_transfer *transfer, enum ledger_party from,
	const char *asset, int64_t units)
{
	int64_t given;
	if (units == 0)
		return true;
	return decimal_negate(units, &given) &&
	       enter(transfer, LEDGER_HOLDER, asset, units) &&
	       enter(transfer, from, asset, given);
}

static bool give(struct ledger_transfer *transfer, enum ledger_party to,
	const char *asset, int64_t units)
{
	int64_t given;
	return decimal_negate(units, &given) && get(transfer, to, asset, given);
}

bool ledger_rules_deposit(struct ledger_transfer *transfer, struct money amount)
{
	begin(transfer, money_sign(amount) < 0 ? LEDGER_WITHDRAWAL : LEDGER_DEPOSIT);
	return get(transfer, LEDGER_BANK, LEDGER_CASH, amount.e6);
}

bool ledger_rules_fill(struct ledger_transfer *transfer, enum terms_side side,
	const char *symbol, struct quantity quantity, struct money value,
	struct money fee)
{
	begin(transfer, LEDGER_FILL);
	assert(quantity.e9 >= 0 && value.e6 >= 0);
	bool fits = side == TERMS_BUY
			    ? get(transfer, LEDGER_MARKET, symbol, quantity.e9) &&
				      give(transfer, LEDGER_MARKET, LEDGER_CASH, value.e6)
			    : give(transfer, LEDGER_MARKET, symbol, quantity.e9) &&
				      get(transfer, LEDGER_MARKET, LEDGER_CASH, value.e6);
	return fits && give(transfer, LEDGER_BROKER, LEDGER_CASH, fee.e6);
}

bool ledger_rules_charge(
	struct ledger_transfer *transfer, enum ledger_kind kind, struct money amount)
{
	assert(kind == LEDGER_FEE || kind == LEDGER_BORROW || kind == LEDGER_INTEREST);
	begin(transfer, kind);
	return give(transfer, kind == LEDGER_INTEREST ? LEDGER_BANK : LEDGER_BROKER,
		LEDGER_CASH, amount.e6);
}

bool ledger_rules_dividend(struct ledger_transfer *transfer, struct money cash)
{
	begin(transfer, LEDGER_DIVIDEND);
	return get(transfer, LEDGER_ISSUER, LEDGER_CASH, cash.e6);
}

bool ledger_rules_change(struct ledger_transfer *transfer, enum ledger_kind kind,
	const char *symbol, struct quantity before, struct quantity after,
	struct money cash)
{
	struct quantity more;
	assert(kind == LEDGER_SPLIT || kind == LEDGER_STOCK_DIVIDEND ||
		kind == LEDGER_DELISTING);
	begin(transfer, kind);
	return quantity_sub(after, before, &more) &&
	       get(transfer, LEDGER_ISSUER, symbol, more.e9) &&
	       get(transfer, LEDGER_ISSUER, LEDGER_CASH, cash.e6);
}

bool ledger_rules_rename(struct ledger_transfer *transfer, const char *symbol,
	const char *new_symbol, struct quantity quantity)
{
	begin(transfer, LEDGER_SYMBOL_CHANGE);
	return give(transfer, LEDGER_ISSUER, symbol, quantity.e9) &&
	       get(transfer, LEDGER_ISSUER, new_symbol, quantity.e9);
}

bool ledger_rules_expire(
	struct ledger_transfer *transfer, const char *contract, struct quantity quantity)
{
	begin(transfer, LEDGER_EXPIRY);
	return give(transfer, LEDGER_MARKET, contract, quantity.e9);
}

bool ledger_rules_exercise(struct ledger_transfer *transfer, enum ledger_kind kind,
	const char *contract, struct quantity quantity, const char *symbol,
	struct quantity shares, struct money cash)
{
	assert(kind == LEDGER_EXERCISE || kind == LEDGER_ASSIGNMENT);
	begin(transfer, kind);
	return give(transfer, LEDGER_MARKET, contract, quantity.e9) &&
	       get(transfer, LEDGER_MARKET, symbol, shares.e9) &&
	       get(transfer, LEDGER_MARKET, LEDGER_CASH, cash.e6);
}

bool ledger_rules_reset(struct ledger_transfer *transfer, struct money cash,
	const struct terms_holding *holdings, size_t count)
{
	begin(transfer, LEDGER_RESET);
	for (size_t i = 0; i < count; i++) {
		if (!give(transfer, LEDGER_BANK, holdings[i].symbol,
			    holdings[i].quantity.e9))
			return false;
	}
	return give(transfer, LEDGER_BANK, LEDGER_CASH, cash.e6);
}

bool ledger_rules_correct(
	struct ledger_transfer *transfer, const struct ledger_transfer *wrong)
{
	begin(transfer, LEDGER_JOURNAL);
	for (size_t i = 0; i < wrong->count; i++) {
		const struct ledger_entry *entry = &wrong->entries[i];
		int64_t units;
		if (!decimal_negate(entry->units, &units) ||
			!enter(transfer, entry->party, entry->asset, units))
			return false;
	}
	return true;
}

/* The sum of the asset of entry i, when that is the first entry of its asset. */
static enum ledger_fault check_asset(const struct ledger_transfer *transfer, size_t first)
{
	const struct ledger_entry *entries = transfer->entries;
	int64_t sum = 0;
	for (size_t i = 0; i < transfer->count; i++) {
		if (strcmp(entries[i].asset, entries[first].asset) != 0)
			continue;
		if (i < first)
			return LEDGER_SOUND;
		if (!decimal_add(sum, entries[i].units, &sum))
			return LEDGER_TOO_LARGE;
	}
	return sum == 0 ? LEDGER_SOUND : LEDGER_UNBALANCED;
}

enum ledger_fault ledger_rules_check(const struct ledger_transfer *transfer)
{
	enum ledger_fault fault = LEDGER_SOUND;
	if (transfer->count < 2)
		return LEDGER_ALONE;
	for (size_t i = 0; i < transfer->count; i++) {
		if (transfer->entries[i].asset[0] == '\0')
			return LEDGER_NAMELESS;
		if (transfer->entries[i].units == 0)
			return LEDGER_NOTHING;
	}
	for (size_t i = 0; i < transfer->count && fault == LEDGER_SOUND; i++)
		fault = check_asset(transfer, i);
	return fault;
}

static bool hold(struct ledger_state *state, const struct ledger_entry *entry)
{
	struct quantity more = {entry->units};
	size_t at = 0;
	while (at < state->count && strcmp(state->holdings[at].symbol, entry->asset) != 0)
		at++;
	struct ledger_holding *holding = &state->holdings[at];
	if (at == state->count) {
		if (state->count == state->limit)
			return false;
		*holding = (struct ledger_holding){0};
		memcpy(holding->symbol, entry->asset, sizeof(holding->symbol));
		state->count++;
	}
	if (!quantity_add(holding->quantity, more, &holding->quantity))
		return false;
	if (quantity_is_zero(holding->quantity))
		*holding = state->holdings[--state->count];
	return true;
}

bool ledger_rules_replay(
	struct ledger_state *state, const struct ledger_transfer *transfer)
{
	if (ledger_rules_check(transfer) != LEDGER_SOUND)
		return false;
	for (size_t i = 0; i < transfer->count; i++) {
		const struct ledger_entry *entry = &transfer->entries[i];
		struct money more = {entry->units};
		if (entry->party != LEDGER_HOLDER)
			continue;
		if (strcmp(entry->asset, LEDGER_CASH) != 0) {
			if (!hold(state, entry))
				return false;
		} else if (!money_add(state->cash, more, &state->cash)) {
			return false;
		}
	}
	return true;
}

struct quantity ledger_rules_held(const struct ledger_state *state, const char *symbol)
{
	for (size_t i = 0; i < state->count; i++) {
		if (strcmp(state->holdings[i].symbol, symbol) == 0)
			return state->holdings[i].quantity;
	}
	return (struct quantity){0};
}
