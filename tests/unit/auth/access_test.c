/* access_*: what was learned counts until somebody, anywhere, changes access. */
#include "auth/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "../children.h"
#include "../scratch.h"

static const int64_t NOW_US = INT64_C(1000) * 1000 * 1000;
static const int64_t MINUTE_US = 60 * 1000 * 1000;

static char directory[PATH_MAX];

/* Each test begins in a place of its own, knowing nothing of before. */
static int start(void **state)
{
	static int turn;
	char name[16];
	(void)state;
	snprintf(name, sizeof(name), "run%d", turn++);
	snprintf(directory, sizeof(directory), "%s", scratch_path(name));
	if (mkdir(directory, 0700) != 0 || access_open(directory) != 0)
		return -1;
	for (int i = 0; i < turn; i++)
		access_changed();
	return 0;
}

static struct access named(const char *credential, const char *user)
{
	struct access access = {.kind = ACCESS_SESSION, .role = ACCESS_TRADER};
	snprintf(access.credential, sizeof(access.credential), "%s", credential);
	snprintf(access.user_id, sizeof(access.user_id), "%s", user);
	return access;
}

static void learn(const char *credential, const char *user)
{
	struct access access = named(credential, user);
	access_learn(&access, access_generation(), NOW_US);
}

static const char *user_of(const char *credential)
{
	const struct access *access = access_known(ACCESS_SESSION, credential, NOW_US);
	return access == NULL ? NULL : access->user_id;
}

static void what_is_learned_is_known(void **state)
{
	(void)state;
	assert_null(user_of("session"));
	learn("session", "7");
	assert_string_equal(user_of("session"), "7");
	assert_null(user_of("sessio"));
	assert_null(user_of("sessions"));
	assert_null(user_of("Session"));
	assert_null(user_of(""));
}

static void what_is_learned_anew_replaces(void **state)
{
	(void)state;
	learn("session", "7");
	struct access access = named("session", "7");
	access.role = ACCESS_ADMIN;
	access_learn(&access, access_generation(), NOW_US);
	const struct access *known = access_known(ACCESS_SESSION, "session", NOW_US);
	assert_non_null(known);
	assert_int_equal(known->role, ACCESS_ADMIN);
}

static void a_key_is_no_session(void **state)
{
	(void)state;
	struct access access = named("the same", "7");
	access.kind = ACCESS_KEY;
	access_learn(&access, access_generation(), NOW_US);
	assert_null(access_known(ACCESS_SESSION, "the same", NOW_US));
	assert_non_null(access_known(ACCESS_KEY, "the same", NOW_US));
	learn("the same", "8");
	assert_string_equal(access_known(ACCESS_KEY, "the same", NOW_US)->user_id, "7");
	assert_string_equal(user_of("the same"), "8");
}

static void a_change_ends_it_all(void **state)
{
	(void)state;
	learn("one", "1");
	learn("two", "2");
	access_changed();
	assert_null(user_of("one"));
	assert_null(user_of("two"));
	learn("one", "1");
	assert_string_equal(user_of("one"), "1");
	assert_null(user_of("two"));
}

/* Asked, changed by somebody else, answered: the answer is of before the change. */
static void an_answer_of_before_a_change_is_not_kept(void **state)
{
	(void)state;
	struct access access = named("session", "7");
	uint64_t generation = access_generation();
	access_changed();
	access_learn(&access, generation, NOW_US);
	assert_null(user_of("session"));
	access_learn(&access, access_generation(), NOW_US);
	assert_string_equal(user_of("session"), "7");
}

static void it_lasts_a_minute(void **state)
{
	(void)state;
	learn("session", "7");
	assert_non_null(access_known(ACCESS_SESSION, "session", NOW_US + MINUTE_US - 1));
	assert_null(access_known(ACCESS_SESSION, "session", NOW_US + MINUTE_US));
	assert_null(access_known(ACCESS_SESSION, "session", NOW_US + MINUTE_US * 1000));
	struct access access = named("session", "8");
	access_learn(&access, access_generation(), NOW_US + MINUTE_US);
	assert_string_equal(
		access_known(ACCESS_SESSION, "session", NOW_US + MINUTE_US)->user_id,
		"8");
}

static void a_crowd_makes_way_and_is_never_mixed_up(void **state)
{
	(void)state;
	enum { CROWD = 5000 };
	char credential[32];
	char user[16];
	int kept = 0;
	for (int i = 0; i < CROWD; i++) {
		snprintf(credential, sizeof(credential), "session%d", i);
		snprintf(user, sizeof(user), "%d", i);
		struct access access = named(credential, user);
		access_learn(&access, access_generation(), NOW_US + i);
		assert_string_equal(user_of(credential), user);
	}
	for (int i = 0; i < CROWD; i++) {
		snprintf(credential, sizeof(credential), "session%d", i);
		snprintf(user, sizeof(user), "%d", i);
		const char *found = user_of(credential);
		kept += found != NULL;
		if (found != NULL)
			assert_string_equal(found, user);
	}
	/* It is bounded, and most of its places hold somebody. */
	assert_in_range(kept, 900, 1024);
}

