/*
 * Smoke's checks of what everybody sees: health, TLS, headers, the page, the description
 * of the API, and that the rest is closed.
 */
#ifndef BIN_SMOKE_SITE_H
#define BIN_SMOKE_SITE_H

#include <stdbool.h>

struct smoke;

bool smoke_site_health(struct smoke *smoke);
bool smoke_site_ready(struct smoke *smoke);
bool smoke_site_tls(struct smoke *smoke);
bool smoke_site_headers(struct smoke *smoke);
bool smoke_site_page(struct smoke *smoke);
bool smoke_site_openapi(struct smoke *smoke);
bool smoke_site_closed(struct smoke *smoke);

#endif
