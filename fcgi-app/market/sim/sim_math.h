/*
 * Arithmetic that gives the same bits on every machine: randomness by hashing, and
 * elementary functions made of + - * / and sqrt alone, as IEEE 754 defines them.
 * (A C library's exp may differ in the last place from one release to the next.)
 */
#ifndef MARKET_SIM_MATH_H
#define MARKET_SIM_MATH_H

#include <stdint.h>

/* 64 random bits that belong to a key, a place under it and a purpose there. */
uint64_t sim_math_bits(uint64_t key, uint64_t place, uint64_t purpose);

/* The key that a word names under another. */
uint64_t sim_math_key(uint64_t key, const char *word);

/* Within (0, 1), from 64 random bits, or from each quarter (0 to 3) of them. */
double sim_math_unit(uint64_t bits);
double sim_math_quarter(uint64_t bits, int quarter);

/* Mean 0, variance 1, within 3.47, nearly normal: the sum of four quarters. */
double sim_math_normal(uint64_t bits);

double sim_math_exp(double x);
/* Of a number above 0. */
double sim_math_log(double x);
/* Of a number not below 0. */
double sim_math_sqrt(double x);

/* The nearest whole number to one within 0 and 2^53. */
int64_t sim_math_round(double x);

double sim_math_clamp(double x, double least, double most);

/* Near x around `middle`, and never further off than `reach`. It moves by `slope` of
 * what x moves. */
double sim_math_soften(double x, double middle, double reach, double *slope);

#endif
