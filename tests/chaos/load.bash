# For bats, beside tests/instance.bash: clients that keep sending, and the processes of an
# instance by their part.
#   start_clients COUNT    in the background, against PT_URL
#   nothing_failed         ends them; each of their requests was answered as it should be
#   supervisor, part NAME  the process of the instance's supervisor; of its fast, slow,
#                          nginx or postgres
#   serves_within SECONDS  until then both a read and a write succeed

start_clients() {
	node "$PT_ROOT/tests/chaos/clients.mjs" "$PT_URL" "$PT_CA" "$1" 30 \
		>"$BATS_TEST_TMPDIR/clients" 3>&- &
	clients=$!
	sleep 2
}

nothing_failed() {
	local pid=$clients status=0
	unset clients
	sleep 1
	kill "$pid"
	wait "$pid" || status=$?
	cat "$BATS_TEST_TMPDIR/clients"
	return "$status"
}

supervisor() { cat "$PT_HOME/run/supervisor.pid"; }

part() {
	case $1 in
	fast | slow) pgrep -P "$(supervisor)" -f "serve $1\$" ;;
	*) pgrep -P "$(supervisor)" -x "$1" ;;
	esac
}

answered() {
	[[ $(curl -sS -o /dev/null -w '%{http_code}' --max-time 2 --cacert "$PT_CA" "$@" 2>&1) == 20[02] ]]
}

serves_within() {
	local start_us=${EPOCHREALTIME/./} limit_us=$(($1 * 1000000))
	until answered "$PT_URL/api/monitoring/health/ready" &&
		answered -H 'Content-Type: application/json' -d '{"events":[{"name":"again"}]}' \
			"$PT_URL/api/telemetry"; do
		((${EPOCHREALTIME/./} - start_us < limit_us)) || return 1
		sleep 0.05
	done
	echo "served after $(((${EPOCHREALTIME/./} - start_us) / 1000)) ms"
	((${EPOCHREALTIME/./} - start_us < limit_us))
}

# replaced NAME PID: the part runs again as another process.
replaced() {
	local try now
	for try in {1..100}; do
		now=$(part "$1") || true
		[[ -z $now || $now == "$2" ]] || return 0
		sleep 0.1
	done
	echo "$1 is not replaced after $try tries: $now"
	return 1
}
