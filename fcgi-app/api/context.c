#include "api/context.h"

#include <assert.h>

struct api_context *context_of(const struct request *request)
{
	return request->context;
}

struct transaction *context_transaction(const struct request *request)
{
	assert(request->route->data != ROUTE_NO_DATA);
	return &context_of(request)->transaction;
}
