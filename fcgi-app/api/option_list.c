#include "api/option_list.h"

#include "api/market_context.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DAY_BITS = 16, DAY_MASK = 0xffff, WEEK = 7 };

/* What contracts are wanted. */
struct filter {
	int32_t from_day;
	int32_t until_day;
	struct price least; /* 0: none */
	struct price most;
	const char *type; /* NULL: both */
	const char *root; /* NULL: any */
};

/* One page being made. */
struct work {
	struct request *request;
	struct reply *reply;
	const struct option_list_kind *kind;
	const struct option_list_source *source;
	struct feed feed;
	struct filter filter;
	int32_t previous_day;
	struct page_position at; /* passed 0: the beginning */
	size_t left;
	struct page_position next;
	bool more;
	struct json_writer json;
};

int32_t option_list_previous_day(const struct feed *feed)
{
	const struct calendar *calendar = feed_calendar();
	int32_t number =
		calendar_number(calendar, calendar_day_of(calendar, feed->now_us));
	return calendar_numbered(calendar, number == 0 ? 0 : number - 1).day;
}

/* Reads a date where one is given; false when it is none. */
static bool read_day(const struct param_value *value, int32_t *day)
{
	const char *text = param_filled(value);
	return text == NULL || calendar_parse_day(text, day);
}

/* Reads a price above 0 where one is given. */
static bool read_price(const struct param_value *value, struct price *price)
{
	const char *text = param_filled(value);
	return text == NULL ||
	       (price_parse(text, strlen(text), price) == DECIMAL_OK && price->e6 >= 0);
}

/* NULL, or the parameter that cannot be read and, in `why`, what is wrong. */
static const char *read_filter(struct work *work, const char **why)
{
	static const char date[] = "must be a date as YYYY-MM-DD";
	static const char amount[] = "must be an amount, 0 or more";
	const struct param_value *values = work->request->values;
	struct filter *filter = &work->filter;
	int32_t today = calendar_day_of(feed_calendar(), work->feed.now_us);
	filter->from_day = today;
	filter->until_day = INT32_MAX;
	if (work->kind->near_by && !values[OPTION_LIST_DAY_LEAST].given)
		filter->until_day = today + WEEK - calendar_weekday(today);
	*why = date;
	if (!read_day(&values[OPTION_LIST_DAY_LEAST], &filter->from_day))
		return "expiration_date_gte";
	if (!read_day(&values[OPTION_LIST_DAY_MOST], &filter->until_day))
		return "expiration_date_lte";
	if (param_filled(&values[OPTION_LIST_DAY]) != NULL) {
		if (!read_day(&values[OPTION_LIST_DAY], &filter->from_day))
			return "expiration_date";
		filter->until_day = filter->from_day;
	}
	*why = amount;
	if (!read_price(&values[OPTION_LIST_STRIKE_LEAST], &filter->least))
		return "strike_price_gte";
	if (!read_price(&values[OPTION_LIST_STRIKE_MOST], &filter->most))
		return "strike_price_lte";
	/* Where 0 is given it is a bound like any other. */
	if (param_filled(&values[OPTION_LIST_STRIKE_MOST]) != NULL &&
		filter->most.e6 == 0)
		filter->most.e6 = 1;
	filter->type = param_filled(&values[OPTION_LIST_TYPE]);
	filter->root = param_filled(&values[OPTION_LIST_ROOT]);
	return NULL;
}

/* May contracts on an underlying be wanted? */
static bool is_candidate(const struct work *work, const struct instrument *underlying)
{
	const char *root = work->filter.root;
	char own[CONTRACT_ROOT_SIZE];
	struct contract contract = {0};
	if (!chain_root(underlying->symbol, own))
		return false;
	memcpy(contract.underlying, underlying->symbol, sizeof(contract.underlying) - 1);
	bool european = chain_is_european(&contract);
	return (european ? work->source->european : work->source->american) &&
	       (root == NULL || strcasecmp(own, root) == 0) &&
	       work->source->since_us <= work->feed.now_us;
}

static bool is_wanted(const struct work *work, const struct chain_line *line)
{
	const struct filter *filter = &work->filter;
	const struct contract *contract = &line->contract;
	if (line->quote.time_us < work->source->since_us &&
		line->last.time_us < work->source->since_us)
		return false;
	if (filter->type != NULL &&
		(strcmp(filter->type, "call") == 0) != (contract->right == CONTRACT_CALL))
		return false;
	return price_compare(contract->strike, filter->least) >= 0 &&
	       (filter->most.e6 == 0 ||
		       price_compare(contract->strike, filter->most) <= 0);
}

