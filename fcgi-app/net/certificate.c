#include "net/certificate.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PEM_MOST = 32 * 1024, DER_MOST = 24 * 1024 };

/* Tags of DER. */
enum { SEQUENCE = 0x30, EXPLICIT_0 = 0xa0, UTC_TIME = 0x17, GENERALIZED_TIME = 0x18 };

/* What is left to read. */
struct span {
	const uint8_t *at;
	size_t left;
};

/* One element: its tag, and its content in `inside`. False when it is cut short. */
static bool take(struct span *from, int *tag, struct span *inside)
{
	size_t head = 2;
	if (from->left < 2)
		return false;
	*tag = from->at[0];
	size_t length = from->at[1];
	if (length >= 0x80) {
		size_t digits = length & 0x7f;
		if (digits == 0 || digits > 3 || from->left < 2 + digits)
			return false;
		length = 0;
		for (size_t i = 0; i < digits; i++)
			length = length << 8 | from->at[2 + i];
		head += digits;
	}
	if (length > from->left - head)
		return false;
	*inside = (struct span){from->at + head, length};
	from->at += head + length;
	from->left -= head + length;
	return true;
}

static bool enter(struct span *from, int wanted, struct span *inside)
{
	int tag;
	return take(from, &tag, inside) && tag == wanted;
}

/* Two digits from `place`; -1 when they are none. */
static int two(const struct span *text, size_t place)
{
	if (place + 2 > text->left || text->at[place] < '0' || text->at[place] > '9' ||
		text->at[place + 1] < '0' || text->at[place + 1] > '9')
		return -1;
	return (text->at[place] - '0') * 10 + text->at[place + 1] - '0';
}

/* YYMMDDHHMMSSZ, of 1950 to 2049, or YYYYMMDDHHMMSSZ. */
static int64_t read_time(int tag, const struct span *text)
{
	size_t at = tag == GENERALIZED_TIME ? 4 : 2;
	int year = two(text, 0);
	int part[5];
	if ((tag != UTC_TIME && tag != GENERALIZED_TIME) || text->left != at + 11 ||
		text->at[at + 10] != 'Z' || year < 0)
		return 0;
	if (tag == GENERALIZED_TIME && two(text, 2) < 0)
		return 0;
	year = tag == GENERALIZED_TIME ? year * 100 + two(text, 2)
	       : year < 50             ? year + 2000
				       : year + 1900;
	for (size_t i = 0; i < 5; i++)
		if ((part[i] = two(text, at + 2 * i)) < 0)
			return 0;
	struct tm end = {.tm_year = year - 1900,
		.tm_mon = part[0] - 1,
		.tm_mday = part[1],
		.tm_hour = part[2],
		.tm_min = part[3],
		.tm_sec = part[4]};
	return (int64_t)timegm(&end);
}

int64_t certificate_end(const uint8_t *bytes, size_t length)
{
	int tag;
	struct span whole = {bytes, length};
	struct span certificate;
	struct span signed_part;
	struct span validity;
	struct span part;
	if (!enter(&whole, SEQUENCE, &certificate) ||
		!enter(&certificate, SEQUENCE, &signed_part))
		return 0;
	/* The version stands before the serial number, unless it is the first. */
	if (!take(&signed_part, &tag, &part) ||
		(tag == EXPLICIT_0 && !take(&signed_part, &tag, &part)))
		return 0;
	/* Signature, issuer, then from when until when. */
	if (!enter(&signed_part, SEQUENCE, &part) ||
		!enter(&signed_part, SEQUENCE, &part) ||
		!enter(&signed_part, SEQUENCE, &validity) ||
		!take(&validity, &tag, &part) || !take(&validity, &tag, &part))
		return 0;
	return read_time(tag, &part);
}

int64_t certificate_end_of_file(const char *path)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	char pem[PEM_MOST];
	uint8_t der[DER_MOST];
	size_t length;
	FILE *stream = fopen(path, "re");
	if (stream == NULL)
		return 0;
	size_t read = fread(pem, 1, sizeof(pem) - 1, stream);
	fclose(stream);
	pem[read] = '\0';
	const char *first = strstr(pem, begin);
	const char *last = first == NULL ? NULL : strstr(first, "-----END CERTIFICATE");
	if (last == NULL)
		return 0;
	first += sizeof(begin) - 1;
	if (sodium_base642bin(der, sizeof(der), first, (size_t)(last - first), "\r\n\t ",
		    &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return 0;
	return certificate_end(der, length);
}
