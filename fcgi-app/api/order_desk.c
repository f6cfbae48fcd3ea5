#include "api/order_desk.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "http/reply.h"
#include "market/feed.h"

struct scene_time order_desk_time(const struct request *request)
{
	return scene_time(feed_calendar(), request->now_us);
}

int order_desk_open(struct request *request, struct reply *reply, struct book_query query,
	struct order_desk *desk)
{
	desk->time = order_desk_time(request);
	query.account_id = account_choice(request);
	query.time = &desk->time;
	if (query.account_id == NULL)
		return account_choice_refuse(reply);
	switch (book_open(
		request->arena, context_transaction(request), &query, &desk->book)) {
	case BOOK_OK:
		post_begin(&desk->post, &desk->book);
		return 1;
	case BOOK_ABSENT:
		return account_choice_refuse(reply);
	case BOOK_BROKEN:
		break;
	}
	return -1;
}

const char *order_desk_source(const struct request *request, const char **id)
{
	const struct access *access = identity_access(request);
	*id = access->kind == ACCESS_KEY ? access->credential : NULL;
	return access->kind == ACCESS_KEY ? "key" : "web";
}
