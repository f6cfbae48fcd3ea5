/*
 * papertrade replay: works out what an account has from its ledger alone, by the rules
 * that trading follows, and compares it with what is kept beside the ledger.
 */
#include "bin/command.h"

#include "base/arena.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/books.h"
#include "bin/instance.h"
#include "trading/ledger_rules.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { HOLDINGS = 16384, ENTRIES = 2 * HOLDINGS + 2 };
enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 64 * 1024 * 1024 };

/* A holding as it is kept. */
struct kept {
	char asset[TERMS_SYMBOL_SIZE];
	int64_t units;
};

struct replay {
	PGconn *connection;
	struct arena *arena;
	const char *name;
	bool json;
	bool found;
	struct books_account account;
	struct ledger_state state;
	struct ledger_transfer transfer; /* as far as it was read */
	char at[24];                     /* its id */
	char epoch[12];
	int64_t transfers;
	int64_t apart; /* how many assets differ */
	struct text out;
	struct json_writer writer;
};

static int usage(void)
{
	fprintf(stderr, "usage: papertrade replay [--json] ACCOUNT\n"
			"An account is named by its id or its number.\n");
	return COMMAND_USAGE;
}

static bool is_cash(const char *asset)
{
	return strcmp(asset, LEDGER_CASH) == 0;
}

static unsigned scale_of(const char *asset)
{
	return is_cash(asset) ? MONEY_SCALE : QUANTITY_SCALE;
}

static bool party_named(const char *name, enum ledger_party *party)
{
	for (enum ledger_party i = 0; i < LEDGER_PARTIES; i++) {
		if (strcmp(name, ledger_rules_party(i)) == 0) {
			*party = i;
			return true;
		}
	}
	return false;
}

static bool read_amount(const char *text, const char *asset, int64_t *units)
{
	return decimal_parse(text, strlen(text), scale_of(asset), units) == DECIMAL_OK;
}

static int fail_at(const struct replay *replay, const char *why)
{
	fprintf(stderr, "papertrade: transfer %s %s\n", replay->at, why);
	return -1;
}

/* Lets the transfer that was read act. */
static int act(struct replay *replay)
{
	if (*replay->at == '\0')
		return 0;
	replay->transfers++;
	if (!ledger_rules_replay(&replay->state, &replay->transfer))
		return fail_at(replay, "does not add up, or what follows does not fit");
	replay->transfer.count = 0;
	return 0;
}

static int begin_transfer(struct replay *replay, const struct books_line *line)
{
	if (act(replay) != 0)
		return -1;
	snprintf(replay->at, sizeof(replay->at), "%s", line->fields[BOOKS_TRANSFER]);
	if (strcmp(replay->epoch, line->fields[BOOKS_EPOCH]) != 0) {
		bool left = replay->state.count > 0 || replay->state.cash.e6 != 0;
		if (left)
			return fail_at(replay, "begins an epoch, and there is something "
					       "left of the one before");
		snprintf(replay->epoch, sizeof(replay->epoch), "%s",
			line->fields[BOOKS_EPOCH]);
	}
	return 0;
}

static int read_line(
	void *context, const struct books_account *account, const struct books_line *line)
{
	struct replay *replay = context;
	(void)account;
	if (line->begins && begin_transfer(replay, line) != 0)
		return -1;
	if (line->fields[BOOKS_LINE] == NULL)
		return 0; /* which is no transfer, as acting will say */
	if (replay->transfer.count == replay->transfer.limit)
		return fail_at(replay, "has too many entries");
	struct ledger_entry *entry = &replay->transfer.entries[replay->transfer.count++];
	snprintf(entry->asset, sizeof(entry->asset), "%s", line->fields[BOOKS_ASSET]);
	if (!party_named(line->fields[BOOKS_PARTY], &entry->party))
		return fail_at(replay, "has an entry of nobody");
	if (!read_amount(line->fields[BOOKS_AMOUNT], entry->asset, &entry->units))
		return fail_at(replay, "has an amount that cannot be");
	return 0;
}

/* One asset: what was worked out against what is kept. */
static void compare(
	struct replay *replay, const char *asset, int64_t by_ledger, int64_t as_kept)
{
	char texts[2][DECIMAL_TEXT_SIZE];
	unsigned scale = scale_of(asset);
	bool same = by_ledger == as_kept;
	decimal_format(by_ledger, scale, 0, texts[0]);
	decimal_format(as_kept, scale, 0, texts[1]);
	replay->apart += !same;
	if (!replay->json) {
		printf("%-23s  %24s  %24s%s\n", asset, texts[0], texts[1],
			same ? "" : "  differs");
		return;
	}
	json_write_object(&replay->writer);
	json_write_pair(&replay->writer, "asset", asset);
	json_write_pair(&replay->writer, "by_ledger", texts[0]);
	json_write_pair(&replay->writer, "as_kept", texts[1]);
	json_write_object_end(&replay->writer);
}

