#include "market/sim/sim_math.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

__extension__ typedef unsigned __int128 wide;

/* Odd, with about half their bits set. */
static const uint64_t MIX_A = 0x9e3779b97f4a7c15, MIX_B = 0xd1b54a32d192ed03,
		      MIX_C = 0x8cb92ba72f3d8dd7;

static const double LN_2_HIGH = 0x1.62e42fefa38p-1, LN_2_LOW = 0x1.ef35793c7673p-45;

/* A division takes as long as ten products. */
static const double one_over[] = {0, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6,
	1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14,
	1.0 / 15, 1.0 / 16, 1.0 / 17, 1.0 / 18, 1.0 / 19, 1.0 / 20, 1.0 / 21};

/* Both halves of a product, folded. */
static uint64_t fold(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t sim_math_bits(uint64_t key, uint64_t place, uint64_t purpose)
{
	uint64_t first = fold(key ^ MIX_A, place * MIX_B + MIX_C);
	uint64_t second = fold(first ^ key, (purpose + 1) * MIX_A ^ place);
	return fold(second ^ MIX_B, first + MIX_C);
}

uint64_t sim_math_key(uint64_t key, const char *word)
{
	return sim_math_bits(key, text_hash(word, strlen(word)), 0);
}

double sim_math_unit(uint64_t bits)
{
	return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

double sim_math_quarter(uint64_t bits, int quarter)
{
	return ((double)((bits >> (16 * quarter)) & 0xffff) + 0.5) * 0x1p-16;
}

double sim_math_normal(uint64_t bits)
{
	uint64_t sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) +
		       ((bits >> 32) & 0xffff) + (bits >> 48);
	/* Four uniforms have variance 1/3 together. */
	return (((double)sum + 2.0) * 0x1p-16 - 2.0) * 1.7320508075688772;
}

static double power_of_2(int exponent)
{
	uint64_t bits = (uint64_t)(exponent + 1023) << 52;
	double power;
	memcpy(&power, &bits, sizeof(power));
	return power;
}

double sim_math_exp(double x)
{
	x = sim_math_clamp(x, -700, 700);
	int exponent = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
	double rest = (x - exponent * LN_2_HIGH) - exponent * LN_2_LOW;
	double sum = 1.0;
	for (int i = 14; i > 0; i--)
		sum = 1.0 + sum * rest * one_over[i];
	return sum * power_of_2(exponent);
}

double sim_math_log(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	int exponent = (int)(bits >> 52) - 1023;
	double fraction = x * power_of_2(-exponent);
	if (fraction > 1.4142135623730951) {
		fraction *= 0.5;
		exponent++;
	}
	/* log(f) = 2 atanh(s), in odd powers of s = (f - 1) / (f + 1) < 0.172 */
	double s = (fraction - 1.0) / (fraction + 1.0);
	double square = s * s, sum = 0;
	for (int i = 21; i > 0; i -= 2)
		sum = sum * square + 2.0 * one_over[i];
	return exponent * LN_2_HIGH + (sum * s + exponent * LN_2_LOW);
}

double sim_math_sqrt(double x)
{
	return sqrt(x);
}

int64_t sim_math_round(double x)
{
	return (int64_t)(x + 0.5);
}

double sim_math_clamp(double x, double least, double most)
{
	if (x < least)
		return least;
	return x > most ? most : x;
}

double sim_math_soften(double x, double middle, double reach, double *slope)
{
	double t = (x - middle) / reach;
	double root = sim_math_sqrt(1.0 + t * t);
	*slope = 1.0 / (root * root * root);
	return middle + reach * (t / root);
}
