/*
 * Every function of every provider, against everything that can go wrong: the right
 * fault, nothing in the answer that was not in the provider's, and no key told.
 */
#include "served.h"

static const struct provider *provider;

struct outcome {
	enum provider_fault fault;
	size_t count;
};

enum { PROBES = 14 };

typedef struct outcome probe(struct provider_call *call);

static struct outcome probe_snapshots(struct provider_call *call)
{
	const struct instrument *instruments[] = {&served_apple};
	struct snapshot snapshot;
	enum provider_fault fault = provider->snapshots(call, instruments, 1, &snapshot);
	return (struct outcome){fault, snapshot.received_us != 0};
}

static struct outcome run_bars(struct provider_call *call, struct timeframe timeframe,
	enum bar_adjustment adjustment)
{
	struct bars bars;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = timeframe,
		.from_us = served_at(SERVED_TODAY - 5, 0, 0),
		.until_us = served_at(SERVED_TODAY + 1, 0, 0),
		.limit = 100,
		.adjustment = adjustment};
	enum provider_fault fault = provider->bars(call, &query, &bars);
	return (struct outcome){fault, bars.count};
}

static struct outcome probe_bars(struct provider_call *call)
{
	bool raw = provider->source == SOURCE_ALPACA ||
		   provider->source == SOURCE_ALPHA_VANTAGE;
	return run_bars(
		call, (struct timeframe){TIMEFRAME_DAY, 1}, raw ? BAR_RAW : BAR_SPLIT);
}

static struct outcome probe_minutes(struct provider_call *call)
{
	/* Alpaca's stand-in has but days. */
	if (provider->source == SOURCE_ALPACA)
		return probe_bars(call);
	return run_bars(call, (struct timeframe){TIMEFRAME_MINUTE, 5}, BAR_RAW);
}

static const struct tick_query *ticks(void)
{
	static struct tick_query query;
	query = (struct tick_query){.instrument = &served_apple,
		.from_us = served_at(SERVED_TODAY - 300, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 100};
	return &query;
}

static struct outcome probe_quotes(struct provider_call *call)
{
	struct quotes quotes;
	enum provider_fault fault = provider->quotes(call, ticks(), &quotes);
	return (struct outcome){fault, quotes.count};
}

static struct outcome probe_trades(struct provider_call *call)
{
	struct trades trades;
	enum provider_fault fault = provider->trades(call, ticks(), &trades);
	return (struct outcome){fault, trades.count};
}

static struct outcome probe_expirations(struct provider_call *call)
{
	struct expirations expirations;
	enum provider_fault fault =
		provider->expirations(call, &served_apple, &expirations);
	return (struct outcome){fault, expirations.count};
}

static struct outcome probe_chain(struct provider_call *call)
{
	struct chain chain;
	struct chain_query query = {.underlying = &served_apple,
		.from_day = SERVED_TODAY + 21,
		.until_day = SERVED_TODAY + 21};
	enum provider_fault fault = provider->chain(call, &query, &chain);
	return (struct outcome){fault, chain.count};
}

static const struct contract_query *contract_ticks(void)
{
	static struct contract contract;
	static struct contract_query query;
	assert_true(chain_parse_symbol("AAPL260220C00230000", &contract));
	query = (struct contract_query){.contract = &contract,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 5, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 100};
	return &query;
}

static struct outcome probe_contract_bars(struct provider_call *call)
{
	struct bars bars;
	enum provider_fault fault =
		provider->contract_bars(call, contract_ticks(), &bars);
	return (struct outcome){fault, bars.count};
}

static struct outcome probe_contract_trades(struct provider_call *call)
{
	struct trades trades;
	enum provider_fault fault =
		provider->contract_trades(call, contract_ticks(), &trades);
	return (struct outcome){fault, trades.count};
}

static struct outcome probe_news(struct provider_call *call)
{
	static const char *const symbols[] = {"AAPL"};
	struct news news;
	struct news_query query = {symbols, 1, served_at(SERVED_TODAY - 5, 0, 0),
		SERVED_NOW_US + 1, 10, false};
	enum provider_fault fault = provider->news(call, &query, &news);
	return (struct outcome){fault, news.count};
}

static struct outcome probe_macro(struct provider_call *call)
{
	struct macro_points points;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 20, SERVED_TODAY, 100};
	enum provider_fault fault = provider->macro(call, &query, &points);
	return (struct outcome){fault, points.count};
}

