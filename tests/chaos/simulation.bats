#!/usr/bin/env bats
# The rules of trading over a million steps, by other chances than those of every day.

@test "a million steps of one account agree with the model" {
	seed=$(date +%s)
	SIMULATION_STEPS=1000000 SIMULATION_SEED=$seed \
		run "$PT_ROOT/build/asan/tests/trading/simulation_test"
	echo "SIMULATION_SEED=$seed: $output"
	[ "$status" -eq 0 ]
}
