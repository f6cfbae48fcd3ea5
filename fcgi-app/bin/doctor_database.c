#include "bin/doctor_database.h"

#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/finding.h"
#include "bin/instance.h"
#include "bin/tool.h"
#include "db/migrations.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CLOCK_SLACK_S = 5,
	AUDIT_DAYS = 7,
	OWN_CONNECTIONS = 8,
	PLACE_SIZE = 96,
	DUMP_S = 3600,
	MIGRATION_S = 3600
};

/* What can be mended was seen: the schema is behind. */
static bool is_behind;

/* A mark of the database that the server is in. */
static char place[PLACE_SIZE];

static int64_t number_of(const PGresult *answer, int column)
{
	int64_t number = 0;
	if (!text_to_integer(
		    PQgetvalue(answer, 0, column), INT64_MIN, INT64_MAX, &number))
		return 0;
	return number;
}

static bool is(const PGresult *answer, int column, const char *value)
{
	return strcmp(PQgetvalue(answer, 0, column), value) == 0;
}

static void judge_schema(int64_t version)
{
	int wanted = migrations_latest();
	is_behind = version < wanted;
	if (version == wanted)
		finding_ok("schema", "at %04d, as this program wants it", wanted);
	else if (version < wanted)
		finding_note("schema", FINDING_WRONG, "the server answers 503 until then",
			"papertrade migrate up, or papertrade doctor --fix",
			"at %04lld, this program wants %04d", (long long)version, wanted);
	else
		finding_note("schema", FINDING_WARNING,
			"a newer version has been here, and only the one right before "
			"that works with it",
			"install the newer one again, or restore an older backup",
			"at %04lld, this program knows %04d", (long long)version, wanted);
}

/* `apart`: how far the database's clock is ahead of this one; `ahead`: how far what it
 * wrote down is ahead of its own. */
static void judge_clock(int64_t apart, int64_t ahead)
{
	if (ahead > CLOCK_SLACK_S)
		finding_note("clock", FINDING_WRONG,
			"orders and sessions of a time to come wait for it",
			"set it right: timedatectl set-ntp true, in a container on its "
			"host",
			"the system clock was set back: entries of the database are "
			"%lld s ahead of it",
			(long long)ahead);
	else if (llabs(apart) <= CLOCK_SLACK_S)
		finding_ok("clock", "%lld s from the database's", (long long)apart);
	else
		finding_note("clock", FINDING_WRONG,
			"orders and sessions would be of two times",
			"synchronise both machines with NTP",
			"%lld s from the database's", (long long)apart);
}

static void judge_answers(const PGresult *answer)
{
	int64_t workers = settings_number(SETTING_FAST_WORKERS) +
			  settings_number(SETTING_SLOW_WORKERS);
	int64_t needed = 2 * workers + OWN_CONNECTIONS;
	bool durable =
		is(answer, 2, "on") && is(answer, 3, "on") && !is(answer, 4, "off");
	judge_schema(number_of(answer, 0));
	judge_clock(
		number_of(answer, 1) - clock_now_us() / 1000000, number_of(answer, 6));
	if (durable)
		finding_ok("durability", "what is acknowledged is on disk");
	else
		finding_note("durability", FINDING_WRONG,
			"a crash loses orders that were acknowledged",
			"turn it on in postgresql.conf",
			"fsync is %s, full_page_writes %s, synchronous_commit %s",
			PQgetvalue(answer, 0, 2), PQgetvalue(answer, 0, 3),
			PQgetvalue(answer, 0, 4));
	if (number_of(answer, 5) >= needed)
		finding_ok("connections", "the database allows %lld, %lld are needed",
			(long long)number_of(answer, 5), (long long)needed);
	else
		finding_note("connections", FINDING_WRONG,
			"a reload has two generations of workers, and some would be "
			"refused",
			"raise max_connections in postgresql.conf, or run fewer workers",
			"the database allows %lld, %lld are needed",
			(long long)number_of(answer, 5), (long long)needed);
}

/* The answer to a question; NULL, told under `check`, when there is none. */
static PGresult *ask(PGconn *connection, const char *check, enum control_name question)
{
	PGresult *answer = PQexec(connection, migrations_control[question]);
	const char *why = PQresultErrorMessage(answer);
	if (PQresultStatus(answer) == PGRES_TUPLES_OK)
		return answer;
	finding_note(check, FINDING_WRONG, "the server cannot read it either",
		"papertrade migrate up, or papertrade doctor --fix", "%.*s",
		(int)strcspn(why, "\n"), why);
	PQclear(answer);
	return NULL;
}

/* All of them have to be in the server's database; the server itself is asked first. */
static void judge_place(const PGresult *answer, enum setting setting, const char *role)
{
	const char *its = PQgetvalue(answer, 0, 3);
	if (setting == SETTING_DATABASE_URL)
		snprintf(place, sizeof(place), "%s", its);
	else if (strcmp(its, place) != 0)
		finding_note("database", FINDING_WRONG,
			"what one of them does the other never sees",
			"have both lead to the same",
			"%s, by %s: another database than that of DATABASE_URL", role,
			settings_fact(setting)->name);
}

