#include "api/account.h"

#include "api/account_book.h"
#include "api/account_choice.h"
#include "api/accounts.h"
#include "api/context.h"
#include "http/reply.h"

enum {
	DTBP_CHECK,
	FRACTIONAL,
	MAX_MULTIPLIER,
	NO_SHORTING,
	PDT_CHECK,
	PTP,
	SUSPEND,
	CONFIRM_EMAIL
};

#define CHOICE(field, words, about)                                                      \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_CHOICE,              \
		.choices = (words), .description = (about)                               \
	}
#define FLAG(field, about)                                                               \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_BOOLEAN,             \
		.description = (about)                                                   \
	}

const struct param account_configure_params[ACCOUNT_CONFIGURE_PARAMS] = {
	[DTBP_CHECK] = CHOICE("dtbp_check", "both entry exit", "Kept for older clients."),
	[FRACTIONAL] = FLAG("fractional_trading", "May it trade fractions of shares?"),
	[MAX_MULTIPLIER] = {.name = "max_margin_multiplier",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.least = 1,
		.most = 4,
		.description = "1, 2 or 4: the most margin, where the account has more."},
	[NO_SHORTING] = FLAG("no_shorting", "Is selling short forbidden?"),
	[PDT_CHECK] = CHOICE("pdt_check", "both entry exit", "Kept for older clients."),
	[PTP] = FLAG("ptp_no_exception_entry", "Kept for older clients."),
	[SUSPEND] = FLAG("suspend_trade", "Are new orders refused?"),
	[CONFIRM_EMAIL] =
		CHOICE("trade_confirm_email", "all none", "Kept for older clients."),
};

/* The columns that the parameters are kept in. */
static const char *const columns[ACCOUNT_CONFIGURE_PARAMS] = {
	[DTBP_CHECK] = "dtbp_check",
	[FRACTIONAL] = "fractional",
	[MAX_MULTIPLIER] = "max_margin_multiplier",
	[NO_SHORTING] = "no_shorting",
	[PDT_CHECK] = "pdt_check",
	[PTP] = "ptp_no_exception_entry",
	[SUSPEND] = "suspend_trade",
	[CONFIRM_EMAIL] = "trade_confirm_email",
};

#undef CHOICE
#undef FLAG

int account_get(struct request *request, struct reply *reply)
{
	struct account_book account;
	int found = account_book_open(request, reply, false, &account);
	if (found != 1)
		return found;
	struct json_writer json = reply_json(reply);
	account_book_write(&json, &account);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static int reply_configurations(
	struct request *request, struct reply *reply, const char *account_id)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_FIND, 1,
		    &account_id, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return account_choice_refuse(reply);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	for (size_t i = 0; i < ACCOUNT_CONFIGURE_PARAMS; i++) {
		const struct param *param = &account_configure_params[i];
		if (param->kind == PARAM_BOOLEAN)
			json_write_pair_bool(
				&json, param->name, rows_flag(&rows, 0, columns[i]));
		else
			json_write_pair(
				&json, param->name, rows_text(&rows, 0, columns[i]));
	}
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int account_configurations(struct request *request, struct reply *reply)
{
	return reply_configurations(request, reply, account_choice(request));
}

/* What is given, as an object for accounts/update. */
static const char *changes_of(const struct request *request)
{
	struct text out = text_in(request->arena);
	struct json_writer json = json_write_to(&out);
	json_write_object(&json);
	for (size_t i = 0; i < ACCOUNT_CONFIGURE_PARAMS; i++) {
		const struct param_value *value = &request->values[i];
		if (!value->given)
			continue;
		if (account_configure_params[i].kind == PARAM_BOOLEAN)
			json_write_pair_bool(&json, columns[i], value->flag);
		else
			json_write_pair(&json, columns[i], value->text);
	}
	json_write_object_end(&json);
	return text_done(&out);
}

int account_configure(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *account_id = account_choice(request);
	const struct param_value *multiplier = &request->values[MAX_MULTIPLIER];
	if (multiplier->given && multiplier->integer == 3)
		return reply_refuse_field(
			reply, "max_margin_multiplier", "must be 1, 2 or 4");
	int found = accounts_lock(request, reply, account_id, &rows);
	if (found != 1)
		return found;
	const char *const parameters[] = {account_id, changes_of(request)};
	if (parameters[1] == NULL)
		return -1;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_UPDATE, 2,
		    parameters, &rows) != 0 ||
		accounts_note(request, "account_configured", account_id) != 0)
		return -1;
	return reply_configurations(request, reply, account_id);
}
