#include "bin/command.h"

#include "api/letters.h"
#include "auth/access.h"
#include "auth/credential.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "bin/instance.h"
#include "db/migrations.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct options {
	const char *name;
	const char *value; /* what follows the name: a role */
	const char *email;
	const char *role;
	bool password; /* from standard input */
	bool json;
};

static PGconn *connection;

static int usage(void)
{
	fprintf(stderr, "usage: papertrade user list [--json]\n"
			"       papertrade user create NAME [--email ADDRESS] [--role "
			"admin|trader|viewer]\n"
			"                              [--password-stdin]\n"
			"       papertrade user role NAME admin|trader|viewer\n"
			"       papertrade user disable|enable NAME\n"
			"       papertrade user password NAME --password-stdin\n"
			"       papertrade user link NAME       a one-time link to "
			"choose a password\n"
			"       papertrade user totp-off NAME\n"
			"       papertrade user bootstrap       makes TERMINAL_USER if "
			"missing\n");
	return COMMAND_USAGE;
}

static int fail(const char *error)
{
	fprintf(stderr, "papertrade: %.*s\n", (int)strcspn(error, "\n"), error);
	return COMMAND_FAILED;
}

/* Why a statement failed, in the words of who typed it. */
static const char *explain(const PGresult *result)
{
	const char *broken = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	if (broken != NULL && strcmp(broken, "users_username_check") == 0)
		return "a name has 2 to 32 letters, digits, dots, dashes or underscores, "
		       "and begins with a letter or digit";
	if (broken != NULL && strcmp(broken, "users_email_check") == 0)
		return "that is no e-mail address";
	return PQresultErrorMessage(result);
}

