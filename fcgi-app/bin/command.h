/*
 * The subcommands of papertrade, one file each. A command gets its own
 * arguments, its name first, and returns the exit code: 0 well, 1 not, 2 for
 * arguments that it does not understand.
 */
#ifndef BIN_COMMAND_H
#define BIN_COMMAND_H

enum { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2 };

int audit_command(int count, char **arguments);
int config_command(int count, char **arguments);
int database_command(int count, char **arguments);
int doctor_command(int count, char **arguments);
int market_command(int count, char **arguments);
int import_command(int count, char **arguments);
int migrate_command(int count, char **arguments);
int openapi_command(int count, char **arguments);
int replay_command(int count, char **arguments);
int routes_command(int count, char **arguments);
int serve_command(int count, char **arguments);
int smoke_command(int count, char **arguments);
int supervise_command(int count, char **arguments);
int user_command(int count, char **arguments);
int version_command(int count, char **arguments);

#endif
