#include "api/idempotency.h"

#include "api/context.h"
#include "auth/credential.h"
#include "http/reply.h"
#include "trading/book.h"

#include <stdio.h>
#include <string.h>

static const struct param header = {
	.name = "Idempotency-Key", .kind = PARAM_TEXT, .least = 1, .most = 255};

int idempotency_read(struct request *request, struct reply *reply, const char **key)
{
	struct param_value value = {0};
	*key = request_header(request, "HTTP_IDEMPOTENCY_KEY");
	if (*key == NULL)
		return 1;
	const char *why = param_check_text(&header, *key, &value);
	if (why == NULL && !text_is_utf8(*key, strlen(*key)))
		why = "must be UTF-8";
	return why == NULL ? 1 : reply_refuse_field(reply, header.name, why);
}

/* A body holds no NUL: the JSON reader has seen to that. */
static void hash_body(const struct request *request, char hash[CREDENTIAL_HASH_SIZE])
{
	credential_hash(request->body_length == 0 ? "" : request->body, hash);
}

static const char *route_name(const struct request *request, char *name, size_t size)
{
	snprintf(name, size, "%s %s", route_method_name(request->method), request->path);
	return name;
}

int idempotency_replay(
	struct request *request, struct reply *reply, const struct book_reply *stored)
{
	char hash[CREDENTIAL_HASH_SIZE];
	char route[96];
	if (stored == NULL)
		return 1;
	hash_body(request, hash);
	if (strcmp(stored->route, route_name(request, route, sizeof(route))) != 0 ||
		strcmp(stored->body_hash, hash) != 0)
		return reply_refuse_field(reply, header.name,
			"was used before, for a request that was another");
	reply_header(reply, "Idempotent-Replayed", "true");
	text_string(&reply->body, stored->body);
	return reply_end(reply, stored->status);
}

int idempotency_keep(struct request *request, struct reply *reply, const char *account_id,
	const char *key)
{
	char hash[CREDENTIAL_HASH_SIZE], route[96], status[8];
	if (key == NULL)
		return 0;
	hash_body(request, hash);
	snprintf(status, sizeof(status), "%d", reply->status);
	const char *const parameters[] = {account_id, key,
		route_name(request, route, sizeof(route)), hash, status,
		text_done(&reply->body)};
	return parameters[5] == NULL ? -1
				     : transaction_queue(context_transaction(request),
					       STATEMENT_IDEMPOTENCY_PUT, 6, parameters);
}

/* Requests with the same key wait for each other, so that one does it and the others find
 * its reply. */
static int find(struct request *request, const char *account_id, const char *key,
	struct rows *rows)
{
	struct rows locked;
	struct transaction *transaction = context_transaction(request);
	const char *const parameters[] = {account_id, key};
	if (transaction_queue(transaction, STATEMENT_IDEMPOTENCY_LOCK, 1, &key) != 0 ||
		transaction_queue(
			transaction, STATEMENT_IDEMPOTENCY_FIND, 2, parameters) != 0 ||
		transaction_fetch(transaction, &locked) != 0)
		return -1;
	return transaction_fetch(transaction, rows);
}

int idempotency_once(struct request *request, struct reply *reply, const char *account_id,
	int (*handle)(struct request *request, struct reply *reply))
{
	struct rows rows;
	const char *key;
	int found = idempotency_read(request, reply, &key);
	if (found != 1)
		return found;
	if (key == NULL || account_id == NULL)
		return handle(request, reply);
	if (find(request, account_id, key, &rows) != 0)
		return -1;
	if (rows.count == 1) {
		const struct book_reply stored = {.route = rows_text(&rows, 0, "route"),
			.body_hash = rows_text(&rows, 0, "body_hash"),
			.status = (int)rows_integer(&rows, 0, "status"),
			.body = rows_text(&rows, 0, "body")};
		return idempotency_replay(request, reply, &stored);
	}
	int answered = handle(request, reply);
	if (answered != 0 || reply->status >= 400)
		return answered;
	return idempotency_keep(request, reply, account_id, key);
}
