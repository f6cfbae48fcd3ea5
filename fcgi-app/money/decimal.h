#ifndef MONEY_DECIMAL_H
#define MONEY_DECIMAL_H

/*
 * Exact decimals: an int64_t that counts units of 10^-scale, with the scale known to
 * the caller (1.5 at scale 6 is 1500000). This is the core under struct price, struct
 * money and struct quantity; code of the trade uses those types.
 *
 * Nothing is rounded unless the caller names how. A function that returns bool returns
 * false when the result does not fit int64_t, and a function that fails leaves its
 * output untouched. An output may be the variable an input came from. A scale above
 * DECIMAL_SCALE_MAX is a programmer's error (assert).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECIMAL_CHECKED __attribute__((warn_unused_result))

enum {
	DECIMAL_SCALE_MAX = 18,
	/* The longest text that decimal_parse looks at. */
	DECIMAL_LENGTH_MAX = 24,
	/* Room for the longest text that decimal_format writes, with its NUL. */
	DECIMAL_TEXT_SIZE = 24,
};

/*
 * What becomes of a value that lies between two neighbouring units. Each example rounds
 * 2.5, 3.5, 2.6, -2.4, -2.5 and -3.5 to whole units.
 */
enum decimal_rounding {
	/* The lower one, towards minus infinity:       2, 3, 2, -3, -3, -4. */
	DECIMAL_FLOOR,
	/* The higher one, towards plus infinity:       3, 4, 3, -2, -2, -3. */
	DECIMAL_CEIL,
	/* The one nearer to zero:                      2, 3, 2, -2, -2, -3. */
	DECIMAL_TRUNCATE,
	/* The nearest; a tie to the one off zero:      3, 4, 3, -2, -3, -4. */
	DECIMAL_HALF_UP,
	/* The nearest; a tie to the even one:          2, 4, 3, -2, -2, -4. */
	DECIMAL_HALF_EVEN,
};

/* Why a text is refused; where several reasons hold, the first in this order. */
enum decimal_fault {
	DECIMAL_OK,
	/* No characters. */
	DECIMAL_EMPTY,
	/* More than DECIMAL_LENGTH_MAX characters, whatever they are. */
	DECIMAL_TOO_LONG,
	/* Not a JSON number from its first character to its last. */
	DECIMAL_SYNTAX,
	/* Zero with a minus sign. */
	DECIMAL_NEGATIVE_ZERO,
	/* Has digits other than 0 below the scale. */
	DECIMAL_TOO_PRECISE,
	/* Does not fit int64_t at the scale. */
	DECIMAL_OUT_OF_RANGE,
};

/*
 * Reads the number that `length` bytes at `text` spell in JSON's grammar, exponent
 * included, when the scale holds it exactly: "1.50", "15e-1", "0.15E+1". The text needs
 * no NUL, and may be NULL when length is 0. Takes time in proportion to the length,
 * whatever the exponent says.
 */
DECIMAL_CHECKED enum decimal_fault decimal_parse(
	const char *text, size_t length, unsigned scale, int64_t *value);

/*
 * Writes the shortest text of the value that has at least `min_places` (at most `scale`)
 * digits after the point: 1.5 is "1.5" with 0 and "1.50" with 2. Ends it with NUL and
 * returns its length. decimal_parse reads the same value back.
 */
size_t decimal_format(int64_t value, unsigned scale, unsigned min_places,
	char text[static DECIMAL_TEXT_SIZE]);

DECIMAL_CHECKED bool decimal_add(int64_t a, int64_t b, int64_t *sum);
DECIMAL_CHECKED bool decimal_sub(int64_t a, int64_t b, int64_t *difference);
DECIMAL_CHECKED bool decimal_negate(int64_t value, int64_t *negated);

/* -1, 0 or 1 as a is below, equal to or above b. */
int decimal_compare(int64_t a, int64_t b);

/*
 * a * b / divisor, computed exactly and rounded once. A divisor of 0 is refused like a
 * result that does not fit.
 */
DECIMAL_CHECKED bool decimal_mul_div(int64_t a, int64_t b, int64_t divisor,
	enum decimal_rounding rounding, int64_t *result);

/* a * b and a / b of values that share a scale; the result has that scale too. */
DECIMAL_CHECKED bool decimal_mul(int64_t a, int64_t b, unsigned scale,
	enum decimal_rounding rounding, int64_t *product);
DECIMAL_CHECKED bool decimal_div(int64_t a, int64_t b, unsigned scale,
	enum decimal_rounding rounding, int64_t *quotient);

/* The same value counted in units of 10^-to instead of 10^-from. */
DECIMAL_CHECKED bool decimal_rescale(int64_t value, unsigned from, unsigned to,
	enum decimal_rounding rounding, int64_t *rescaled);

/* As decimal_rescale, but refuses a value that would have to be rounded. */
DECIMAL_CHECKED bool decimal_rescale_exact(
	int64_t value, unsigned from, unsigned to, int64_t *rescaled);

/*
 * Rounds to `places` digits after the point and keeps the scale: 1.237 to 2 places is
 * 1.23 or 1.24. With places at or above the scale the value stays as it is.
 */
DECIMAL_CHECKED bool decimal_round(int64_t value, unsigned scale, unsigned places,
	enum decimal_rounding rounding, int64_t *rounded);

#endif
