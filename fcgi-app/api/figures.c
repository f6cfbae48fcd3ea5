#include "api/figures.h"

#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "http/metrics.h"
#include "net/certificate.h"

#include <sys/statvfs.h>

/* Where a package of PostgreSQL has its data, on this machine. */
static const char DATABASE[] = "/var/lib/postgresql";

static uint64_t free_of(const char *path)
{
	struct statvfs disk;
	return statvfs(path, &disk) == 0 ? (uint64_t)disk.f_bavail * disk.f_frsize
					 : UINT64_MAX;
}

uint64_t figures_disk_free(void)
{
	uint64_t state = free_of(settings_home());
	uint64_t database = free_of(DATABASE);
	return state < database ? state : database;
}

bool figures_gather(struct connection *database, struct arena *arena)
{
	static const struct {
		enum metrics_gauge gauge;
		const char *column;
	} asked[] = {
		{METRICS_DATABASE_BYTES, "size_bytes"},
		{METRICS_DATABASE_BACKENDS, "connections"},
		{METRICS_ROWS_USERS, "users"},
		{METRICS_ROWS_ACCOUNTS, "accounts"},
		{METRICS_ROWS_ORDERS, "orders"},
		{METRICS_ROWS_FILLS, "fills"},
		{METRICS_ROWS_TRANSFERS, "transfers"},
	};
	struct rows rows;
	struct transaction transaction =
		transaction_of(database, arena, TRANSACTION_READ, NULL);
	if (transaction_run(&transaction, STATEMENT_HEALTH_FIGURES, 0, NULL, &rows) !=
		0) {
		transaction_rollback(&transaction);
		return false;
	}
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if (rows_text(&rows, 0, asked[i].column) != NULL)
			metrics_set(
				asked[i].gauge, rows_integer(&rows, 0, asked[i].column));
	if (transaction_commit(&transaction) != 0)
		return false;
	metrics_set(METRICS_FIGURES_US, clock_now_us());
	return true;
}

static void head(struct text *out, const char *name, const char *help)
{
	text_format(out, "# HELP papertrade_%s %s\n# TYPE papertrade_%s gauge\n", name,
		help, name);
}

static void write_disk(struct text *out)
{
	struct statvfs disk;
	head(out, "disk_free_bytes", "Bytes left where state and database are.");
	text_format(out, "papertrade_disk_free_bytes %llu\n",
		(unsigned long long)figures_disk_free());
	head(out, "disk_size_bytes", "Size of the disk where the state is.");
	if (statvfs(settings_home(), &disk) == 0)
		text_format(out, "papertrade_disk_size_bytes %llu\n",
			(unsigned long long)disk.f_blocks * disk.f_frsize);
}

static void write_certificate(struct text *out)
{
	int64_t end_s = certificate_end_of_file(settings_text(SETTING_TLS_CERTIFICATE));
	head(out, "certificate_end_timestamp_seconds", "When the certificate ends.");
	if (end_s != 0)
		text_format(out, "papertrade_certificate_end_timestamp_seconds %lld\n",
			(long long)end_s);
}

static void write_rows(struct text *out, const struct metrics_summary *sum)
{
	static const char *const tables[] = {
		"users", "accounts", "orders", "fills", "transfers"};
	head(out, "rows", "What there is, as the database believes, by table.");
	for (int i = 0; i < 5; i++)
		text_format(out, "papertrade_rows{table=\"%s\"} %lld\n", tables[i],
			(long long)sum->gauges[METRICS_ROWS_USERS + i]);
}

void figures_write(struct text *out)
{
	struct metrics_summary sum = metrics_sum();
	write_disk(out);
	write_certificate(out);
	head(out, "database_size_bytes", "Size of the database.");
	text_format(out, "papertrade_database_size_bytes %lld\n",
		(long long)sum.gauges[METRICS_DATABASE_BYTES]);
	head(out, "database_backends", "Connections that the database has, of anybody.");
	text_format(out, "papertrade_database_backends %lld\n",
		(long long)sum.gauges[METRICS_DATABASE_BACKENDS]);
	write_rows(out, &sum);
}
