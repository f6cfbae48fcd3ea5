/*
 * The newest bar, trade or quote of stocks, and all of it in a snapshot, as Alpaca's
 * clients ask for them. Read from the board, without a query.
 */
#ifndef API_STOCK_LATEST_H
#define API_STOCK_LATEST_H

#include "http/param.h"

struct request;
struct reply;

enum { STOCK_LATEST_PARAMS = 3, STOCK_LATEST_SYMBOLS = 500 };

extern const struct param stock_latest_params[STOCK_LATEST_PARAMS];
extern const struct param stock_latest_one_params[STOCK_LATEST_PARAMS];

/* GET /v2/stocks/{bars,trades,quotes}/latest, /v2/stocks/snapshots */
int stock_latest_bars(struct request *request, struct reply *reply);
int stock_latest_trades(struct request *request, struct reply *reply);
int stock_latest_quotes(struct request *request, struct reply *reply);
int stock_latest_snapshots(struct request *request, struct reply *reply);

/* GET /v2/stocks/{symbol}/{bars,trades,quotes}/latest, /v2/stocks/{symbol}/snapshot */
int stock_latest_bar(struct request *request, struct reply *reply);
int stock_latest_trade(struct request *request, struct reply *reply);
int stock_latest_quote(struct request *request, struct reply *reply);
int stock_latest_snapshot(struct request *request, struct reply *reply);

#endif
