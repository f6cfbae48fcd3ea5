/*
 * The account that a request is about, as its reader sees it: its book, its figures, and
 * how they are written.
 */
#ifndef API_ACCOUNT_BOOK_H
#define API_ACCOUNT_BOOK_H

#include "trading/book.h"
#include "trading/margin_rules.h"
#include "trading/position_rules.h"

struct json_writer;
struct request;
struct reply;

struct account_book {
	struct book book;
	struct margin_figures figures;
	int64_t begun_us; /* when the session began that changes are told of */
};

/* Reads it, with its lots where figures of positions are wanted. 1: it is there; else
 * what the handler returns. */
int account_book_open(struct request *request, struct reply *reply, bool with_lots,
	struct account_book *account) __attribute__((warn_unused_result));

/* Alpaca's account, as an object that is left open. */
void account_book_write(struct json_writer *json, const struct account_book *account);

/* What a position comes to; the book was opened with its lots. */
bool account_book_figures(const struct account_book *account,
	const struct book_holding *holding, struct position_figures *figures)
	__attribute__((warn_unused_result));

/* Alpaca's position, as an object. -1 when a figure does not fit. */
int account_book_write_position(struct json_writer *json,
	const struct account_book *account, const struct book_holding *holding)
	__attribute__((warn_unused_result));

/* A part of one in millionths, as a decimal string. */
void account_book_write_part(struct json_writer *json, const char *key, int64_t part_e6);

#endif
