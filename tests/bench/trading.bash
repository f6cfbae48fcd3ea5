# For run: orders that are filled and durable, beside pgbench and FastAPI, what is read of an
# account, what orders that rest cost the market daemon, and all of it again with a ledger of
# ten million entries. Callers have API keys, and accounts that fill at the quote.
# shellcheck disable=SC2154 # what is not assigned here is run's
HELD=50 RESTING=10000 LOOKS=50 PAST_PARTS=2

# order SIDE SYMBOL [more of its JSON]
order() {
	printf '{"symbol":"%s","side":"%s","type":"market","time_in_force":"day",%s}' \
		"$2" "$1" "${3-\"qty\":\"1\"}"
}

# write_orders FILE [CALLERS]: each caller buys, then each sells again.
write_orders() {
	local side key
	for side in buy sell; do
		while read -r key; do
			printf '/v2/orders\t%s\t%s\n' "$key" "$(order "$side" AAPL)"
		done < <(head -n "${2-$PEOPLE}" "$bench/keys")
	done >"$1"
}

write_fastapi_orders() {
	local side number
	for side in buy sell; do
		for ((number = 1; number <= PEOPLE; number++)); do
			printf '/bench/fastapi/orders\tX-Account: %s\t%s\n' "$number" "$(order "$side" AAPL)"
		done
	done >"$1"
}

symbols() {
	as_caller '/v2/assets?status=active&asset_class=us_equity' |
		grep -o '"symbol":"[A-Z]*"' | cut -d '"' -f 4
}

# send_all FILE STATEMENT COUNT: its requests until the statement tells of so many.
send_all() {
	local file=$1 statement=$2 count=$3 errors
	BENCH_CALLERS=$file begin background wrk -t 1 -c "$QUERY_CONNECTIONS" -d 600s --timeout 60s \
		-s "$here/figures.lua" "$address/v2/orders"
	wait_for 300 reached "$statement" "$count"
	kill -INT "${supervisors[background]}"
	wait "${supervisors[background]}" || fail 'the orders were not sent'
	unset 'supervisors[background]'
	errors=$(awk '/^figures/ {errors = $5} END {print errors}' "$PT_HOME/log/bench.log")
	[ "$errors" = 0 ] || fail "${errors:-unknown} orders went wrong"
}

reached() { [ "$(sql papertrade -c "$1")" -ge "$2" ]; }

# orders ROUND PREFIX: of distinct accounts, then TPC-B, next to each other.
orders() {
	BENCH_CALLERS=$bench/orders CONNECTIONS=$QUERY_CONNECTIONS load "$1" "$2order" /v2/orders
	transactions "$1" "$2order-tpcb" "$QUERY_CONNECTIONS"
}

measure_orders() {
	local round
	write_orders "$bench/orders"
	write_orders "$bench/hot-orders" 1
	write_fastapi_orders "$bench/their-orders"
	# Tables that were empty are planned for as such until they are looked through, by
	# themselves within a minute.
	send_all "$bench/orders" 'select count(*) from orders' "$((PEOPLE * 4))"
	sql papertrade -c 'vacuum analyze'
	for ((round = 1; round <= rounds; round++)); do
		say "orders, round $round of $rounds"
		orders "$round" ''
		BENCH_CALLERS=$bench/hot-orders CONNECTIONS=$QUERY_CONNECTIONS \
			load "$round" hot-order /v2/orders
		BENCH_CALLERS=$bench/their-orders CONNECTIONS=$QUERY_CONNECTIONS \
			load "$round" fastapi-order /bench/fastapi/orders
	done
}

# Everybody comes to hold a little of so many symbols.
hold() {
	local key symbol
	say "$HELD positions for each of $PEOPLE"
	while read -r symbol; do
		while read -r key; do
			printf '/v2/orders\t%s\t%s\n' "$key" "$(order buy "$symbol" '"notional":"5"')"
		done <"$bench/keys"
	done < <(symbols | grep -vx AAPL | head -n "$HELD") >"$bench/holdings"
	send_all "$bench/holdings" \
		"select count(*) from positions where quantity <> 0 and symbol <> 'AAPL'" $((HELD * PEOPLE))
}

