#include "market/chain.h"

#include "base/clock.h"
#include "base/text.h"
#include "market/calendar.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* After the root: YYMMDD, C or P, the strike in thousandths with eight digits. */
enum { DATE_DIGITS = 6, STRIKE_DIGITS = 8, TAIL = DATE_DIGITS + 1 + STRIKE_DIGITS };

enum { ROOT_DIGITS = 37, CENTURY = 2000, CLOSE_SECOND = 16 * 3600 };

static const int64_t STRIKE_STEP_E6 = 1000;

/* Underlyings whose options go by another root. */
static const struct {
	const char *root;
	const char *underlying;
} renamed[] = {
	{"BFA", "BF.A"},
	{"BFB", "BF.B"},
	{"BRKB", "BRK.B"},
	{"COMP", "$COMP"},
	{"DJI", "$DJI"},
	{"RUT", "$RUT"},
	{"SPX", "$SPX"},
	{"VIX", "$VIX"},
};

enum { RENAMED = sizeof(renamed) / sizeof(*renamed) };

static bool read_digits(const char *text, size_t count, int64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

/* Letters, and behind them a digit where a contract was adjusted. */
static bool is_root(const char *text, size_t length)
{
	if (length == 0 || length >= CONTRACT_ROOT_SIZE)
		return false;
	for (size_t i = 0; i < length; i++) {
		bool letter = text[i] >= 'A' && text[i] <= 'Z';
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (!letter && !(digit && i > 0 && i == length - 1))
			return false;
	}
	return true;
}

static bool read_day(const char *text, int32_t *day)
{
	int64_t date;
	int year, month, day_of_month;
	if (!read_digits(text, DATE_DIGITS, &date))
		return false;
	int wanted_month = (int)(date / 100 % 100), wanted_day = (int)(date % 100);
	if (wanted_month < 1 || wanted_month > 12 || wanted_day < 1 || wanted_day > 31)
		return false;
	*day = clock_day_of(CENTURY + (int)(date / 10000), wanted_month, wanted_day);
	clock_date_of(*day, &year, &month, &day_of_month);
	return month == wanted_month && day_of_month == wanted_day;
}

static void name_underlying(struct contract *contract, const char *root)
{
	const char *underlying = root;
	for (size_t i = 0; i < RENAMED; i++)
		if (strcmp(root, renamed[i].root) == 0)
			underlying = renamed[i].underlying;
	snprintf(contract->underlying, sizeof(contract->underlying), "%s", underlying);
}

bool chain_parse_symbol(const char *symbol, struct contract *contract)
{
	char root[CONTRACT_ROOT_SIZE];
	int64_t thousandths;
	struct contract read = {0};
	size_t length = strnlen(symbol, CONTRACT_SYMBOL_SIZE);
	if (length <= TAIL || length >= CONTRACT_SYMBOL_SIZE ||
		!is_root(symbol, length - TAIL))
		return false;
	const char *tail = symbol + length - TAIL;
	if (!read_day(tail, &read.expiration_day) ||
		(tail[DATE_DIGITS] != 'C' && tail[DATE_DIGITS] != 'P') ||
		!read_digits(tail + DATE_DIGITS + 1, STRIKE_DIGITS, &thousandths) ||
		thousandths == 0)
		return false;
	read.right = tail[DATE_DIGITS] == 'C' ? CONTRACT_CALL : CONTRACT_PUT;
	read.strike.e6 = thousandths * STRIKE_STEP_E6;
	memcpy(read.symbol, symbol, length + 1);
	memcpy(root, symbol, length - TAIL);
	root[length - TAIL] = '\0';
	name_underlying(&read, root);
	*contract = read;
	return true;
}

bool chain_root(const char *underlying, char root[CONTRACT_ROOT_SIZE])
{
	for (size_t i = 0; i < RENAMED; i++)
		if (strcmp(underlying, renamed[i].underlying) == 0)
			underlying = renamed[i].root;
		else if (strcmp(underlying, renamed[i].root) == 0)
			return false;
	size_t length = strnlen(underlying, CONTRACT_ROOT_SIZE);
	if (!is_root(underlying, length))
		return false;
	memcpy(root, underlying, length + 1);
	return true;
}

bool chain_name(struct contract *contract)
{
	char root[CONTRACT_ROOT_SIZE];
	int year, month, day;
	int64_t thousandths = contract->strike.e6 / STRIKE_STEP_E6;
	if (!chain_root(contract->underlying, root) || thousandths <= 0 ||
		thousandths > 99999999 || contract->strike.e6 % STRIKE_STEP_E6 != 0)
		return false;
	if (contract->expiration_day < clock_day_of(CENTURY, 1, 1) ||
		contract->expiration_day >= clock_day_of(CENTURY + 100, 1, 1))
		return false;
	clock_date_of(contract->expiration_day, &year, &month, &day);
	snprintf(contract->symbol, sizeof(contract->symbol), "%s%02d%02d%02d%c%08lld",
		root, year - CENTURY, month, day,
		contract->right == CONTRACT_CALL ? 'C' : 'P', (long long)thousandths);
	return true;
}

/* A root as a number: its characters are the digits, after an end that is 0. */
static uint32_t pack_root(const char *root)
{
	uint32_t packed = 0;
	for (int i = 0; i < CONTRACT_ROOT_SIZE - 1; i++) {
		char byte = *root;
		uint32_t digit = byte == '\0'  ? 0
				 : byte <= '9' ? (uint32_t)(byte - '0' + 1)
					       : (uint32_t)(byte - 'A' + 11);
		packed = packed * ROOT_DIGITS + digit;
		root += byte != '\0';
	}
	return packed;
}

static void unpack_root(uint32_t packed, char root[CONTRACT_ROOT_SIZE])
{
	root[CONTRACT_ROOT_SIZE - 1] = '\0';
	for (int i = CONTRACT_ROOT_SIZE - 2; i >= 0; i--, packed /= ROOT_DIGITS) {
		uint32_t digit = packed % ROOT_DIGITS;
		root[i] = (char)(digit == 0    ? '\0'
				 : digit <= 10 ? '0' + (int)digit - 1
					       : 'A' + (int)digit - 11);
	}
}

/* A UUID of version 8, which leaves its bits to us: 32 of check, 48 of day and the
 * upper part of the strike, 62 of right, the lower part, and root. */
bool chain_id(const struct contract *contract, char id[INSTRUMENT_ID_SIZE])
{
	char root[CONTRACT_ROOT_SIZE];
	struct contract named = *contract;
	if (!chain_name(&named) || !chain_root(named.underlying, root))
		return false;
	uint32_t strike = (uint32_t)(named.strike.e6 / STRIKE_STEP_E6);
	uint32_t day = (uint32_t)named.expiration_day & 0xffff;
	uint32_t right = named.right == CONTRACT_CALL ? 0 : 1;
	uint64_t check = text_hash(named.symbol, strlen(named.symbol));
	snprintf(id, INSTRUMENT_ID_SIZE, "%08x-%04x-8%03x-%04x-%04x%08x",
		(unsigned)(check >> 32), day, strike >> 16 & 0xfff,
		0x8000 | right << 13 | (unsigned)(check & 0x1fff), strike & 0xffff,
		pack_root(root));
	return true;
}

bool chain_parse_id(const char *id, struct contract *contract)
{
	unsigned check, day, high, mixed, low, root;
	char packed[CONTRACT_ROOT_SIZE], again[INSTRUMENT_ID_SIZE];
	struct contract read = {0};
	if (strnlen(id, INSTRUMENT_ID_SIZE) != INSTRUMENT_ID_SIZE - 1 ||
		sscanf(id, "%8x-%4x-8%3x-%4x-%4x%8x", &check, &day, &high, &mixed, &low,
			&root) != 6)
		return false;
	unpack_root(root, packed);
	name_underlying(&read, packed);
	read.expiration_day = (int32_t)day;
	read.right = mixed & 0x2000 ? CONTRACT_PUT : CONTRACT_CALL;
	read.strike.e6 = (int64_t)(high << 16 | low) * STRIKE_STEP_E6;
	/* What was read is right when it is written like that. */
	if (!chain_id(&read, again) || strcasecmp(id, again) != 0 || !chain_name(&read))
		return false;
	*contract = read;
	return true;
}

bool chain_is_european(const struct contract *contract)
{
	return contract->underlying[0] == '$';
}

int64_t chain_expiry_us(const struct calendar *calendar, int32_t expiration_day)
{
	struct calendar_session session;
	if (calendar_hours_of(calendar) == CALENDAR_NYSE &&
		calendar_session(calendar, expiration_day, &session))
		return session.close_us;
	return calendar_at_us(calendar, expiration_day, CLOSE_SECOND);
}

int chain_compare(const struct contract *a, const struct contract *b)
{
	if (a->expiration_day != b->expiration_day)
		return a->expiration_day < b->expiration_day ? -1 : 1;
	int order = price_compare(a->strike, b->strike);
	return order != 0 ? order : (int)a->right - (int)b->right;
}
