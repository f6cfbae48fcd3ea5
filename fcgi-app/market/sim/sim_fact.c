#include "market/sim/sim_fact.h"

#include "base/clock.h"
#include "base/text.h"
#include "market/macro.h"
#include "market/sim/sim_figures.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_split.h"
#include "market/sim/sim_wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const months[] = {"", "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December"};

/* Funds that hold a sector each. */
static const struct {
	const char *symbol;
	enum listing_sector sector;
} sector_funds[] = {
	{"XLK", LISTING_TECHNOLOGY},
	{"XLF", LISTING_FINANCIALS},
	{"XLV", LISTING_HEALTH_CARE},
	{"XLY", LISTING_CONSUMER_DISCRETIONARY},
	{"XLP", LISTING_CONSUMER_STAPLES},
	{"XLC", LISTING_COMMUNICATION},
	{"XLI", LISTING_INDUSTRIALS},
	{"XLE", LISTING_ENERGY},
	{"XLU", LISTING_UTILITIES},
	{"XLB", LISTING_MATERIALS},
	{"XLRE", LISTING_REAL_ESTATE},
};

static const struct listing *listing_of(const struct sim_bulletin *bulletin)
{
	return listing_at(bulletin->place);
}

/* A company's name as people say it. */
static void write_name(struct text *out, const struct sim_bulletin *bulletin)
{
	static const char *const endings[] = {" and Company", " & Company", " & Co.",
		", Inc.", " Inc.", " Corp.", " Incorporated", " Corporation", " Company",
		" Companies", " Holdings", " Holding", " Group", " plc", " Ltd.",
		" Limited", " N.V.", " A/S", " S.A.", " Inc"};
	const struct listing *listing = listing_of(bulletin);
	const char *name = listing->name;
	size_t length = strlen(name);
	if (listing->kind == INSTRUMENT_STOCK) {
		name += text_starts(name, "The ") ? strlen("The ") : 0;
		length = strlen(name);
		for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
			const char *found = strstr(name, endings[i]);
			if (found != NULL && (size_t)(found - name) < length)
				length = (size_t)(found - name);
		}
	}
	text_append(out, name, length);
}

static void write_full(struct text *out, const struct sim_bulletin *bulletin)
{
	text_string(out, listing_of(bulletin)->name);
}

static void write_symbol(struct text *out, const struct sim_bulletin *bulletin)
{
	text_string(out, listing_of(bulletin)->symbol);
}

static void write_exchange(struct text *out, const struct sim_bulletin *bulletin)
{
	text_string(out, listing_of(bulletin)->exchange);
}

/* 12,345 */
static void write_grouped(struct text *out, int64_t value)
{
	if (value >= 1000000)
		text_format(out, "%lld,%03lld,%03lld", (long long)(value / 1000000),
			(long long)(value / 1000 % 1000), (long long)(value % 1000));
	else if (value >= 1000)
		text_format(out, "%lld,%03lld", (long long)(value / 1000),
			(long long)(value % 1000));
	else
		text_format(out, "%lld", (long long)value);
}

/* Cents, and below a dollar hundredths of them. */
static void write_dollars(struct text *out, int64_t price_e4)
{
	text_byte(out, '$');
	write_grouped(out, price_e4 / 10000);
	if (price_e4 < 10000)
		text_format(out, ".%04lld", (long long)price_e4);
	else
		text_format(out, ".%02lld", (long long)(price_e4 % 10000 / 100));
}

static void write_price(struct text *out, const struct sim_bulletin *bulletin)
{
	write_dollars(out, bulletin->price_e4);
}

static void write_cents(struct text *out, int64_t amount_e4)
{
	text_format(out, "$%lld.%02lld", (long long)(amount_e4 / 10000),
		(long long)(amount_e4 % 10000 / 100));
}

static void write_amount(struct text *out, const struct sim_bulletin *bulletin)
{
	write_cents(out, bulletin->amount_e4);
}

static void write_expected(struct text *out, const struct sim_bulletin *bulletin)
{
	write_cents(out, bulletin->expected_e4);
}

static void write_move(struct text *out, const struct sim_bulletin *bulletin)
{
	double percent = fabs(bulletin->move) * 100;
	text_format(out, percent < 1 ? "%.2f%%" : "%.1f%%", percent);
}

static void write_hundredths(struct text *out, const struct sim_bulletin *bulletin)
{
	text_format(out, "%.2f%%", fabs(bulletin->move) * 100);
}

static void write_sales(struct text *out, const struct sim_bulletin *bulletin)
{
	double percent = bulletin->growth * 100;
	if (fabs(percent) < 0.05)
		text_string(out, "were flat");
	else
		text_format(
			out, "%s %.1f%%", percent > 0 ? "rose" : "fell", fabs(percent));
}

static void write_quarter(struct text *out, const struct sim_bulletin *bulletin)
{
	text_format(out, "Q%d %d", bulletin->quarter, bulletin->year);
}

static void write_ratio(struct text *out, const struct sim_bulletin *bulletin)
{
	text_format(out, "%d-for-%d", bulletin->new_shares, bulletin->old_shares);
}

static void write_day(struct text *out, const struct sim_bulletin *bulletin)
{
	int year;
	int month;
	int day;
	clock_date_of(bulletin->day, &year, &month, &day);
	text_format(out, "%s %d, %d", months[month], day, year);
}

static void write_month(struct text *out, const struct sim_bulletin *bulletin)
{
	int year;
	int month;
	int day;
	clock_date_of(bulletin->day, &year, &month, &day);
	text_string(out, months[month]);
}

