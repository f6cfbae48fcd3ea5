#include "market/providers/replay.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/transaction.h"
#include "market/catalogue.h"
#include "market/providers/replay_tape.h"
#include "market/store.h"
#include "market/store_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A power of two, well above CATALOGUE_LIMIT. */
enum { TAPES = 65536, SPEED_SCALE = 3 };

static const int64_t SPEED_MOST_E3 = INT64_C(100000) * 1000;

static struct replay_tape *tapes[TAPES];
static int tape_count;

static enum provider_fault complain(
	struct provider_call *call, enum provider_fault fault, const char *what)
{
	snprintf(call->problem, sizeof(call->problem), "%s", what);
	return fault;
}

/* The place of a symbol's tape, made when it is new; NULL when there is no room. */
static struct replay_tape *tape_of(const char *symbol)
{
	size_t at = text_hash(symbol, strlen(symbol)) % TAPES;
	while (tapes[at] != NULL && strcmp(tapes[at]->symbol, symbol) != 0)
		at = (at + 1) % TAPES;
	if (tapes[at] != NULL || tape_count == CATALOGUE_LIMIT)
		return tapes[at];
	tapes[at] = calloc(1, sizeof(**tapes));
	if (tapes[at] == NULL)
		return NULL;
	tape_count++;
	snprintf(tapes[at]->symbol, sizeof(tapes[at]->symbol), "%s", symbol);
	tapes[at]->changed_us = -1;
	return tapes[at];
}

static enum provider_fault snapshots(struct provider_call *call,
	const struct instrument *const *instruments, size_t count, struct snapshot *shown)
{
	struct store_span span;
	int32_t day = calendar_day_of(call->calendar, call->now_us);
	if (call->transaction == NULL ||
		store_span(call->transaction, SOURCE_REPLAY, &span) != 0)
		return complain(call, PROVIDER_FAILED, "the database does not answer");
	for (size_t i = 0; i < count; i++) {
		struct replay_tape *tape = tape_of(instruments[i]->symbol);
		shown[i] = (struct snapshot){0};
		if (tape == NULL)
			return complain(call, PROVIDER_FAILED, "out of memory");
		bool fresh = tape->changed_us == span.changed_us && tape->day == day;
		if (!fresh && !replay_tape_read(tape, call, span.changed_us)) {
			tape->changed_us = -1;
			return complain(
				call, PROVIDER_FAILED, "the database does not answer");
		}
		if (!replay_tape_show(tape, call, &shown[i]))
			shown[i] = (struct snapshot){0};
	}
	return PROVIDER_OK;
}

static enum provider_fault read_bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars)
{
	struct store_answer answer;
	struct store_query wanted = {SOURCE_REPLAY, query->instrument->symbol,
		query->timeframe, query->from_us, query->until_us, call->now_us,
		query->limit, query->descending};
	*bars = (struct bars){0};
	/* Nothing tells how they were adjusted before they were imported. */
	if (query->adjustment != BAR_RAW)
		return PROVIDER_NOT_OFFERED;
	if (call->transaction == NULL || store_read(call->transaction, call->calendar,
						 call->arena, &wanted, &answer) != 0)
		return complain(call, PROVIDER_FAILED, "the database does not answer");
	if (!answer.known)
		return PROVIDER_UNKNOWN;
	*bars = answer.bars;
	return PROVIDER_OK;
}

static void take_asset(const struct rows *rows, int row, struct instrument *asset)
{
	const uint32_t all = INSTRUMENT_TRADABLE | INSTRUMENT_MARGINABLE |
			     INSTRUMENT_SHORTABLE | INSTRUMENT_EASY_TO_BORROW |
			     INSTRUMENT_FRACTIONABLE;
	snprintf(asset->symbol, sizeof(asset->symbol), "%s",
		rows_text(rows, row, "symbol"));
	snprintf(asset->name, sizeof(asset->name), "%s", rows_text(rows, row, "name"));
	snprintf(asset->exchange, sizeof(asset->exchange), "%s",
		rows_text(rows, row, "exchange"));
	snprintf(asset->sector, sizeof(asset->sector), "%s",
		rows_text(rows, row, "sector"));
	asset->kind = (int32_t)rows_integer(rows, row, "kind");
	if (asset->symbol[0] == '$' || asset->symbol[0] == '^')
		asset->kind = INSTRUMENT_INDEX;
	asset->flags = asset->kind == INSTRUMENT_INDEX ? 0 : all;
}

