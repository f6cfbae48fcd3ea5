/*
 * libFuzzer: whatever the headers say, a caller is known only by the key and secret, or
 * the session and user, that were learned; a cookie that is found stands in its header.
 * Each line of an input is a header, whose first letter says which.
 */
#include "api/identity.h"

#include "api/context.h"
#include "auth/credential.h"
#include "auth/secret.h"
#include "base/arena.h"
#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "require.h"

enum { TEXT_LIMIT = 4096, HEADERS = 16, ROOM = 1024 * 1024 };

#define KEY "PKABCDEFGH0123456789"
#define SECRET "abcdefghijABCDEFGHIJabcdefghijABCDEFGHIJ"
#define OTHER_SECRET "abcdefghijABCDEFGHIJabcdefghijABCDEFGHIK"

static const int64_t NOW_S = 1000000000;

static const char *const seeds[] = {
	"K" KEY "\nS" SECRET,
	"K" KEY "\nS" OTHER_SECRET,
	"K" KEY,
	"P" KEY ":" SECRET,
	"P:",
	"ABasic UEs6",
	"aBearer " KEY ":" SECRET,
	"ABearer " KEY "\n",
	"Tsession user",
	"Tsession other",
	"Tother user",
	"ABearer a.b.c",
	"Ca=b; __Host-refresh=token; c=d",
	"C __Host-refresh=;__Host-refresh=x",
};

static struct access key;
static struct access session;

int LLVMFuzzerInitialize(int *count, char ***arguments);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t limit);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed);

/* The generation is mapped from a file that needs no name any longer. */
static int open_access(void)
{
	char directory[] = "/tmp/identity-fuzz-XXXXXX";
	if (mkdtemp(directory) == NULL || access_open(directory) != 0 ||
		chdir(directory) != 0)
		return -1;
	unlink("access");
	unlink("access.lock");
	return chdir("/") != 0 || rmdir(directory) != 0;
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	char *where = getcwd(NULL, 0);
	(void)count;
	(void)arguments;
	require(where != NULL && open_access() == 0 && chdir(where) == 0);
	free(where);
	require(secret_load("a secret of the fuzzer that is long enough", "") == 0);
	key = (struct access){.kind = ACCESS_KEY, .credential = KEY, .user_id = "1"};
	credential_salt(key.salt);
	credential_hash_salted(key.salt, SECRET, key.hash);
	session = (struct access){.kind = ACCESS_SESSION,
		.credential = "session",
		.user_id = "2",
		.public_id = "user"};
	return 0;
}

/* Now and then an input begins anew with one of the seeds. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t limit, unsigned seed)
{
	const char *text = seeds[seed / 32 % (sizeof(seeds) / sizeof(*seeds))];
	if (seed % 32 == 0 && strlen(text) <= limit) {
		size = strlen(text);
		memcpy(data, text, size);
	}
	return LLVMFuzzerMutate(data, size, limit);
}

/* "Authorization: Basic" with the pair that the text is. */
static char *basic(const char *pair)
{
	static const char name[] = "HTTP_AUTHORIZATION=Basic ";
	size_t room = sizeof(name) + sodium_base64_ENCODED_LEN(strlen(pair),
					     sodium_base64_VARIANT_ORIGINAL);
	char *header = malloc(room);
	require(header != NULL);
	memcpy(header, name, sizeof(name));
	sodium_bin2base64(header + sizeof(name) - 1, room - sizeof(name) + 1,
		(const uint8_t *)pair, strlen(pair), sodium_base64_VARIANT_ORIGINAL);
	return header;
}