static struct kept *find_kept(struct kept *kept, size_t count, const char *asset)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(kept[i].asset, asset) == 0)
			return &kept[i];
	return NULL;
}

static void compare_all(struct replay *replay, struct kept *kept, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *asset = kept[i].asset;
		int64_t by_ledger = is_cash(asset)
					    ? replay->state.cash.e6
					    : ledger_rules_held(&replay->state, asset).e9;
		compare(replay, asset, by_ledger, kept[i].units);
	}
	for (size_t i = 0; i < replay->state.count; i++) {
		const struct ledger_holding *held = &replay->state.holdings[i];
		if (find_kept(kept, count, held->symbol) == NULL)
			compare(replay, held->symbol, held->quantity.e9, 0);
	}
}

static int compare_kept(struct replay *replay)
{
	const char *const parameters[] = {replay->account.id};
	PGresult *rows =
		books_query(replay->connection, CONTROL_REPLAY_STORED, 1, parameters);
	if (rows == NULL)
		return -1;
	size_t count = (size_t)PQntuples(rows);
	struct kept *kept = arena_alloc(replay->arena, (count + 1) * sizeof(*kept));
	bool valid = kept != NULL;
	for (size_t i = 0; i < count && valid; i++) {
		snprintf(kept[i].asset, sizeof(kept[i].asset), "%s",
			PQgetvalue(rows, (int)i, 0));
		valid = read_amount(
			PQgetvalue(rows, (int)i, 1), kept[i].asset, &kept[i].units);
	}
	if (valid)
		compare_all(replay, kept, count);
	PQclear(rows);
	if (!valid)
		books_fail("what is kept is too much");
	return valid ? 0 : -1;
}

static int print_json(struct replay *replay)
{
	json_write_array_end(&replay->writer);
	json_write_pair_integer(&replay->writer, "transfers", replay->transfers);
	json_write_pair_bool(&replay->writer, "same", replay->apart == 0);
	json_write_object_end(&replay->writer);
	const char *document = text_done(&replay->out);
	if (document == NULL)
		return books_fail("out of memory");
	puts(document);
	return COMMAND_OK;
}

static void begin_output(struct replay *replay)
{
	if (!replay->json) {
		printf("%-23s  %24s  %24s\n", "ASSET", "BY THE LEDGER", "AS IT IS KEPT");
		return;
	}
	replay->out = text_in(replay->arena);
	replay->writer = json_write_to(&replay->out);
	json_write_object(&replay->writer);
	json_write_pair(&replay->writer, "account_id", replay->account.id);
	json_write_pair(&replay->writer, "account_number", replay->account.number);
	json_write_key(&replay->writer, "assets");
	json_write_array(&replay->writer);
}

/* All of it within one moment, so that nothing comes between. */
static int replay_one(void *context, const struct books_account *account)
{
	struct replay *replay = context;
	replay->found = true;
	replay->account = *account;
	if (books_read(replay->connection, account, read_line, replay) != 0 ||
		act(replay) != 0)
		return -1;
	begin_output(replay);
	return compare_kept(replay);
}

static int run(struct replay *replay)
{
	replay->state.limit = HOLDINGS;
	replay->state.holdings =
		arena_alloc(replay->arena, HOLDINGS * sizeof(*replay->state.holdings));
	replay->transfer.limit = ENTRIES;
	replay->transfer.entries =
		arena_alloc(replay->arena, ENTRIES * sizeof(*replay->transfer.entries));
	if (replay->state.holdings == NULL || replay->transfer.entries == NULL)
		return books_fail("out of memory");
	if (books_each(replay->connection, replay->name, false, replay_one, replay) != 0)
		return COMMAND_FAILED;
	if (!replay->found)
		return books_fail("there is no such account");
	if (replay->json && print_json(replay) != COMMAND_OK)
		return COMMAND_FAILED;
	if (!replay->json)
		printf("%s: %lld transfers, epoch %s\n",
			replay->apart == 0 ? "the same" : "not the same",
			(long long)replay->transfers, replay->epoch);
	return replay->apart == 0 ? COMMAND_OK : COMMAND_FAILED;
}

int replay_command(int count, char **arguments)
{
	struct replay replay = {0};
	for (int i = 1; i < count; i++) {
		if (strcmp(arguments[i], "--json") == 0)
			replay.json = true;
		else if (arguments[i][0] == '-' || replay.name != NULL)
			return usage();
		else
			replay.name = arguments[i];
	}
	if (replay.name == NULL)
		return usage();
	if (instance_load() != 0)
		return COMMAND_FAILED;
	replay.connection = instance_connect(SETTING_DATABASE_OWNER_URL);
	replay.arena = arena_new(ARENA_FIRST, ARENA_MOST);
	int code = COMMAND_FAILED;
	if (PQstatus(replay.connection) != CONNECTION_OK)
		books_fail(PQerrorMessage(replay.connection));
	else
		code = replay.arena == NULL ? books_fail("out of memory") : run(&replay);
	arena_free(replay.arena);
	PQfinish(replay.connection);
	return code;
}
