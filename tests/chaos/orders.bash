# For bats, beside tests/instance.bash and load.bash: clients that trade, and whether what
# they were told is so.
#   open_traders COUNT      paper accounts with keys, once for a file
#   start_trading [PAUSE]   in the background, against PT_URL
#   trading_was_fair        ends it; no answer was other than it may be
#   nothing_lost            what was acknowledged is there once, what was refused is not there,
#                           nothing else is there; fills add up; the audit finds nothing
#   cancel_all              whatever rests of theirs
#   kill_part PART          kill -9 of a worker, master, market, postmaster or nginx

open_traders() {
	node "$PT_ROOT/tests/chaos/orders.mjs" open "$PT_URL" "$PT_CA" "$1" >"$BATS_FILE_TMPDIR/traders"
	: >"$BATS_FILE_TMPDIR/journal"
}

start_trading() {
	node "$PT_ROOT/tests/chaos/orders.mjs" trade "$PT_URL" "$PT_CA" "$BATS_FILE_TMPDIR/traders" \
		"$BATS_FILE_TMPDIR/journal" "${1-5}" >"$BATS_TEST_TMPDIR/trading" 3>&- &
	trading=$!
}

trading_was_fair() {
	local pid=$trading status=0
	unset trading
	kill "$pid"
	wait "$pid" || status=$?
	sed 's/^/# /' "$BATS_TEST_TMPDIR/trading" >&3
	return "$status"
}

# What rests would be filled at any time, and the ledger be another.
cancel_all() {
	local id secret
	while read -r id secret; do
		curl -fsS -o /dev/null --cacert "$PT_CA" -X DELETE -H "APCA-API-KEY-ID: $id" \
			-H "APCA-API-SECRET-KEY: $secret" "$PT_URL/v2/orders"
	done < <(jq -r '.[].key | .key_id + " " + .secret_key' "$BATS_FILE_TMPDIR/traders")
}

query() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$PT_HOME/run" -U postgres -d papertrade "$@"
}

audit() { "$PAPERTRADE" audit; }

nothing_lost() {
	query -f "$PT_ROOT/tests/chaos/journal.psql" <"$BATS_FILE_TMPDIR/journal" \
		>"$BATS_TEST_TMPDIR/findings"
	sed 's/^/# /' "$BATS_TEST_TMPDIR/findings" >&3
	[[ $(tail -n 1 "$BATS_TEST_TMPDIR/findings") == 'findings: 0' ]]
	audit
}

kill_part() {
	local pid
	case $1 in
	worker) pid=$(pgrep -P "$(part fast)" | shuf -n 1) ;;
	master) pid=$(part fast) ;;
	market) pid=$(pgrep -P "$(supervisor)" -f ' market$') ;;
	postmaster) pid=$(part postgres) ;;
	nginx) pid=$(part nginx) ;;
	esac
	kill -KILL "$pid"
	[[ $1 == worker ]] || gone "$pid"
}

gone() {
	local try
	for try in {1..100}; do
		[[ -d /proc/$1 ]] || return 0
		sleep 0.02
	done
	echo "process $1 is still there after $try tries"
	return 1
}
