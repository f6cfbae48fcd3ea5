/*
 * libFuzzer: any text is no address, or one that reads back from its own text and lies in
 * the network of itself alone. A list that is no list of one network holds nothing.
 */
#include "auth/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "require.h"

enum { TEXT_LIMIT = 512 };

static const char *const addresses[] = {
	"0.0.0.0", "10.1.2.3", "255.255.255.255", "::", "::1", "2001:db8::1", "ffff::"};

static bool same(const struct network_address *a, const struct network_address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static void check_address(const char *text)
{
	struct network_address address, again;
	char plain[INET6_ADDRSTRLEN], network[INET6_ADDRSTRLEN + 4];
	if (!network_parse(text, &address))
		return;
	require(inet_ntop(AF_INET6, address.bytes, plain, sizeof(plain)) != NULL);
	require(network_parse(plain, &again) && same(&address, &again));
	snprintf(network, sizeof(network), "%s/128", plain);
	require(network_list_valid(network) && network_list_has(network, &address));
	again.bytes[15] ^= 1;
	require(!network_list_has(network, &again));
}

static void check_list(const char *text)
{
	bool valid = network_list_valid(text);
	bool one = strchr(text, ' ') == NULL && *text != '\0';
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		struct network_address address;
		require(network_parse(addresses[i], &address));
		bool has = network_list_has(text, &address);
		require(!one || valid || !has);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_LIMIT];
	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	check_address(text);
	check_list(text);
	return 0;
}
