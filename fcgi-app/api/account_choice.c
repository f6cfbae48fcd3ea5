#include "api/account_choice.h"

#include "api/identity.h"
#include "http/reply.h"
#include "http/request.h"

static const struct param header = {.name = "X-Account-Id", .kind = PARAM_UUID};

const char *account_choice(const struct request *request)
{
	struct param_value value = {0};
	const struct access *access = identity_access(request);
	const char *own = access->account_id[0] == '\0' ? NULL : access->account_id;
	const char *named = request_header(request, "HTTP_X_ACCOUNT_ID");
	if (named == NULL || access->kind == ACCESS_KEY)
		return own;
	return param_check_text(&header, named, &value) == NULL ? named : NULL;
}

int account_choice_refuse(struct reply *reply)
{
	return reply_refuse_because(
		reply, REFUSAL_ABSENT, "there is no such account of yours");
}
