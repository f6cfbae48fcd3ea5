#include "auth/access.h"

#include "base/shared.h"
#include "base/text.h"

#include <stdatomic.h>
#include <string.h>

/* Learned in this process alone. An answer counts for a minute at most, should
 * news of a change ever be lost. */
enum { PLACES = 1024, PROBES = 4, LAYOUT = 1 };

static const int64_t LIFETIME_US = 60 * 1000 * 1000;

struct place {
	struct access access;
	uint64_t generation; /* 0: empty */
	int64_t learned_us;
};

struct region {
	_Atomic uint64_t generation;
};

static struct region *region;
static struct place places[PLACES];

static const char *const role_names[] = {"viewer", "trader", "admin"};

int access_open(const char *directory)
{
	region = shared_map(directory, "access", sizeof(*region), LAYOUT);
	if (region == NULL)
		return -1;
	/* What a pool learned before a restart is gone with its processes. */
	uint64_t none = 0;
	atomic_compare_exchange_strong(&region->generation, &none, 1);
	return 0;
}

uint64_t access_generation(void)
{
	return atomic_load_explicit(&region->generation, memory_order_acquire);
}

void access_changed(void)
{
	atomic_fetch_add_explicit(&region->generation, 1, memory_order_acq_rel);
}

static size_t first_place(enum access_kind kind, const char *credential)
{
	return (text_hash(credential, strlen(credential)) + kind) % PLACES;
}

static bool is_live(const struct place *place, int64_t monotonic_us)
{
	return place->generation == access_generation() &&
	       monotonic_us - place->learned_us < LIFETIME_US;
}

const struct access *access_known(
	enum access_kind kind, const char *credential, int64_t monotonic_us)
{
	size_t first = first_place(kind, credential);
	for (size_t i = 0; i < PROBES; i++) {
		const struct place *place = &places[(first + i) % PLACES];
		if (place->generation != 0 && place->access.kind == kind &&
			strcmp(place->access.credential, credential) == 0)
			return is_live(place, monotonic_us) ? &place->access : NULL;
	}
	return NULL;
}

void access_learn(const struct access *access, uint64_t generation, int64_t monotonic_us)
{
	size_t first = first_place(access->kind, access->credential);
	struct place *chosen = &places[first];
	for (size_t i = 0; i < PROBES; i++) {
		struct place *place = &places[(first + i) % PLACES];
		bool same = place->access.kind == access->kind &&
			    strcmp(place->access.credential, access->credential) == 0;
		if (place->generation == 0 || same) {
			chosen = place;
			break;
		}
		if (place->learned_us < chosen->learned_us)
			chosen = place;
	}
	*chosen = (struct place){*access, generation, monotonic_us};
}

const char *access_role_name(enum access_role role)
{
	return role_names[role];
}

bool access_role_named(const char *name, enum access_role *role)
{
	for (int i = ACCESS_VIEWER; i <= ACCESS_ADMIN; i++) {
		if (strcmp(role_names[i], name) == 0) {
			*role = (enum access_role)i;
			return true;
		}
	}
	return false;
}
