#include "auth/network.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { WORD_SIZE = 64 };

static const uint8_t MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool network_parse(const char *text, struct network_address *address)
{
	struct network_address parsed;
	if (inet_pton(AF_INET6, text, parsed.bytes) != 1) {
		memcpy(parsed.bytes, MAPPED, sizeof(MAPPED));
		if (inet_pton(AF_INET, text, parsed.bytes + sizeof(MAPPED)) != 1)
			return false;
	}
	*address = parsed;
	return true;
}

bool network_is_ipv4(const struct network_address *address)
{
	return memcmp(address->bytes, MAPPED, sizeof(MAPPED)) == 0;
}

/* "10.0.0.0/8" as an address and the number of its leading bits that count. */
static bool parse_network(char *word, struct network_address *network, int64_t *bits)
{
	char *slash = strchr(word, '/');
	int offset = strchr(word, ':') == NULL ? 96 : 0;
	if (slash != NULL)
		*slash = '\0';
	if (!network_parse(word, network))
		return false;
	*bits = 128 - offset;
	if (slash != NULL && !text_to_integer(slash + 1, 0, 128 - offset, bits))
		return false;
	*bits += offset;
	return true;
}

static bool covers(const struct network_address *network, int64_t bits,
	const struct network_address *address)
{
	size_t whole = (size_t)bits / 8;
	unsigned rest = (unsigned)bits % 8;
	if (memcmp(network->bytes, address->bytes, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	unsigned mask = 0xffu << (8 - rest);
	return ((network->bytes[whole] ^ address->bytes[whole]) & mask & 0xffu) == 0;
}

/* Cuts the next word off the list; false at its end. One that is too long for a
 * network becomes empty, which is none either. */
static bool next_word(const char **list, char word[WORD_SIZE])
{
	*list += strspn(*list, " ");
	size_t length = strcspn(*list, " ");
	if (length == 0)
		return false;
	snprintf(word, WORD_SIZE, "%.*s", length < WORD_SIZE ? (int)length : 0, *list);
	*list += length;
	return true;
}

bool network_list_has(const char *list, const struct network_address *address)
{
	char word[WORD_SIZE];
	int64_t bits;
	struct network_address network;
	while (next_word(&list, word))
		if (parse_network(word, &network, &bits) &&
			covers(&network, bits, address))
			return true;
	return false;
}

bool network_list_valid(const char *list)
{
	char word[WORD_SIZE];
	int64_t bits;
	struct network_address network;
	while (next_word(&list, word))
		if (!parse_network(word, &network, &bits))
			return false;
	return true;
}