/* A Bearer token of ours, for "SESSION USER". */
static char *token(const char *text)
{
	char signature[JWT_SIZE];
	char *header = NULL;
	struct jwt_claims claims = {.issued_s = NOW_S, .expires_s = NOW_S + 1};
	size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	const char *user = text + letters + (text[letters] == ' ');
	int length = (int)strspn(user, "abcdefghijklmnopqrstuvwxyz");
	snprintf(claims.session, JWT_FIELD_SIZE, "%.*s", (int)letters, text);
	snprintf(claims.user, JWT_FIELD_SIZE, "%.*s", length, user);
	jwt_sign(&claims, signature);
	require(asprintf(&header, "HTTP_AUTHORIZATION=Bearer %s", signature) > 0);
	return header;
}

static char *header_of(const char *line)
{
	const char *name;
	char *header = NULL;
	switch (*line) {
	case 'K':
		name = "HTTP_APCA_API_KEY_ID";
		break;
	case 'S':
		name = "HTTP_APCA_API_SECRET_KEY";
		break;
	case 'C':
		name = "HTTP_COOKIE";
		break;
	case 'P':
		return basic(line + 1);
	case 'T':
		return token(line + 1);
	default:
		name = "HTTP_AUTHORIZATION";
	}
	require(asprintf(&header, "%s=%s", name, *line == '\0' ? "" : line + 1) > 0);
	return header;
}

static void check_known(const struct request *request, const struct identity *identity)
{
	require(request->user_id == identity->access->user_id);
	require(identity->kind == identity->access->kind);
	if (identity->kind == ACCESS_KEY) {
		require(strcmp(identity->key, KEY) == 0);
		require(strcmp(identity->secret, SECRET) == 0);
	} else {
		require(strcmp(identity->claims.session, "session") == 0);
		require(strcmp(identity->claims.user, "user") == 0);
	}
}

static void check_identity(const struct request *request)
{
	const struct identity *identity = identity_of(request);
	bool sent = request_header(request, "HTTP_APCA_API_KEY_ID") != NULL ||
		    request_header(request, "HTTP_AUTHORIZATION") != NULL;
	require((identity->state == IDENTITY_NONE) == !sent);
	require((identity->access != NULL) == (identity->state == IDENTITY_KNOWN));
	require((request->user_id != NULL) == (identity->state == IDENTITY_KNOWN));
	if (identity->state == IDENTITY_KNOWN)
		check_known(request, identity);
	if (identity->state != IDENTITY_PENDING || identity->kind != ACCESS_KEY)
		return;
	require(strlen(identity->key) == CREDENTIAL_KEY_ID_SIZE - 1);
	require(strlen(identity->secret) == CREDENTIAL_SECRET_SIZE - 1);
	require(strcmp(identity->key, KEY) != 0);
}

static void check_cookie(const struct request *request)
{
	static const char name[] = "__Host-refresh=";
	const char *header = request_header(request, "HTTP_COOKIE");
	const char *found = identity_cookie(request);
	if (found == NULL)
		return;
	require(strpbrk(found, "; ") == NULL);
	char *whole = NULL;
	require(asprintf(&whole, "%s%s", name, found) > 0);
	require(header != NULL && strstr(header, whole) != NULL);
	free(whole);
}

static void check(char **headers)
{
	/* Pieces lie in blocks of their own, whose ends the sanitizer watches. */
	struct arena *arena = arena_new(1, ROOM);
	FCGX_Request fcgi = {.envp = headers};
	struct api_context context = {0};
	struct request request = {.arena = arena,
		.fcgi = &fcgi,
		.now_us = NOW_S * 1000000,
		.context = &context};
	require(arena != NULL);
	access_learn(&key, access_generation(), clock_monotonic_us());
	access_learn(&session, access_generation(), clock_monotonic_us());
	identity_read(&request);
	check_identity(&request);
	check_cookie(&request);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_LIMIT + 1];
	char *headers[HEADERS + 1] = {0};
	char *rest = text;
	if (size > TEXT_LIMIT)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < HEADERS && rest != NULL; i++)
		headers[i] = header_of(strsep(&rest, "\n"));
	check(headers);
	for (size_t i = 0; i < HEADERS; i++)
		free(headers[i]);
	return 0;
}
