#!/usr/bin/env bats
# 200 clients that dawdle, each kind of them, keep nobody else waiting.
bats_require_minimum_version 1.5.0
load ../instance
load scan

setup_file() {
	export BATS_TEST_TIMEOUT=120
	has slowhttptest slowhttptest || return 0
	target
	sign_up
}

teardown_file() { end_target; }

# served_beside OPTION …: while slowhttptest holds 200 connections, every half second a page,
# the fast pool and the slow pool are asked, and answer within curl's limit.
served_beside() {
	local attack status=0 asked=0 answers=$BATS_TEST_TMPDIR/answers
	timeout 60 slowhttptest -c 200 -l 25 -p 5 -g -o "$BATS_TEST_TMPDIR/attack" "$@" \
		>"$BATS_TEST_TMPDIR/said" 2>&1 3>&- </dev/null &
	attack=$!
	while kill -0 "$attack" 2>/dev/null; do
		curl -sS --max-time 5 --cacert "$PT_CA" -o /dev/null -o /dev/null -o /dev/null \
			-w '%{http_code} %{url_effective} %{time_total}\n' -H "Authorization: Bearer $TOKEN" \
			"$PT_URL/" "$PT_URL/api/monitoring/health/ready" "$PT_URL/api/admin/users" \
			>>"$answers" 2>&1 || true
		asked=$((asked + 3))
		sleep 0.5
	done
	wait "$attack" || status=$?
	cat "$BATS_TEST_TMPDIR/attack.csv"
	sort -k 3n "$answers" | tail -n 3
	[ "$status" -eq 0 ]
	# All 200 were there at once, and slowhttptest's own probe was served throughout.
	awk -F, 'NR > 1 && $5 != 200 { exit 1 } $4 == 200 { all = 1 } END { exit !all }' \
		"$BATS_TEST_TMPDIR/attack.csv"
	((asked >= 15))
	run ! grep -v '^200 ' "$answers"
	[ "$(wc -l <"$answers")" -eq "$asked" ]
}

@test "slow headers" {
	served_beside -H -i 3 -x 24 -r 100 -u "$PT_URL/"
	# It is nginx that hung up, and before the time was over.
	grep -q 'No open connections left' "$BATS_TEST_TMPDIR/said"
}

@test "slow bodies, to the fast pool" {
	served_beside -B -i 3 -x 24 -s 8192 -r 100 -f application/json -u "$PT_URL/api/telemetry"
}

@test "slow bodies, to the slow pool" {
	served_beside -B -i 3 -x 24 -s 8192 -r 100 -f application/json -u "$PT_URL/api/auth/login"
}

# Each client asks three times for 1.5 MB, which is more than the system's buffers take.
@test "slow reading" {
	local events=$BATS_TEST_TMPDIR/events before sent
	jq -nc '{events: [range(50) | {name: "n", properties: {x: ("y" * 7600)}}]}' >"$events"
	for _ in {1..4}; do post /api/telemetry "@$events" >/dev/null; done
	before=$(requests /api/telemetry)
	served_beside -X -w 1 -y 10 -n 2 -z 5 -k 3 -r 20 -u "$PT_URL/api/telemetry?limit=200"
	sent=$(($(requests /api/telemetry) - before))
	echo "$sent of 600 replies were read to an end"
	((sent >= 200 && sent < 600))
}

@test "the server came through it: no 5xx, no worker lost" {
	unharmed
}
