/*
 * A stretch of trading, and how it falls into two: so exactly that the halves joined
 * are the whole again, in prices, volume and number of trades. Whatever is told of a
 * session comes from halving it down to minutes, and those to single trades.
 */
#ifndef MARKET_SIM_NODE_H
#define MARKET_SIM_NODE_H

#include <stdint.h>

/* Every minute has as many trades: enough to show any open, high, low and close. */
enum { SIM_NODE_TRADES = 4, SIM_NODE_MINUTE_TRADES = 100000 };

/* Prices in 10^-4, on the grid of sim_tick.h. */
struct sim_node {
	int64_t open;
	int64_t high;
	int64_t low;
	int64_t close;
	int64_t volume; /* at least a share a trade */
	int64_t trades;
	double variance; /* of the walk from open to close, in squares of 10^-4 */
	uint32_t place;  /* 1; the halves of n are 2n and 2n + 1 */
	int32_t first;   /* its minutes, from the segment's beginning */
	int32_t minutes;
};

/* What a segment's nodes have in common. */
struct sim_node_law {
	uint64_t price_key; /* for its price; others for what it shares with others */
	uint64_t market_key;
	uint64_t kin_key;
	uint64_t key; /* for volume */
	double by_market;
	double by_kin;
	double by_itself;
	double bounce; /* how far neighbouring trades differ for no reason, in 10^-4 */
	double shape;  /* 0: the same all day; 1: much at the open and the close */
	int32_t minutes;
};

/* Halves a node of more than one minute. */
void sim_node_halve(const struct sim_node_law *law, const struct sim_node *whole,
	struct sim_node *left, struct sim_node *right);

/* How the price range of a node is divided, when its halves meet at left->close and
 * right->open: sets open, high, low and close of both from the rest. */
void sim_node_divide(const struct sim_node *whole, uint64_t bits, struct sim_node *left,
	struct sim_node *right);

/* The highest that a walk gets from `open` to `close`, with one chance within (0, 1)
 * of being higher. The lowest is that of the walk upside down. */
double sim_node_peak(double open, double close, double variance, double chance);

/* A price near one, on the grid, and within a node's range. */
int64_t sim_node_within(const struct sim_node *node, double price);

#endif
