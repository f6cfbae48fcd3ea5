/*
 * Transactions at random against a model that a child could follow: all good
 * events of a transaction are stored if it commits and held no bad one, none
 * otherwise; and every answer is the answer to its own question.
 * TRANSACTION_SEED in the environment chooses another sequence.
 */
#include "database.h"

enum { ROUNDS = 400, STEPS = 24 };

enum question { SCHEMA, GOOD, BAD, DATABASE };

struct model {
	enum question asked[STEPS];
	size_t queued;
	size_t fetched;
	int good;
	bool bad;   /* a bad event has been queued */
	bool known; /* and its answer been seen */
};

static uint64_t random_state;

static unsigned choose(unsigned count)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(random_state >> 33) % count;
}

static void ask(struct transaction *transaction, struct model *model)
{
	/* A reader stores nothing; bad events are rarer than good ones. */
	unsigned kinds = transaction->mode == TRANSACTION_READ ? 1 : 12;
	unsigned drawn = choose(kinds);
	enum question question = drawn == 0  ? (choose(2) ? SCHEMA : DATABASE)
				 : drawn < 2 ? BAD
					     : GOOD;
	int queued = question == SCHEMA     ? transaction_queue(transaction,
						      STATEMENT_HEALTH_SCHEMA, 0, NULL)
		     : question == DATABASE ? transaction_queue(transaction,
						      STATEMENT_HEALTH_DATABASE, 0, NULL)
		     : question == BAD      ? queue_nameless_event(transaction)
					    : queue_event(transaction);
	assert_int_equal(queued, 0);
	model->asked[model->queued++] = question;
	model->good += question == GOOD;
	model->bad = model->bad || question == BAD;
}

static void look(struct transaction *transaction, struct model *model)
{
	static const char *const columns[] = {"version", "kept", NULL, "size_bytes"};
	struct rows rows;
	enum question question = model->asked[model->fetched++];
	int result = transaction_fetch(transaction, &rows);
	model->known = model->known || question == BAD;
	assert_int_equal(result, model->known ? -1 : 0);
	if (model->known)
		assert_string_equal(transaction->sqlstate, "23502");
	else
		assert_true(rows_integer(&rows, 0, columns[question]) > 0);
}

/* Queues and fetches in turns: a flight's answers are all fetched before the
 * next flight, except at the end. */
static void wander(struct transaction *transaction, struct model *model)
{
	while (model->queued < STEPS && !model->known) {
		unsigned flight = 1 + choose(5);
		for (unsigned i = 0; i < flight && model->queued < STEPS; i++)
			ask(transaction, model);
		if (choose(3) == 0)
			return;
		while (model->fetched < model->queued) {
			look(transaction, model);
			if (choose(20) == 0)
				return;
		}
	}
}

static void what_is_stored_is_what_the_model_says(void **state)
{
	struct database *database = *state;
	long long expected = 0;
	for (int round = 0; round < ROUNDS; round++) {
		struct model model = {.queued = 0};
		struct transaction transaction = transaction_of(database->connection,
			database->arena, choose(4) ? TRANSACTION_WRITE : TRANSACTION_READ,
			choose(2) ? "7" : NULL);
		wander(&transaction, &model);
		bool commits = choose(3) != 0;
		if (commits)
			assert_int_equal(
				transaction_commit(&transaction), model.bad ? -1 : 0);
		else
			transaction_rollback(&transaction);
		expected += commits && !model.bad ? model.good : 0;
		assert_int_equal(stored(database), expected);
		assert_usable(database);
		arena_reset(database->arena);
	}
	assert_true(expected > ROUNDS);
}

int main(void)
{
	const char *chosen = getenv("TRANSACTION_SEED");
	random_state = chosen == NULL ? 20260131 : strtoull(chosen, NULL, 0);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_stored_is_what_the_model_says,
			database_open_ready, database_close),
	};
	return cmocka_run_group_tests_name("db/transaction property", tests, NULL, NULL);
}
