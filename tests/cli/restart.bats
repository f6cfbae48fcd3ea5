#!/usr/bin/env bats
# Reload and restart of a pool under load, in short; tests/chaos/restart.bats is the long form.
bats_require_minimum_version 1.5.0
load ../instance
load ../chaos/load

setup_file() {
	export BATS_TEST_TIMEOUT=120
	own_instance TELEMETRY=true
}

teardown() {
	if [[ -v clients ]]; then kill "$clients" || true; fi
}

teardown_file() { end_instance; }

@test "reloads under load: no failed request" {
	start_clients 20
	for _ in {1..4}; do
		kill -HUP "$(supervisor)"
		sleep 0.8
	done
	nothing_failed
}

@test "restarts under load: no failed request" {
	local master
	start_clients 20
	for _ in {1..4}; do
		master=$(part fast)
		kill -TERM "$master"
		replaced fast "$master"
		sleep 0.7
	done
	nothing_failed
}

@test "a killed master and a killed worker: served again within 5 s" {
	local master
	master=$(part fast)
	kill -KILL "$master"
	serves_within 5
	replaced fast "$master"
	pkill -KILL -o -P "$(part fast)"
	serves_within 5
}
