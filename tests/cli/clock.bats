#!/usr/bin/env bats
# A system clock that jumps: the market daemon says so in one line, with what follows of it and
# what mends it, doctor does too, and quotes are fresh again within seconds.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	export PAPERTRADE=$PT_ROOT/build/asan/papertrade-faults
	PT_HOME=$(mktemp -d "${TMPDIR:-/tmp}/pt-XXXXXX")
	HTTPS_PORT=$("$PT_ROOT/tests/free-port")
	PT_URL=https://127.0.0.1:$HTTPS_PORT
	PT_CA=$PT_HOME/tls/ca.crt
	export PT_HOME HTTPS_PORT PT_URL PT_CA
	chmod 755 "$PT_HOME"
	head -c 8 /dev/zero >"$PT_HOME/clock"
	RATE_LIMIT_GLOBAL=0 METRICS_TOKEN=token-of-the-tests "$PT_ROOT/scripts/instance" up
}

teardown_file() {
	end_instance
}

# set_clock SECONDS: how far it is ahead of the machine's, as tests/faults/clock.c reads it.
set_clock() {
	perl -e 'print pack("q<", $ARGV[0] * 1000000)' -- "$1" |
		dd of="$PT_HOME/clock" conv=notrunc status=none
}

# tells COUNT DIRECTION SECONDS: the daemon's log has so many lines of jumps, and the last one
# says this; while no daemon runs the clock goes on.
tells() {
	local try lines last
	for ((try = 0; try < 100; try++)); do
		lines=$(grep '"event":"the system clock was set' "$PT_HOME/log/papertrade.log" || true)
		[[ $(grep -c . <<<"$lines") -lt $1 ]] || break
		sleep 0.1
	done
	last=$(tail -n 1 <<<"$lines")
	echo "$lines"
	[[ $(grep -c . <<<"$lines") -eq $1 ]]
	jq -e --arg event "the system clock was set $2" --argjson seconds "$3" '.event == $event
		and .level == "warning" and .process == "market" and .seconds >= $seconds - 60 and .seconds <= $seconds
		and (.effect | length > 0) and (.mend | test("timedatectl"))' <<<"$last"
}

# is_fresh: quotes are renewed, and the server is healthy.
is_fresh() {
	local try
	for ((try = 0; try < 50; try++)); do
		! request /api/health | grep -q '"status":"healthy"' || break
		sleep 0.2
	done
	request /api/health | grep -q '"status":"healthy"'
	metric quote_age_seconds | grep -qE '^[0-9]\.'
}

metric() {
	curl -fsS --cacert "$PT_CA" -H 'Authorization: Bearer token-of-the-tests' "$PT_URL/metrics" |
		sed -n "s/^papertrade_$1 //p"
}

@test "no jump, no word of one" {
	run -0 "$PAPERTRADE" doctor
	[[ $output == *'ok    clock '* && $output != *'warn  clock'* && $(metric clock_jumps_total) == 0 ]]
}

@test "set ahead" {
	set_clock 3600
	tells 1 ahead 3600
	is_fresh
	# The database's clock is another machine's, so to speak.
	run -1 --separate-stderr "$PAPERTRADE" doctor
	[[ $output == *'FAIL  clock '*' s from the database'* && $output == *'ok    market '* ]]
	[[ $output == *'warn  clock '*'the system clock was set ahead by 3600 s, 0 minutes ago'*'timedatectl set-ntp true'* ]]
	[[ $(metric clock_jumps_total) == 1 ]]
}

@test "set back" {
	set_clock 0
	tells 2 back 3600
	is_fresh
	run -0 --separate-stderr "$PAPERTRADE" doctor
	[[ $output == *'warn  clock '*'the system clock was set back by 3600 s, 0 minutes ago'*'timedatectl set-ntp true'* ]]
	[[ $(metric clock_jumps_total) == 2 ]]
}

@test "set back while no daemon ran" {
	"$PT_ROOT/scripts/instance" down
	set_clock -7200
	"$PT_ROOT/scripts/instance" up
	# From when the last daemon was there.
	tells 3 back 7200
	is_fresh
	set_clock 0
	tells 4 ahead 7200
}

@test "a step that a time server makes is none" {
	set_clock 1
	sleep 2.5
	[[ $(metric clock_jumps_total) == 4 ]]
}

@test "set back before the machine started: the database knows better" {
	local psql=(psql -X -q -h "$PT_HOME/run" -U postgres papertrade -c)
	"${psql[@]}" "insert into audit_runs (started_at, finished_at, accounts, transfers, entries, problems, hash)
		values (now(), now() + interval '1 hour', 1, 1, 1, 0, repeat('a', 64))"
	run -1 "$PAPERTRADE" doctor
	[[ $output == *'FAIL  clock '*'was set back: entries of the database are 3'*' s ahead of it'*'timedatectl'* ]]
	"${psql[@]}" "delete from audit_runs where finished_at > now()"
	run -0 "$PAPERTRADE" doctor
}
