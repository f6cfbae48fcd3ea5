#include "market/kept_clock.h"

#include "db/transaction.h"

#include <stdio.h>

enum { ORIGIN_SIZE = 17, NUMBER_SIZE = 24 };

static void write_origin(uint64_t origin, char text[ORIGIN_SIZE])
{
	snprintf(text, ORIGIN_SIZE, "%016llx", (unsigned long long)origin);
}

int kept_clock_find(struct transaction *reading, uint64_t origin,
	struct board_clock *clock, bool *found)
{
	struct rows rows;
	char name[ORIGIN_SIZE];
	const char *const parameters[] = {name};
	write_origin(origin, name);
	if (transaction_run(reading, STATEMENT_REPLAY_CLOCK, 1, parameters, &rows) != 0)
		return -1;
	*found = rows.count == 1;
	if (*found)
		*clock =
			(struct board_clock){.wall_us = rows_integer(&rows, 0, "wall_us"),
				.market_us = rows_integer(&rows, 0, "market_us"),
				.speed_e3 = rows_integer(&rows, 0, "speed_e3"),
				.origin = origin};
	return 0;
}

int kept_clock_put(
	struct connection *database, struct arena *arena, const struct board_clock *clock)
{
	struct rows rows;
	char origin[ORIGIN_SIZE], wall[NUMBER_SIZE], market[NUMBER_SIZE],
		speed[NUMBER_SIZE];
	const char *const parameters[] = {origin, wall, market, speed};
	struct transaction writing =
		transaction_of(database, arena, TRANSACTION_WRITE, NULL);
	write_origin(clock->origin, origin);
	snprintf(wall, sizeof(wall), "%lld", (long long)clock->wall_us);
	snprintf(market, sizeof(market), "%lld", (long long)clock->market_us);
	snprintf(speed, sizeof(speed), "%lld", (long long)clock->speed_e3);
	if (transaction_run(
		    &writing, STATEMENT_REPLAY_KEEP_CLOCK, 4, parameters, &rows) == 0)
		return transaction_commit(&writing);
	transaction_rollback(&writing);
	return -1;
}