static struct outcome probe_actions(struct provider_call *call)
{
	struct actions actions;
	struct action_query query = {"AAPL", 18000, SERVED_TODAY, 0, 100};
	enum provider_fault fault = provider->actions(call, &query, &actions);
	return (struct outcome){fault, actions.count};
}

static struct outcome probe_search(struct provider_call *call)
{
	struct instruments found;
	enum provider_fault fault = provider->search(call, "app & <le>", 10, &found);
	return (struct outcome){fault, found.count};
}

static struct outcome probe_assets(struct provider_call *call)
{
	struct instruments assets;
	enum provider_fault fault = provider->assets(call, &assets);
	return (struct outcome){fault, assets.count};
}

/* What a provider offers, and so is probed. */
static size_t list_probes(probe *probes[PROBES])
{
	size_t count = 0;
	const struct {
		bool offered;
		probe *run;
	} all[] = {{provider->snapshots != NULL, probe_snapshots},
		{provider->bars != NULL, probe_bars},
		{provider->bars != NULL, probe_minutes},
		{provider->quotes != NULL, probe_quotes},
		{provider->trades != NULL, probe_trades},
		{provider->expirations != NULL, probe_expirations},
		{provider->chain != NULL, probe_chain},
		{provider->contract_bars != NULL, probe_contract_bars},
		{provider->contract_trades != NULL, probe_contract_trades},
		{provider->news != NULL, probe_news},
		{provider->macro != NULL, probe_macro},
		{provider->actions != NULL, probe_actions},
		{provider->search != NULL, probe_search},
		{provider->assets != NULL, probe_assets}};
	for (size_t i = 0; i < SERVED_COUNT(all); i++)
		if (all[i].offered)
			probes[count++] = all[i].run;
	return count;
}

static void check_case(const char *name, probe *run, size_t number,
	enum provider_fault wanted, bool some)
{
	struct outcome outcome = run(served_as(name));
	if (outcome.fault != wanted || (outcome.count > 0) != some)
		fail_msg("%s, %s, function %zu: fault %d with %zu items: %s",
			source_name(provider->source), name, number, (int)outcome.fault,
			outcome.count, served_call.problem);
	if (wanted != PROVIDER_OK && served_call.problem[0] == '\0')
		fail_msg("%s, %s, function %zu: no word of what is wrong",
			source_name(provider->source), name, number);
	served_keeps_secrets(provider->source);
}

static void check_all(const char *name, enum provider_fault wanted, bool some)
{
	probe *probes[PROBES];
	for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
		provider = provider_of(source);
		size_t count = list_probes(probes);
		assert_true(count > 0);
		for (size_t i = 0; i < count; i++)
			check_case(name, probes[i], i, wanted, some);
	}
}

static void good_answers_are_read(void **state)
{
	(void)state;
	check_all("good", PROVIDER_OK, true);
	check_all("gzip", PROVIDER_OK, true);
}

static void a_key_that_is_refused(void **state)
{
	(void)state;
	check_all("unauthorized", PROVIDER_REFUSED, false);
	check_all("forbidden", PROVIDER_REFUSED, false);
	check_all("leak", PROVIDER_REFUSED, false);
}

static void too_many_calls(void **state)
{
	(void)state;
	check_all("limited", PROVIDER_LIMITED, false);
	assert_true(served_call.retry_after_ms == 7000);
}

static void a_provider_that_fails(void **state)
{
	(void)state;
	check_all("broken", PROVIDER_FAILED, false);
	check_all("cut", PROVIDER_FAILED, false);
	check_all("unavailable", PROVIDER_FAILED, false);
	assert_true(served_call.retry_after_ms == 3000);
}

static void a_provider_that_does_not_answer(void **state)
{
	(void)state;
	check_all("slow", PROVIDER_FAILED, false);
}

static void answers_that_are_none(void **state)
{
	static const char *const names[] = {"garbage", "nothing", "moved", "half"};
	(void)state;
	for (size_t i = 0; i < SERVED_COUNT(names); i++) {
		probe *probes[PROBES];
		for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
			provider = provider_of(source);
			size_t count = list_probes(probes);
			for (size_t j = 0; j < count; j++) {
				/* Half of a table is a table with half a line. */
				if (source == SOURCE_ALPHA_VANTAGE &&
					strcmp(names[i], "half") == 0 &&
					(probes[j] == probe_bars ||
						probes[j] == probe_minutes))
					continue;
				check_case(
					names[i], probes[j], j, PROVIDER_NONSENSE, false);
			}
		}
	}
}

