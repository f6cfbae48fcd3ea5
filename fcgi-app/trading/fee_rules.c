#include "trading/fee_rules.h"

#include <assert.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const int64_t CENT_E6 = 10000;
static const int64_t SHARE_E9 = 1000000000;
static const int64_t MILLION_DOLLARS_E6 = INT64_C(1000000000000);
enum { WHOLE_BP = 10000, YEAR_DAYS = 360 };

/* Section 31 of the Securities Exchange Act, from the SEC's fee rate advisories. */
static const struct sec_rate {
	int year, month, day; /* from then on */
	int64_t cents_per_million;
} sec_rates[] = {
	{2014, 3, 18, 2210},
	{2015, 2, 14, 1840},
	{2016, 2, 16, 2180},
	{2017, 7, 4, 2310},
	{2018, 5, 22, 1300},
	{2019, 4, 16, 2070},
	{2020, 2, 18, 2210},
	{2021, 2, 25, 510},
	{2022, 5, 14, 2290},
	{2023, 2, 27, 800},
	{2024, 5, 22, 2780},
	{2025, 5, 14, 0},
	{2026, 4, 4, 2060},
};

/* The trading activity fee, from section 1 of schedule A to FINRA's by-laws. */
static const struct finra_rate {
	int year, month, day;
	int64_t per_share_e6;
	int64_t most_cents; /* of shares; contracts have no ceiling */
	int64_t per_contract_e6;
} finra_rates[] = {
	{2012, 7, 1, 119, 595, 2000},
	{2022, 1, 1, 130, 649, 2180},
	{2023, 1, 1, 145, 727, 2440},
	{2024, 1, 1, 166, 830, 2790},
	{2026, 1, 1, 195, 979, 3290},
};

/* Days from 1970-01-01, of the years of the tables. */
static int32_t day_of(int year, int month, int day)
{
	static const int before_month[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int leap = year % 4 == 0 && month > 2;
	return (year - 1970) * 365 + (year - 1969) / 4 + before_month[month - 1] + leap +
	       day - 1;
}

static int64_t sec_rate_on(int32_t day)
{
	size_t i = COUNT(sec_rates) - 1;
	while (i > 0 &&
		day_of(sec_rates[i].year, sec_rates[i].month, sec_rates[i].day) > day)
		i--;
	return sec_rates[i].cents_per_million;
}

static const struct finra_rate *finra_rate_on(int32_t day)
{
	size_t i = COUNT(finra_rates) - 1;
	while (i > 0 && day_of(finra_rates[i].year, finra_rates[i].month,
				finra_rates[i].day) > day)
		i--;
	return &finra_rates[i];
}

static bool of_cents(int64_t cents, struct money *money)
{
	return decimal_mul_div(cents, CENT_E6, 1, DECIMAL_FLOOR, &money->e6);
}

/* To the nearest cent, though the sum has fifteen decimals: whether digits below the
 * millionth are lost is kept as one more digit, so that a tie is told from its like. */
static bool commission_of(const struct terms_fees *fees, const struct fee_base *base,
	struct money *commission)
{
	int64_t low, high, sum, cents;
	if (quantity_is_zero(base->quantity)) {
		*commission = (struct money){0};
		return true;
	}
	if (!decimal_mul_div(fees->per_share.e6, base->quantity.e9, SHARE_E9,
		    DECIMAL_FLOOR, &low) ||
		!decimal_mul_div(fees->per_share.e6, base->quantity.e9, SHARE_E9,
			DECIMAL_CEIL, &high) ||
		!decimal_add(low, fees->per_order.e6, &sum) ||
		!decimal_mul_div(sum, 10, 1, DECIMAL_FLOOR, &sum) ||
		!decimal_add(sum, low < high, &sum) ||
		!decimal_mul_div(sum, 1, 10 * CENT_E6, DECIMAL_HALF_EVEN, &cents) ||
		!of_cents(cents, commission))
		return false;
	*commission = money_max(*commission, fees->per_order_least);
	if (money_sign(fees->per_order_most) > 0)
		*commission = money_min(*commission, fees->per_order_most);
	return true;
}

/* A small part of what fits: it fits. */
static struct money small_part(int64_t amount, int64_t rate, int64_t unit, int64_t most)
{
	int64_t cents;
	struct money fee;
	bool fits = decimal_mul_div(amount, rate, unit, DECIMAL_CEIL, &cents) &&
		    of_cents(cents < most ? cents : most, &fee);
	assert(fits);
	return fee;
}

static struct money sec_of(int32_t day, const struct fee_base *base)
{
	return small_part(
		base->value.e6, sec_rate_on(day), MILLION_DOLLARS_E6, INT64_MAX);
}

static struct money finra_of(int32_t day, int64_t multiplier, const struct fee_base *base)
{
	const struct finra_rate *rate = finra_rate_on(day);
	bool share = multiplier == 1;
	return small_part(base->quantity.e9,
		share ? rate->per_share_e6 : rate->per_contract_e6, SHARE_E9 * CENT_E6,
		share ? rate->most_cents : INT64_MAX);
}

/* Of what was filled after, less what was taken before. */
static void regulatory_of(int32_t day, int64_t multiplier, const struct fee_base *before,
	const struct fee_base *after, struct fee *fee)
{
	fee->sec.e6 = sec_of(day, after).e6 - sec_of(day, before).e6;
	fee->finra.e6 = finra_of(day, multiplier, after).e6 -
			finra_of(day, multiplier, before).e6;
}

bool fee_rules_fill(const struct terms_fees *fees, enum terms_side side,
	int64_t multiplier, int32_t day, const struct fee_base *before,
	const struct fee_base *after, struct fee *fee)
{
	struct fee made = {0};
	struct money paid;
	assert(quantity_sign(before->quantity) >= 0 && money_sign(before->value) >= 0);
	assert(quantity_compare(before->quantity, after->quantity) <= 0);
	if (!commission_of(fees, before, &paid) ||
		!commission_of(fees, after, &made.commission) ||
		!money_sub(made.commission, paid, &made.commission))
		return false;
	if (fees->regulatory && side == TERMS_SELL)
		regulatory_of(day, multiplier, before, after, &made);
	if (!money_add(made.commission, made.sec, &made.total) ||
		!money_add(made.total, made.finra, &made.total))
		return false;
	*fee = made;
	return true;
}

/* amount * bp / 10000 * nights / 360, rounded once. */
static bool accrue(struct money amount, int64_t bp, int64_t nights, struct money *accrued)
{
	int64_t rate, cents;
	assert(bp >= 0 && nights >= 0);
	return decimal_mul_div(bp, nights, 1, DECIMAL_FLOOR, &rate) &&
	       decimal_mul_div(amount.e6, rate, CENT_E6 * WHOLE_BP * YEAR_DAYS,
		       DECIMAL_HALF_EVEN, &cents) &&
	       of_cents(cents, accrued);
}

bool fee_rules_interest(
	struct money cash, int64_t interest_bp, int64_t nights, struct money *interest)
{
	struct money owed = {0};
	if (money_sign(cash) < 0 && !money_negate(cash, &owed))
		return false;
	return accrue(owed, interest_bp, nights, interest);
}

bool fee_rules_borrow(
	struct money value, int64_t borrow_bp, int64_t nights, struct money *fee)
{
	if (money_sign(value) < 0 && !money_negate(value, &value))
		return false;
	return accrue(value, borrow_bp, nights, fee);
}
