#!/usr/bin/env bats
# An installed PaperTrade under a real systemd, in a booted machine: make install and
# scripts/setup put it into service, and the units keep what they promise.

machine=$BATS_TEST_DIRNAME/machine
root=$BATS_TEST_DIRNAME/../..
packages='postgresql nginx openssl curl iproute2 procps libfcgi-dev libcjson1 libsodium23 libpq5 libcurl4-openssl-dev liboath-dev libqrencode-dev tzdata'

setup_file() {
	export BATS_TEST_TIMEOUT=1800 cannot=''
	if ! cannot=$("$machine" check 2>&1); then return; fi
	make -C "$root" install DESTDIR="$BATS_FILE_TMPDIR/stage"
}

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
}

teardown() {
	if [[ -v clients ]]; then kill "$clients" || true; fi
	if [[ -v name ]]; then "$machine" stop "$name"; fi
}

# In the machine, as root: a command line; what it says is in $said.
there() {
	local status=0
	said=$("$machine" exec "$name" -- timeout 600 bash -c "$1" 2>&1 </dev/null) || status=$?
	echo "\$ $1" "$said" "(status $status)" | tail -n 40
	return "$status"
}

step() { echo "# $name: $*" | tee /dev/fd/3; }

# property POOL NAME
property() { there "systemctl show -P $2 papertrade-api@$1.service"; }

# becomes POOL PROPERTY VALUE SECONDS
becomes() {
	local try
	for ((try = 0; try < $4 * 5; try++)); do
		property "$1" "$2" >/dev/null
		[[ $said != "$3" ]] || return 0
		sleep 0.2
	done
	echo "$1: $2 is $said, not $3"
	return 1
}

answers() {
	curl -fsS --max-time 10 --cacert "$BATS_TEST_TMPDIR/ca.crt" "https://localhost:$port$1"
}

start_clients() {
	node "$root/tests/chaos/clients.mjs" "https://localhost:$port" "$BATS_TEST_TMPDIR/ca.crt" 50 \
		>"$BATS_TEST_TMPDIR/clients" 3>&- &
	clients=$!
	sleep 2
}

# Every request of every client was answered as it should be.
nothing_failed() {
	local pid=$clients status=0
	unset clients
	sleep 1
	kill "$pid"
	wait "$pid" || status=$?
	cat "$BATS_TEST_TMPDIR/clients"
	return "$status"
}

installs() {
	there "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		install --no-install-recommends $packages"
	"$machine" copy "$name" "$BATS_FILE_TMPDIR/stage" /root/stage
	there 'tar -C /root/stage -c usr etc | tar -C / -x --no-overwrite-dir --no-same-owner'
	if ! there '/usr/lib/papertrade/package/bin/papertrade version'; then
		[[ $said != *GLIBC* ]] || skip "the program was built for a newer Debian than $1"
		return 1
	fi
	there papertrade-setup
	there "printf '%s\n' HTTPS_PORT=$port RATE_LIMIT_GLOBAL=0 TELEMETRY=true \
		>>/etc/papertrade/papertrade.env; papertrade-setup"
	there 'cat /var/lib/papertrade/tls/ca.crt'
	echo "$said" >"$BATS_TEST_TMPDIR/ca.crt"
}

serves() {
	local page
	page=$(answers /)
	[[ ${page,,} == '<!doctype html>'* ]]
	[[ $(answers /api/health) == *'"status":"healthy"'* ]]
	there 'systemctl is-enabled papertrade.target'
	there 'systemctl list-units --failed --no-legend "papertrade*"'
	[ -z "$said" ]
	there 'stat -c %a%n /etc/papertrade/*.env /var/lib/papertrade/tls/*.key'
	[[ $said == '640/etc/'*'600/var/'*'600/var/'* ]]
}

# The server's user is none of the database's but the server's roles.
keeps_roles_apart() {
	local connect='psql -X -h /run/postgresql -d papertrade -c "select 1" -U'
	there "cd /; runuser -u papertrade -- $connect papertrade_app"
	there "cd /; runuser -u papertrade -- $connect papertrade_market"
	local role
	for role in papertrade_owner papertrade_backup postgres; do
		if there "cd /; runuser -u papertrade -- $connect $role"; then return 1; fi
	done
	if there "cd /; runuser -u www-data -- $connect papertrade_app"; then return 1; fi
}

is_started_by_its_socket() {
	there 'systemctl stop papertrade-api@fast.service'
	becomes fast ActiveState inactive 10
	answers /api/health
	becomes fast ActiveState active 10
}

# While the workers wait for a database that does not answer, it is starting; once they
# have it, it has started.
says_when_it_is_ready() {
	there 'pkill -STOP -o -x postgres; systemctl restart --no-block papertrade-api@fast.service
		sleep 1; systemctl show -P ActiveState papertrade-api@fast.service
		pkill -CONT -o -x postgres'
	[[ $said == activating ]]
	becomes fast ActiveState active 10
	property fast StatusText
	[[ $said == '4 workers' ]]
	answers /api/monitoring/health/startup
}

