#include "api/documents.h"

#include "api/version.h"
#include "http/openapi.h"
#include "http/reply.h"

int documents_openapi(struct request *request, struct reply *reply)
{
	(void)request;
	openapi_write(&reply->body, version_text());
	return reply_end_cached(reply, 60);
}
