#include "trading/corporate.h"

#include "base/log.h"
#include "db/connection.h"
#include "market/feed.h"
#include "trading/corporate_effect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Actions that are known at once; days that are made good when the daemon was away. */
enum { ACTIONS_MOST = 4096, DAYS_BACK = 7 };

static const int64_t RETRY_US = INT64_C(60) * 1000000;

static struct action *actions; /* oldest first */
static size_t action_count;
static size_t current;    /* the first that is not through */
static int32_t known_day; /* they are known until then; 0: not yet */
static int64_t retry_us;  /* on the wall clock, after finding out failed */
static struct visit_round holders;
static struct visit_round owners; /* of orders alone */
static size_t visited;

static void begin_action(void)
{
	holders = owners = (struct visit_round){0};
	visited = 0;
}

/* Those that are through make way for the new ones. */
static bool append(const struct actions *found)
{
	size_t left = action_count - current;
	struct action *grown = malloc((left + found->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	for (size_t i = 0; i < left; i++)
		grown[i] = actions[current + i];
	for (size_t i = 0; i < found->count; i++)
		grown[left + i] = found->items[i];
	free(actions);
	actions = grown;
	action_count = left + found->count;
	current = 0;
	return true;
}

static bool find_out(struct feed *feed, int32_t from_day, int32_t until_day)
{
	struct actions found = {0};
	struct feed_origin origin;
	struct action_query query = {
		.from_day = from_day, .until_day = until_day, .limit = ACTIONS_MOST};
	switch (feed_actions(feed, &query, &found, &origin)) {
	case FEED_OK:
		return append(&found);
	case FEED_NOT_OFFERED:
	case FEED_UNKNOWN:
		return true;
	case FEED_ELSEWHERE:
	case FEED_UNAVAILABLE:
	case FEED_BROKEN:
		break;
	}
	LOG(LOG_WARNING, "corporate actions could not be found out");
	return false;
}

void corporate_look(struct feed *feed)
{
	int32_t today = calendar_day_of(feed_calendar(), feed->now_us);
	if (today == known_day || feed->wall_us < retry_us)
		return;
	int32_t from = known_day < today - DAYS_BACK ? today - DAYS_BACK : known_day + 1;
	/* A replay that begins anew may lie before what was known. */
	if (today < known_day)
		from = today - DAYS_BACK;
	bool idle = current == action_count;
	if (!find_out(feed, from, today)) {
		retry_us = feed->wall_us + RETRY_US;
		return;
	}
	known_day = today;
	if (idle)
		begin_action();
}

bool corporate_is_due(void)
{
	return current < action_count;
}

bool corporate_holds(const char *symbol)
{
	for (size_t i = current; i < action_count; i++)
		if (strcmp(actions[i].symbol, symbol) == 0)
			return true;
	return false;
}

static int visit_page(
	struct feed *feed, const struct visit_round *round, struct action *action)
{
	struct book book;
	const char *const symbols[] = {action->symbol};
	visited += round->count;
	for (size_t i = 0; i < round->count; i++) {
		struct visit visit = {.feed = feed,
			.account_id = round->targets[i].account_id,
			.user_id = round->targets[i].user_id,
			.symbols = symbols,
			.symbol_count = 1,
			.more = 1};
		enum visit_result result =
			visit_account(&visit, corporate_effect_act, action, &book);
		if (result == VISIT_FAILED && !connection_ready(feed->database))
			return -1;
	}
	return 0;
}

int corporate_turn(struct feed *feed)
{
	struct action *action = &actions[current];
	char name[CORPORATE_EFFECT_NAME], ex_us[24];
	const char *const held[] = {action->symbol, name};
	const char *const open[] = {action->symbol, ex_us};
	if (!corporate_effect_name(action, name)) {
		current++;
		begin_action();
		return 0;
	}
	snprintf(ex_us, sizeof(ex_us), "%lld",
		(long long)calendar_midnight_us(feed_calendar(), action->ex_day));
	struct visit_round *round = holders.done ? &owners : &holders;
	enum statement_name name_of =
		holders.done ? STATEMENT_ORDERS_UNADJUSTED : STATEMENT_TRADING_HOLDERS;
	if (visit_round_turn(round, feed, name_of, 2, holders.done ? open : held) != 0 ||
		visit_page(feed, round, action) != 0)
		return -1;
	if (!owners.done)
		return 0;
	if (visited > 0)
		LOG(LOG_INFO, "a corporate action has taken effect",
			LOG_TEXT("event", name),
			LOG_NUMBER("accounts", (int64_t)visited));
	current++;
	begin_action();
	return 0;
}
