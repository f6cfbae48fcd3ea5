#include "market/sim/sim_wording.h"

#include "base/arena.h"
#include "base/text.h"
#include "market/sim/sim_fact.h"

#include <string.h>

static const struct {
	enum sim_bulletin_kind kind;
	enum sim_wording_part part;
	const char *text;
} wordings[] = {
#define WORDING(kind, part, text) {SIM_BULLETIN_##kind, SIM_WORDING_##part, text},
#include "market/sim/sim_wording.def"
#undef WORDING
};

enum { COUNT = sizeof(wordings) / sizeof(*wordings), KEY_SIZE = 16 };

/* The places of a kind's texts; they stand together in the table. */
static struct {
	int first;
	int count;
} ranges[SIM_BULLETIN_KINDS][2];

static void index_wordings(void)
{
	for (int i = COUNT - 1; i >= 0; i--) {
		ranges[wordings[i].kind][wordings[i].part].first = i;
		ranges[wordings[i].kind][wordings[i].part].count++;
	}
}

int sim_wording_count(enum sim_bulletin_kind kind, enum sim_wording_part part)
{
	if (ranges[0][0].count == 0)
		index_wordings();
	return ranges[kind][part].count;
}

/* Writes what stands in braces; returns where to go on, NULL when it is not known. */
static const char *write_fact(
	struct text *out, const struct sim_bulletin *bulletin, const char *open)
{
	char key[KEY_SIZE];
	size_t length = strcspn(open + 1, "}");
	if (length >= sizeof(key) || open[1 + length] != '}')
		return NULL;
	memcpy(key, open + 1, length);
	key[length] = '\0';
	return sim_fact(out, bulletin, key) ? open + length + 2 : NULL;
}

bool sim_wording_write(struct text *out, const struct sim_bulletin *bulletin,
	enum sim_wording_part part, int choice)
{
	if (choice >= sim_wording_count(bulletin->kind, part))
		return false;
	const char *at = wordings[ranges[bulletin->kind][part].first + choice].text;
	while (at != NULL && *at != '\0') {
		size_t plain = strcspn(at, "{");
		text_append(out, at, plain);
		at += plain;
		if (*at == '{')
			at = write_fact(out, bulletin, at);
	}
	return at != NULL;
}

const char *sim_wording(struct arena *arena, const struct sim_bulletin *bulletin,
	enum sim_wording_part part)
{
	uint64_t bits =
		part == SIM_WORDING_HEADLINE ? bulletin->bits : bulletin->bits >> 32;
	struct text out = text_in(arena);
	int count = sim_wording_count(bulletin->kind, part);
	(void)sim_wording_write(
		&out, bulletin, part, (int)((bits & 0xffffffff) % (uint64_t)count));
	return text_done(&out);
}