/* Runs a statement; NULL, told, when it failed. */
static PGresult *query(enum control_name name, int count, const char *const *parameters)
{
	PGresult *result = PQexecParams(connection, migrations_control[name], count, NULL,
		parameters, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	fail(explain(result));
	PQclear(result);
	return NULL;
}

static int note(const char *name, const char *action)
{
	const char *const parameters[] = {name, action};
	PGresult *result = query(CONTROL_USER_NOTE, 2, parameters);
	int code = result == NULL ? COMMAND_FAILED : COMMAND_OK;
	PQclear(result);
	return code;
}

/* Changes one user, who has to be there, and notes it. */
static int change(enum control_name control, const char *name, const char *value,
	const char *action)
{
	const char *const parameters[] = {name, value};
	PGresult *result = query(control, value == NULL ? 1 : 2, parameters);
	if (result == NULL)
		return COMMAND_FAILED;
	bool found = PQntuples(result) == 1;
	PQclear(result);
	if (!found)
		return fail("there is no such user");
	return note(name, action);
}

static void print_table(const PGresult *users)
{
	printf("%-20s  %-30s  %-7s  %-8s  %-4s  %s\n", "NAME", "E-MAIL", "ROLE", "STATE",
		"TOTP", "LAST SIGN-IN");
	for (int row = 0; row < PQntuples(users); row++)
		printf("%-20s  %-30s  %-7s  %-8s  %-4s  %s\n", PQgetvalue(users, row, 1),
			PQgetvalue(users, row, 2), PQgetvalue(users, row, 3),
			PQgetvalue(users, row, 4), PQgetvalue(users, row, 5),
			PQgetvalue(users, row, 6));
}

static int print_json(const PGresult *users)
{
	struct arena *arena = arena_new(64 * 1024, 256 * 1024 * 1024);
	if (arena == NULL)
		return fail("out of memory");
	struct text out = text_in(arena);
	struct json_writer json = json_write_to(&out);
	json_write_array(&json);
	for (int row = 0; row < PQntuples(users); row++) {
		json_write_object(&json);
		for (int column = 0; column < PQnfields(users); column++)
			json_write_pair(&json, PQfname(users, column),
				PQgetvalue(users, row, column));
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	const char *document = text_done(&out);
	if (document != NULL)
		puts(document);
	arena_free(arena);
	return document == NULL ? COMMAND_FAILED : COMMAND_OK;
}

static int list(const struct options *options)
{
	PGresult *users = query(CONTROL_USER_LIST, 0, NULL);
	int code = COMMAND_OK;
	if (users == NULL)
		return COMMAND_FAILED;
	if (options->json)
		code = print_json(users);
	else
		print_table(users);
	PQclear(users);
	return code;
}

/* Hashes a password for a user, which stood in `source`; false, told, when it is not
 * acceptable. */
static bool make_hash(const char *source, const char *password,
	const struct options *options, char hash[PASSWORD_HASH_SIZE])
{
	char error[128];
	const char *why = password_refuse(password, options->name, options->email);
	if (why != NULL) {
		snprintf(error, sizeof(error), "%s %s", source, why);
		fail(error);
		return false;
	}
	if (password_hash(password, hash) == 0)
		return true;
	fail("out of memory");
	return false;
}

static bool read_password(const struct options *options, char hash[PASSWORD_HASH_SIZE])
{
	char line[PASSWORD_MOST + 2];
	if (fgets(line, sizeof(line), stdin) == NULL) {
		fail("there is no password on standard input");
		return false;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return make_hash("the password", line, options, hash);
}

static int print_link(const struct options *options)
{
	char token[CREDENTIAL_TOKEN_SIZE];
	char hash[CREDENTIAL_HASH_SIZE];
	char buffer[512];
	struct text link = text_over(buffer, sizeof(buffer));
	credential_token(token);
	credential_hash(token, hash);
	int code = change(CONTROL_USER_LINK, options->name, hash, "password_link_made");
	letters_link(&link, "reset", token);
	const char *address = text_done(&link);
	if (code == COMMAND_OK && address != NULL)
		printf("%s\n", address);
	return code;
}

static int insert(const struct options *options, const char *hash)
{
	const char *const parameters[] = {options->name, options->email, hash,
		options->role, settings_text(SETTING_STARTING_CASH)};
	PGresult *made = query(CONTROL_USER_CREATE, 5, parameters);
	if (made == NULL)
		return COMMAND_FAILED;
	bool taken = PQntuples(made) == 0;
	PQclear(made);
	if (taken)
		return fail("the name or the address is taken");
	/* The first user of all would administrate, whatever the role. */
	return change(CONTROL_USER_ROLE, options->name, options->role, "user_created");
}

static bool is_role(const char *name)
{
	enum access_role role;
	if (access_role_named(name, &role))
		return true;
	fail("a role is admin, trader or viewer");
	return false;
}

static int create(const struct options *options)
{
	char hash[PASSWORD_HASH_SIZE];
	if (!is_role(options->role))
		return COMMAND_FAILED;
	if (options->password && !read_password(options, hash))
		return COMMAND_FAILED;
	int code = insert(options, options->password ? hash : NULL);
	if (code != COMMAND_OK || options->password)
		return code;
	return print_link(options);
}

static int set_role(const struct options *options)
{
	if (!is_role(options->value))
		return COMMAND_FAILED;
	return change(CONTROL_USER_ROLE, options->name, options->value, "role_changed");
}

static int set_password(const struct options *options)
{
	char hash[PASSWORD_HASH_SIZE];
	if (!options->password || !read_password(options, hash))
		return options->password ? COMMAND_FAILED : usage();
	return change(CONTROL_USER_PASSWORD, options->name, hash, "password_reset");
}

static bool exists(const char *name)
{
	bool found = false;
	PGresult *users = query(CONTROL_USER_LIST, 0, NULL);
	for (int row = 0; users != NULL && row < PQntuples(users); row++)
		found = found || strcasecmp(PQgetvalue(users, row, 1), name) == 0;
	PQclear(users);
	return found;
}

/* The administrator that the settings name. */
static int bootstrap(void)
{
	char hash[PASSWORD_HASH_SIZE];
	struct options options = {
		.name = settings_text(SETTING_TERMINAL_USER), .role = "admin"};
	const char *password = settings_text(SETTING_TERMINAL_PASSWORD);
	if (*options.name == '\0' || exists(options.name))
		return COMMAND_OK;
	if (*password == '\0')
		return fail("TERMINAL_USER is set, but TERMINAL_PASSWORD is not");
	if (!make_hash("TERMINAL_PASSWORD", password, &options, hash))
		return COMMAND_FAILED;
	return insert(&options, hash);
}

static bool parse(int count, char **arguments, struct options *options)
{
	*options = (struct options){.role = "trader"};
	for (int i = 2; i < count; i++) {
		bool more = i + 1 < count;
		if (strcmp(arguments[i], "--json") == 0)
			options->json = true;
		else if (strcmp(arguments[i], "--password-stdin") == 0)
			options->password = true;
		else if (strcmp(arguments[i], "--email") == 0 && more)
			options->email = arguments[++i];
		else if (strcmp(arguments[i], "--role") == 0 && more)
			options->role = arguments[++i];
		else if (arguments[i][0] == '-' || options->value != NULL)
			return false;
		else if (options->name == NULL)
			options->name = arguments[i];
		else
			options->value = arguments[i];
	}
	return true;
}

static int act(const char *action, const struct options *options)
{
	bool named = options->name != NULL && options->value == NULL;
	if (strcmp(action, "list") == 0 && options->name == NULL)
		return list(options);
	if (strcmp(action, "bootstrap") == 0 && options->name == NULL)
		return bootstrap();
	if (strcmp(action, "role") == 0 && options->value != NULL)
		return set_role(options);
	if (!named)
		return usage();
	if (strcmp(action, "create") == 0)
		return create(options);
	if (strcmp(action, "disable") == 0)
		return change(
			CONTROL_USER_ACCESS, options->name, "true", "user_disabled");
	if (strcmp(action, "enable") == 0)
		return change(
			CONTROL_USER_ACCESS, options->name, "false", "user_enabled");
	if (strcmp(action, "password") == 0)
		return set_password(options);
	if (strcmp(action, "link") == 0)
		return print_link(options);
	if (strcmp(action, "totp-off") == 0)
		return change(
			CONTROL_USER_TOTP_OFF, options->name, NULL, "totp_disabled");
	return usage();
}

int user_command(int count, char **arguments)
{
	struct options options;
	if (count < 2 || !parse(count, arguments, &options))
		return usage();
	if (instance_load() != 0 || sodium_init() < 0)
		return COMMAND_FAILED;
	connection = PQconnectdb(settings_text(SETTING_DATABASE_OWNER_URL));
	int code = PQstatus(connection) == CONNECTION_OK
			   ? act(arguments[1], &options)
			   : fail(PQerrorMessage(connection));
	PQfinish(connection);
	return code;
}
