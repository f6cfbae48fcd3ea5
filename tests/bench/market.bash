# For run: quotes from the board, bars from the database and beside FastAPI, search, what
# the market daemon costs, and how fast bars are imported. Callers have API keys.
# shellcheck disable=SC2154 # what is not assigned here is run's
TEN=AAPL,MSFT,NVDA,AMZN,GOOGL,META,TSLA,JPM,XOM,SPY
BAR_SYMBOLS=50 BAR_DAYS=52 DAEMON_SECONDS=20
BARS_FIRST=2025-06-02T13:30:00Z BARS_AFTER=2025-09-01

# ask_with FILE PATH …: callers that take turns, each key with the next path.
ask_with() {
	local file=$1 paths=("${@:2}") number=0 key
	while read -r key; do
		printf '%s\t%s\n' "${paths[number++ % ${#paths[@]}]}" "$key"
	done <"$bench/keys" >"$file"
}

# Minutes of regular hours on days of trading in New York's summer, as Alpaca writes bars.
write_bars() {
	local day date days=()
	for ((day = 0; ${#days[@]} < BAR_DAYS; day++)); do
		date=$(date -u -d "${BARS_FIRST%T*} + $day days" '+%u %F')
		[[ $date == [67]* || $date == *-06-19 || $date == *-07-04 ]] || days+=("${date#* }")
	done
	printf '%s\n' "${days[@]}" >"$bench/days"
	awk -v symbols="$BAR_SYMBOLS" -f - "$bench/days" >"$bench/bars.csv" <<-'AWK'
		{days[++count] = $1}
		END {
			srand(1)
			print "symbol,timestamp,open,high,low,close,volume"
			for (symbol = 1; symbol <= symbols; symbol++) {
				close_cents = 5000 + symbol * 500
				for (day = 1; day <= count; day++)
					for (minute = 0; minute < 390; minute++) {
						open_cents = close_cents
						close_cents += int(rand() * 21) - 10
						if (close_cents < 1000)
							close_cents = 1000
						low = open_cents < close_cents ? open_cents : close_cents
						high = open_cents + close_cents - low + int(rand() * 5)
						at = 810 + minute
						printf "BENCH%d,%sT%02d:%02d:00Z,%.2f,%.2f,%.2f,%.2f,%d\n", symbol,
							days[day], at / 60, at % 60, open_cents / 100, high / 100,
							low / 100, close_cents / 100, 100 + int(rand() * 50000)
					}
			}
		}
	AWK
	bars=$((BAR_SYMBOLS * BAR_DAYS * 390))
	[ "$(wc -l <"$bench/bars.csv")" -eq $((bars + 1)) ] || fail 'not all bars were written'
	chmod a+r "$bench/bars.csv"
}

# The same bars as anybody would keep them: a row each.
fill_plain_table() {
	sql bench -c 'create table bars (
		symbol text, time timestamptz, o float8, h float8, l float8, c float8, v bigint)'
	sql bench -c "\\copy bars from '$bench/bars.csv' csv header" >/dev/null
	sql bench -c 'alter table bars add primary key (symbol, time)'
	sql bench -c 'grant select on bars to papertrade_app'
	sql bench -c 'vacuum (analyze, freeze) bars'
}

# Each time into empty tables, with the program's own start.
measure_import() {
	local round begun_us
	say "$bars bars to import"
	for ((round = 1; round <= rounds; round++)); do
		sql papertrade -c 'truncate bars, bar_series, imports'
		begun_us=${EPOCHREALTIME/./}
		"$PAPERTRADE" import bars "$bench/bars.csv" >>"$PT_HOME/log/bench.log" 2>&1 ||
			fail "the import failed; see $PT_HOME/log/bench.log"
		note "$round" import rate "$(awk -v bars="$bars" \
			-v us=$((${EPOCHREALTIME/./} - begun_us)) 'BEGIN {print bars / us * 1e6}')"
	done
	[ "$(sql papertrade -c 'select sum(count) from bars')" -eq "$bars" ] || fail 'bars are missing'
	sql papertrade -c 'vacuum analyze bars'
}

daemon() { pgrep -P "${supervisors[server]}" -f ' market$'; }

# Nanoseconds on a processor, and quotes put on the board so far.
daemon_figures() {
	cut -d ' ' -f 1 "/proc/$(daemon)/schedstat"
	get /metrics | awk '$1 == "papertrade_quotes_written_total" {print $2}'
}

# By what one symbol's update takes, all that the daemon does besides included.
measure_daemon() {
	local before after
	say "the market daemon, for $DAEMON_SECONDS seconds"
	mapfile -t before < <(daemon_figures)
	sleep "$DAEMON_SECONDS"
	mapfile -t after < <(daemon_figures)
	local updates=$((after[1] - before[1]))
	[ "$updates" -gt 0 ] || fail 'the market daemon wrote no quotes'
	note 1 daemon us "$(awk -v ns=$((after[0] - before[0])) -v updates="$updates" \
		'BEGIN {print ns / updates / 1e3}')"
	note 1 daemon symbols "$(awk -v updates="$updates" -v seconds="$DAEMON_SECONDS" \
		'BEGIN {print updates / seconds}')"
}

# The buckets of a route: bound, requests up to it.
buckets() {
	get /metrics | sed -n "s|^papertrade_http_request_seconds_bucket{.*\"$1\".*le=\"\([^\"]*\)\"} |\1 |p"
}

# p99_bound BEFORE AFTER: the upper bound of the bucket that holds it, in ms.
p99_bound() {
	awk 'FILENAME == ARGV[1] {before[$1] = $2; next}
		{bound[++count] = $1; more[count] = $2 - before[$1]}
		END {
			for (i = 1; i <= count; i++)
				if (more[i] >= 0.99 * more[count]) {
					print bound[i] == "+Inf" ? 1e9 : bound[i] * 1000
					exit
				}
		}' "$1" "$2"
}

# Two people who type, so that what is measured is the search and no queue.
measure_search() {
	local round=$1
	buckets /api/market/search >"$bench/before"
	BENCH_CALLERS=$bench/searches CONNECTIONS=2 load "$round" search /api/market/search
	buckets /api/market/search >"$bench/after"
	[ -s "$bench/after" ] || fail 'no times of searches in /metrics'
	note "$round" search worker-p99 "$(p99_bound "$bench/before" "$bench/after")"
}

measure_board() {
	local round
	for ((round = 1; round <= rounds; round++)); do
		say "the market, round $round of $rounds"
		load "$round" silent /bench/constant
		BENCH_CALLERS=$bench/keys load "$round" quote /v2/stocks/AAPL/quotes/latest
		BENCH_CALLERS=$bench/keys load "$round" quotes "/v2/stocks/quotes/latest?symbols=$TEN"
		BENCH_CALLERS=$bench/keys load "$round" sim-bars \
			"/v2/stocks/AAPL/bars?timeframe=1Min&limit=1000&start=$BARS_FIRST"
		measure_search "$round"
	done
}

# Both sides turn over the same symbols.
measure_bars() {
	local round number ours=() theirs=() query="start=$BARS_FIRST&limit=1000"
	for ((number = 1; number <= BAR_SYMBOLS; number++)); do
		ours+=("/v2/stocks/BENCH$number/bars?timeframe=1Min&$query")
		theirs+=("/bench/fastapi/bars/BENCH$number?$query")
	done
	ask_with "$bench/our-bars" "${ours[@]}"
	ask_with "$bench/their-bars" "${theirs[@]}"
	wait_for 30 get_thousand "${ours[0]}"
	[ "$(as_caller "${theirs[0]}" | grep -o '"t"' | wc -l)" -eq 1000 ] || fail 'FastAPI has no bars'
	for ((round = 1; round <= rounds; round++)); do
		say "bars, round $round of $rounds"
		BENCH_CALLERS=$bench/our-bars load "$round" bars /
		BENCH_CALLERS=$bench/their-bars load "$round" fastapi-bars /
	done
}

# as_caller PATH: the reply to the first of them.
as_caller() {
	local fields
	IFS=$'\t' read -r -a fields <"$bench/keys"
	get "$1" -H "${fields[0]}" -H "${fields[1]}"
}

get_thousand() { [ "$(as_caller "$1" | grep -o '"t"' | wc -l)" -eq 1000 ]; }

measure_market() {
	local bars
	[ -f "$bench/keys" ] || make_callers
	wait_for 30 as_caller /v2/stocks/AAPL/quotes/latest
	ask_with "$bench/searches" "/api/market/search?q="{a,ap,apple,micro,bank,spy,tesal,energy,jp,corp}
	measure_daemon
	measure_board
	write_bars
	fill_plain_table
	measure_import
	end server
	MARKET_DATA=replay REPLAY_START=$BARS_AFTER supervise server
	measure_bars
	end server
	supervise server
	wait_for 30 get /bench/constant
}
