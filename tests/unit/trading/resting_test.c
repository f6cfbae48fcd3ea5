/*
 * What rests in memory, against a simple model: one flat list, looked through for
 * everything. And how long a look at ten thousand orders takes, which is only told.
 */
#include "trade.h"

#include "base/clock.h"
#include "trading/resting.h"

enum { ACCOUNTS = 12, PLACES = 7, ORDERS = 9, TURNS = 20000, MOST = 64 };

static const int64_t SECOND_US = 1000000;
static const struct life_hours hours = {
	.always = true, .has_today = true, .today = {0, 0, INT64_MAX, INT64_MAX}};

struct known {
	bool there;
	struct resting_order order;
	int place;
};

static struct model {
	struct resting_owner owner;
	bool due;
	bool moved;
	bool put;
	struct known orders[ORDERS];
	int64_t numbers;
} model[ACCOUNTS];

static uint64_t chance;
static int64_t now_us = 1000 * INT64_C(1000000);

static int place_of(const char *symbol)
{
	return symbol[0] == 'Z' ? -1 : symbol[0] - 'A';
}

static int64_t below(int64_t bound)
{
	return chance_below(&chance, bound);
}

static struct price a_price(void)
{
	return (struct price){9900 * 10000 + below(200) * 10000};
}

static struct terms_order some_order(int64_t number)
{
	struct terms_order order = an_order();
	bool trails = below(4) == 0;
	int place = (int)below(PLACES + 1);
	order.symbol[0] = place == PLACES ? 'Z' : (char)('A' + place);
	order.symbol[1] = '\0';
	order.number = number;
	order.side = (enum terms_side)below(2);
	order.type = trails ? TERMS_TRAILING_STOP : TERMS_LIMIT;
	order.limit = trails ? (struct price){0} : a_price();
	order.trail_price = trails ? P("0.5") : (struct price){0};
	order.ahead = Q("300");
	order.expires_us = below(3) == 0 ? now_us + below(100) * SECOND_US : 0;
	return order;
}

/* Some orders of the account go, some stay, some come; what has stayed is as it was. */
static void put_some(struct resting *resting, struct model *account)
{
	struct ticket items[ORDERS];
	struct tickets tickets = {items, 0};
	for (int i = 0; i < ORDERS; i++) {
		struct known *known = &account->orders[i];
		if (below(3) == 0)
			known->there = !known->there;
		else if (known->there) {
			items[tickets.count++] =
				(struct ticket){.terms = known->order.terms,
					.updated_us = known->order.updated_us};
			/* The database knows nothing of what moved in memory. */
			items[tickets.count - 1].terms.ahead = Q("300");
			continue;
		}
		if (!known->there)
			continue;
		struct terms_order terms = some_order(++account->numbers);
		*known = (struct known){.there = true,
			.order = {.terms = terms,
				.updated_us = now_us,
				.since_us = now_us},
			.place = place_of(terms.symbol)};
		items[tickets.count++] =
			(struct ticket){.terms = terms, .updated_us = now_us};
	}
	account->moved = account->moved && (tickets.count > 0 || account->due);
	account->put = true;
	assert_int_equal(resting_put(resting, &account->owner, &tickets), 0);
}

static struct resting_sight a_sight(const struct snapshot *snapshot)
{
	struct resting_sight sight = {
		.view = {.model = {.share_bp = FILL_SHARE_BP, .multiplier = 1},
			.market = a_market(),
			.hours = &hours,
			.seen_us = now_us,
			.now_us = now_us,
			.tradable = below(10) != 0,
			.looked = below(4) == 0},
		.since = {.high = a_price(), .low = a_price(), .volume = below(900)},
		.looked_us = now_us - SECOND_US * below(3),
		.snapshot = snapshot};
	if (sight.since.low.e6 > sight.since.high.e6)
		sight.since.low = sight.since.high;
	sight.view.market.last = sight.since.low;
	return sight;
}

static void model_look(struct model *account, struct resting_order *order,
	const struct resting_sight *sight)
{
	struct rest_view view = sight->view;
	struct rest_change change;
	struct tape_passed passed =
		order->since_us > sight->looked_us
			? tape_lately(sight->snapshot, order->since_us)
			: sight->since;
	if (order->due)
		passed = tape_join(order->passed, passed);
	view.looked = view.looked && !order->due;
	view.model.kind = account->owner.fill_model;
	view.model.seed = account->owner.seed;
	resting_show(&view, &passed);
	switch (rest_rules_next(&order->terms, order->armed, &view, &change)) {
	case REST_WAITS:
		return;
	case REST_MOVES:
		order->terms.ahead = change.ahead;
		order->terms.stop = change.stop;
		order->terms.high_water = change.high_water;
		order->moved = account->moved = true;
		return;
	case REST_OPENS:
	case REST_TRIGGERS:
	case REST_FILLS:
	case REST_ENDS:
		break;
	}
	order->due = account->due = true;
	order->passed = passed;
}

