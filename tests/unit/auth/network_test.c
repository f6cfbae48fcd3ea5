/* network_*: tables of addresses and of the networks that they lie in. */
#include "auth/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void addresses(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ipv4;
		uint8_t bytes[16];
	} table[] = {
		{"192.0.2.1", true,
			{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}},
		{"::ffff:192.0.2.1", true,
			{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}},
		{"::FFFF:c000:0201", true,
			{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}},
		{"0.0.0.0", true, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}},
		{"::", false, {0}},
		{"::1", false, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{"2001:db8::a", false,
			{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct network_address address;
		if (!network_parse(table[i].text, &address))
			fail_msg("%s is refused", table[i].text);
		assert_memory_equal(address.bytes, table[i].bytes, 16);
		assert_int_equal(network_is_ipv4(&address), table[i].ipv4);
	}
}

static void what_is_no_address(void **state)
{
	(void)state;
	static const char *const table[] = {"", " ", "1", "1.2.3", "1.2.3.4.5",
		"1.2.3.256", "1.2.3.-4", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4/32",
		"localhost", ":", ":::", "1::2::3", "12345::", "g::", "fe80::1%eth0",
		"[::1]", "::1/128", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"unix:", "0x7f.0.0.1"};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct network_address address;
		memset(&address, 0xa5, sizeof(address));
		if (network_parse(table[i], &address))
			fail_msg("\"%s\" is taken", table[i]);
		assert_int_equal(address.bytes[0], 0xa5);
	}
}

static void addresses_in_networks(void **state)
{
	(void)state;
	static const struct {
		const char *list, *address;
		bool has;
	} table[] = {
		{"10.0.0.0/8", "10.255.255.255", true},
		{"10.0.0.0/8", "11.0.0.0", false},
		{"10.0.0.0/8", "9.255.255.255", false},
		{"10.9.9.9/8", "10.1.1.1", true},
		{"192.168.128.0/17", "192.168.128.0", true},
		{"192.168.128.0/17", "192.168.255.255", true},
		{"192.168.128.0/17", "192.168.127.255", false},
		{"192.0.2.4/30", "192.0.2.7", true},
		{"192.0.2.4/30", "192.0.2.8", false},
		{"192.0.2.4/32", "192.0.2.4", true},
		{"192.0.2.4/32", "192.0.2.5", false},
		{"192.0.2.4", "192.0.2.4", true},
		{"192.0.2.4", "192.0.2.5", false},
		{"0.0.0.0/0", "255.255.255.255", true},
		{"0.0.0.0/0", "::1", false},
		{"0.0.0.0/0", "2001:db8::1", false},
		{"127.0.0.0/8", "::ffff:127.0.0.1", true},
		{"::ffff:10.0.0.0/104", "10.1.2.3", true},
		{"::ffff:10.0.0.0/104", "11.1.2.3", false},
		{"::ffff:0:0/96", "1.2.3.4", true},
		{"::ffff:0:0/96", "::1", false},
		{"::ffff:1.2.3.4", "1.2.3.4", true},
		{"::/0", "2001:db8::1", true},
		{"::/0", "1.2.3.4", true},
		{"::1", "::1", true},
		{"::1/128", "::1", true},
		{"::1/128", "::", false},
		{"::/127", "::1", true},
		{"::/127", "::2", false},
		{"2001:db8::/32", "2001:db8:ffff::1", true},
		{"2001:db8::/32", "2001:db9::", false},
		{"fe80::/10", "febf::1", true},
		{"fe80::/10", "fec0::1", false},
		{"127.0.0.0/8 ::1", "::1", true},
		{"  127.0.0.0/8   ::1  ", "127.0.0.1", true},
		{"127.0.0.0/8 ::1", "128.0.0.1", false},
		{"nonsense 10.0.0.0/8", "10.0.0.1", true},
		{"", "10.0.0.1", false},
		{"   ", "10.0.0.1", false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct network_address address;
		assert_true(network_parse(table[i].address, &address));
		if (network_list_has(table[i].list, &address) != table[i].has)
			fail_msg("%s in %s", table[i].address, table[i].list);
	}
}

static void every_prefix_ends_where_it_says(void **state)
{
	(void)state;
	struct network_address address;
	for (int bits = 1; bits <= 128; bits++) {
		char list[32] = "::/";
		size_t length = 3;
		if (bits >= 100)
			list[length++] = '1';
		if (bits >= 10)
			list[length++] = (char)('0' + bits / 10 % 10);
		list[length] = (char)('0' + bits % 10);
		memset(&address, 0, sizeof(address));
		address.bytes[(bits - 1) / 8] = (uint8_t)(0x80 >> (bits - 1) % 8);
		assert_false(network_list_has(list, &address));
		memset(&address, 0, sizeof(address));
		if (bits < 128)
			address.bytes[bits / 8] = (uint8_t)(0x80 >> bits % 8);
		assert_true(network_list_has(list, &address));
	}
}

static void lists_that_are_no_networks(void **state)
{
	(void)state;
	static const char *const table[] = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
		"10.0.0.0/x", "10.0.0.0/8/8", "10.0.0.0/8x", "/8", "10.0.0/8", "::/129",
		"::/", "::1%lo", "10.0.0.0/8,::1", "10.0.0.0/8\t::1", "all",
		"::ffff:10.0.0.0/129", "10.0.0.0/99999999999999999999",
		/* Cut off anywhere, this is a network; whole, it is too long to be one.
		 */
		"10.0.0.0/000000000000000000000000000000000000000000000000000000000008"};
	struct network_address address;
	assert_true(network_parse("10.0.0.1", &address));
	for (size_t i = 0; i < COUNT(table); i++) {
		if (network_list_valid(table[i]))
			fail_msg("\"%s\" is taken", table[i]);
		assert_false(network_list_has(table[i], &address));
	}
	assert_false(network_list_valid("::1 nonsense"));
	assert_true(network_list_valid(""));
	assert_true(network_list_valid("  10.0.0.0/8  ::1 2001:db8::/32 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(what_is_no_address),
		cmocka_unit_test(addresses_in_networks),
		cmocka_unit_test(every_prefix_ends_where_it_says),
		cmocka_unit_test(lists_that_are_no_networks),
	};
	return cmocka_run_group_tests_name("auth/network", tests, NULL, NULL);
}
