/*
 * option_* against QuantLib: a table of what it said, always; and what it says of
 * other options, drawn from OPTION_SEED, where it is installed.
 */
#include "quant/option.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { FIGURES = 6, LIVE = 40, MISSING = 77 };

static const char *const names[FIGURES] = {
	"price", "delta", "gamma", "theta", "vega", "rho"};

/* How far a figure may be off, for an underlying at 100: where both have a formula,
 * and where QuantLib's own figure is a difference of prices or of a grid's. */
static const double exact[FIGURES] = {2e-9, 2e-9, 2e-9, 2e-9, 2e-9, 2e-9};
static const double close_by[FIGURES] = {3e-4, 1e-4, 5e-4, 5e-4, 1e-4, 5e-4};

static double worst[2][FIGURES];

static void compare(const char *line)
{
	char style[16], right[8];
	struct option option = {0};
	double days, theirs[FIGURES];
	if (sscanf(line, "%15s %7s %lf %lf %lf %lf %lf %lf %lf %lf %lf %lf %lf %lf",
		    style, right, &option.spot, &option.strike, &days, &option.rate,
		    &option.yield, &option.volatility, &theirs[0], &theirs[1], &theirs[2],
		    &theirs[3], &theirs[4], &theirs[5]) != 14)
		fail_msg("cannot read: %s", line);
	bool american = strcmp(style, "american") == 0;
	option.style = american ? OPTION_AMERICAN : OPTION_EUROPEAN;
	option.right = strcmp(right, "call") == 0 ? OPTION_CALL : OPTION_PUT;
	option.years = days / 365;
	assert_true(option_is_sound(&option));
	struct option_value ours = option_value(&option);
	double scale = option.spot / 100;
	const double off[FIGURES] = {(ours.price - theirs[0]) / scale,
		ours.delta - theirs[1], (ours.gamma - theirs[2]) * scale,
		(ours.theta - theirs[3]) / scale, (ours.vega - theirs[4]) / scale,
		(ours.rho - theirs[5]) / scale};
	for (int i = 0; i < FIGURES; i++) {
		worst[american][i] = fmax(worst[american][i], fabs(off[i]));
		if (!(fabs(off[i]) <= (american ? close_by : exact)[i]))
			fail_msg("%s is off by %.3g: %s", names[i], off[i], line);
	}
	assert_true(ours.price == option_price(&option));
}

static int compare_all(FILE *file)
{
	char line[512];
	int count = 0;
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] == '#') {
			printf("%s", line);
			continue;
		}
		compare(line);
		count++;
	}
	for (int style = 0; style < 2; style++)
		for (int i = 0; i < FIGURES; i++)
			printf("# %s %s: worst difference %.2g\n",
				style ? "american" : "european", names[i],
				worst[style][i]);
	return count;
}

static const char *at_root(const char *path)
{
	static char whole[512];
	const char *root = getenv("PT_ROOT");
	snprintf(whole, sizeof(whole), "%s/%s", root == NULL ? "." : root, path);
	return whole;
}

static void table(void **state)
{
	(void)state;
	FILE *file = fopen(at_root("tests/quant/option_reference.tsv"), "re");
	assert_non_null(file);
	assert_int_equal(compare_all(file), 432);
	fclose(file);
}

static void live(void **state)
{
	(void)state;
	const char *seed = getenv("OPTION_SEED");
	char command[768];
	snprintf(command, sizeof(command), "%s %s %d 2>&1",
		at_root("tests/quant/option_reference.py"), seed == NULL ? "1" : seed,
		LIVE);
	printf("# %s\n", command);
	FILE *file = popen(command, "r");
	assert_non_null(file);
	int first = getc(file);
	if (first != '#') {
		/* Not installed: the script says so, and which package to install. */
		while (getc(file) != EOF)
			;
		int status = pclose(file);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == MISSING);
		skip();
	}
	ungetc(first, file);
	int count = compare_all(file);
	assert_int_equal(pclose(file), 0);
	assert_int_equal(count, LIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(live),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