/* Where places are short, the one that was learned longest ago makes way. */
static void those_learned_last_stay(void **state)
{
	(void)state;
	enum { CROWD = 5000, LAST = 200 };
	char credential[32];
	int kept = 0;
	for (int i = 0; i < CROWD; i++) {
		snprintf(credential, sizeof(credential), "session%d", i);
		struct access access = named(credential, "7");
		access_learn(&access, access_generation(), NOW_US + i);
	}
	for (int i = CROWD - LAST; i < CROWD; i++) {
		snprintf(credential, sizeof(credential), "session%d", i);
		kept += user_of(credential) != NULL;
	}
	assert_in_range(kept, LAST * 9 / 10, LAST);
}

/* Every process learns, then one of them changes access; none knows anything then. */
static long learn_and_see_it_end(int number)
{
	char name[64];
	const struct access *before;
	learn("session", "7");
	before = access_known(ACCESS_SESSION, "session", NOW_US);
	snprintf(name, sizeof(name), "%s/learned%d", directory, number);
	if (before == NULL || mkdir(name, 0700) != 0)
		return 1;
	if (number == 0) {
		for (int i = 1; i < 4; i++) {
			snprintf(name, sizeof(name), "%s/learned%d", directory, i);
			for (int tries = 0; access(name, F_OK) != 0; tries++) {
				if (tries > 20000)
					return 1;
				usleep(500);
			}
		}
		access_changed();
	}
	for (int tries = 0; user_of("session") != NULL; tries++) {
		if (tries > 20000)
			return 1;
		usleep(500);
	}
	return 0;
}

static void a_change_reaches_every_process(void **state)
{
	(void)state;
	learn("session", "7");
	assert_int_equal(children_sum(4, learn_and_see_it_end), 0);
	assert_null(user_of("session"));
}

/* A process that maps the generation itself, as another pool does. */
static long open_and_change(int number)
{
	(void)number;
	if (access_open(directory) != 0)
		return 1;
	access_changed();
	return 0;
}

static void a_change_reaches_the_other_pool(void **state)
{
	(void)state;
	learn("session", "7");
	uint64_t generation = access_generation();
	assert_int_equal(children_sum(8, open_and_change), 0);
	assert_true(access_generation() == generation + 8);
	assert_null(user_of("session"));
}

static long learn_before(int number)
{
	(void)number;
	learn("mine", "7");
	return user_of("mine") == NULL;
}

static void what_one_process_learns_is_its_own(void **state)
{
	(void)state;
	assert_int_equal(children_sum(2, learn_before), 0);
	assert_null(user_of("mine"));
}

static void names_of_roles(void **state)
{
	(void)state;
	enum access_role role;
	for (int i = ACCESS_VIEWER; i <= ACCESS_ADMIN; i++) {
		assert_true(
			access_role_named(access_role_name((enum access_role)i), &role));
		assert_int_equal(role, i);
	}
	assert_string_equal(access_role_name(ACCESS_VIEWER), "viewer");
	assert_string_equal(access_role_name(ACCESS_TRADER), "trader");
	assert_string_equal(access_role_name(ACCESS_ADMIN), "admin");
	static const char *const others[] = {"", "Admin", "admins", "root", "admin "};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(access_role_named(others[i], &role));
}

static void it_cannot_open_what_is_not_there(void **state)
{
	(void)state;
	int kept = dup(STDERR_FILENO);
	assert_non_null(freopen("/dev/null", "w", stderr));
	assert_int_equal(access_open(scratch_path("nowhere")), -1);
	dup2(kept, STDERR_FILENO);
	close(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_learned_is_known, start),
		cmocka_unit_test_setup(what_is_learned_anew_replaces, start),
		cmocka_unit_test_setup(a_key_is_no_session, start),
		cmocka_unit_test_setup(a_change_ends_it_all, start),
		cmocka_unit_test_setup(an_answer_of_before_a_change_is_not_kept, start),
		cmocka_unit_test_setup(it_lasts_a_minute, start),
		cmocka_unit_test_setup(a_crowd_makes_way_and_is_never_mixed_up, start),
		cmocka_unit_test_setup(those_learned_last_stay, start),
		cmocka_unit_test_setup(a_change_reaches_every_process, start),
		cmocka_unit_test_setup(a_change_reaches_the_other_pool, start),
		cmocka_unit_test_setup(what_one_process_learns_is_its_own, start),
		cmocka_unit_test(names_of_roles),
		cmocka_unit_test(it_cannot_open_what_is_not_there),
	};
	return cmocka_run_group_tests_name(
		"auth/access", tests, scratch_make, scratch_remove);
}