static void judge_role(PGconn *connection, enum setting setting, const char *role)
{
	PGresult *answer = ask(connection, "role", CONTROL_DOCTOR_ROLE);
	if (answer == NULL)
		return;
	bool owner = setting == SETTING_DATABASE_OWNER_URL;
	judge_place(answer, setting, role);
	bool creates = is(answer, 0, "t");
	bool mighty = is(answer, 1, "t");
	if (mighty || (creates && !owner))
		finding_note("role", FINDING_WRONG,
			"a mistake in the program could then change everything",
			"run sql/roles.sql, which setup does",
			"%s of %s can do more than it should", PQuser(connection), role);
	else if ((owner && !creates) || (!is_behind && !is(answer, 2, "t")))
		finding_note("role", FINDING_WRONG,
			"it is refused what it needs every minute",
			"run setup, then papertrade migrate up",
			"%s of %s can do less than it should", PQuser(connection), role);
	else
		finding_ok("role", "%s of %s can change %s schema", PQuser(connection),
			role, owner ? "the" : "no");
	PQclear(answer);
}

static void judge_audit(PGconn *connection)
{
	PGresult *answer = PQexec(connection, migrations_control[CONTROL_DOCTOR_AUDIT]);
	bool known = PQresultStatus(answer) == PGRES_TUPLES_OK && PQntuples(answer) == 1;
	int64_t days = known ? number_of(answer, 0) : 0;
	if (known && number_of(answer, 2) > 0)
		finding_note("books", FINDING_WRONG, "what people see as theirs is wrong",
			"papertrade audit names the accounts; keep what is there",
			"the last audit found %lld problems",
			(long long)number_of(answer, 2));
	else if (known && days > AUDIT_DAYS)
		finding_note("books", FINDING_WARNING,
			"an error in them is best found on the day it happens",
			"papertrade audit", "not proved for %lld days", (long long)days);
	else if (known)
		finding_ok("books",
			is(answer, 1, "t") ? "proved %lld days ago"
					   : "to be proved: %lld days old",
			(long long)days);
	PQclear(answer);
}

/* One role's door. True when the database let it in. */
static bool look_as(enum setting setting, const char *role, bool first)
{
	PGconn *connection = instance_connect(setting);
	const char *why = PQerrorMessage(connection);
	bool in = PQstatus(connection) == CONNECTION_OK;
	bool foreign = setting == SETTING_DATABASE_OWNER_URL && !in &&
		       strstr(why, "eer authentication failed") != NULL;
	if (foreign)
		finding_note("role", FINDING_WARNING, "migrations are run as root",
			"run doctor as root to look at it too",
			"the role of migrations is closed to this user");
	else if (!in)
		finding_note("database", FINDING_WRONG,
			first ? "nobody is served without it"
			      : "a part of the server stands still without it",
			"see that PostgreSQL runs, and what it logs of this role",
			"%s, by %s: %.*s", role, settings_fact(setting)->name,
			(int)strcspn(why, "\n"), why);
	if (in && first) {
		finding_ok("database", "PostgreSQL %s",
			PQparameterStatus(connection, "server_version"));
		PGresult *answer = ask(connection, "schema", CONTROL_DOCTOR);
		if (answer != NULL)
			judge_answers(answer);
		PQclear(answer);
	}
	if (in)
		judge_role(connection, setting, role);
	if (in && first)
		judge_audit(connection);
	PQfinish(connection);
	return in;
}

void doctor_database_look(void)
{
	is_behind = false;
	if (!look_as(SETTING_DATABASE_URL, "the server", true))
		return;
	look_as(SETTING_DATABASE_MARKET_URL, "the market daemon", false);
	look_as(SETTING_DATABASE_OWNER_URL, "the migrations", false);
}

/* What went wrong with a step of the mend is told beside what is wrong. */
static bool runs_well(int code, const char *output, const char *what, const char *left)
{
	if (code != 0)
		finding_note("schema", FINDING_WRONG, left,
			"mend what it says, then papertrade doctor --fix", "%s: %.*s",
			what, (int)strcspn(output, "\n"), output);
	return code == 0;
}

/* As an upgrade does it: there is a dump from before. The last line of each step says
 * what came of it. */
int doctor_database_mend(char *said, size_t size)
{
	char dump[512];
	char output[512];
	char program[32];
	char home[PATH_MAX];
	if (!is_behind)
		return -1;
	snprintf(program, sizeof(program), "/proc/%ld/exe", (long)getpid());
	snprintf(home, sizeof(home), "%s", settings_home());
	int code = TOOL_RUN(dump, DUMP_S, (char *)(uintptr_t)tool_script("dump-first"),
		program, home);
	if (!runs_well(
		    code, dump, "the database was not dumped", "so nothing was changed"))
		return -1;
	code = TOOL_RUN(output, MIGRATION_S, "/proc/self/exe", "migrate", "up");
	if (!runs_well(code, output, "a migration failed", "it was undone"))
		return -1;
	const char *last = strrchr(output, '\n');
	const char *where = strstr(dump, " to ");
	snprintf(said, size, "migrated: %s; before, it was dumped%s",
		last == NULL ? output : last + 1, where == NULL ? "" : where);
	return 0;
}
