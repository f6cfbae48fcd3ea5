#include "market/instrument.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

/* Changing anything here changes every id that anybody has noted. */
static const unsigned char key[] = "papertrade instrument";

void instrument_id(const char *symbol, char id[INSTRUMENT_ID_SIZE])
{
	unsigned char b[16];
	crypto_generichash(b, sizeof(b), (const unsigned char *)symbol, strlen(symbol),
		key, sizeof(key) - 1);
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x80); /* version 8: a hash of our own */
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
	snprintf(id, INSTRUMENT_ID_SIZE,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
		b[12], b[13], b[14], b[15]);
}
