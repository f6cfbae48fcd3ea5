/* The post box: as many connections as nginx keeps fit into it, whoever made it, and come
 * out in order with what had arrived on them. */
#include "http/handover.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* More than nginx keeps idle, 128 in all. */
enum { POSTED = 240 };

static void an_empty_box_gives_nothing(void **state)
{
	struct handover box;
	(void)state;
	assert_int_equal(handover_open(&box), 0);
	assert_int_equal(handover_adopt(&box), -1);
	close(box.in);
	close(box.out);
}

/* A connection whose peer has already said `number`; its end here. */
static int connection_saying(int number)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[0], &number, sizeof(number)), sizeof(number));
	close(ends[0]);
	return ends[1];
}

static void all_kept_connections_fit_and_come_out_in_order(void **state)
{
	struct handover box;
	(void)state;
	assert_int_equal(handover_open(&box), 0);
	for (int i = 0; i < POSTED; i++) {
		int connection = connection_saying(i);
		assert_int_equal(handover_post(&box, connection), 0);
		assert_int_equal(fcntl(connection, F_GETFD), -1);
	}
	for (int i = 0; i < POSTED; i++) {
		int number = -1;
		int connection = handover_adopt(&box);
		assert_true(connection >= 0);
		assert_int_equal(
			read(connection, &number, sizeof(number)), sizeof(number));
		assert_int_equal(number, i);
		close(connection);
	}
	assert_int_equal(handover_adopt(&box), -1);
	close(box.in);
	close(box.out);
}

static void a_full_box_leaves_the_descriptor_with_the_caller(void **state)
{
	struct handover box;
	int connection = connection_saying(0);
	int posted = 0;
	(void)state;
	assert_int_equal(handover_open(&box), 0);
	for (int copy = dup(connection); posted < 100000; copy = dup(connection)) {
		if (handover_post(&box, copy) != 0) {
			close(copy);
			break;
		}
		posted++;
	}
	assert_in_range(posted, POSTED, 99999);
	assert_int_equal(handover_post(&box, connection), -1);
	assert_int_not_equal(fcntl(connection, F_GETFD), -1);
	close(connection);
	close(box.in);
	close(box.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_box_gives_nothing),
		cmocka_unit_test(all_kept_connections_fit_and_come_out_in_order),
		cmocka_unit_test(a_full_box_leaves_the_descriptor_with_the_caller),
	};
	return cmocka_run_group_tests_name("http/handover", tests, NULL, NULL);
}
