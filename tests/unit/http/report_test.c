/* Reports go through the ring in order, from several processes; the oldest are lost when
 * nobody takes them, and a writer that dies holds up nobody for ever. */
#include "http/report.h"

#include "../scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int open_ring(void **state)
{
	return scratch_make(state) == 0 ? report_open(scratch) : -1;
}

static void taken_in_order(void **state)
{
	(void)state;
	struct report report;
	uint64_t lost = 0;
	assert_false(report_take(&report, &lost));
	for (int i = 0; i < 10; i++)
		report_event("test", "it happened", "number", i);
	for (int i = 0; i < 10; i++) {
		assert_true(report_take(&report, &lost));
		assert_int_equal(report.number, i);
		assert_string_equal(report.event, "it happened");
		assert_string_equal(report.process, "test");
	}
	assert_false(report_take(&report, &lost));
	assert_int_equal(lost, 0);
}

static void oldest_are_lost_and_counted(void **state)
{
	(void)state;
	struct report report;
	uint64_t lost = 0;
	for (int i = 0; i < 100; i++)
		report_event("test", "it happened", "number", i);
	for (int i = 36; i < 100; i++) {
		assert_true(report_take(&report, &lost));
		assert_int_equal(report.number, i);
	}
	assert_int_equal(lost, 36);
	assert_false(report_take(&report, &lost));
}

static void several_processes(void **state)
{
	(void)state;
	enum { CHILDREN = 4, EACH = 10 };
	struct report report;
	uint64_t lost = 0;
	int seen[CHILDREN * EACH] = {0};
	for (int child = 0; child < CHILDREN; child++) {
		if (fork() != 0)
			continue;
		for (int i = 0; i < EACH; i++)
			report_event("child", "it happened", "number", child * EACH + i);
		_exit(0);
	}
	for (int child = 0; child < CHILDREN; child++)
		wait(NULL);
	while (report_take(&report, &lost))
		seen[report.number]++;
	for (int i = 0; i < CHILDREN * EACH; i++)
		assert_int_equal(seen[i], 1);
	assert_int_equal(lost, 0);
}

static void names_that_are_too_long_are_cut(void **state)
{
	(void)state;
	char name[500];
	struct report report;
	uint64_t lost = 0;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	report_event(name, name, name, 1);
	report_request("test", NULL, name, 500);
	assert_true(report_take(&report, &lost));
	assert_int_equal(strlen(report.event), sizeof(report.event) - 1);
	assert_true(report_take(&report, &lost));
	assert_string_equal(report.route, "any unmatched");
	assert_int_equal(strlen(report.request_id), sizeof(report.request_id) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken_in_order),
		cmocka_unit_test(oldest_are_lost_and_counted),
		cmocka_unit_test(several_processes),
		cmocka_unit_test(names_that_are_too_long_are_cut),
	};
	return cmocka_run_group_tests(tests, open_ring, scratch_remove);
}
