#!/usr/bin/env bats
# Every fuzz target for a minute; FUZZ_SECONDS in the environment changes that.

@test "no input makes a parser break its word, read astray or leak" {
	cd "$BATS_TEST_DIRNAME/../.." || return
	run tests/fuzz/run "${FUZZ_SECONDS:-60}"
	echo "$output"
	[ "$status" -ne 77 ] || skip "$output"
	[ "$status" -eq 0 ]
	local targets=(tests/fuzz/*_fuzz.c)
	[ "$(grep -c 'no finding$' <<<"$output")" -eq "${#targets[@]}" ]
}

@test "the runner reports a broken promise, with the input that shows it" {
	command -v clang >/dev/null || skip 'clang is missing'
	local tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree"
	cd "$BATS_TEST_DIRNAME/../.." || return
	cp -r Makefile VERSION fcgi-app scripts sql tests "$tree"
	cat >"$tree/tests/fuzz/broken_fuzz.c" <<-'END'
		#include "require.h"

		int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
		{
			require(size < 2 || data[0] != 'b');
			return 0;
		}
	END
	run "$tree/tests/fuzz/run" 20 broken
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *'broken: a finding'* ]]
	[ -n "$(ls "$tree/build/fuzz/findings/broken")" ]
}

@test "no clang: skipped, and the reason names the package" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	local tool
	for tool in bash dirname; do
		ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
	done
	PATH=$BATS_TEST_TMPDIR/bin run "$BATS_TEST_DIRNAME/run" 1
	[ "$status" -eq 77 ]
	[[ $output == *'install package clang'* ]]
}