static const char *phrase(const struct sim_bulletin *bulletin)
{
	static const char *const gains[] = {"as buyers took control", "on steady buying",
		"with buyers in charge", "on firm demand"};
	static const char *const losses[] = {"as sellers took control",
		"on steady selling", "with sellers in charge", "on weak demand"};
	bool up = bulletin->move > 0;
	bool with = listing_of(bulletin)->beta_e2 >= 0;
	switch (bulletin->reason) {
	case SIM_BULLETIN_AFTER_REPORT:
		return "after its earnings report";
	case SIM_BULLETIN_WITH_MARKET:
		return up == with ? "in a rising market" : "in a falling market";
	case SIM_BULLETIN_AGAINST_MARKET:
		return up == with ? "against a falling market"
				  : "against a rising market";
	case SIM_BULLETIN_ALONE:
		break;
	}
	return (up ? gains : losses)[bulletin->bits >> 20 & 3];
}

static void write_reason(struct text *out, const struct sim_bulletin *bulletin)
{
	text_string(out, phrase(bulletin));
}

/* Payrolls are counted in thousands. */
static void write_difference(struct text *out, const struct sim_bulletin *bulletin)
{
	int64_t off_e4 = llabs(bulletin->amount_e4 - bulletin->expected_e4);
	write_grouped(out, off_e4 / 10);
}

static void write_figure(struct text *out, const struct sim_bulletin *bulletin)
{
	text_format(out, "%lld.%03lld", (long long)(bulletin->amount_e4 / 10000),
		(long long)(bulletin->amount_e4 % 10000 / 10));
}

static void write_unemployment(struct text *out, const struct sim_bulletin *bulletin)
{
	int64_t rate_e6 = sim_figures_value_e6(
		sim_world()->seed, MACRO_UNEMPLOYMENT, bulletin->day);
	text_format(out, "%lld.%lld%%", (long long)(rate_e6 / 1000000),
		(long long)(rate_e6 % 1000000 / 100000));
}

static void write_percent(struct text *out, int64_t percent_e4)
{
	text_format(out, "%lld.%02lld%%", (long long)(percent_e4 / 10000),
		(long long)(percent_e4 % 10000 / 100));
}

static void write_rate(struct text *out, const struct sim_bulletin *bulletin)
{
	write_percent(out, bulletin->amount_e4);
}

/* The target range is a quarter of a point wide. */
static void write_range(struct text *out, const struct sim_bulletin *bulletin)
{
	write_percent(out, bulletin->amount_e4 - 2500);
	text_string(out, " to ");
	write_percent(out, bulletin->amount_e4);
}

/* The value of an index, or, under its name with "_move", how far it has moved. */
static bool write_index(
	struct text *out, const struct sim_bulletin *bulletin, const char *name)
{
	static const struct {
		const char *name;
		const char *symbol;
	} indices[] = {
		{"spx", "$SPX"}, {"dji", "$DJI"}, {"comp", "$COMP"}, {"rut", "$RUT"}};
	size_t length = strcspn(name, "_");
	for (size_t i = 0; i < sizeof(indices) / sizeof(*indices); i++) {
		double move;
		if (strlen(indices[i].name) != length ||
			memcmp(indices[i].name, name, length) != 0)
			continue;
		int64_t value_e4 =
			sim_wrap_index(bulletin, listing_find(indices[i].symbol), &move);
		if (name[length] != '\0') {
			text_format(out, "%+.2f%%", move * 100);
			return true;
		}
		write_grouped(out, value_e4 / 10000);
		text_format(out, ".%02lld", (long long)(value_e4 % 10000 / 100));
		return true;
	}
	return false;
}

/* The sector whose fund moved most, times 1 or -1. */
static void write_sector(struct text *out, const struct sim_bulletin *bulletin, int sign)
{
	enum listing_sector found = LISTING_TECHNOLOGY;
	double most = -1;
	for (size_t i = 0; i < sizeof(sector_funds) / sizeof(*sector_funds); i++) {
		double move;
		(void)sim_wrap_index(
			bulletin, listing_find(sector_funds[i].symbol), &move);
		if (sign * move > most) {
			most = sign * move;
			found = sector_funds[i].sector;
		}
	}
	text_string(out, listing_sector_name(found));
}

static void write_best(struct text *out, const struct sim_bulletin *bulletin)
{
	write_sector(out, bulletin, 1);
}

static void write_worst(struct text *out, const struct sim_bulletin *bulletin)
{
	write_sector(out, bulletin, -1);
}

static const struct {
	const char *name;
	void (*write)(struct text *out, const struct sim_bulletin *bulletin);
} facts[] = {
	{"name", write_name},
	{"full", write_full},
	{"symbol", write_symbol},
	{"exchange", write_exchange},
	{"price", write_price},
	{"amount", write_amount},
	{"expected", write_expected},
	{"move", write_move},
	{"hundredths", write_hundredths},
	{"sales", write_sales},
	{"quarter", write_quarter},
	{"ratio", write_ratio},
	{"day", write_day},
	{"month", write_month},
	{"reason", write_reason},
	{"difference", write_difference},
	{"figure", write_figure},
	{"unemployment", write_unemployment},
	{"rate", write_rate},
	{"range", write_range},
	{"best", write_best},
	{"worst", write_worst},
};

bool sim_fact(struct text *out, const struct sim_bulletin *bulletin, const char *name)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		if (strcmp(facts[i].name, name) != 0)
			continue;
		facts[i].write(out, bulletin);
		return true;
	}
	return write_index(out, bulletin, name);
}
