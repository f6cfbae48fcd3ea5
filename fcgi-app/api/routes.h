/*
 * The table of routes: every path of the API, once.
 */
#ifndef API_ROUTES_H
#define API_ROUTES_H

/* Gives the table to http/route.c; before anything asks for a route. */
void routes_install(void);

#endif