static enum provider_fault assets(struct provider_call *call, struct instruments *found)
{
	struct rows rows;
	char most[24];
	snprintf(most, sizeof(most), "%d", CATALOGUE_LIMIT);
	const char *const parameters[] = {source_name(SOURCE_REPLAY), "", most};
	*found = (struct instruments){0};
	if (call->transaction == NULL ||
		transaction_run(call->transaction, STATEMENT_BARS_SYMBOLS, 3, parameters,
			&rows) != 0)
		return complain(call, PROVIDER_FAILED, "the database does not answer");
	found->items = arena_alloc(
		call->arena, ((size_t)rows.count + 1) * sizeof(*found->items));
	if (found->items == NULL)
		return complain(call, PROVIDER_FAILED, "out of memory");
	for (int row = 0; row < rows.count; row++)
		take_asset(&rows, row, &found->items[row]);
	found->count = (size_t)rows.count;
	return PROVIDER_OK;
}

const struct provider replay_provider = {
	.source = SOURCE_REPLAY,
	.local = true,
	.snapshots = snapshots,
	.bars = read_bars,
	.assets = assets,
};

bool replay_speed(const char *text, int64_t *speed_e3)
{
	int64_t value;
	if (decimal_parse(text, strlen(text), SPEED_SCALE, &value) != DECIMAL_OK ||
		value < 1 || value > SPEED_MOST_E3)
		return false;
	*speed_e3 = value;
	return true;
}

/* The opening of the session of that day, or of the next one. */
static int64_t opening_us(const struct calendar *calendar, int64_t midnight_us)
{
	struct calendar_session session;
	if (!calendar_current(calendar, midnight_us, &session))
		return midnight_us;
	return session.open_us;
}

static enum provider_fault choose_start(struct provider_call *call, int64_t *start_us)
{
	bool is_date;
	struct store_span span;
	const char *text = settings_text(SETTING_REPLAY_START);
	if (*text != '\0') {
		if (!clock_parse(text, start_us, &is_date))
			return complain(call, PROVIDER_NONSENSE,
				"REPLAY_START is no date, nor a time as RFC 3339");
		if (is_date)
			*start_us = opening_us(call->calendar,
				calendar_midnight_us(call->calendar,
					(int32_t)(*start_us / 86400 / 1000000)));
		return PROVIDER_OK;
	}
	if (call->transaction == NULL ||
		store_span(call->transaction, SOURCE_REPLAY, &span) != 0)
		return complain(call, PROVIDER_FAILED, "the database does not answer");
	if (span.changed_us == 0)
		return complain(call, PROVIDER_UNKNOWN,
			"there are no bars to replay: papertrade import bars");
	int32_t day = calendar_day_of(call->calendar, span.first_us);
	*start_us = calendar_midnight_us(call->calendar, day) == span.first_us
			    ? opening_us(call->calendar, span.first_us)
			    : span.first_us;
	return PROVIDER_OK;
}

uint64_t replay_origin(void)
{
	char words[96];
	snprintf(words, sizeof(words), "replay %s %s",
		settings_text(SETTING_REPLAY_START), settings_text(SETTING_REPLAY_SPEED));
	return text_hash(words, strlen(words));
}

enum provider_fault replay_clock(struct provider_call *call, struct board_clock *clock)
{
	clock->wall_us = call->wall_us;
	if (!replay_speed(settings_text(SETTING_REPLAY_SPEED), &clock->speed_e3))
		return complain(call, PROVIDER_NONSENSE,
			"REPLAY_SPEED is no number from 0.001 to 100000");
	return choose_start(call, &clock->market_us);
}