is_replaced_when_it_freezes() {
	local frozen restarts
	property fast NRestarts
	restarts=$said
	property fast MainPID
	frozen=$said
	start_clients
	there "kill -STOP $frozen"
	becomes fast NRestarts $((restarts + 1)) 40
	becomes fast ActiveState active 10
	property fast MainPID
	[[ $said != "$frozen" ]]
	nothing_failed
	there 'journalctl -u papertrade-api@fast.service -o cat | grep -i watchdog'
}

restarts_under_load() {
	start_clients
	there 'for i in {1..20}; do systemctl restart papertrade-api@fast.service || exit 1; done'
	nothing_failed
}

reloads_under_load() {
	property fast MainPID
	local before=$said
	start_clients
	there 'for i in {1..20}; do systemctl reload papertrade-api@fast.service || exit 1; sleep 0.3; done'
	nothing_failed
	property fast MainPID
	[[ $said == "$before" ]]
	there 'journalctl -u papertrade-api@fast.service -o cat | grep -c "\"event\":\"reload\""'
	((said >= 10))
}

is_hardened() {
	local unit
	for unit in papertrade-api@fast papertrade-api@slow papertrade-market papertrade-certificates; do
		there "systemd-analyze security --offline=true --no-pager $unit.service | tail -n 1"
		awk '{ found = match($0, /[0-9]+\.[0-9]/)
			exit !(found && substr($0, RSTART, RLENGTH) <= 1.5) }' <<<"$said"
	done
	there 'systemd-analyze verify papertrade.target papertrade-api@fast.service \
		papertrade-api@slow.service papertrade-api@fast.socket papertrade-market.service papertrade-certificates.timer 2>&1 | grep papertrade || true'
	[ -z "$said" ]
}

# Quotes stand on the board while the daemon is away, and are fresh again when it is back.
keeps_the_market() {
	local quote=/api/health
	there 'systemctl kill -s KILL papertrade-market.service'
	becomes_active papertrade-market
	answers "$quote" | grep -q '"market":"running"'
	there 'journalctl -u papertrade-market.service -o cat | grep -c "market open for business"'
	((said >= 2))
}

# becomes_active UNIT
becomes_active() {
	local try
	for ((try = 0; try < 50; try++)); do
		! there "systemctl is-active -q $1.service" || return 0
		sleep 0.2
	done
	return 1
}

# A command that stands where the pool stands tries to reach nginx. Where systemd can give
# a unit a network of its own, which is not everywhere, the fast pool's has nothing in it.
has_no_network_where_it_needs_none() {
	local interfaces="sed -nE 's/^ *([a-z0-9]+):.*/\\1/p'"
	there "mkdir -p /run/systemd/system/papertrade-api@.service.d
		cat >/run/systemd/system/papertrade-api@.service.d/probe.conf <<-'END'
			[Service]
			ExecStartPre=-/bin/bash -c '{ exec 3<>/dev/tcp/127.0.0.1/$port && echo reached; } >/run/papertrade/probe-%i 2>&1'
		END
		systemctl daemon-reload
		systemctl restart papertrade-api@fast.service papertrade-api@slow.service
		rm -r /run/systemd/system/papertrade-api@.service.d; systemctl daemon-reload
		cat /run/papertrade/probe-fast"
	[[ $said == *'Address family not supported'* ]]
	there 'cat /run/papertrade/probe-slow'
	[[ $said == reached ]]
	there "systemd-run --wait -q -P -p PrivateNetwork=yes $interfaces /proc/self/net/dev"
	if [[ $said != lo ]]; then
		echo "# $name: no network namespaces in this machine: the address families alone" >&3
		return
	fi
	property fast MainPID
	there "$interfaces /proc/$said/net/dev"
	[[ $said == lo ]]
}

logs_json() {
	there 'journalctl -u "papertrade-api@*" -o cat _COMM=papertrade' >/dev/null
	echo "$said" >"$BATS_TEST_TMPDIR/journal"
	jq -e 'has("time") and has("level") and has("event")' "$BATS_TEST_TMPDIR/journal" >/dev/null
	(($(wc -l <"$BATS_TEST_TMPDIR/journal") > 100))
}

stops() {
	there 'systemctl stop papertrade.target
		while systemctl -q is-active "papertrade-api@*"; do sleep 0.2; done
		pgrep papertrade || ls /run/papertrade'
	[[ $said != *[0-9]* && $said == *metrics* ]]
	if answers /api/health; then return 1; fi
}

# proves RELEASE PORT
proves() {
	name=systemd-$1 port=$2
	"$machine" start "$name" "$1"
	step 'make install and setup'
	installs "$1"
	serves
	keeps_roles_apart
	step 'socket activation, readiness'
	is_started_by_its_socket
	says_when_it_is_ready
	step 'hardening'
	is_hardened
	keeps_the_market
	has_no_network_where_it_needs_none
	step '20 restarts under 50 clients'
	restarts_under_load
	step '20 reloads under 50 clients'
	reloads_under_load
	step 'a frozen master'
	is_replaced_when_it_freezes
	step 'journal, stop'
	logs_json
	stops
}

@test "Debian 12: installed, under systemd" { proves bookworm 21543; }
@test "Debian 13: installed, under systemd" { proves trixie 21553; }
