#include "market/catalogue_search.h"

#include "market/catalogue.h"

#include <string.h>

enum { WORD_SIZE = 24, WORDS = 6, TYPED_SIZE = 64, NAME_SIZE = 96, FAR = 100 };

/* How well something fits, the best first. */
enum fit {
	FIT_SYMBOL,
	FIT_SYMBOL_BEGINS,
	FIT_NAME_BEGINS,
	FIT_WORD_BEGINS,
	FIT_NAME_HOLDS,
	FIT_SYMBOL_MISTYPED,
	FIT_NAME_MISTYPED,
	FIT_NOT
};

struct words {
	char items[WORDS][WORD_SIZE];
	size_t count;
};

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static void lower_into(const char *text, char *out, size_t size)
{
	size_t i = 0;
	for (; text[i] != '\0' && i + 1 < size; i++)
		out[i] = lower(text[i]);
	out[i] = '\0';
}

static bool is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte < 0;
}

static struct words split(const char *text)
{
	struct words words = {.count = 0};
	while (*text != '\0' && words.count < WORDS) {
		size_t length = 0;
		while (*text != '\0' && !is_word(*text))
			text++;
		for (; is_word(*text); text++)
			if (length + 1 < WORD_SIZE)
				words.items[words.count][length++] = *text;
		words.items[words.count][length] = '\0';
		words.count += length > 0;
	}
	return words;
}

/* Letters to change, add, drop or swap with their neighbour (optimal string
 * alignment); FAR as soon as it must be more than `most`. */
static int distance(const char *a, const char *b, int most)
{
	int rows[3][WORD_SIZE + 1];
	int a_length = (int)strlen(a), b_length = (int)strlen(b);
	if (a_length - b_length > most || b_length - a_length > most)
		return FAR;
	for (int j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (int i = 1; i <= a_length; i++) {
		int *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const int *before = rows[(i + 1) % 3];
		int least = row[0] = i;
		for (int j = 1; j <= b_length; j++) {
			int cost = above[j - 1] + (a[i - 1] != b[j - 1]);
			cost = above[j] + 1 < cost ? above[j] + 1 : cost;
			cost = row[j - 1] + 1 < cost ? row[j - 1] + 1 : cost;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] && before[j - 2] + 1 < cost)
				cost = before[j - 2] + 1;
			row[j] = cost;
			least = cost < least ? cost : least;
		}
		if (least > most)
			return FAR;
	}
	return rows[a_length % 3][b_length];
}

/* One slip in a short word, two in a long one, none in the shortest. */
static bool is_mistyped(const char *typed, const char *word)
{
	size_t length = strlen(typed);
	int most = length < 4 ? 0 : length < 8 ? 1 : 2;
	return distance(typed, word, most) <= most;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool has_word_beginning(const char *name, const char *typed)
{
	for (const char *at = name; (at = strstr(at, typed)) != NULL; at++)
		if (at == name || !is_word(at[-1]))
			return true;
	return false;
}

static bool all_mistyped(const struct words *typed, const char *name)
{
	struct words words = split(name);
	for (size_t i = 0; i < typed->count; i++) {
		bool found = false;
		for (size_t j = 0; j < words.count && !found; j++)
			found = begins(words.items[j], typed->items[i]) ||
				is_mistyped(typed->items[i], words.items[j]);
		if (!found)
			return false;
	}
	return typed->count > 0;
}

static enum fit fit_of(
	const struct instrument *instrument, const char *typed, const struct words *words)
{
	char symbol[sizeof(instrument->symbol)], name[NAME_SIZE];
	lower_into(instrument->symbol, symbol, sizeof(symbol));
	if (strcmp(symbol, typed) == 0 ||
		(symbol[0] == '$' && strcmp(symbol + 1, typed) == 0))
		return FIT_SYMBOL;
	if (begins(symbol, typed))
		return FIT_SYMBOL_BEGINS;
	lower_into(instrument->name, name, sizeof(name));
	if (begins(name, typed))
		return FIT_NAME_BEGINS;
	if (has_word_beginning(name, typed))
		return FIT_WORD_BEGINS;
	if (strstr(name, typed) != NULL)
		return FIT_NAME_HOLDS;
	if (words->count == 1 && is_mistyped(typed, symbol))
		return FIT_SYMBOL_MISTYPED;
	return all_mistyped(words, name) ? FIT_NAME_MISTYPED : FIT_NOT;
}

/* What fits alike goes by the length of the symbol, then as the catalogue does. */
static int rank_of(enum fit fit, const struct instrument *instrument)
{
	return (int)fit * 32 + (int)strlen(instrument->symbol);
}

size_t catalogue_search(const char *typed, size_t limit, int *places)
{
	int ranks[CATALOGUE_SEARCH_LIMIT];
	char wanted[TYPED_SIZE];
	size_t found = 0;
	while (*typed == ' ')
		typed++;
	lower_into(typed, wanted, sizeof(wanted));
	for (size_t end = strlen(wanted); end > 0 && wanted[end - 1] == ' ';)
		wanted[--end] = '\0';
	struct words words = split(wanted);
	if (wanted[0] == '\0')
		return 0;
	limit = limit < CATALOGUE_SEARCH_LIMIT ? limit : CATALOGUE_SEARCH_LIMIT;
	for (int place = 0; place < catalogue_count(); place++) {
		enum fit fit = fit_of(catalogue_at(place), wanted, &words);
		if (fit == FIT_NOT ||
			(catalogue_at(place)->flags & INSTRUMENT_INACTIVE) != 0)
			continue;
		int rank = rank_of(fit, catalogue_at(place));
		size_t at = found < limit ? found++ : limit;
		for (; at > 0 && ranks[at - 1] > rank; at--) {
			if (at == limit)
				continue;
			ranks[at] = ranks[at - 1];
			places[at] = places[at - 1];
		}
		if (at < limit) {
			ranks[at] = rank;
			places[at] = place;
		}
	}
	return found;
}
