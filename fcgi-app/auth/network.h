/*
 * Addresses of clients, and networks they may belong to.
 */
#ifndef AUTH_NETWORK_H
#define AUTH_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

/* An IPv6 address; IPv4 is mapped into it. */
struct network_address {
	uint8_t bytes[16];
};

/* Reads "192.0.2.1" or "2001:db8::1". */
bool network_parse(const char *text, struct network_address *address)
	__attribute__((warn_unused_result));

bool network_is_ipv4(const struct network_address *address);

/* Is the address in one of the networks ("10.0.0.0/8 ::1", separated by
 * spaces)? What is not a network matches nothing. */
bool network_list_has(const char *list, const struct network_address *address);

/* Is every word of the list a network? */
bool network_list_valid(const char *list);

#endif
