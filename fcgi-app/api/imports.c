#include "api/imports.h"

#include "api/activity.h"
#include "api/context.h"
#include "http/reply.h"
#include "market/import.h"
#include "market/import_record.h"
#include "market/store.h"

#include <string.h>

enum { SYMBOL, TIMEFRAME, DRY_RUN, SKIP_BAD, NAME };
enum { AFTER, SERIES_LIMIT };
enum { LIMIT };

const struct param imports_bars_params[IMPORTS_BARS_PARAMS] = {
	[SYMBOL] = {.name = "symbol",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description =
			"Symbol of bars without a column symbol; else the name's."},
	[TIMEFRAME] = {.name = "timeframe",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.least = 1,
		.most = TIMEFRAME_TEXT_SIZE - 1,
		.description =
			"Length of the bars: 1Min, 1Day …; else as they are spaced."},
	[DRY_RUN] = {.name = "dry_run",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Only check."},
	[SKIP_BAD] = {.name = "skip_bad",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Import the good lines though others are bad."},
	[NAME] = {.name = "name",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.least = 1,
		.most = 200,
		.description = "The file's name."},
};

const struct param imports_series_params[IMPORTS_SERIES_PARAMS] = {
	[AFTER] = {.name = "after",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description = "Only symbols after this: next_after of the last reply."},
	[SERIES_LIMIT] = {.name = "limit",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = STORE_SERIES,
		.most = 10000,
		.initial = "1000",
		.description = "At most so many series."},
};

const struct param imports_list_params[IMPORTS_LIST_PARAMS] = {
	[LIMIT] = {.name = "limit",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = 1,
		.most = 200,
		.initial = "50",
		.description = "At most so many imports."},
};

/* What of the body was not read yet. */
struct rest {
	const char *at;
	size_t length;
};

static int64_t read_rest(void *context, char *bytes, size_t size)
{
	struct rest *rest = context;
	size_t taken = rest->length < size ? rest->length : size;
	if (taken > 0)
		memcpy(bytes, rest->at, taken);
	rest->at += taken;
	rest->length -= taken;
	return (int64_t)taken;
}

static int tell(struct reply *reply, const struct import *import, bool dry_run)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_bool(&json, "dry_run", dry_run);
	import_report_write(import_report_of(import), &json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* The refusal with all that was found. What it was refused for is on record. */
static int refuse(struct reply *reply, const struct import *import, bool dry_run)
{
	const struct refusal_fact *fact = refusal_fact(REFUSAL_IMPORT);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_integer(&json, "code", fact->code);
	json_write_pair(&json, "message", fact->message);
	json_write_pair(&json, "request_id", reply->request->id);
	json_write_pair_bool(&json, "dry_run", dry_run);
	import_report_write(import_report_of(import), &json);
	json_write_object_end(&json);
	reply->kept = true;
	return reply_end(reply, fact->status);
}

static int run(struct request *request, struct reply *reply, struct import *import)
{
	bool dry_run = request->values[DRY_RUN].flag;
	struct transaction *transaction = context_transaction(request);
	struct rest rest = {request->body, request->body_length};
	const char *name = param_filled(&request->values[NAME]);
	struct csv_source source = {name == NULL ? "-" : name, read_rest, &rest};
	if (import_read(import, &source) != 0 || import_check(import) != 0)
		return -1;
	bool sound = import_is_sound(import);
	if (!dry_run) {
		if ((sound && import_store(import, transaction) != 0) ||
			import_record(import_report_of(import), request->now_us,
				transaction) != 0 ||
			activity_note(request, "bars_imported",
				sound ? ACTIVITY_DONE : ACTIVITY_REFUSED, NULL) != 0)
			return -1;
	}
	return sound ? tell(reply, import, dry_run) : refuse(reply, import, dry_run);
}

int imports_bars(struct request *request, struct reply *reply)
{
	const char *timeframe = request->values[TIMEFRAME].text;
	struct import_options options = {
		.calendar = calendar_load(CALENDAR_NYSE),
		.symbol = request->values[SYMBOL].text,
		.skip_bad = request->values[SKIP_BAD].flag,
	};
	if (timeframe != NULL && !timeframe_parse(timeframe, &options.timeframe))
		return reply_refuse_field(reply, "timeframe",
			"must be a length of bars such as 1Min, 1Hour or 1Day");
	if (request->body_length == 0)
		return reply_refuse_because(
			reply, REFUSAL_BAD_REQUEST, "the body is empty");
	struct import *import = options.calendar == NULL ? NULL : import_new(&options);
	if (import == NULL)
		return -1;
	int result = run(request, reply, import);
	import_free(import);
	return result;
}

static void write_series(struct json_writer *json, const struct store_series *series)
{
	char timeframe[TIMEFRAME_TEXT_SIZE];
	timeframe_format(series->timeframe, timeframe);
	json_write_object(json);
	json_write_pair(json, "symbol", series->symbol);
	json_write_pair(json, "timeframe", timeframe);
	json_write_pair_integer(json, "bars", series->count);
	json_write_key(json, "first");
	json_write_time(json, series->first_us);
	json_write_key(json, "last");
	json_write_time(json, series->last_us);
	json_write_key(json, "updated_at");
	json_write_time(json, series->updated_us);
	json_write_object_end(json);
}

/* A full page may end within a symbol, whose series the next page then has anew: it is
 * left to that page as a whole. */
static int64_t whole_symbols(const struct store_series *series, int64_t count)
{
	int64_t whole = count - 1;
	while (whole > 0 &&
		strcmp(series[whole - 1].symbol, series[count - 1].symbol) == 0)
		whole--;
	return whole;
}

int imports_series(struct request *request, struct reply *reply)
{
	struct store_series *series;
	const char *after = param_filled(&request->values[AFTER]);
	int64_t limit = request->values[SERIES_LIMIT].integer;
	int64_t count = store_coverage(context_transaction(request), request->arena,
		SOURCE_REPLAY, after == NULL ? "" : after, (size_t)limit, &series);
	if (count < 0)
		return -1;
	bool more = count == limit;
	if (more)
		count = whole_symbols(series, count);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "series");
	json_write_array(&json);
	for (int64_t i = 0; i < count; i++)
		write_series(&json, &series[i]);
	json_write_array_end(&json);
	json_write_pair(&json, "next_after", more ? series[count - 1].symbol : NULL);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static void write_import(struct json_writer *json, const struct rows *rows, int row)
{
	static const char *const numbers[] = {"symbols", "rows", "bars"};
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "id"));
	json_write_pair(json, "user", rows_text(rows, row, "username"));
	json_write_pair(json, "file", rows_text(rows, row, "file_name"));
	json_write_pair(json, "timeframe", rows_text(rows, row, "timeframe"));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		json_write_pair_integer(
			json, numbers[i], rows_integer(rows, row, numbers[i]));
	json_write_pair(json, "state", rows_text(rows, row, "state"));
	json_write_pair(json, "started_at", rows_text(rows, row, "started_at"));
	json_write_pair(json, "finished_at", rows_text(rows, row, "finished_at"));
	json_write_key(json, "problems");
	json_write_raw(json, rows_text(rows, row, "problems"));
	json_write_object_end(json);
}

int imports_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *const parameters[] = {request->values[LIMIT].text};
	if (transaction_run(context_transaction(request), STATEMENT_IMPORTS_LIST, 1,
		    parameters, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "imports");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++)
		write_import(&json, &rows, row);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
