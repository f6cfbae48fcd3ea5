#include "api/letters.h"

#include "api/context.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "net/mail.h"

#include <string.h>

enum { ATTEMPTS = 24, ROUND = 10, ARENA_FIRST = 8192, ARENA_MOST = 1024 * 1024 };

static const int64_t LOOK_US = 2000 * 1000;

void letters_link(struct text *out, const char *page, const char *token)
{
	const char *site = settings_text(SETTING_PUBLIC_URL);
	if (*site == '\0')
		text_format(out, "https://localhost:%lld",
			(long long)settings_number(SETTING_HTTPS_PORT));
	else
		text_string(out, site);
	text_format(out, "/%s#%s", page, token);
}

static int queue(struct request *request, const char *recipient, const char *subject,
	struct text *body)
{
	struct rows rows;
	const char *done = text_done(body);
	const char *const parameters[] = {recipient, subject, done};
	if (done == NULL)
		return -1;
	if (*settings_text(SETTING_SMTP_URL) == '\0')
		return 0;
	return transaction_run(context_transaction(request), STATEMENT_MAIL_INSERT, 3,
		parameters, &rows);
}

int letters_reset(struct request *request, const char *recipient, const char *token)
{
	struct text body = text_in(request->arena);
	text_string(&body,
		"Somebody, most likely you, asked for a new password at PaperTrade.\n"
		"This link lets you choose one, within an hour:\n\n");
	letters_link(&body, "reset", token);
	text_string(&body,
		"\n\nIf it was not you, do nothing: your password stays as it is.\n");
	return queue(request, recipient, "A new password for PaperTrade", &body);
}

int letters_invite(struct request *request, const char *recipient, const char *token)
{
	struct text body = text_in(request->arena);
	text_string(&body,
		"You are invited to PaperTrade, where people trade with play money.\n"
		"This link lets you register, within a week:\n\n");
	letters_link(&body, "register", token);
	text_string(&body, "\n");
	return queue(request, recipient, "An invitation to PaperTrade", &body);
}

/* Takes the next letter that is due; it is put off until it is known as sent. */
static bool take(struct connection *database, struct arena *arena, struct rows *letter)
{
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_WRITE, NULL);
	if (transaction_run(&transaction, STATEMENT_MAIL_TAKE, 0, NULL, letter) != 0) {
		transaction_rollback(&transaction);
		return false;
	}
	return transaction_commit(&transaction) == 0 && letter->count == 1;
}

static void settle(struct connection *database, struct arena *arena,
	const struct rows *letter, const char *problem)
{
	struct rows rows;
	const char *const parameters[] = {rows_text(letter, 0, "id"), problem};
	bool over = problem == NULL || rows_integer(letter, 0, "attempts") >= ATTEMPTS;
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_WRITE, NULL);
	int result = transaction_run(&transaction,
		over ? STATEMENT_MAIL_SENT : STATEMENT_MAIL_FAILED, over ? 1 : 2,
		parameters, &rows);
	if (result != 0)
		transaction_rollback(&transaction);
	else if (transaction_commit(&transaction) != 0)
		LOG(LOG_WARNING, "a letter's fate could not be noted");
}

static bool deliver_one(struct connection *database, struct arena *arena)
{
	struct rows letter;
	char problem[MAIL_PROBLEM_SIZE];
	if (!take(database, arena, &letter))
		return false;
	const struct mail mail = {settings_text(SETTING_SMTP_URL),
		settings_text(SETTING_MAIL_FROM), rows_text(&letter, 0, "recipient"),
		rows_text(&letter, 0, "subject"), rows_text(&letter, 0, "body")};
	bool sent = mail_send(&mail, problem) == 0;
	LOG(sent ? LOG_INFO : LOG_WARNING, sent ? "letter sent" : "letter not sent",
		LOG_NUMBER("letter", rows_integer(&letter, 0, "id")),
		LOG_TEXT("problem", sent ? "" : problem));
	settle(database, arena, &letter, sent ? NULL : problem);
	return true;
}

int64_t letters_deliver(struct connection *database, int64_t monotonic_us)
{
	static struct arena *arena;
	if (*settings_text(SETTING_SMTP_URL) == '\0')
		return INT64_MAX;
	if (arena == NULL)
		arena = arena_new(ARENA_FIRST, ARENA_MOST);
	for (int i = 0; arena != NULL && i < ROUND && connection_ready(database); i++) {
		bool more = deliver_one(database, arena);
		arena_reset(arena);
		if (!more)
			break;
	}
	return monotonic_us + LOOK_US;
}
