/*
 * Which version this is, as the build was told.
 */
#ifndef API_VERSION_H
#define API_VERSION_H

const char *version_text(void);

/* The commit it was built from, "unknown" outside a checkout. */
const char *version_commit(void);

#endif
