#!/usr/bin/env bats
# scripts/load-test: it signs in for real, counts every answer but 2xx as a failure, and
# keeps to the limits of the instance. How fast the machine is, is not asked here.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance RATE_LIMIT_AUTH=0
}

teardown_file() {
	end_instance
}

load_test() {
	"$PT_ROOT/scripts/load-test" "$PT_URL" "$@" --ca "$PT_CA" --json
}

query() {
	psql -X -q -A -t -h "$PT_HOME/run" -U postgres papertrade -c "$1"
}

# measured: of the last run's figures this holds.
measured() { jq -e "$1" <<<"$output"; }

@test "clients look and trade; nothing fails, and nothing is left open" {
	run --separate-stderr load_test load 4s 4
	[[ -z $stderr && $status -le 1 ]]
	measured '.failed == 0 and .requests > 20 and .p50_ms > 0 and .p50_ms <= .p95_ms and .p95_ms <= .p99_ms
		and .well == (.p95_ms < 500) and .pace_ms >= 200'
	[[ $(query "select count(*) from orders") -ge 1 ]]
	[[ $(query "select count(*) from accounts where name like 'load %' and archived_at is null") == 0 ]]
	[[ $(query "select count(*) from api_keys where revoked_at is null") == 0 ]]
	"$PAPERTRADE" audit
}

@test "a spike and a soak" {
	local mode
	for mode in spike soak; do
		run --separate-stderr load_test "$mode" 3s 2
		[[ -z $stderr && $status -le 1 ]]
		measured ".failed == 0 and .mode == \"$mode\" and .requests > 5"
	done
}

@test "a limit for keys is kept to" {
	"$PT_ROOT/scripts/instance" down
	RATE_LIMIT_GLOBAL=0 RATE_LIMIT_AUTH=0 RATE_LIMIT_KEY=60 "$PT_ROOT/scripts/instance" up
	run --separate-stderr load_test load 5s 2
	measured '.failed == 0 and .pace_ms >= 1000'
}

@test "answers of 4xx are failures" {
	query "update kill_switch set killed_at = now(), killed_by = 'test', reason = 'test'"
	run -1 --separate-stderr load_test load 8s 4 --pace 50
	query 'update kill_switch set killed_at = null, killed_by = null, reason = null'
	measured '(.well | not) and .failed > 0 and ([.failures | keys[] | test("4[0-9][0-9]$")] | any)'
}

@test "nobody there, and arguments that are not understood: exit 2" {
	run -2 --separate-stderr "$PT_ROOT/scripts/load-test" https://localhost:1 load 1s 1
	[[ $stderr == load-test:* && $stderr != *$'\n'* ]]
	local words
	for words in '' "$PT_URL load 5 1" "$PT_URL nonsense 5s 1" "$PT_URL load 5s 0" "$PT_URL load 5s 1 --nonsense" \
		"$PT_URL load 5s 1 --user x"; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr env -u LOAD_PASSWORD "$PT_ROOT/scripts/load-test" $words
		[[ $stderr == *usage:* && -z $output ]]
	done
}
