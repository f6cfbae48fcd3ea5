#!/usr/bin/env bats
# scripts/instance: up, down, status and run, and an instance that is hurt while it runs.

bats_require_minimum_version 1.5.0

load ../instance

setup() {
	homes=()
	new_home
}

teardown() {
	local home
	for home in "${homes[@]}"; do
		PT_HOME=$home end_instance
	done
}

# A place and a port for one more instance; the tests then speak of this one.
new_home() {
	PT_HOME=$(mktemp -d "${TMPDIR:-/tmp}/pt-XXXXXX")
	HTTPS_PORT=$("$PT_ROOT/tests/free-port")
	PT_URL=https://127.0.0.1:$HTTPS_PORT
	PT_CA=$PT_HOME/tls/ca.crt
	export PT_HOME HTTPS_PORT PT_URL PT_CA RATE_LIMIT_GLOBAL=0
	homes+=("$PT_HOME")
}

instance() {
	"$PT_ROOT/scripts/instance" "$@" 3>&-
}

# refused WORDS: up says no in one line that holds them, and nothing is made.
refused() {
	run -1 --separate-stderr instance up
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr == papertrade:*$1* && $stderr != *$'\n'* && -z $output ]]
	[[ -z $(ls -A "$PT_HOME" 2>/dev/null) ]]
}

supervisor() {
	cat "$PT_HOME/run/supervisor.pid"
}

# The processes of this instance, whose arguments or open files lead to its home.
processes() {
	local pid
	for pid in $(pgrep -f "$PT_HOME" || true); do
		[[ $pid -eq $$ || $pid -eq $BASHPID ]] || echo "$pid"
	done
	[[ ! -f $PT_HOME/pg/postmaster.pid ]] || head -n 1 "$PT_HOME/pg/postmaster.pid"
}

is_healthy() {
	curl -sS -f -o /dev/null --max-time 3 --cacert "$PT_CA" "$PT_URL/api/health" 2>/dev/null
}

# The child of the supervisor that is the named part.
part() {
	local pid words
	for pid in $(pgrep -P "$(supervisor)"); do
		words=$(tr '\0' ' ' <"/proc/$pid/cmdline")
		case $1:$words in
		postgres:*/bin/postgres* | fast:*' serve fast '* | slow:*' serve slow '* | nginx:nginx*) echo "$pid" ;;
		esac
	done
}

# kill_part NAME: ends it without warning; the site is to be healthy again within 10 s,
# with another process in its place.
kill_part() {
	local old new began=${EPOCHREALTIME/./}
	old=$(part "$1")
	[[ $old -gt 1 ]]
	kill -9 "$old"
	until new=$(part "$1") && [[ -n $new && $new != "$old" ]] && is_healthy; do
		[[ $((${EPOCHREALTIME/./} - began)) -lt 10000000 ]] || return 1
		sleep 0.05
	done
}

@test "up, again, with another setting, down, again; and the status of each" {
	local first began
	run -3 --separate-stderr instance status
	[[ $stderr == 'papertrade: not running' ]]
	run -0 --separate-stderr instance up
	[[ $stderr == *"running at https://localhost:$HTTPS_PORT"* ]]
	first=$(supervisor)
	run -0 --separate-stderr instance status
	[[ $stderr == *"running and healthy at https://localhost:$HTTPS_PORT, process $first" ]]
	is_healthy

	began=${EPOCHREALTIME/./}
	run -0 --separate-stderr instance up
	[[ $((${EPOCHREALTIME/./} - began)) -lt 5000000 ]]
	[[ $stderr == *'already running'* && $stderr != *$'\n'* && $(supervisor) == "$first" ]]

	FAST_WORKERS=2 run -0 --separate-stderr instance up
	[[ $stderr == *'settings or program have changed'* && $(supervisor) != "$first" ]]
	is_healthy
	[[ $(pgrep -c -P "$(part fast)") -eq 2 ]]

	run -0 --separate-stderr instance down
	[[ $stderr == 'papertrade: stopped' && -z $(processes) ]]
	run -0 --separate-stderr instance down
	[[ $stderr == 'papertrade: not running' ]]
	run -3 instance status
}

@test "what was stored is there after a restart" {
	instance up
	local before
	before=$(psql -X -q -A -t -h "$PT_HOME/run" -U postgres -d papertrade -c 'select id from instance')
	instance down
	instance up
	[[ $(psql -X -q -A -t -h "$PT_HOME/run" -U postgres -d papertrade -c 'select id from instance') == "$before" ]]
}

@test "settings given at up are remembered until down" {
	LOG_LEVEL=warning METRICS_TOKEN="'a b'" instance up
	run -0 "$PAPERTRADE" config --get LOG_LEVEL
	[[ $output == warning ]]
	[[ $("$PAPERTRADE" config --get METRICS_TOKEN) == "'a b'" ]]
	[[ $(stat -c %a "$PT_HOME/run/environment") == 600 ]]
	[[ $(env -u HTTPS_PORT "$PAPERTRADE" config --get HTTPS_PORT) == "$HTTPS_PORT" ]]
	run -0 env -u HTTPS_PORT "$PT_ROOT/scripts/instance" status
	instance down
	[[ $("$PAPERTRADE" config --get LOG_LEVEL) == info ]]
}