# readings ROUND PREFIX: two at a time, so that what is measured is no queue.
readings() {
	local round=$1 prefix=$2 name path
	while read -r name path; do
		BENCH_CALLERS=$bench/keys CONNECTIONS=2 load "$round" "$prefix$name" "$path"
	done <<-PATHS
		positions-alone /v2/positions
		history /v2/account/portfolio/history?period=1A&timeframe=1D
		activities /v2/account/activities?page_size=100
		order-list /v2/orders?status=all&limit=100
	PATHS
}

measure_readings() {
	local round
	for ((round = 1; round <= rounds; round++)); do
		say "accounts, round $round of $rounds"
		BENCH_CALLERS=$bench/keys CONNECTIONS=$QUERY_CONNECTIONS load "$round" account /v2/account
		BENCH_CALLERS=$bench/keys CONNECTIONS=$QUERY_CONNECTIONS load "$round" positions /v2/positions
		transactions "$round" account-select "$QUERY_CONNECTIONS" -S
		readings "$round" ''
	done
}

gauge() { get /metrics | awk -v name="papertrade_$1" '$1 == name {print $2}'; }

all_watched() { [ "$(gauge resting_orders)" -ge "$RESTING" ]; }

# Orders far from the market, for each caller as many, over all symbols there are.
measure_resting() {
	local key symbol limit='"qty":"1","limit_price":"0.5"' look
	say "$RESTING orders that rest"
	while read -r symbol; do
		while read -r key; do
			printf '/v2/orders\t%s\t%s\n' "$key" \
				"$(order buy "$symbol" "$limit" | sed 's/"market"/"limit"/; s/"day"/"gtc"/')"
		done <"$bench/keys"
	done < <(symbols) >"$bench/resting"
	send_all "$bench/resting" 'select count(*) from orders where open' "$RESTING"
	wait_for 60 all_watched
	note 1 resting symbols "$(sql papertrade -c 'select count(distinct symbol) from orders where open')"
	note 1 resting orders "$(gauge resting_orders)"
	for ((look = 1; look <= LOOKS; look++)); do
		note "$look" resting tick "$(gauge tick_seconds | awk '{print $1 * 1000}')"
		sleep 0.2
	done
	while read -r key; do
		curl -sS -f -o /dev/null --cacert "$PT_HOME/tls/ca.crt" -X DELETE \
			-H "${key%%$'\t'*}" -H "${key##*$'\t'}" "$address/v2/orders"
	done <"$bench/keys"
	[ "$(sql papertrade -c 'select count(*) from orders where open')" -eq 0 ] ||
		fail 'orders still rest'
}

# Ten million entries, and what is slower with them.
measure_past() {
	local round rest pids=()
	say 'a ledger of ten million entries'
	for ((rest = 0; rest < PAST_PARTS; rest++)); do
		sql papertrade -v parts="$PAST_PARTS" -v rest="$rest" -f "$here/past.sql" \
			>>"$PT_HOME/log/bench.log" 2>&1 &
		pids+=($!)
	done
	for rest in "${pids[@]}"; do
		wait "$rest" || fail "the past was not written; see $PT_HOME/log/bench.log"
	done
	sql papertrade -c 'vacuum analyze orders, fills, transfers, lots, closings, account_days, accounts' -c checkpoint
	note 1 ledger entries "$(sql papertrade -c 'select count(*) from entries')"
	for ((round = 1; round <= rounds; round++)); do
		say "with that ledger, round $round of $rounds"
		orders "$round" laden-
		readings "$round" laden-
	done
	measure_audit
}

measure_audit() {
	local begun_us=${EPOCHREALTIME/./}
	"$PAPERTRADE" audit >>"$PT_HOME/log/bench.log" 2>&1 || fail 'the audit found something'
	note 1 audit s "$(awk -v us=$((${EPOCHREALTIME/./} - begun_us)) 'BEGIN {print us / 1e6}')"
}

begin_trading() {
	[ -f "$bench/keys" ] || make_callers
	wait_for 30 as_caller /v2/stocks/AAPL/quotes/latest
	sql papertrade -c "update accounts set fill_model = 'touch'"
	sql bench -f "$here/desk.sql"
}

measure_trading() {
	begin_trading
	measure_orders
	hold
	measure_readings
	measure_resting
	$quick || measure_past
}

# What a long past costs, alone, also for a look.
measure_ledger() {
	begin_trading
	measure_orders
	hold
	measure_readings
	measure_past
}
