#!/usr/bin/env bats
# Reloads and restarts lose no request, and whatever is killed is back within 5 seconds.
bats_require_minimum_version 1.5.0
load ../instance
load load

setup_file() {
	export BATS_TEST_TIMEOUT=300
	own_instance TELEMETRY=true
}

teardown() {
	if [[ -v clients ]]; then kill "$clients" || true; fi
}

teardown_file() { end_instance; }

@test "20 reloads under 50 clients: no failed request" {
	local master
	master=$(part fast)
	start_clients 50
	for _ in {1..20}; do
		kill -HUP "$(supervisor)"
		sleep 1
	done
	nothing_failed
	[[ $(part fast) == "$master" ]]
	(($(grep -c '"event":"pool ready","process":"fast"' "$PT_HOME/log/papertrade.log") >= 15))
}

@test "reloads that come faster than they are done: no failed request, no worker left over" {
	start_clients 50
	for _ in {1..40}; do
		kill -HUP "$(part fast)"
		sleep 0.05
	done
	nothing_failed
	for _ in {1..50}; do
		[[ $(pgrep -c -P "$(part fast)") -ne 4 ]] || break
		sleep 0.2
	done
	[[ $(pgrep -c -P "$(part fast)") -eq 4 ]]
}

@test "20 restarts under 50 clients: no failed request" {
	local master
	start_clients 50
	for _ in {1..20}; do
		master=$(part fast)
		kill -TERM "$master"
		replaced fast "$master"
		sleep 0.7
	done
	nothing_failed
}

@test "a reload with broken settings changes nothing" {
	start_clients 20
	echo 'FAST_WORKERS=none' >>"$PT_HOME/papertrade.env"
	kill -HUP "$(supervisor)"
	sleep 2
	nothing_failed
	[[ $(pgrep -c -P "$(part fast)") -eq 4 ]]
	grep -q 'reload refused' "$PT_HOME/log/papertrade.log"
	sed -i '/^FAST_WORKERS=none$/d' "$PT_HOME/papertrade.env"
}

@test "all workers of a pool killed: served again within 5 s" {
	pkill -KILL -P "$(part fast)"
	serves_within 5
}

@test "a worker killed every 0.2 s: reads never fail" {
	local worker failed=0
	(
		while [[ ! -e $BATS_TEST_TMPDIR/enough ]]; do
			worker=$(pgrep -P "$(part fast)" | shuf -n 1) || true
			[[ -z $worker ]] || kill -KILL "$worker" || true
			sleep 0.2
		done
	) 3>&- &
	local killer=$!
	for _ in {1..200}; do
		answered "$PT_URL/api/monitoring/health/live" || failed=$((failed + 1))
		sleep 0.03
	done
	: >"$BATS_TEST_TMPDIR/enough"
	wait "$killer"
	echo "$failed of 200 failed"
	((failed == 0))
	serves_within 5
}

@test "the master of a pool killed: served again within 5 s" {
	local master
	master=$(part fast)
	kill -KILL "$master"
	serves_within 5
	replaced fast "$master"
}

@test "nginx killed: served again within 5 s" {
	local nginx
	nginx=$(part nginx)
	kill -KILL "$nginx"
	serves_within 5
	replaced nginx "$nginx"
}

@test "PostgreSQL killed: served again within 5 s" {
	local postgres
	postgres=$(part postgres)
	kill -KILL "$postgres"
	replaced postgres "$postgres"
	serves_within 5
}

@test "the supervisor killed: everything ends, and up brings it back" {
	local before
	before=$(supervisor)
	kill -KILL "$before"
	for _ in {1..100}; do
		! pgrep -f "$PT_HOME/" >/dev/null || sleep 0.1
	done
	RATE_LIMIT_GLOBAL=0 TELEMETRY=true "$PT_ROOT/scripts/instance" up
	serves_within 5
	[[ $(supervisor) != "$before" ]]
}