/* JSON, but of none of the shapes that are known: never taken for an answer. */
static void other_shapes(void **state)
{
	static const char *const names[] = {"list", "number", "text", "mixed", "object"};
	(void)state;
	for (size_t i = 0; i < SERVED_COUNT(names); i++) {
		probe *probes[PROBES];
		for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
			provider = provider_of(source);
			size_t count = list_probes(probes);
			for (size_t j = 0; j < count; j++) {
				struct outcome outcome = probes[j](served_as(names[i]));
				bool nonsense = outcome.fault == PROVIDER_NONSENSE ||
						outcome.fault == PROVIDER_UNKNOWN;
				if (!nonsense || outcome.count != 0)
					fail_msg("%s, %s, function %zu: fault %d",
						source_name(source), names[i], j,
						(int)outcome.fault);
				served_keeps_secrets(source);
			}
		}
	}
}

/* Prices below zero, bids over asks, dates that no month has: none becomes an item. */
static void absurd_values(void **state)
{
	probe *probes[PROBES];
	(void)state;
	for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
		provider = provider_of(source);
		size_t count = list_probes(probes);
		for (size_t i = 0; i < count; i++) {
			struct outcome outcome = probes[i](served_as("absurd"));
			if (outcome.count != 0 ||
				(outcome.fault != PROVIDER_NONSENSE &&
					outcome.fault != PROVIDER_UNKNOWN))
				fail_msg("%s, function %zu: fault %d, %zu items: %s",
					source_name(source), i, (int)outcome.fault,
					outcome.count, served_call.problem);
		}
	}
}

static void nothing_there_is_no_fault(void **state)
{
	static const char *const names[] = {"empty", "unknown"};
	(void)state;
	for (size_t n = 0; n < SERVED_COUNT(names); n++) {
		probe *probes[PROBES];
		for (enum source source = SOURCE_ALPACA; source < SOURCES; source++) {
			provider = provider_of(source);
			size_t count = list_probes(probes);
			for (size_t i = 0; i < count; i++) {
				struct outcome outcome = probes[i](served_as(names[n]));
				bool fine = outcome.fault == PROVIDER_UNKNOWN ||
					    (outcome.fault == PROVIDER_OK &&
						    probes[i] != probe_snapshots);
				if (!fine || outcome.count != 0)
					fail_msg("%s, %s, function %zu: fault %d: %s",
						source_name(source), names[n], i,
						(int)outcome.fault, served_call.problem);
			}
		}
	}
}

static void a_missing_key_is_no_call(void **state)
{
	static const char *const keys[] = {"ALPACA_PAPER_SECRET_KEY", "TRADIER_API_KEY",
		"ALPHA_VANTAGE_API_KEY", "FINNHUB_API_KEY", "FRED_API_KEY"};
	(void)state;
	for (size_t i = 0; i < SERVED_COUNT(keys); i++) {
		probe *probes[PROBES];
		char kept[64];
		struct line_state line;
		provider = provider_of((enum source)(SOURCE_ALPACA + (int)i));
		(void)list_probes(probes);
		snprintf(kept, sizeof(kept), "%s", getenv(keys[i]));
		setenv(keys[i], "", 1);
		struct outcome outcome = probes[0](served_as("good"));
		line_state(provider->source, SERVED_NOW_US, &line);
		setenv(keys[i], kept, 1);
		assert_int_equal(outcome.fault, PROVIDER_REFUSED);
		assert_non_null(strstr(served_call.problem, "key"));
		assert_true(line.record.calls == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_answers_are_read),
		cmocka_unit_test(a_key_that_is_refused),
		cmocka_unit_test(too_many_calls),
		cmocka_unit_test(a_provider_that_fails),
		cmocka_unit_test(a_provider_that_does_not_answer),
		cmocka_unit_test(answers_that_are_none),
		cmocka_unit_test(other_shapes),
		cmocka_unit_test(absurd_values),
		cmocka_unit_test(nothing_there_is_no_fault),
		cmocka_unit_test(a_missing_key_is_no_call),
	};
	return cmocka_run_group_tests_name(
		"market/providers/faults", tests, served_start, served_end);
}
