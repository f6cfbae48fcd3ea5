/*
 * An account as one transaction sees it: the account itself, locked or merely read, what
 * it holds at what prices, its open orders. All of it is read in one flight.
 *
 * Whatever changes an account opens its book with `locks`, decides, and writes with
 * trading/post.h in the flight that commits. The user is the transaction's: the server
 * acts for who calls, the market daemon for whom it has named.
 */
#ifndef TRADING_BOOK_H
#define TRADING_BOOK_H

#include "trading/lot_book.h"
#include "trading/risk_rules.h"
#include "trading/scene.h"
#include "trading/ticket.h"
#include "trading/wash_rules.h"

struct arena;
struct transaction;

struct book_query {
	const char *account_id;
	bool locks;
	bool reads;  /* nothing is decided here: it may be remembered (book_memory) */
	bool places; /* an order may be placed: day trades count */
	const struct scene_time *time;
	const char *client_order_id; /* is it taken? NULL: not asked; likewise below */
	const char *order_id;        /* this order, open or not */
	const char *key;             /* an Idempotency-Key: was it used? */
	const char *const *symbols;  /* whose lots are wanted */
	size_t symbol_count;
	bool all_lots;    /* of all that it holds */
	const char *side; /* only lots that this side closes: "buy", "sell" */
	size_t more;      /* room for orders to come; there is room for as many more
			     lots and holdings as they may need */
};

/* A position with its price on the board; without one, at what it cost. */
struct book_holding {
	struct terms_holding terms;
	struct quantity opening; /* when the session began */
	int place;               /* in the catalogue; -1: unknown */
	int32_t session_day;     /* in which it last changed */
	bool marginable;
	bool changed; /* and is to be written */
};

/* A reply that was given to an Idempotency-Key. */
struct book_reply {
	const char *route;
	const char *body_hash;
	int status;
	const char *body;
};

struct book {
	struct arena *arena;
	struct transaction *transaction;
	struct scene_time time;
	const char *account_id;
	const char *account_number;
	const char *name;
	int64_t epoch;
	int64_t number;     /* of the last order */
	int64_t lot_number; /* of the last fill that lots were numbered by */
	int64_t created_us;
	struct money starting_cash;
	struct terms_account account;
	struct risk_limits limits;
	enum lot_method lot_method;
	bool killed; /* its kill switch is on; the server's */
	bool server_killed;
	int64_t placed_today;
	int64_t day_trades; /* of the last five sessions; counted where the rule is on */
	int32_t session_day;
	struct book_holding *holdings;
	size_t holding_count;
	size_t holding_limit;
	struct tickets orders; /* open ones, oldest first */
	size_t order_limit;
	struct lot_books lots;
	const char *twin;         /* the id of the order that has client_order_id */
	struct tickets found;     /* the order asked for by its id */
	struct book_reply *reply; /* NULL: the key is new */
};

enum book_fault {
	BOOK_OK,
	BOOK_ABSENT, /* the account is none of the user's */
	BOOK_BROKEN  /* logged */
};

/* Reads it; everything lives in the arena. */
enum book_fault book_open(struct arena *arena, struct transaction *transaction,
	const struct book_query *query, struct book *book)
	__attribute__((warn_unused_result));

/* Reads the lots of a symbol that a side ("buy", "sell") closes, when only the book told
 * which symbol that is. A flight of its own. */
int book_read_lots(struct book *book, const char *symbol, const char *side)
	__attribute__((warn_unused_result));

/* What it holds of a symbol; NULL for nothing. */
struct book_holding *book_holding(const struct book *book, const char *symbol);

/* How much; below zero is short. */
struct quantity book_position(const struct book *book, const char *symbol);

/* The holding, made where there is none. */
struct book_holding *book_holding_make(
	struct book *book, const char *symbol, const struct scene *scene);

/* Open orders in a symbol, but for one (by id, or NULL), for wash_rules; memory is the
 * arena's. -1 when there is none. */
int book_wash(const struct book *book, const char *symbol, const char *except,
	struct wash_open **open, size_t *count) __attribute__((warn_unused_result));

/* What of the position in a symbol its open orders hold. False when it does not fit, or
 * there is no memory. */
bool book_held(const struct book *book, const char *symbol, struct quantity *held)
	__attribute__((warn_unused_result));

#endif
