/*
 * The ledger: each event is one transfer, whose entries move assets between parties and
 * sum to zero in each asset. What the holder has follows from the entries alone.
 *
 * Functions that build write into the caller's room. They return false when a figure does
 * not fit or the room is too small, and the transfer is void then. An amount of zero
 * makes no entry; a transfer without entries (a dividend of less than half a cent) is one
 * that did not happen and is not to be written. Symbols are never empty.
 */
#ifndef TRADING_LEDGER_RULES_H
#define TRADING_LEDGER_RULES_H

#include "trading/terms_rules.h"

/* The name of cash. Symbols are in capitals, and there is a fund called USD. */
#define LEDGER_CASH "usd"

enum { LEDGER_FEW = 6 /* as many entries as any transfer has, but a reset's */ };

enum ledger_party {
	LEDGER_HOLDER,
	LEDGER_MARKET, /* who trades with the holder */
	LEDGER_BROKER, /* gets fees */
	LEDGER_ISSUER, /* the company: dividends, splits */
	LEDGER_BANK,   /* deposits, interest */
	LEDGER_PARTIES
};

enum ledger_kind {
	LEDGER_DEPOSIT,
	LEDGER_WITHDRAWAL,
	LEDGER_FILL,
	LEDGER_FEE,
	LEDGER_DIVIDEND,
	LEDGER_INTEREST,
	LEDGER_BORROW,
	LEDGER_SPLIT,
	LEDGER_STOCK_DIVIDEND,
	LEDGER_SYMBOL_CHANGE,
	LEDGER_DELISTING,
	LEDGER_EXERCISE,
	LEDGER_ASSIGNMENT,
	LEDGER_EXPIRY,
	LEDGER_JOURNAL, /* a correction */
	LEDGER_RESET,
	LEDGER_KINDS
};

struct ledger_entry {
	enum ledger_party party;
	char asset[TERMS_SYMBOL_SIZE]; /* LEDGER_CASH or a symbol */
	int64_t units; /* what the party gets; of cash 10^-6, of all else 10^-9 */
};

struct ledger_transfer {
	enum ledger_kind kind;
	struct ledger_entry *entries;
	size_t count;
	size_t limit;
};

/* As the database names them. */
const char *ledger_rules_kind(enum ledger_kind kind);
const char *ledger_rules_party(enum ledger_party party);

/* Money that the holder brings (above zero) or takes out (below zero). */
DECIMAL_CHECKED bool ledger_rules_deposit(
	struct ledger_transfer *transfer, struct money amount);

/* A fill of this quantity and value, both zero or more, with its fee. */
DECIMAL_CHECKED bool ledger_rules_fill(struct ledger_transfer *transfer,
	enum terms_side side, const char *symbol, struct quantity quantity,
	struct money value, struct money fee);

/* LEDGER_FEE, LEDGER_BORROW (to the broker) or LEDGER_INTEREST (to the bank): what the
 * holder pays; below zero: gets. */
DECIMAL_CHECKED bool ledger_rules_charge(
	struct ledger_transfer *transfer, enum ledger_kind kind, struct money amount);

/* What the holder gets from the issuer; below zero: who is short pays. */
DECIMAL_CHECKED bool ledger_rules_dividend(
	struct ledger_transfer *transfer, struct money cash);

/* LEDGER_SPLIT or LEDGER_STOCK_DIVIDEND, with the cash for what was broken; a delisting
 * with nothing after and the cash paid; all against the issuer. */
DECIMAL_CHECKED bool ledger_rules_change(struct ledger_transfer *transfer,
	enum ledger_kind kind, const char *symbol, struct quantity before,
	struct quantity after, struct money cash);

DECIMAL_CHECKED bool ledger_rules_rename(struct ledger_transfer *transfer,
	const char *symbol, const char *new_symbol, struct quantity quantity);

/* Contracts of this position end. */
DECIMAL_CHECKED bool ledger_rules_expire(
	struct ledger_transfer *transfer, const char *contract, struct quantity quantity);

/* LEDGER_EXERCISE or LEDGER_ASSIGNMENT: contracts of this position end, and the holder
 * gets shares and cash (of which one is below zero, or the shares are none). */
DECIMAL_CHECKED bool ledger_rules_exercise(struct ledger_transfer *transfer,
	enum ledger_kind kind, const char *contract, struct quantity quantity,
	const char *symbol, struct quantity shares, struct money cash);

/* All that the holder has goes to the bank: two entries for each holding, and for cash.
 */
DECIMAL_CHECKED bool ledger_rules_reset(struct ledger_transfer *transfer,
	struct money cash, const struct terms_holding *holdings, size_t count);

/* Undoes a transfer: a journal of the same entries with the other sign. */
DECIMAL_CHECKED bool ledger_rules_correct(
	struct ledger_transfer *transfer, const struct ledger_transfer *wrong);

enum ledger_fault {
	LEDGER_SOUND,
	LEDGER_ALONE,      /* fewer than two entries */
	LEDGER_NAMELESS,   /* an entry of no asset */
	LEDGER_NOTHING,    /* an entry of nothing */
	LEDGER_UNBALANCED, /* an asset does not sum to zero */
	LEDGER_TOO_LARGE   /* a sum does not fit */
};

__attribute__((warn_unused_result)) enum ledger_fault ledger_rules_check(
	const struct ledger_transfer *transfer);

/* What the holder has, in the caller's memory; nothing is held twice, nor zero of it. */
struct ledger_holding {
	char symbol[TERMS_SYMBOL_SIZE];
	struct quantity quantity;
};

struct ledger_state {
	struct money cash;
	struct ledger_holding *holdings; /* in no order */
	size_t count;
	size_t limit;
};

/* Lets the holder's entries act. False when the transfer is not sound, or what follows
 * does not fit; the state is void then. */
DECIMAL_CHECKED bool ledger_rules_replay(
	struct ledger_state *state, const struct ledger_transfer *transfer);

/* How much of a symbol the state holds. */
struct quantity ledger_rules_held(const struct ledger_state *state, const char *symbol);

#endif