static void look_at(struct resting *resting, int place)
{
	struct snapshot snapshot = {.trade = {now_us, a_price(), 10, 1}};
	struct resting_sight sight = a_sight(&snapshot);
	bool any = false;
	for (int i = 0; i < ACCOUNTS; i++)
		for (int j = 0; j < ORDERS; j++) {
			struct known *known = &model[i].orders[j];
			if (!known->there || known->place != place)
				continue;
			any = true;
			model_look(&model[i], &known->order, &sight);
		}
	assert_int_equal(resting_has(resting, place), any);
	resting_look(resting, place, &sight);
}

static struct model *owner_of(const struct resting_owner *owner)
{
	for (int i = 0; i < ACCOUNTS; i++)
		if (strcmp(model[i].owner.account_id, owner->account_id) == 0)
			return &model[i];
	fail_msg("nobody's orders");
	return NULL;
}

/* Deals with the first few orders of the account that is due next. */
static void settle_one(struct resting *resting)
{
	const struct resting_order *orders[4];
	int64_t numbers[4];
	const struct resting_owner *owner = resting_due(resting);
	if (owner == NULL)
		return;
	struct model *account = owner_of(owner);
	assert_true(account->due);
	if (below(5) == 0) {
		resting_defer(resting);
		return;
	}
	size_t count = resting_due_orders(resting, owner, orders, COUNT(numbers));
	for (size_t i = 0; i < count; i++)
		numbers[i] = orders[i]->terms.number;
	account->due = account->moved = false;
	for (int i = 0; i < ORDERS; i++) {
		struct resting_order *order = &account->orders[i].order;
		order->moved = false;
		for (size_t j = 0; j < count; j++)
			if (order->terms.number == numbers[j])
				order->due = false;
		account->due = account->due || (account->orders[i].there && order->due);
	}
	resting_settle(resting, numbers, count);
}

static void sweep(struct resting *resting)
{
	for (int i = 0; i < ACCOUNTS; i++) {
		bool stale = !model[i].put && !model[i].due;
		for (int j = 0; j < ORDERS && stale; j++)
			model[i].orders[j].there = false;
		model[i].moved = model[i].moved && !stale;
		model[i].put = false;
	}
	resting_sweep(resting);
}

static void flush(struct resting *resting)
{
	for (int i = 0; i < ACCOUNTS; i++)
		model[i].due = model[i].due || model[i].moved;
	resting_flush(resting, INT64_MAX, ACCOUNTS);
}

static void compare(const struct resting *resting)
{
	size_t count = 0, due = 0;
	for (int i = 0; i < ACCOUNTS; i++) {
		due += model[i].due;
		for (int j = 0; j < ORDERS; j++) {
			const struct resting_order *wanted = &model[i].orders[j].order;
			const struct resting_order *found = resting_find(
				resting, &model[i].owner, wanted->terms.number);
			if (!model[i].orders[j].there) {
				assert_true(wanted->terms.number == 0 || found == NULL);
				continue;
			}
			count++;
			assert_non_null(found);
			assert_int_equal(found->due, wanted->due);
			assert_int_equal(found->moved, wanted->moved);
			assert_int_equal(found->terms.ahead.e9, wanted->terms.ahead.e9);
			assert_int_equal(found->terms.stop.e6, wanted->terms.stop.e6);
			if (found->due)
				assert_int_equal(
					found->passed.volume, wanted->passed.volume);
		}
	}
	assert_int_equal(resting_count(resting), count);
	assert_int_equal(resting_due_count(resting), due);
}

static void begin_model(void)
{
	for (int i = 0; i < ACCOUNTS; i++) {
		model[i] = (struct model){
			.owner = {.user_id = i,
				.fill_model = i % 2 ? TERMS_TOUCH : TERMS_REALISTIC,
				.seed = (uint64_t)i}};
		snprintf(model[i].owner.account_id, UUID_SIZE, "account %d", i);
	}
}

static void follows_the_model(void **state)
{
	(void)state;
	struct resting *resting = resting_new(place_of, PLACES, ACCOUNTS * ORDERS);
	assert_non_null(resting);
	chance = 20260209;
	begin_model();
	for (int turn = 0; turn < TURNS; turn++) {
		now_us += below(2) * SECOND_US;
		int64_t what = below(100);
		if (what < 30)
			put_some(resting, &model[below(ACCOUNTS)]);
		else if (what < 70)
			look_at(resting, (int)below(PLACES + 1) - 1);
		else if (what < 97)
			settle_one(resting);
		else if (what < 98)
			flush(resting);
		else if (what < 99)
			sweep(resting);
		else if (below(5) == 0) {
			resting_clear(resting);
			begin_model();
		}
		compare(resting);
	}
	resting_free(resting);
}

