/*
 * Which instance this program is to talk to, and its settings. PT_HOME says
 * where; a build in a checkout takes the checkout's ./var, an installed
 * program /var/lib/papertrade with /etc/papertrade/papertrade.env.
 */
#ifndef BIN_INSTANCE_H
#define BIN_INSTANCE_H

#include "base/settings.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* Loads the settings; -1 after one line on standard error. */
int instance_load(void) __attribute__((warn_unused_result));

/* The same, with what is wrong as a line in `error` instead. */
int instance_try(char error[SETTINGS_ERROR_SIZE]) __attribute__((warn_unused_result));

/* The settings file of the instance that was loaded. */
const char *instance_settings_file(void);

/* Is it installed on this machine, with units of systemd? Else it is a checkout's. */
bool instance_is_installed(void);

/* Where the scripts are that came with this program. */
const char *instance_scripts(void);

/* Connects with the connection string that the setting holds; a server that
 * says nothing is given up after some seconds. The caller asks for the status
 * and calls PQfinish. */
PGconn *instance_connect(enum setting setting) __attribute__((warn_unused_result));

#endif
