/*
 * The close of a session: what each account was worth then is kept, as the day's last
 * figures in its history, and as what buying power and the day's change count from.
 */
#ifndef TRADING_DAY_CLOSE_H
#define TRADING_DAY_CLOSE_H

#include "trading/visit.h"

struct day_close {
	struct calendar_session session;
	struct visit_round round;
	bool done;
};

/* The close of this session is to come. */
void day_close_begin(struct day_close *close, const struct calendar_session *session);

/* A page of accounts. -1 when the database fails. */
int day_close_turn(struct day_close *close, struct feed *feed)
	__attribute__((warn_unused_result));

/* What one of a symbol was worth at the close of a day's session, as far as the board
 * still tells; else what it is worth. */
struct price day_close_price(
	const char *symbol, const struct scene_time *time, int32_t day);

#endif