static void keeps_to_its_limit(void **state)
{
	(void)state;
	struct ticket items[MOST + 1];
	struct tickets tickets = {items, MOST + 1};
	struct resting_owner owner = {.account_id = "one"};
	struct resting *resting = resting_new(place_of, PLACES, MOST);
	for (int i = 0; i <= MOST; i++)
		items[i] = (struct ticket){.terms = some_order(i + 1)};
	assert_int_equal(resting_put(resting, &owner, &tickets), -1);
	assert_int_equal(resting_count(resting), MOST);
	tickets.count = 0;
	assert_int_equal(resting_put(resting, &owner, &tickets), 0);
	assert_int_equal(resting_count(resting), 0);
	tickets.count = MOST;
	assert_int_equal(resting_put(resting, &owner, &tickets), 0);
	assert_int_equal(resting_count(resting), MOST);
	resting_free(resting);
}

/* The most urgent first: stops, then who came first. */
static void in_order(void **state)
{
	(void)state;
	struct ticket items[6];
	struct tickets tickets = {items, 6};
	struct resting_owner owner = {.account_id = "one", .fill_model = TERMS_TOUCH};
	struct resting *resting = resting_new(place_of, PLACES, MOST);
	struct snapshot snapshot = {0};
	const struct resting_order *due[4];
	for (int i = 0; i < 6; i++) {
		struct terms_order terms = an_order();
		terms.symbol[0] = 'A';
		terms.symbol[1] = '\0';
		terms.number = i + 1;
		terms.submitted_us = 10 - i;
		terms.type = i == 1 ? TERMS_STOP : TERMS_MARKET;
		terms.stop = i == 1 ? P("1") : (struct price){0};
		items[i] = (struct ticket){.terms = terms};
	}
	assert_int_equal(resting_put(resting, &owner, &tickets), 0);
	struct resting_sight sight = a_sight(&snapshot);
	sight.view.tradable = true;
	sight.view.looked = false;
	sight.since.volume = 100;
	resting_look(resting, 0, &sight);
	assert_int_equal(resting_due_orders(resting, &owner, due, 4), 4);
	assert_int_equal(due[0]->terms.number, 2);
	assert_int_equal(due[1]->terms.number, 6);
	assert_int_equal(due[2]->terms.number, 5);
	assert_int_equal(due[3]->terms.number, 4);
	resting_free(resting);
}

enum { MANY = 10000, SYMBOLS = 1000, EACH = 100 };

static int numbered_place(const char *symbol)
{
	return atoi(symbol);
}

static void tells_its_time(void **state)
{
	(void)state;
	static struct ticket items[EACH];
	struct tickets tickets = {items, EACH};
	struct snapshot snapshot = {0};
	struct resting *resting = resting_new(numbered_place, SYMBOLS, MANY);
	for (int i = 0; i < MANY; i++) {
		struct terms_order terms = some_order(i + 1);
		terms.type = i % 4 == 0 ? TERMS_STOP : TERMS_LIMIT;
		terms.limit = P(i % 2 ? "90" : "110");
		terms.side = i % 2 ? TERMS_BUY : TERMS_SELL;
		terms.stop = i % 4 == 0 ? P("120") : (struct price){0};
		terms.expires_us = 0;
		snprintf(terms.symbol, sizeof(terms.symbol), "%d", i % SYMBOLS);
		items[i % EACH] = (struct ticket){.terms = terms};
		struct resting_owner owner = {.user_id = i / EACH};
		snprintf(owner.account_id, UUID_SIZE, "account %d", i / EACH);
		if (i % EACH == EACH - 1)
			assert_int_equal(resting_put(resting, &owner, &tickets), 0);
	}
	int64_t begun_us = clock_monotonic_us();
	for (int place = 0; place < SYMBOLS; place++) {
		struct resting_sight sight = a_sight(&snapshot);
		sight.view.tradable = true;
		sight.view.looked = false;
		resting_look(resting, place, &sight);
	}
	print_message(
		"# a look at %zu orders in %d symbols took %lld us, %zu accounts due\n",
		resting_count(resting), SYMBOLS,
		(long long)(clock_monotonic_us() - begun_us), resting_due_count(resting));
	resting_free(resting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_model),
		cmocka_unit_test(keeps_to_its_limit),
		cmocka_unit_test(in_order),
		cmocka_unit_test(tells_its_time),
	};
	return cmocka_run_group_tests_name("trading/resting", tests, NULL, NULL);
}