@test "nothing secret or of the state may be read by others" {
	instance up
	local open
	open=$(find "$PT_HOME" -mindepth 1 -maxdepth 1 -perm /007 ! -name .lock)
	[[ -z $open && $(stat -c %a "$PT_HOME") == 750 ]]
	[[ $(stat -c %a "$PT_HOME/papertrade.env") == 600 ]]
	[[ $(stat -c %a "$PT_HOME/run/fast.sock") == 660 ]]
}

@test "as root, nothing of it runs as root" {
	[[ $(id -u) -eq 0 ]] || skip 'not root'
	instance up
	[[ -z $(pgrep -f "$PT_HOME" -u root) ]]
	[[ $(stat -c %U "/proc/$(supervisor)") != root ]]
}

@test "two instances side by side" {
	instance up
	local first=$PT_HOME first_url=$PT_URL first_ca=$PT_CA
	new_home
	instance up
	is_healthy
	curl -sS -f -o /dev/null --cacert "$first_ca" "$first_url/api/health"
	PT_HOME=$first instance down
	is_healthy
	[[ -n $(processes) ]]
}

@test "a taken port: one line, nothing made" {
	perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "0.0.0.0",
		LocalPort => $ARGV[0], ReuseAddr => 1) or die; sleep 60' "$HTTPS_PORT" 3>&- &
	local holder=$!
	until [[ -n $(ss -Hltn "sport = :$HTTPS_PORT") ]]; do sleep 0.05; done
	refused "port $HTTPS_PORT is taken"
	local taken=$HTTPS_PORT
	HTTPS_PORT=$("$PT_ROOT/tests/free-port")
	HTTP_PORT=$taken refused "port $taken is taken"
	kill "$holder"
}

@test "a bad setting, place or program: one line, nothing made" {
	HTTPS_PORT=x refused HTTPS_PORT
	METRICS_ALLOW=everyone refused METRICS_ALLOW
	LIVE_TRADING=true refused LIVE_TRADING
	PAPERTRADE=/nonexistent refused 'make build'
	PT_HOME="$PT_HOME/with space" refused 'white space'
	[[ ! -e "$PT_HOME/with space" ]]
	PT_HOME=$PT_HOME/$(printf 'x%.0s' {1..90}) refused 'too long'
	touch "$PT_HOME/file"
	PT_HOME=$PT_HOME/file/below run -1 --separate-stderr instance up
	[[ $stderr == *"$PT_HOME/file"* ]]
}

@test "a settings file that is refused: up stops before anything runs" {
	echo 'FAST_WORKERS=none' >"$PT_HOME/papertrade.env"
	run -1 --separate-stderr instance up
	[[ $stderr == *papertrade.env:1:*FAST_WORKERS* && $stderr != *$'\n'* && -z $(processes) ]]
}

@test "an argument that is not understood" {
	local words
	for words in '' sideways; do
		# shellcheck disable=SC2086 # no argument when empty
		run -1 --separate-stderr instance $words
		[[ $stderr == *usage:* && $stderr != *$'\n'* ]]
	done
}

@test "whatever is killed is back soon, and the site is healthy" {
	instance up
	local name before
	before=$(supervisor)
	for name in fast slow nginx postgres fast postgres nginx; do
		sleep 2.1
		kill_part "$name"
	done
	[[ $(supervisor) == "$before" ]]
	run -0 "$PAPERTRADE" doctor
}

@test "a supervisor that is killed takes all with it; up starts anew" {
	instance up
	local end=$((SECONDS + 10))
	kill -9 "$(supervisor)"
	while [[ -n $(processes) && $SECONDS -lt $end ]]; do
		sleep 0.1
	done
	[[ -z $(processes) ]]
	run -3 instance status
	instance up
	is_healthy
}

@test "status of one that is not healthy" {
	instance up
	kill -STOP "$(part fast)" $(pgrep -P "$(part fast)")
	run -1 --separate-stderr instance status
	kill -CONT "$(part fast)" $(pgrep -P "$(part fast)")
	[[ $stderr == *'but not healthy'* ]]
}

@test "run stays in the foreground until it is interrupted, and leaves nothing" {
	local signal group
	for signal in INT TERM; do
		# A process of the background would ignore an interrupt, which no trap can change.
		env --default-signal=INT setsid "$PT_ROOT/scripts/instance" run >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
		group=$!
		timeout 60 grep -q 'Ctrl-C stops it' <(tail -n +1 -f "$BATS_TEST_TMPDIR/out" 3>&-)
		is_healthy
		run -1 --separate-stderr instance run
		[[ $stderr == *'already running'* && $stderr != *$'\n'* ]]
		kill -s "$signal" -- "-$group"
		wait "$group"
		[[ -z $(processes) && ! -e $PT_HOME/run/environment ]]
		grep -q 'papertrade: stopped' "$BATS_TEST_TMPDIR/out"
		run -3 instance status
	done
}
