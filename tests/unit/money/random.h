#ifndef TESTS_MONEY_RANDOM_H
#define TESTS_MONEY_RANDOM_H

/*
 * Random operands for the property tests. The seed is fixed and printed; MONEY_SEED in
 * the environment changes it. Each test starts from the seed, so one that fails can be
 * repeated alone.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t random_seed = 20240229;
static uint64_t random_state;

static inline void random_choose_seed(void)
{
	const char *chosen = getenv("MONEY_SEED");
	if (chosen != NULL) {
		random_seed = strtoull(chosen, NULL, 0);
	}
	printf("# MONEY_SEED=%" PRIu64 "\n", random_seed);
}

/* A cmocka setup. */
static inline int random_restart(void **state)
{
	(void)state;
	random_state = random_seed;
	return 0;
}

/* SplitMix64. */
static inline uint64_t random_bits(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static inline unsigned random_below(unsigned bound)
{
	return (unsigned)(random_bits() % bound);
}

static inline int64_t power_of_ten(unsigned exponent)
{
	int64_t power = 1;
	while (exponent-- > 0) {
		power *= 10;
	}
	return power;
}

/* An edge of int64_t, a power of ten or of two, each give or take 1, or any size. */
static inline int64_t random_operand(void)
{
	int64_t near = (int64_t)random_below(3) - 1;
	int64_t sign = random_below(2) == 0 ? 1 : -1;
	switch (random_below(8)) {
	case 0:
		return near <= 0 ? INT64_MAX + near : INT64_MAX / 2;
	case 1:
		return near >= 0 ? INT64_MIN + near : INT64_MIN / 2;
	case 2:
	case 3:
		return sign * power_of_ten(random_below(19)) + near;
	case 4:
		return sign * (int64_t)(UINT64_C(1) << random_below(63)) + near;
	case 5:
		return sign * (int64_t)random_below(30);
	default:
		return sign * (int64_t)(random_bits() >> (1 + random_below(63)));
	}
}

#endif