/* Where a contract stands among those of its day. */
static int64_t rank_of(const struct contract *contract)
{
	return (int64_t)contract->right << 62 | contract->strike.e6;
}

static int by_rank(const void *a, const void *b)
{
	int64_t x = rank_of(&((const struct chain_line *)a)->contract);
	int64_t y = rank_of(&((const struct chain_line *)b)->contract);
	return (x > y) - (x < y);
}

static void write_line(struct work *work, size_t index, const struct chain_line *line)
{
	uint32_t day = (uint32_t)line->contract.expiration_day & DAY_MASK;
	if (work->kind->keyed)
		json_write_key(&work->json, line->contract.symbol);
	work->kind->write(&work->json, line, work->previous_day);
	work->next = (struct page_position){.index = (uint32_t)index << DAY_BITS | day,
		.passed = 1,
		.time_us = rank_of(&line->contract)};
	work->left--;
}

static enum feed_fault take_day(struct work *work, size_t index,
	const struct instrument *underlying, int32_t day, bool resumes)
{
	struct chain chain = {0};
	struct feed_origin origin;
	struct chain_query query = {.underlying = underlying,
		.from_day = day,
		.until_day = day,
		.least = work->filter.least,
		.most = work->filter.most,
		.bare = work->kind->bare};
	enum feed_fault fault = feed_chain(&work->feed, &query, &chain, &origin);
	if (fault != FEED_OK)
		return fault;
	if (chain.count > 0)
		qsort(chain.items, chain.count, sizeof(*chain.items), by_rank);
	for (size_t i = 0; i < chain.count; i++) {
		const struct chain_line *line = &chain.items[i];
		if (!is_wanted(work, line) ||
			(resumes && rank_of(&line->contract) <= work->at.time_us))
			continue;
		if (work->left == 0) {
			work->more = true;
			return FEED_OK;
		}
		write_line(work, index, line);
	}
	return FEED_OK;
}

static enum feed_fault take_underlying(struct work *work, size_t index)
{
	struct expirations expirations = {0};
	struct feed_origin origin;
	const struct instrument *underlying = catalogue_at(work->source->places[index]);
	bool same = work->at.passed > 0 && index == work->at.index >> DAY_BITS;
	int32_t first = same ? (int32_t)(work->at.index & DAY_MASK) : INT32_MIN;
	if (!is_candidate(work, underlying))
		return FEED_OK;
	enum feed_fault fault =
		feed_expirations(&work->feed, underlying, &expirations, &origin);
	for (size_t i = 0; fault == FEED_OK && !work->more && i < expirations.count;
		i++) {
		int32_t day = expirations.days[i];
		if (day < first || day < work->filter.from_day ||
			day > work->filter.until_day)
			continue;
		fault = take_day(work, index, underlying, day, day == first);
	}
	return fault;
}

static int write_page(struct work *work)
{
	char token[PAGE_TOKEN_SIZE];
	size_t begin = work->at.passed > 0 ? work->at.index >> DAY_BITS : 0;
	work->json = reply_json(work->reply);
	json_write_object(&work->json);
	json_write_key(&work->json, work->kind->name);
	(work->kind->keyed ? json_write_object : json_write_array)(&work->json);
	for (size_t i = begin; i < work->source->count && !work->more; i++) {
		enum feed_fault fault = take_underlying(work, i);
		if (fault != FEED_OK && fault != FEED_UNKNOWN)
			return market_context_fault(work->reply, fault, NULL);
	}
	(work->kind->keyed ? json_write_object_end : json_write_array_end)(&work->json);
	if (work->more)
		page_seal(work->request, &work->next, token);
	json_write_pair(&work->json, "next_page_token", work->more ? token : NULL);
	json_write_object_end(&work->json);
	return reply_end(work->reply, 200);
}

int option_list_reply(struct request *request, struct reply *reply,
	const struct option_list_kind *kind, const struct option_list_source *source)
{
	const char *why, *token = param_filled(&request->values[OPTION_LIST_TOKEN]);
	struct work work = {.request = request,
		.reply = reply,
		.kind = kind,
		.source = source,
		.feed = market_context_feed(request),
		.left = (size_t)request->values[OPTION_LIST_SIZE].integer};
	const char *field = read_filter(&work, &why);
	if (field != NULL)
		return reply_refuse_field(reply, field, why);
	if (token != NULL && !page_open(request, token, &work.at))
		return reply_refuse_field(
			reply, "page_token", "is not one that this query was given");
	work.previous_day = option_list_previous_day(&work.feed);
	return write_page(&work);
}
