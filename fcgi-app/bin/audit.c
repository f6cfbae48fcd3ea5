/*
 * papertrade audit: does everything that is kept beside the ledger follow from it?
 * Account by account, at one moment, in little memory whatever the ledger's length.
 */
#include "bin/command.h"

#include "api/pool.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/books.h"
#include "bin/instance.h"
#include "http/report.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LISTED = 1000, ARENA_FIRST = 64 * 1024, ARENA_MOST = 64 * 1024 * 1024 };

struct audit {
	PGconn *connection;
	const char *name; /* of the only account, NULL for all */
	bool json;
	bool share;
	int64_t started_us;
	int64_t accounts;
	int64_t transfers;
	int64_t entries;
	int64_t problems;
	crypto_hash_sha256_state hash;
	struct text listed; /* problems as JSON */
	struct json_writer writer;
};

static int usage(void)
{
	fprintf(stderr, "usage: papertrade audit [--json] [--snapshot] [ACCOUNT]\n"
			"An account is named by its id or its number.\n");
	return COMMAND_USAGE;
}

static void note_problem(struct audit *audit, const struct books_account *account,
	const char *place, const char *problem)
{
	audit->problems++;
	if (!audit->json) {
		printf("%s %s: %s\n", account->number, place, problem);
		return;
	}
	if (audit->problems > LISTED)
		return;
	json_write_object(&audit->writer);
	json_write_pair(&audit->writer, "account_id", account->id);
	json_write_pair(&audit->writer, "account_number", account->number);
	json_write_pair(&audit->writer, "place", place);
	json_write_pair(&audit->writer, "problem", problem);
	json_write_object_end(&audit->writer);
}

static int find_problems(struct audit *audit, const struct books_account *account)
{
	const char *const parameters[] = {account->id};
	PGresult *found =
		books_query(audit->connection, CONTROL_AUDIT_ACCOUNT, 1, parameters);
	if (found == NULL)
		return -1;
	for (int row = 0; row < PQntuples(found); row++)
		note_problem(audit, account, PQgetvalue(found, row, 0),
			PQgetvalue(found, row, 1));
	PQclear(found);
	return 0;
}

/* A field with its length before it, so that no two ledgers read alike. */
static void hash_field(crypto_hash_sha256_state *hash, const char *field)
{
	char length[24];
	int written = field == NULL
			      ? snprintf(length, sizeof(length), "-")
			      : snprintf(length, sizeof(length), "%zu:", strlen(field));
	crypto_hash_sha256_update(
		hash, (const unsigned char *)length, (unsigned long long)written);
	if (field != NULL)
		crypto_hash_sha256_update(
			hash, (const unsigned char *)field, strlen(field));
}

static int hash_line(
	void *context, const struct books_account *account, const struct books_line *line)
{
	struct audit *audit = context;
	audit->transfers += line->begins;
	audit->entries += line->fields[BOOKS_LINE] != NULL;
	hash_field(&audit->hash, account->id);
	for (int field = 0; field < BOOKS_FIELDS; field++)
		hash_field(&audit->hash, line->fields[field]);
	return 0;
}

static int audit_one(void *context, const struct books_account *account)
{
	struct audit *audit = context;
	audit->accounts++;
	if (find_problems(audit, account) != 0)
		return -1;
	return books_read(audit->connection, account, hash_line, audit);
}

static void hash_done(struct audit *audit, char hex[65])
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(&audit->hash, digest);
	sodium_bin2hex(hex, 65, digest, sizeof(digest));
}

/* For the metric, and for who asks when the books were last looked through. */
static int note_run(const struct audit *audit, const char *hash)
{
	char texts[5][24];
	const int64_t figures[] = {audit->started_us, audit->accounts, audit->transfers,
		audit->entries, audit->problems};
	const char *parameters[6];
	for (int i = 0; i < 5; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%lld", (long long)figures[i]);
		parameters[i] = texts[i];
	}
	parameters[5] = audit->name == NULL ? hash : NULL;
	PGresult *noted =
		books_query(audit->connection, CONTROL_AUDIT_RUN, 6, parameters);
	PQclear(noted);
	return noted == NULL ? -1 : 0;
}

static int print_json(struct audit *audit, struct arena *arena, const char *hash)
{
	struct text out = text_in(arena);
	struct json_writer json = json_write_to(&out);
	json_write_array_end(&audit->writer);
	const char *listed = text_done(&audit->listed);
	json_write_object(&json);
	json_write_pair_bool(&json, "in_order", audit->problems == 0);
	json_write_pair_integer(&json, "accounts", audit->accounts);
	json_write_pair_integer(&json, "transfers", audit->transfers);
	json_write_pair_integer(&json, "entries", audit->entries);
	json_write_pair(&json, "sha256", hash);
	json_write_pair_integer(&json, "problem_count", audit->problems);
	json_write_key(&json, "problems");
	json_write_raw(&json, listed == NULL ? "[]" : listed);
	json_write_object_end(&json);
	const char *document = listed == NULL ? NULL : text_done(&out);
	if (document == NULL)
		return books_fail("out of memory");
	puts(document);
	return COMMAND_OK;
}

static void print_text(const struct audit *audit, const char *hash)
{
	if (audit->problems == 0)
		printf("in order");
	else
		printf("%lld problem%s", (long long)audit->problems,
			audit->problems == 1 ? "" : "s");
	printf(": %lld account%s, %lld transfers, %lld entries\nsha256 %s\n",
		(long long)audit->accounts, audit->accounts == 1 ? "" : "s",
		(long long)audit->transfers, (long long)audit->entries, hash);
}

static int run(struct audit *audit, struct arena *arena)
{
	char hash[65];
	audit->started_us = clock_now_us();
	audit->listed = text_in(arena);
	audit->writer = json_write_to(&audit->listed);
	json_write_array(&audit->writer);
	crypto_hash_sha256_init(&audit->hash);
	if (books_each(audit->connection, audit->name, audit->share, audit_one, audit) !=
		0)
		return COMMAND_FAILED;
	if (audit->accounts == 0 && audit->name != NULL)
		return books_fail("there is no such account");
	hash_done(audit, hash);
	if (note_run(audit, hash) != 0)
		return COMMAND_FAILED;
	if (!audit->json)
		print_text(audit, hash);
	else if (print_json(audit, arena, hash) != COMMAND_OK)
		return COMMAND_FAILED;
	if (audit->problems == 0)
		return COMMAND_OK;
	if (report_open_existing(pool_directory()))
		report_event(
			"audit", "the books do not add up", "problems", audit->problems);
	return COMMAND_FAILED;
}

int audit_command(int count, char **arguments)
{
	struct audit audit = {0};
	for (int i = 1; i < count; i++) {
		if (strcmp(arguments[i], "--json") == 0)
			audit.json = true;
		else if (strcmp(arguments[i], "--snapshot") == 0)
			audit.share = true;
		else if (arguments[i][0] == '-' || audit.name != NULL)
			return usage();
		else
			audit.name = arguments[i];
	}
	if (instance_load() != 0 || sodium_init() < 0)
		return COMMAND_FAILED;
	audit.connection = instance_connect(SETTING_DATABASE_OWNER_URL);
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	int code = COMMAND_FAILED;
	if (PQstatus(audit.connection) != CONNECTION_OK)
		books_fail(PQerrorMessage(audit.connection));
	else
		code = arena == NULL ? books_fail("out of memory") : run(&audit, arena);
	arena_free(arena);
	PQfinish(audit.connection);
	return code;
}
